//! The only queries on groups. Those on memberships are in `store_members`.

use entity::network_group::{ActiveModel, Entity, Model};
use entity::vocabulary::{FactKind, GroupKind, MembersSeenBy};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ConnectionTrait, EntityTrait, FromQueryResult};
use uuid::Uuid;

use super::read::GroupFilter;
use crate::access::{ActType, Actor, Permit, Rows, visible};
use crate::error::{Error, Result};
use crate::exchange::items::filters;
use crate::kit::day::Day;
use crate::kit::led_by::LedBy;
use crate::kit::page::{Key, Ordering, Place};
use crate::ledger::Unit;

#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct Row {
    pub id: Uuid,
    pub code: Option<String>,
    pub kind: GroupKind,
    pub description: Option<String>,
    pub members_seen_by: MembersSeenBy,
    pub revision: i32,
    pub audience: Option<i64>,
    pub created_at: i64,
    pub sort_name: String,
}

impl Row {
    pub(super) fn place(&self, order: Ordering) -> Place {
        let key = match order.name {
            "createdAt" => Key::Number(self.created_at),
            _ => Key::Text(self.sort_name.clone()),
        };
        Place { key, id: self.id }
    }
}

/// What the actor sees of the groups: every read begins here.
fn seen(actor: &Actor, today: Day) -> SelectStatement {
    Query::select()
        .columns(["id", "code", "kind", "description", "members_seen_by"].map(|column| ("network_group", column)))
        .columns(["revision", "audience", "created_at"].map(|column| ("item", column)))
        .expr_as(filters::name_key(today), "sort_name")
        .from("network_group")
        .join_item("network_group")
        .cond_where(visible(actor))
        .to_owned()
}

fn fitting(filter: &GroupFilter, today: Day) -> Result<Condition> {
    let mut all =
        Condition::all().add(filters::among(filter.ids.as_deref())?).add(filters::named(filter.q.as_deref())?);
    if !filter.kind.is_empty() {
        all = all.add(Expr::col(("network_group", "kind")).is_in(filter.kind.iter().map(|kind| kind.word())));
    }
    if !filter.code.is_empty() {
        all = all.add(Expr::col(("network_group", "code")).is_in(filter.code.clone()));
    }
    Ok(match filter.lifecycle.unwrap_or_default() {
        filters::Lifecycle::All => all,
        filters::Lifecycle::Living => all.add(filters::holding(FactKind::Life, filter.as_of.unwrap_or(today), None)),
    })
}

pub(super) async fn page(
    db: &impl ConnectionTrait,
    actor: &Actor,
    filter: &GroupFilter,
    today: Day,
    order: Ordering,
    after: Option<&Place>,
    first: u16,
) -> Result<Vec<Row>> {
    let mut select = seen(actor, today);
    select.cond_where(fitting(filter, today)?);
    let key = if order.name == "createdAt" { Expr::col(("item", "created_at")) } else { filters::name_key(today) };
    order.cut(&mut select, key, Expr::col(("network_group", "id")), after, first);
    Ok(Row::find_by_statement(db.get_database_backend().build(&select)).all(db).await?)
}

pub(super) async fn count(db: &impl ConnectionTrait, actor: &Actor, filter: &GroupFilter, today: Day) -> Result<u64> {
    let mut select = seen(actor, today);
    select.cond_where(fitting(filter, today)?);
    crate::exchange::items::store::count(db, select).await
}

pub(super) async fn some(db: &impl ConnectionTrait, actor: &Actor, which: Condition, today: Day) -> Result<Vec<Row>> {
    let mut select = seen(actor, today);
    select.cond_where(which);
    Ok(Row::find_by_statement(db.get_database_backend().build(&select)).all(db).await?)
}

/// Codes that the actor sees.
pub(super) async fn codes(db: &impl ConnectionTrait, actor: &Actor) -> Result<Vec<String>> {
    let rows = some(db, actor, Condition::all(), Day::MIN).await?;
    Ok(rows.into_iter().filter_map(|row| row.code).collect())
}

/// A group's row, whoever asks: for steps, and for verbs that have asked sight.
pub(super) async fn row(db: &impl ConnectionTrait, id: Uuid) -> Result<Model> {
    let row = Entity::find_by_id(id).one(db).await?;
    row.ok_or_else(|| Error::internal(format!("group {id} is missing")))
}

/// The kind of a group that was found to be one.
pub(crate) async fn kind_of(db: &impl ConnectionTrait, id: Uuid) -> Result<GroupKind> {
    Ok(row(db, id).await?.kind)
}

pub(super) async fn insert<A: ActType>(unit: &Unit, permit: &Permit<A>, row: Model) -> Result<()> {
    permit.writes::<{ Rows::Groups as u8 }>();
    Entity::insert(ActiveModel::from(row)).exec_without_returning(unit.tx()).await?;
    Ok(())
}

pub(super) async fn rewrite<A: ActType>(unit: &Unit, permit: &Permit<A>, row: ActiveModel) -> Result<()> {
    permit.writes::<{ Rows::Groups as u8 }>();
    Entity::update(row).exec(unit.tx()).await?;
    Ok(())
}
