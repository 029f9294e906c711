//! The only queries on proposals.

use std::collections::HashMap;

use entity::proposal::{ActiveModel, Column, Entity, Model};
use entity::vocabulary::{ItemKind, ProposalKind, ProposalState};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Order, Query, SelectStatement, WindowStatement};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, IdenStatic, Iterable, QueryFilter,
    QueryOrder, QueryTrait,
};
use uuid::Uuid;

use crate::access::{ActType, Actor, Permit, Rows, seen_by_column};
use crate::error::Result;
use crate::kit::page::{Key, Ordering, Place};
use crate::ledger::Unit;

const ITEMS: u8 = Rows::Items as u8;

/// Which proposals.
#[derive(Clone, Debug, Default)]
pub(super) struct Wanted {
    pub item: Option<Uuid>,
    pub item_kinds: Vec<ItemKind>,
    pub kinds: Vec<ProposalKind>,
    pub states: Vec<ProposalState>,
    /// Only what the actor proposed.
    pub mine: bool,
    /// Only what waits for the actor's word.
    pub waiting_for_me: bool,
}

/// What the actor sees of the proposals: every read begins here.
fn seen(actor: &Actor) -> SelectStatement {
    Entity::find().filter(seen_by_column(actor, "proposal", "seen_by")).into_query()
}

pub(super) fn place(row: &Model) -> Place {
    Place { key: Key::Number(row.proposed_at), id: row.id }
}

fn fitting(actor: &Actor, wanted: &Wanted) -> SelectStatement {
    let column = |name: &'static str| Expr::col(("proposal", name));
    let mut select = seen(actor);
    if let Some(item) = wanted.item {
        select.and_where(column("item_id").eq(item));
    }
    if !wanted.item_kinds.is_empty() {
        let items = Query::select()
            .column(("item", "id"))
            .from("item")
            .and_where(Expr::col(("item", "kind")).is_in(wanted.item_kinds.iter().map(|kind| kind.word())))
            .to_owned();
        select.and_where(column("item_id").in_subquery(items));
    }
    if !wanted.kinds.is_empty() {
        select.and_where(column("kind").is_in(wanted.kinds.iter().map(|kind| kind.word())));
    }
    if !wanted.states.is_empty() {
        select.and_where(column("state").is_in(wanted.states.iter().map(|state| state.word())));
    }
    if wanted.mine {
        select.and_where(match actor.party() {
            Some(party) => column("proposed_by").eq(party),
            None => Expr::val(false),
        });
    }
    if wanted.waiting_for_me {
        select.and_where(column("state").eq(ProposalState::Waiting.word()));
        select.cond_where(seen_by_column(actor, "proposal", "asked"));
    }
    select
}

pub(super) async fn page(
    db: &impl ConnectionTrait,
    actor: &Actor,
    wanted: &Wanted,
    order: Ordering,
    after: Option<&Place>,
    first: u16,
) -> Result<Vec<Model>> {
    let mut select = fitting(actor, wanted);
    order.cut(&mut select, Expr::col(("proposal", "proposed_at")), Expr::col(("proposal", "id")), after, first);
    Ok(Model::find_by_statement(db.get_database_backend().build(&select)).all(db).await?)
}

pub(super) async fn count(db: &impl ConnectionTrait, actor: &Actor, wanted: &Wanted) -> Result<u64> {
    let mut select = fitting(actor, wanted);
    select.clear_selects().column(("proposal", "id"));
    crate::exchange::items::store::count(db, select).await
}

/// A proposal, if the actor sees it.
pub(in crate::exchange::items) async fn one(
    db: &impl ConnectionTrait,
    actor: &Actor,
    id: Uuid,
) -> Result<Option<Model>> {
    let mut select = seen(actor);
    select.and_where(Expr::col(("proposal", "id")).eq(id));
    Ok(Model::find_by_statement(db.get_database_backend().build(&select)).one(db).await?)
}

/// The change that waits about the same item, by the same post or partner system, if the actor sees both.
pub(super) async fn made_anew(db: &impl ConnectionTrait, actor: &Actor, id: Uuid) -> Result<Option<Uuid>> {
    let Some(before) = one(db, actor, id).await? else { return Ok(None) };
    let wanted = Wanted {
        item: Some(before.item_id),
        kinds: vec![ProposalKind::Revision],
        states: vec![ProposalState::Waiting],
        ..Wanted::default()
    };
    let mut select = fitting(actor, &wanted);
    let by = Expr::col(("proposal", "proposed_by"));
    select.and_where(before.proposed_by.map_or_else(|| by.clone().is_null(), |party| by.clone().eq(party)));
    select.order_by(("proposal", "id"), Order::Desc).limit(1);
    let found = Model::find_by_statement(db.get_database_backend().build(&select)).one(db).await?;
    Ok(found.map(|row| row.id))
}

/// What finding the one that is meant takes: a proposal without its text.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub(in crate::exchange::items) struct Brief {
    pub id: Uuid,
    pub kind: ProposalKind,
    pub state: ProposalState,
    pub asked: i64,
}

/// The proposals about an item that the actor sees, the newest first.
pub(in crate::exchange::items) async fn of_item(
    db: &impl ConnectionTrait,
    actor: &Actor,
    item: Uuid,
) -> Result<Vec<Brief>> {
    let mut select = fitting(actor, &Wanted { item: Some(item), ..Wanted::default() });
    select.clear_selects().columns(["id", "kind", "state", "asked"].map(|column| ("proposal", column)));
    select.order_by(("proposal", "id"), Order::Desc);
    Ok(Brief::find_by_statement(db.get_database_backend().build(&select)).all(db).await?)
}

/// The newest proposals about each of several items that the actor sees.
pub(super) async fn newest_of(
    db: &impl ConnectionTrait,
    actor: &Actor,
    items: &[Uuid],
    most: i64,
) -> Result<Vec<Model>> {
    let window =
        WindowStatement::partition_by(("proposal", "item_id")).order_by(("proposal", "id"), Order::Desc).take();
    let mut ranked = seen(actor);
    ranked
        .expr_window_as(Expr::cust("ROW_NUMBER()"), window, "place")
        .and_where(Expr::col(("proposal", "item_id")).is_in(items.iter().copied()));
    let select = Query::select()
        .columns(Column::iter().map(|column| ("ranked", column.as_str())))
        .from_subquery(ranked, "ranked")
        .and_where(Expr::col(("ranked", "place")).lte(most))
        .order_by(("ranked", "place"), Order::Asc)
        .to_owned();
    Ok(Model::find_by_statement(db.get_database_backend().build(&select)).all(db).await?)
}

/// The condition on `item` that something proposed about it waits for the actor's word: for other lists.
pub(crate) fn waiting_for(actor: &Actor) -> Condition {
    let hit = Query::select()
        .expr(Expr::val(1))
        .from("proposal")
        .and_where(Expr::col(("proposal", "item_id")).equals(("item", "id")))
        .and_where(Expr::col(("proposal", "state")).eq(ProposalState::Waiting.word()))
        .cond_where(seen_by_column(actor, "proposal", "seen_by"))
        .cond_where(seen_by_column(actor, "proposal", "asked"))
        .to_owned();
    Condition::all().add(Expr::exists(hit))
}

/// What waits about an item, whoever asks: for steps.
pub(super) async fn waiting(unit: &Unit, item: Uuid) -> Result<Vec<Model>> {
    Ok(Entity::find()
        .filter(Column::ItemId.eq(item))
        .filter(Column::State.eq(ProposalState::Waiting))
        .order_by_asc(Column::Id)
        .all(unit.tx())
        .await?)
}

#[derive(FromQueryResult)]
struct Coded {
    id: Uuid,
    code: String,
}

/// Codes of policy fields and countries, which are PUBLIC.
pub(super) async fn codes(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashMap<Uuid, String>> {
    let mut codes = HashMap::new();
    for table in ["competence", "country"] {
        let select = Query::select()
            .columns([(table, "id"), (table, "code")])
            .from(table)
            .and_where(Expr::col((table, "id")).is_in(ids.iter().copied()))
            .to_owned();
        let rows = Coded::find_by_statement(db.get_database_backend().build(&select)).all(db).await?;
        codes.extend(rows.into_iter().map(|row| (row.id, row.code)));
    }
    Ok(codes)
}

pub(super) async fn insert<A: ActType>(unit: &Unit, permit: &Permit<A>, row: Model) -> Result<()> {
    permit.writes::<ITEMS>();
    permit.covers(row.item_id)?;
    Entity::insert(ActiveModel::from(row)).exec_without_returning(unit.tx()).await?;
    Ok(())
}

pub(super) async fn decide<A: ActType>(
    unit: &Unit,
    permit: &Permit<A>,
    id: Uuid,
    state: ProposalState,
    comment: Option<String>,
) -> Result<()> {
    permit.writes::<ITEMS>();
    let row = ActiveModel {
        id: Set(id),
        state: Set(state),
        decided_at: Set(Some(unit.at().micros())),
        decided_by: Set(unit.actor().party()),
        decide_comment: Set(comment),
        ..Default::default()
    };
    row.update(unit.tx()).await?;
    Ok(())
}

/// Others are asked from now on, and see it.
pub(super) async fn set_circle<A: ActType>(
    unit: &Unit,
    permit: &Permit<A>,
    id: Uuid,
    asked: i64,
    seen_by: i64,
) -> Result<()> {
    permit.writes::<ITEMS>();
    let row = ActiveModel { id: Set(id), asked: Set(asked), seen_by: Set(seen_by), ..Default::default() };
    row.update(unit.tx()).await?;
    Ok(())
}

/// Takes back what its proposer's next change takes the place of. Its text is in that one.
pub(super) async fn put_aside<A: ActType>(unit: &Unit, permit: &Permit<A>, id: Uuid) -> Result<()> {
    decide(unit, permit, id, ProposalState::TakenBack, None).await?;
    ActiveModel { id: Set(id), content: Set(None), ..Default::default() }.update(unit.tx()).await?;
    Ok(())
}

/// It counts as made from this revision.
pub(super) async fn set_base<A: ActType>(unit: &Unit, permit: &Permit<A>, id: Uuid, revision: i32) -> Result<()> {
    permit.writes::<ITEMS>();
    ActiveModel { id: Set(id), base_revision: Set(revision), ..Default::default() }.update(unit.tx()).await?;
    Ok(())
}

/// Deletes all proposals about an item: with a draft, and when an item is purged.
pub(in crate::exchange::items) async fn delete_of_item<A: ActType>(
    unit: &Unit,
    permit: &Permit<A>,
    item: Uuid,
) -> Result<()> {
    permit.writes::<ITEMS>();
    permit.covers(item)?;
    Entity::delete_many().filter(Column::ItemId.eq(item)).exec(unit.tx()).await?;
    Ok(())
}
