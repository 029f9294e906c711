//! The only queries on comments. A comment is read by whoever is in its own circle and in the
//! item's present one.

use std::collections::HashMap;

use entity::comment::{ActiveModel, Column, Entity, Model};
use entity::vocabulary::{CommentState, ItemKind};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, JoinType, Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::access::broken::{Rule, broken};
use crate::access::{ActType, Actor, Kept, Permit, Rows, seen_by_column, visible};
use crate::error::{Error, Result};
use crate::kit::page::{Key, Ordering, Place};
use crate::kit::top_per_parent::top_per_parent;
use crate::ledger::Unit;

const COMMENTS: u8 = Rows::Comments as u8;

/// A comment, with what decides who keeps its item.
#[derive(Clone, Debug, FromQueryResult)]
pub(crate) struct Row {
    pub id: Uuid,
    pub item_id: Uuid,
    /// The circle that it was made to.
    pub seen_by: i64,
    pub author: Uuid,
    pub body_markdown: String,
    pub body_html: String,
    pub state: CommentState,
    pub revision: i32,
    pub created_at: i64,
    pub edited_at: Option<i64>,
    pub ended_at: Option<i64>,
    pub end_reason: Option<String>,
    pub item_kind: ItemKind,
    pub item_owner: Uuid,
    pub item_keeper: Option<Uuid>,
}

impl Row {
    pub(super) fn place(&self) -> Place {
        Place { key: Key::Number(self.created_at), id: self.id }
    }

    /// What decides who keeps the item.
    pub(super) fn kept(&self) -> Kept {
        Kept { kind: self.item_kind, owner: self.item_owner, keeper: self.item_keeper }
    }
}

fn all() -> SelectStatement {
    let columns = [
        "id",
        "item_id",
        "seen_by",
        "author",
        "body_markdown",
        "body_html",
        "state",
        "revision",
        "created_at",
        "edited_at",
        "ended_at",
        "end_reason",
    ];
    Query::select()
        .columns(columns.map(|column| ("comment", column)))
        .expr_as(Expr::col(("item", "kind")), "item_kind")
        .expr_as(Expr::col(("item", "owner")), "item_owner")
        .expr_as(Expr::col(("item", "keeper")), "item_keeper")
        .from("comment")
        .join(JoinType::InnerJoin, "item", Expr::col(("item", "id")).equals(("comment", "item_id")))
        .to_owned()
}

/// Whoever is in both circles: every read begins here.
fn in_both(actor: &Actor) -> Condition {
    Condition::all().add(visible(actor)).add(seen_by_column(actor, "comment", "seen_by"))
}

/// Which comments of an item: those the actor is shown, or all where the item was opened to them by
/// breaking the glass.
pub(super) struct Of<'a> {
    pub item: Uuid,
    pub actor: &'a Actor,
    pub by_glass: bool,
}

impl Of<'_> {
    fn select(&self) -> SelectStatement {
        let mut select = all();
        select.and_where(Expr::col(("comment", "item_id")).eq(self.item));
        if !self.by_glass {
            select.cond_where(in_both(self.actor));
        }
        select
    }
}

pub(super) async fn page(
    db: &impl ConnectionTrait,
    of: &Of<'_>,
    order: Ordering,
    after: Option<&Place>,
    first: u16,
) -> Result<Vec<Row>> {
    let mut select = of.select();
    order.cut(&mut select, Expr::col(("comment", "created_at")), Expr::col(("comment", "id")), after, first);
    Ok(Row::find_by_statement(db.get_database_backend().build(&select)).all(db).await?)
}

pub(super) async fn count(db: &impl ConnectionTrait, of: &Of<'_>) -> Result<u64> {
    crate::exchange::items::store::count(db, of.select()).await
}

pub(super) async fn one(db: &impl ConnectionTrait, of: &Of<'_>, id: Uuid) -> Result<Row> {
    let mut select = of.select();
    select.and_where(Expr::col(("comment", "id")).eq(id));
    let found = Row::find_by_statement(db.get_database_backend().build(&select)).one(db).await?;
    found.ok_or_else(Error::not_found)
}

/// The item of a comment, whoever asks: for the replay of a request, which asks sight anew.
pub(super) async fn item_of(db: &impl ConnectionTrait, id: Uuid) -> Result<Uuid> {
    Entity::find_by_id(id).one(db).await?.map(|row| row.item_id).ok_or_else(Error::not_found)
}

const ITEM: (&str, &str) = ("comment", "item_id");

/// The comments on several items that the actor sees.
fn of_items(actor: &Actor, items: &[Uuid]) -> SelectStatement {
    let mut select = all();
    let sight = if broken(Rule::NestedUnderSight) { Condition::all() } else { in_both(actor) };
    select.cond_where(sight).and_where(Expr::col(ITEM).is_in(items.iter().copied()));
    select
}

/// A page of the comments on each of several items, all in one statement.
pub(super) async fn first_of(
    db: &impl ConnectionTrait,
    actor: &Actor,
    items: &[Uuid],
    order: Ordering,
    after: Option<&Place>,
    first: u16,
) -> Result<Vec<Row>> {
    let key = (Expr::col(("comment", "created_at")), Expr::col(("comment", "id")));
    let select = top_per_parent(of_items(actor, items), ITEM, order, key, after, first);
    Ok(Row::find_by_statement(db.get_database_backend().build(&select)).all(db).await?)
}

/// How many comments on each of several items the actor sees.
pub(super) async fn count_of(db: &impl ConnectionTrait, actor: &Actor, items: &[Uuid]) -> Result<HashMap<Uuid, u64>> {
    crate::exchange::items::store::count_each(db, of_items(actor, items), ITEM).await
}

pub(super) async fn insert<A: ActType>(unit: &Unit, permit: &Permit<A>, row: Model) -> Result<()> {
    permit.writes::<COMMENTS>();
    Entity::insert(ActiveModel::from(row)).exec_without_returning(unit.tx()).await?;
    Ok(())
}

pub(super) async fn insert_all<A: ActType>(unit: &Unit, permit: &Permit<A>, rows: Vec<Model>) -> Result<()> {
    permit.writes::<COMMENTS>();
    for chunk in rows.chunks(1_000) {
        let rows = chunk.iter().cloned().map(ActiveModel::from);
        Entity::insert_many(rows).exec_without_returning(unit.tx()).await?;
    }
    Ok(())
}

pub(super) async fn rewrite<A: ActType>(unit: &Unit, permit: &Permit<A>, row: ActiveModel) -> Result<()> {
    permit.writes::<COMMENTS>();
    Entity::update(row).exec(unit.tx()).await?;
    Ok(())
}

/// Deletes every comment on an item. Returns their ids.
pub(super) async fn delete_of<A: ActType>(unit: &Unit, permit: &Permit<A>, item: Uuid) -> Result<Vec<Uuid>> {
    permit.writes::<COMMENTS>();
    let of_item = Entity::find().filter(Column::ItemId.eq(item)).select_only().column(Column::Id);
    let ids = of_item.into_tuple().all(unit.tx()).await?;
    Entity::delete_many().filter(Column::ItemId.eq(item)).exec(unit.tx()).await?;
    Ok(ids)
}
