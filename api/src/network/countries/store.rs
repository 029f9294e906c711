//! The only queries on countries.

use entity::country::{ActiveModel, Entity, Model};
use entity::vocabulary::FactKind;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ConnectionTrait, EntityTrait, FromQueryResult};
use uuid::Uuid;

use super::read::CountryFilter;
use crate::access::{ActType, Actor, Permit, Rows, visible};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::exchange::items::filters;
use crate::kit::day::Day;
use crate::kit::led_by::LedBy;
use crate::kit::page::{Key, Ordering, Place};
use crate::kit::timestamp::Timestamp;
use crate::ledger::Unit;
use crate::network::groups::in_group;

#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct Row {
    pub id: Uuid,
    pub code: String,
    pub alpha3: String,
    pub numeric: i32,
    pub official_name: String,
    pub official_languages: String,
    pub eu_accession_day: Option<i32>,
    pub schengen_day: Option<i32>,
    pub accession_group: Option<String>,
    pub process_role: Option<String>,
    pub land_borders: String,
    pub note: Option<String>,
    pub revision: i32,
    pub sort_name: String,
}

/// The day a list is about, and the instant that memberships are asked for: now, or the end of a day.
#[derive(Clone, Copy)]
pub(super) struct When {
    day: Day,
    at: Timestamp,
}

impl When {
    pub(super) fn of(ctx: &Ctx, as_of: Option<Day>) -> Self {
        match as_of {
            Some(day) => Self { day, at: ctx.world.zone.last_instant(day) },
            None => Self { day: ctx.today(), at: ctx.now() },
        }
    }
}

impl Row {
    pub(super) fn place(&self, order: Ordering) -> Place {
        let key = if order.name == "name" { &self.sort_name } else { &self.code };
        Place { key: Key::Text(key.clone()), id: self.id }
    }
}

/// What the actor sees of the countries: every read begins here.
fn seen(actor: &Actor, today: Day) -> SelectStatement {
    let columns = [
        "id",
        "code",
        "alpha3",
        "numeric",
        "official_name",
        "official_languages",
        "eu_accession_day",
        "schengen_day",
        "accession_group",
        "process_role",
        "land_borders",
        "note",
    ];
    Query::select()
        .columns(columns.map(|column| ("country", column)))
        .column(("item", "revision"))
        .expr_as(filters::name_key(today), "sort_name")
        .from("country")
        .join_item("country")
        .cond_where(visible(actor))
        .to_owned()
}

/// A filter with what it names looked up.
pub(super) struct Fitting<'a> {
    pub filter: &'a CountryFilter,
    pub groups: &'a [Uuid],
}

/// Whether it has a part in the process on a day, or never had one: not where its part begins later.
fn takes_part(day: Day) -> Condition {
    let ever = Query::select()
        .expr(Expr::val(1))
        .from("fact")
        .and_where(Expr::col(("fact", "item_id")).equals(("item", "id")))
        .and_where(Expr::col(("fact", "kind")).eq(FactKind::CountryPart.word()))
        .and_where(Expr::col(("fact", "until_seq")).is_null())
        .to_owned();
    Condition::any().add(filters::holding(FactKind::CountryPart, day, None)).add(Expr::exists(ever).not())
}

fn fitting(actor: &Actor, asked: &Fitting<'_>, when: When) -> Result<Condition> {
    let filter = asked.filter;
    let mut all =
        Condition::all().add(filters::among(filter.ids.as_deref())?).add(filters::named(filter.q.as_deref())?);
    if !filter.code.is_empty() {
        all = all.add(Expr::col(("country", "code")).is_in(filter.code.iter().map(|code| code.to_ascii_uppercase())));
    }
    if !filter.part.is_empty() {
        let hit = Query::select()
            .expr(Expr::val(1))
            .from("fact")
            .and_where(Expr::col(("fact", "item_id")).equals(("item", "id")))
            .and_where(Expr::col(("fact", "kind")).eq(FactKind::CountryPart.word()))
            .and_where(Expr::col(("fact", "text")).is_in(filter.part.iter().map(|part| part.word())))
            .and_where(Expr::col(("fact", "until_seq")).is_null())
            .and_where(Expr::col(("fact", "from_day")).lte(when.day.number()))
            .and_where(Expr::col(("fact", "to_day")).gte(when.day.number()))
            .to_owned();
        all = all.add(Expr::exists(hit));
    }
    if !asked.groups.is_empty() {
        all = all.add(in_group(actor, asked.groups, when.at));
    }
    Ok(match filter.lifecycle.unwrap_or_default() {
        filters::Lifecycle::All => all,
        filters::Lifecycle::Living => {
            all.add(filters::holding(FactKind::Life, when.day, None)).add(takes_part(when.day))
        }
    })
}

pub(super) async fn page(
    db: &impl ConnectionTrait,
    actor: &Actor,
    filter: &Fitting<'_>,
    when: When,
    order: Ordering,
    after: Option<&Place>,
    first: u16,
) -> Result<Vec<Row>> {
    let mut select = seen(actor, when.day);
    select.cond_where(fitting(actor, filter, when)?);
    let key = if order.name == "name" { filters::name_key(when.day) } else { Expr::col(("country", "code")) };
    order.cut(&mut select, key, Expr::col(("country", "id")), after, first);
    Ok(Row::find_by_statement(db.get_database_backend().build(&select)).all(db).await?)
}

pub(super) async fn count(db: &impl ConnectionTrait, actor: &Actor, filter: &Fitting<'_>, when: When) -> Result<u64> {
    let mut select = seen(actor, when.day);
    select.cond_where(fitting(actor, filter, when)?);
    crate::exchange::items::store::count(db, select).await
}

pub(super) async fn some(db: &impl ConnectionTrait, actor: &Actor, which: Condition, today: Day) -> Result<Vec<Row>> {
    let mut select = seen(actor, today);
    select.cond_where(which);
    Ok(Row::find_by_statement(db.get_database_backend().build(&select)).all(db).await?)
}

/// All codes that the actor sees, with their ids.
pub(super) async fn codes_with_ids(db: &impl ConnectionTrait, actor: &Actor) -> Result<Vec<(String, Uuid)>> {
    #[derive(FromQueryResult)]
    struct CodeRow {
        id: Uuid,
        code: String,
    }
    let select = Query::select()
        .columns([("country", "id"), ("country", "code")])
        .from("country")
        .join_item("country")
        .cond_where(visible(actor))
        .to_owned();
    let rows = CodeRow::find_by_statement(db.get_database_backend().build(&select)).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.code, row.id)).collect())
}

/// Codes of all countries there are or were; they are all PUBLIC.
pub(super) async fn codes(db: &impl ConnectionTrait) -> Result<Vec<String>> {
    Ok(Entity::find().all(db).await?.into_iter().map(|row| row.code).collect())
}

pub(super) async fn row(db: &impl ConnectionTrait, id: Uuid) -> Result<Model> {
    let row = Entity::find_by_id(id).one(db).await?;
    row.ok_or_else(|| Error::internal(format!("country {id} is missing")))
}

pub(super) async fn insert<A: ActType>(unit: &Unit, permit: &Permit<A>, row: Model) -> Result<()> {
    permit.writes::<{ Rows::Countries as u8 }>();
    Entity::insert(ActiveModel::from(row)).exec_without_returning(unit.tx()).await?;
    Ok(())
}

pub(super) async fn rewrite<A: ActType>(unit: &Unit, permit: &Permit<A>, row: ActiveModel) -> Result<()> {
    permit.writes::<{ Rows::Countries as u8 }>();
    Entity::update(row).exec(unit.tx()).await?;
    Ok(())
}
