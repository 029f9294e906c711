//! The only queries on proposals.

use std::collections::HashMap;

use entity::proposal::{ActiveModel, Column, Entity, Model};
use entity::proposal_sight;
use entity::vocabulary::{ItemKind, ProposalKind, ProposalState};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, OnConflict, Order, Query, SelectStatement};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QueryTrait,
};
use uuid::Uuid;

use crate::access::broken::{Rule, broken};
use crate::access::{ActType, Actor, Permit, Rows, seen_by_column};
use crate::error::Result;
use crate::kit::database::{placed, sql};
use crate::kit::page::{Key, Ordering, Place};
use crate::kit::top_per_parent::top_per_parent;
use crate::ledger::Unit;

const ITEMS: u8 = Rows::Items as u8;
/// Rows of one statement: SQLite takes 32,766 parameters.
const AT_ONCE: usize = 1_000;

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

const ITEM: (&str, &str) = ("proposal", "item_id");

/// The proposals about several items that the actor sees.
fn of_items(actor: &Actor, items: &[Uuid]) -> SelectStatement {
    let mut select = seen(actor);
    select.and_where(Expr::col(ITEM).is_in(items.iter().copied()));
    select
}

/// A page of the proposals about each of several items, all in one statement.
pub(super) async fn page_of_each(
    db: &impl ConnectionTrait,
    actor: &Actor,
    items: &[Uuid],
    order: Ordering,
    after: Option<&Place>,
    first: u16,
) -> Result<Vec<Model>> {
    let key = (Expr::col(("proposal", "proposed_at")), Expr::col(("proposal", "id")));
    let select = top_per_parent(of_items(actor, items), ITEM, order, key, after, first);
    Ok(Model::find_by_statement(db.get_database_backend().build(&select)).all(db).await?)
}

/// How many proposals about each of several items the actor sees.
pub(super) async fn count_of_each(
    db: &impl ConnectionTrait,
    actor: &Actor,
    items: &[Uuid],
) -> Result<HashMap<Uuid, u64>> {
    crate::exchange::items::store::count_each(db, of_items(actor, items), ITEM).await
}

/// The condition on `item` that something proposed about it waits for the actor's word: for other lists.
pub(crate) fn waiting_for(actor: &Actor) -> Condition {
    let mut hit = Query::select()
        .expr(Expr::val(1))
        .from("proposal")
        .and_where(Expr::col(("proposal", "item_id")).equals(("item", "id")))
        .and_where(Expr::col(("proposal", "state")).eq(ProposalState::Waiting.word()))
        .cond_where(seen_by_column(actor, "proposal", "seen_by"))
        .to_owned();
    if !broken(Rule::WaitingIsForMe) {
        hit.cond_where(seen_by_column(actor, "proposal", "asked"));
    }
    Condition::all().add(Expr::exists(hit))
}

/// What waits about an item, whoever asks: for steps.
pub(super) async fn waiting(unit: &Unit, item: Uuid) -> Result<Vec<Model>> {
    let rows = Entity::find().filter(Column::ItemId.eq(item)).filter(Column::State.eq(ProposalState::Waiting));
    Ok(rows.order_by_asc(Column::Id).all(unit.tx()).await?)
}

/// What was proposed about items, whether it waits or not, whoever asks: for steps.
pub(super) async fn all_of_items(unit: &Unit, items: &[Uuid]) -> Result<Vec<Model>> {
    let mut rows = Vec::new();
    for chunk in items.chunks(AT_ONCE) {
        let some = Entity::find().filter(Column::ItemId.is_in(chunk.iter().copied()));
        rows.extend(some.order_by_asc(Column::Id).all(unit.tx()).await?);
    }
    Ok(rows)
}

/// What waits in the place of a change that its proposer took back to make it anew, if the actor sees that.
pub(super) async fn successor(db: &impl ConnectionTrait, actor: &Actor, id: Uuid) -> Result<Option<Uuid>> {
    let Some(before) = Entity::find_by_id(id).one(db).await? else { return Ok(None) };
    if before.kind != ProposalKind::Revision || before.state != ProposalState::TakenBack {
        return Ok(None);
    }
    let waits = Entity::find()
        .filter(seen_by_column(actor, "proposal", "seen_by"))
        .filter(Column::ItemId.eq(before.item_id))
        .filter(Column::Kind.eq(ProposalKind::Revision))
        .filter(Column::State.eq(ProposalState::Waiting))
        .filter(Column::ProposedBy.eq(before.proposed_by))
        .one(db);
    Ok(waits.await?.map(|row| row.id))
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

/// What became of a proposal, and who sees it from now on.
pub(super) struct Decided {
    pub state: ProposalState,
    pub seen_by: i64,
    pub by: Option<Uuid>,
    pub comment: Option<String>,
}

pub(super) async fn decide<A: ActType>(unit: &Unit, permit: &Permit<A>, id: Uuid, decided: Decided) -> Result<()> {
    permit.writes::<ITEMS>();
    let row = ActiveModel {
        id: Set(id),
        state: Set(decided.state),
        seen_by: Set(decided.seen_by),
        decided_at: Set(Some(unit.at().micros())),
        decided_by: Set(decided.by),
        decide_comment: Set(decided.comment),
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

/// Others see them from now on, and they count as made from the revision that they name.
pub(super) async fn put_circles<A: ActType>(unit: &Unit, permit: &Permit<A>, rows: &[Model]) -> Result<()> {
    permit.writes::<ITEMS>();
    for chunk in rows.chunks(AT_ONCE) {
        let rows = chunk.iter().map(|row| [row.id.into(), row.seen_by.into(), row.base_revision.into()]);
        let (places, values) = placed(1, rows);
        let text = format!(
            "WITH next(id, seen_by, base_revision) AS (VALUES {places})
             UPDATE proposal SET seen_by = next.seen_by, base_revision = next.base_revision
             FROM next WHERE proposal.id = next.id"
        );
        unit.tx().execute_raw(sql(unit.tx().get_database_backend(), &text, values)).await?;
    }
    Ok(())
}

/// Whom each is shown to from now on besides its item's keepers, and no longer to whom it was, for auditors.
pub(super) async fn shown_from_now<A: ActType>(unit: &Unit, permit: &Permit<A>, rows: &[(Model, i64)]) -> Result<()> {
    permit.writes::<ITEMS>();
    for chunk in rows.chunks(AT_ONCE) {
        let ids = chunk.iter().map(|(row, _)| row.id);
        end_shown(unit, permit, proposal_sight::Column::ProposalId.is_in(ids)).await?;
        let shown = chunk.iter().map(|(row, shown_to)| {
            proposal_sight::ActiveModel::from(proposal_sight::Model {
                proposal_id: row.id,
                since: unit.at().micros(),
                until_at: None,
                item_id: row.item_id,
                shown_to: *shown_to,
            })
        });
        let again = OnConflict::columns([proposal_sight::Column::ProposalId, proposal_sight::Column::Since])
            .update_columns([proposal_sight::Column::UntilAt, proposal_sight::Column::ShownTo])
            .to_owned();
        let insert = proposal_sight::Entity::insert_many(shown).on_conflict(again);
        insert.exec_without_returning(unit.tx()).await?;
    }
    Ok(())
}

/// It is shown to none of them from now on.
pub(super) async fn no_longer_shown<A: ActType>(unit: &Unit, permit: &Permit<A>, id: Uuid) -> Result<()> {
    end_shown(unit, permit, proposal_sight::Column::ProposalId.eq(id)).await
}

async fn end_shown<A: ActType>(unit: &Unit, permit: &Permit<A>, of: Expr) -> Result<()> {
    permit.writes::<ITEMS>();
    proposal_sight::Entity::update_many()
        .col_expr(proposal_sight::Column::UntilAt, Expr::val(unit.at().micros()))
        .filter(of)
        .filter(proposal_sight::Column::UntilAt.is_null())
        .exec(unit.tx())
        .await?;
    Ok(())
}

/// Whom what was proposed about an item was shown to while it waited, whoever asks: for auditors.
pub(in crate::exchange::items) async fn shown_of_item(
    db: &impl ConnectionTrait,
    item: Uuid,
) -> Result<Vec<proposal_sight::Model>> {
    let rows = proposal_sight::Entity::find().filter(proposal_sight::Column::ItemId.eq(item));
    let rows = rows.order_by_asc(proposal_sight::Column::ProposalId).order_by_asc(proposal_sight::Column::Since);
    Ok(rows.all(db).await?)
}

/// What its proposer's next change took the place of has no text of its own: it is in that one.
pub(super) async fn without_text<A: ActType>(unit: &Unit, permit: &Permit<A>, id: Uuid) -> Result<()> {
    permit.writes::<ITEMS>();
    ActiveModel { id: Set(id), content: Set(None), ..Default::default() }.update(unit.tx()).await?;
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
    end_shown(unit, permit, proposal_sight::Column::ItemId.eq(item)).await?;
    Entity::delete_many().filter(Column::ItemId.eq(item)).exec(unit.tx()).await?;
    Ok(())
}
