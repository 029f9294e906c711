//! The reading queries on organisations: every one begins with what the actor sees.

use std::collections::HashMap;

use entity::vocabulary::{FactKind, ItemState, OrganisationType, Precision};
use entity::{organisation, succession};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, JoinType, Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::list::Fitting;
use crate::access::{Actor, visible};
use crate::error::Result;
use crate::exchange::items::filters;
use crate::kit::day::{Day, Zone};
use crate::kit::page::{Key, Ordering, Place};
use crate::kit::top_per_parent::top_per_parent;

#[derive(Clone, Debug, FromQueryResult)]
pub(crate) struct Row {
    pub id: Uuid,
    pub code: String,
    pub kind: OrganisationType,
    pub official: bool,
    pub country_id: Option<Uuid>,
    pub country_code: Option<String>,
    pub asked_country_id: Option<Uuid>,
    pub asked_country_code: Option<String>,
    pub host_country_code: Option<String>,
    pub acronym: Option<String>,
    pub acronym_native: Option<String>,
    pub city: Option<String>,
    pub website: Option<String>,
    pub telephone: Option<String>,
    pub email: Option<String>,
    pub role_in_process: Option<String>,
    pub note: Option<String>,
    pub name_key: String,
    pub state: ItemState,
    pub revision: i32,
}

impl Row {
    pub(super) fn place(&self, order: Ordering) -> Place {
        let key = if order.name == "code" { &self.code } else { &self.name_key };
        Place { key: Key::Text(key.clone()), id: self.id }
    }
}

/// Which instant's directory: the present one, or that of the end of a day.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    /// The day whose facts are shown.
    pub day: Day,
    /// First instant past a past day; none for the present.
    pub past: Option<i64>,
}

impl Moment {
    pub(super) fn present(today: Day) -> Self {
        Self { day: today, past: None }
    }

    pub(super) fn end_of(day: Day, zone: &Zone) -> Self {
        Self { day, past: Some(zone.first_instant(day.plus(1)).micros()) }
    }

    /// The status that counts at the moment. Statuses are recorded by instants, so for days before
    /// the network recorded any the first one stands.
    fn status(self) -> Condition {
        let of_body = Expr::col(("standing", "organisation_id")).equals(("organisation", "id"));
        let which = match self.past {
            None => Expr::col(("standing", "until_at")).is_null(),
            Some(past) => Expr::cust(format!(
                "standing.id = (SELECT s.id FROM organisation_status s WHERE s.organisation_id = organisation.id
                 AND (s.until_at IS NULL OR s.until_at > s.from_at)
                 ORDER BY CASE WHEN s.from_at < {past} THEN 0 ELSE 1 END, ABS(s.from_at - {past}) LIMIT 1)"
            )),
        };
        Condition::all().add(of_body).add(which)
    }

    /// The name a body is sorted by: the bytewise first of those that hold on the day, of all where
    /// none does. As a joined row, so that the index of names gives the order.
    fn name(self) -> Condition {
        let day = self.day.number();
        Condition::all().add(Expr::cust(format!(
            "named.item_id = organisation.id AND named.kind = 'NAME' AND named.id = (SELECT f.id FROM fact f
               WHERE f.item_id = named.item_id AND f.kind = 'NAME' AND f.until_seq IS NULL
               ORDER BY CASE WHEN f.from_day <= {day} AND f.to_day >= {day} THEN 0 ELSE 1 END, f.sort_key, f.id LIMIT 1)"
        )))
    }
}

/// What the actor sees of the bodies: every read begins here.
fn seen(actor: &Actor, moment: Moment) -> SelectStatement {
    let id_of = |table: &'static str| Expr::col((table, "id"));
    Query::select()
        .columns(
            [
                "id",
                "code",
                "acronym",
                "acronym_native",
                "city",
                "website",
                "telephone",
                "email",
                "role_in_process",
                "note",
            ]
            .map(|column| ("organisation", column)),
        )
        .expr_as(Expr::col(("standing", "type")), "kind")
        .columns([("standing", "official"), ("standing", "country_id")])
        .expr_as(Expr::col(("country", "code")), "country_code")
        .column(("organisation", "asked_country_id"))
        .expr_as(Expr::col(("asked", "code")), "asked_country_code")
        .expr_as(Expr::col(("host", "code")), "host_country_code")
        .expr_as(Expr::col(("named", "sort_key")), "name_key")
        .columns([("item", "state"), ("item", "revision")])
        .from("organisation")
        .join(JoinType::InnerJoin, "item", id_of("item").equals(("organisation", "id")))
        .join_as(JoinType::InnerJoin, "fact", "named", moment.name())
        .join_as(JoinType::InnerJoin, "organisation_status", "standing", moment.status())
        .join(JoinType::LeftJoin, "country", id_of("country").equals(("standing", "country_id")))
        .join_as(JoinType::LeftJoin, "country", "host", id_of("host").equals(("organisation", "host_country_id")))
        .join_as(JoinType::LeftJoin, "country", "asked", id_of("asked").equals(("organisation", "asked_country_id")))
        .cond_where(visible(actor))
        .to_owned()
}

fn fitting(asked: &Fitting<'_>) -> Result<Condition> {
    let filter = asked.filter;
    let mut all = Condition::all()
        .add(filters::among(filter.ids.as_deref())?)
        .add(filters::known_as(filter.external_id.as_deref())?)
        .add(filters::named(filter.q.as_deref())?);
    if !filter.code.is_empty() {
        all = all.add(Expr::col(("organisation", "code")).is_in(filter.code.clone()));
    }
    if !filter.country.is_empty() {
        // Of a body that waits, the one it is to belong to: whoever is asked for the word finds it there.
        let waits = Condition::all()
            .add(Expr::col(("item", "state")).eq(ItemState::Proposed.word()))
            .add(Expr::col(("organisation", "asked_country_id")).is_in(asked.countries.iter().copied()));
        let belongs = Expr::col(("standing", "country_id")).is_in(asked.countries.iter().copied());
        all = all.add(Condition::any().add(belongs).add(waits));
    }
    if !filter.r#type.is_empty() {
        all = all.add(Expr::col(("standing", "type")).is_in(filter.r#type.iter().map(|t| t.word())));
    }
    if let Some(official) = filter.official {
        all = all.add(Expr::col(("standing", "official")).eq(official));
    }
    if !filter.competence.is_empty() {
        all = all.add(filters::holding(FactKind::Competence, asked.moment.day, Some(&asked.competences)));
    }
    if filter.parent.is_some() {
        all = all.add(filters::holding(FactKind::Parent, asked.moment.day, Some(&asked.parents)));
    }
    Ok(match filter.lifecycle.unwrap_or_default() {
        filters::Lifecycle::All => all,
        filters::Lifecycle::Living => all.add(filters::holding(FactKind::Life, asked.moment.day, None)),
    })
}

/// The columns of an order: its key, and the id that breaks ties, both of one index.
fn key_of(order: Ordering) -> (Expr, Expr) {
    match order.name {
        "code" => (Expr::col(("organisation", "code")), Expr::col(("organisation", "id"))),
        _ => (Expr::col(("named", "sort_key")), Expr::col(("named", "item_id"))),
    }
}

pub(super) async fn page(
    db: &impl ConnectionTrait,
    actor: &Actor,
    asked: &Fitting<'_>,
    order: Ordering,
    after: Option<&Place>,
    first: u16,
) -> Result<Vec<Row>> {
    let mut select = seen(actor, asked.moment);
    select.cond_where(fitting(asked)?);
    let (key, id) = key_of(order);
    order.cut(&mut select, key, id, after, first);
    Ok(Row::find_by_statement(db.get_database_backend().build(&select)).all(db).await?)
}

/// What belongs to some countries and lives.
#[derive(Clone, Copy)]
pub(super) struct OfCountries<'a> {
    pub countries: &'a [Uuid],
    pub today: Day,
}

impl OfCountries<'_> {
    const COUNTRY: (&'static str, &'static str) = ("standing", "country_id");

    fn select(self, actor: &Actor) -> SelectStatement {
        let mut select = seen(actor, Moment::present(self.today));
        select.and_where(Expr::col(Self::COUNTRY).is_in(self.countries.iter().copied())).cond_where(filters::holding(
            FactKind::Life,
            self.today,
            None,
        ));
        select
    }
}

/// A page of the bodies of each country, all in one statement.
pub(super) async fn top_of_countries(
    db: &impl ConnectionTrait,
    actor: &Actor,
    living: OfCountries<'_>,
    order: Ordering,
    after: Option<&Place>,
    first: u16,
) -> Result<Vec<Row>> {
    let top = top_per_parent(living.select(actor), OfCountries::COUNTRY, order, key_of(order), after, first);
    Ok(Row::find_by_statement(db.get_database_backend().build(&top)).all(db).await?)
}

/// How many bodies each country has.
pub(super) async fn count_of_countries(
    db: &impl ConnectionTrait,
    actor: &Actor,
    living: OfCountries<'_>,
) -> Result<HashMap<Uuid, u64>> {
    crate::exchange::items::store::count_each(db, living.select(actor), OfCountries::COUNTRY).await
}

pub(super) async fn count(db: &impl ConnectionTrait, actor: &Actor, asked: &Fitting<'_>) -> Result<u64> {
    let mut select = seen(actor, asked.moment);
    select.cond_where(fitting(asked)?);
    crate::exchange::items::store::count(db, select).await
}

pub(super) async fn some(db: &impl ConnectionTrait, actor: &Actor, today: Day, which: Condition) -> Result<Vec<Row>> {
    let mut select = seen(actor, Moment::present(today));
    select.cond_where(which);
    Ok(Row::find_by_statement(db.get_database_backend().build(&select)).all(db).await?)
}

#[derive(FromQueryResult)]
struct Coded {
    id: Uuid,
    code: String,
}

/// Codes, by id, of those bodies that the actor sees.
pub(super) async fn codes_of(
    db: &impl ConnectionTrait,
    actor: &Actor,
    which: Condition,
) -> Result<HashMap<Uuid, String>> {
    let select = Query::select()
        .columns([("organisation", "id"), ("organisation", "code")])
        .from("organisation")
        .join(JoinType::InnerJoin, "item", Expr::col(("item", "id")).equals(("organisation", "id")))
        .cond_where(visible(actor))
        .cond_where(which)
        .to_owned();
    let rows = Coded::find_by_statement(db.get_database_backend().build(&select)).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.code)).collect())
}

/// All codes that the actor sees, for errors that name the nearest ones.
pub(super) async fn codes(db: &impl ConnectionTrait, actor: &Actor) -> Result<Vec<String>> {
    Ok(codes_of(db, actor, Condition::all()).await?.into_values().collect())
}

/// Whether a code is taken, by whomever.
pub(super) async fn is_taken(db: &impl ConnectionTrait, code: &str) -> Result<bool> {
    let found = organisation::Entity::find().filter(organisation::Column::Code.eq(code)).limit(1).one(db).await?;
    Ok(found.is_some())
}

/// A take-over that counts, or a fact of history.
#[derive(Clone, Debug)]
pub(super) struct Link {
    pub old_id: Uuid,
    pub new_id: Uuid,
    pub day: Day,
    pub precision: Precision,
}

/// Take-overs of and by the bodies, whether they move rights or not; none that waits or was refused.
pub(super) async fn links(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<Link>> {
    use entity::vocabulary::SuccessionState::{History, Running};
    use sea_orm::QueryOrder;
    let rows = succession::Entity::find()
        .filter(succession::Column::State.is_in([Running, History]))
        .filter(
            sea_orm::Condition::any()
                .add(succession::Column::OldId.is_in(ids.iter().copied()))
                .add(succession::Column::NewId.is_in(ids.iter().copied())),
        )
        .order_by_asc(succession::Column::Day)
        .order_by_asc(succession::Column::Id)
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| Link {
            old_id: row.old_id,
            new_id: row.new_id,
            day: Day::from_number(row.day),
            precision: row.precision,
        })
        .collect())
}
