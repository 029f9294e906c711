//! The only queries on memberships.

use std::collections::HashMap;

use entity::membership::{ActiveModel, Column, Entity, Model};
use entity::vocabulary::{Confidence, Precision};
use entity::{partner, post};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, JoinType, Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::access::{ActType, Actor, Permit, Rows, not_over_at, seen_by_column, visible};
use crate::error::{Error, Result};
use crate::exchange::items::glass::Opened;
use crate::kit::page::{Key, Ordering, Place};
use crate::kit::timestamp::Timestamp;
use crate::kit::top_per_parent::top_per_parent;
use crate::ledger::Unit;

const MEMBERSHIPS: u8 = Rows::Memberships as u8;

#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct Row {
    pub id: Uuid,
    pub group_id: Uuid,
    pub member: Uuid,
    pub valid_from: i64,
    pub valid_until: Option<i64>,
    pub precision: Precision,
    pub counts_from: Option<i64>,
    pub ended_at: Option<i64>,
    pub end_reason: Option<String>,
    pub source: Option<String>,
    pub confidence: Confidence,
    pub revision: i32,
}

impl Row {
    pub(super) fn place(&self) -> Place {
        Place { key: Key::Number(self.valid_from), id: self.id }
    }
}

const COLUMNS: [&str; 11] = [
    "id",
    "group_id",
    "member",
    "valid_from",
    "valid_until",
    "precision",
    "counts_from",
    "ended_at",
    "end_reason",
    "source",
    "confidence",
];

/// What the actor sees of the memberships: every read begins here.
fn seen(actor: &Actor) -> SelectStatement {
    all().cond_where(visible(actor)).to_owned()
}

fn all() -> SelectStatement {
    Query::select()
        .columns(COLUMNS.map(|column| ("membership", column)))
        .column(("item", "revision"))
        .from("membership")
        .join(JoinType::InnerJoin, "item", Expr::col(("item", "id")).equals(("membership", "id")))
        .to_owned()
}

/// A membership of a group, whose item was found to be open to the actor.
pub(super) async fn opened(db: &impl ConnectionTrait, group: Uuid, opened: &Opened) -> Result<Option<Row>> {
    let mut select = all();
    select
        .and_where(Expr::col(("membership", "id")).eq(opened.row.id))
        .and_where(Expr::col(("membership", "group_id")).eq(group));
    Ok(Row::find_by_statement(db.get_database_backend().build(&select)).one(db).await?)
}

/// Said to hold at an instant, and not waiting for a word.
pub(super) fn holding_at(at: Timestamp) -> Condition {
    let column = |name: &'static str| Expr::col(("membership", name));
    not_over_at("membership", at).add(column("counts_from").is_not_null()).add(column("valid_from").lte(at.micros()))
}

/// A page of a group's memberships: those that hold at an instant, or all.
pub(super) async fn page(
    db: &impl ConnectionTrait,
    actor: &Actor,
    group: Uuid,
    at: Option<Timestamp>,
    order: Ordering,
    after: Option<&Place>,
    first: u16,
) -> Result<Vec<Row>> {
    let mut select = of_group(actor, group, at);
    let (key, id) = (Expr::col(("membership", "valid_from")), Expr::col(("membership", "id")));
    order.cut(&mut select, key, id, after, first);
    Ok(Row::find_by_statement(db.get_database_backend().build(&select)).all(db).await?)
}

pub(super) async fn count(db: &impl ConnectionTrait, actor: &Actor, group: Uuid, at: Option<Timestamp>) -> Result<u64> {
    crate::exchange::items::store::count(db, of_group(actor, group, at)).await
}

fn of_group(actor: &Actor, group: Uuid, at: Option<Timestamp>) -> SelectStatement {
    let mut select = seen(actor);
    select.and_where(Expr::col(("membership", "group_id")).eq(group));
    if let Some(at) = at {
        select.cond_where(holding_at(at));
    }
    select
}

pub(super) async fn some(db: &impl ConnectionTrait, actor: &Actor, which: Condition) -> Result<Vec<Row>> {
    let mut select = seen(actor);
    select.cond_where(which);
    Ok(Row::find_by_statement(db.get_database_backend().build(&select)).all(db).await?)
}

/// The members of several groups at an instant.
fn of_groups(actor: &Actor, groups: &[Uuid], at: Timestamp) -> SelectStatement {
    let mut select = seen(actor);
    select.and_where(Expr::col(("membership", "group_id")).is_in(groups.iter().copied())).cond_where(holding_at(at));
    select
}

/// A page of the members of each of several groups, all in one statement.
pub(super) async fn first_of(
    db: &impl ConnectionTrait,
    actor: &Actor,
    groups: &[Uuid],
    at: Timestamp,
    order: Ordering,
    after: Option<&Place>,
    first: u16,
) -> Result<Vec<Row>> {
    let key = (Expr::col(("membership", "valid_from")), Expr::col(("membership", "id")));
    let select = of_groups(actor, groups, at);
    let select = top_per_parent(select, ("membership", "group_id"), order, key, after, first);
    Ok(Row::find_by_statement(db.get_database_backend().build(&select)).all(db).await?)
}

/// How many members each of several groups has.
pub(super) async fn count_of(
    db: &impl ConnectionTrait,
    actor: &Actor,
    groups: &[Uuid],
    at: Timestamp,
) -> Result<HashMap<Uuid, u64>> {
    let select = of_groups(actor, groups, at);
    crate::exchange::items::store::count_each(db, select, ("membership", "group_id")).await
}

/// The condition on `item` that it is in one of the groups at an instant, where the actor sees both
/// the group and the membership: for filters of other lists.
pub(crate) fn in_group(actor: &Actor, groups: &[Uuid], at: Timestamp) -> Condition {
    let hit = Query::select()
        .expr(Expr::val(1))
        .from("membership")
        .join_as(
            JoinType::InnerJoin,
            "item",
            "membership_item",
            Expr::col(("membership_item", "id")).equals(("membership", "id")),
        )
        .join_as(
            JoinType::InnerJoin,
            "item",
            "group_item",
            Expr::col(("group_item", "id")).equals(("membership", "group_id")),
        )
        .and_where(Expr::col(("membership", "member")).equals(("item", "id")))
        .and_where(Expr::col(("membership", "group_id")).is_in(groups.iter().copied()))
        .cond_where(holding_at(at))
        .cond_where(seen_by_column(actor, "membership_item", "seen_by"))
        .cond_where(seen_by_column(actor, "group_item", "seen_by"))
        .to_owned();
    Condition::all().add(Expr::exists(hit))
}

/// Whether the actor sees that the party is in the group already, or waits to be.
pub(super) async fn stands(
    db: &impl ConnectionTrait,
    actor: &Actor,
    group: Uuid,
    member: Uuid,
    now: Timestamp,
) -> Result<bool> {
    let which = not_over_at("membership", now)
        .add(Expr::col(("membership", "group_id")).eq(group))
        .add(Expr::col(("membership", "member")).eq(member));
    Ok(!some(db, actor, which).await?.is_empty())
}

/// A membership's row, whoever asks: for steps, and for verbs that have asked sight.
pub(crate) async fn row(db: &impl ConnectionTrait, id: Uuid) -> Result<Model> {
    let row = Entity::find_by_id(id).one(db).await?;
    row.ok_or_else(|| Error::internal(format!("membership {id} is missing")))
}

/// Ids of all memberships of a group there ever were: for the steps that change who sees them.
pub(super) async fn all_of(db: &impl ConnectionTrait, group: Uuid) -> Result<Vec<Uuid>> {
    let rows = Entity::find().filter(Column::GroupId.eq(group)).all(db).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Memberships of a group that are not over: for the end of the group.
pub(super) async fn open_of(db: &impl ConnectionTrait, group: Uuid, at: Timestamp) -> Result<Vec<Model>> {
    Ok(Entity::find().filter(Column::GroupId.eq(group)).filter(not_over_at("membership", at)).all(db).await?)
}

/// Memberships of a group that some parties hold, and that count or will: for those who leave.
pub(super) async fn counting_of(
    db: &impl ConnectionTrait,
    group: Uuid,
    members: &[Uuid],
    at: Timestamp,
) -> Result<Vec<Model>> {
    Ok(Entity::find()
        .filter(Column::GroupId.eq(group))
        .filter(Column::Member.is_in(members.iter().copied()))
        .filter(Column::CountsFrom.is_not_null())
        .filter(not_over_at("membership", at))
        .order_by_asc(Column::Id)
        .all(db)
        .await?)
}

/// Memberships of a group that some parties held and that ended at one instant.
pub(super) async fn ended_at(
    db: &impl ConnectionTrait,
    group: Uuid,
    members: &[Uuid],
    instant: i64,
) -> Result<Vec<Model>> {
    Ok(Entity::find()
        .filter(Column::GroupId.eq(group))
        .filter(Column::Member.is_in(members.iter().copied()))
        .filter(Column::EndedAt.eq(instant))
        .order_by_asc(Column::Id)
        .all(db)
        .await?)
}

/// Memberships of a party that were not ended and have not run out.
pub(super) async fn open_for(db: &impl ConnectionTrait, member: Uuid, at: Timestamp) -> Result<Vec<Model>> {
    Ok(Entity::find().filter(Column::Member.eq(member)).filter(not_over_at("membership", at)).all(db).await?)
}

/// When a post or partner system that was made a member is to end, as far as that is said.
pub(super) async fn end_of_holder(db: &impl ConnectionTrait, member: Uuid) -> Result<Option<i64>> {
    let post = post::Entity::find_by_id(member).one(db).await?;
    let partner = partner::Entity::find_by_id(member).one(db).await?;
    let of_post = post.into_iter().flat_map(|post| [post.valid_until, post.ended_at]);
    let of_partner = partner.into_iter().flat_map(|partner| [Some(partner.valid_until), partner.ended_at]);
    Ok(of_post.chain(of_partner).flatten().min())
}

pub(super) async fn insert<A: ActType>(unit: &Unit, permit: &Permit<A>, row: Model) -> Result<()> {
    permit.writes::<MEMBERSHIPS>();
    Entity::insert(ActiveModel::from(row)).exec_without_returning(unit.tx()).await?;
    Ok(())
}

pub(super) async fn rewrite<A: ActType>(unit: &Unit, permit: &Permit<A>, row: ActiveModel) -> Result<()> {
    permit.writes::<MEMBERSHIPS>();
    Entity::update(row).exec(unit.tx()).await?;
    Ok(())
}
