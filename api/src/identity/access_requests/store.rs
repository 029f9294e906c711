//! The only queries on access requests and the words they wait for.

use std::collections::HashMap;

use entity::access_request::{ActiveModel, Column, Entity, Model};
use entity::access_word;
use entity::vocabulary::RequestState;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, IntoCondition, Query};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};
use uuid::Uuid;

use crate::access::{ActType, Permit, Rows};
use crate::error::Result;
use crate::kit::page::{Key, Ordering, Place};
use crate::ledger::Unit;

const REQUESTS: u8 = Rows::AccessRequests as u8;

pub(super) fn place(row: &Model) -> Place {
    Place { key: Key::Number(row.requested_at), id: row.id }
}

pub(super) async fn page(
    db: &impl ConnectionTrait,
    which: Condition,
    order: Ordering,
    after: Option<&Place>,
    first: u16,
) -> Result<Vec<Model>> {
    let mut query = Entity::find().filter(which);
    let select = sea_orm::QuerySelect::query(&mut query);
    order.cut(select, Expr::col(Column::RequestedAt), Expr::col(Column::Id), after, first);
    Ok(query.all(db).await?)
}

pub(super) async fn count(db: &impl ConnectionTrait, which: Condition) -> Result<u64> {
    crate::exchange::items::store::count(db, Entity::find().filter(which).into_query()).await
}

pub(super) async fn row(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Model>> {
    Ok(Entity::find_by_id(id).one(db).await?)
}

/// The request whose last word is there, for what it made.
pub(super) async fn done_for(db: &impl ConnectionTrait, result: Uuid) -> Result<Option<Uuid>> {
    let done = Entity::find().filter(Column::ResultId.eq(result)).filter(Column::State.eq(RequestState::Done));
    Ok(done.order_by_desc(Column::DecidedAt).one(db).await?.map(|row| row.id))
}

pub(super) async fn words(
    db: &impl ConnectionTrait,
    requests: &[Uuid],
) -> Result<HashMap<Uuid, Vec<access_word::Model>>> {
    let rows = access_word::Entity::find()
        .filter(access_word::Column::RequestId.is_in(requests.iter().copied()))
        .order_by_asc(access_word::Column::PartyId)
        .all(db)
        .await?;
    let mut by_request: HashMap<Uuid, Vec<access_word::Model>> = HashMap::new();
    for row in rows {
        by_request.entry(row.request_id).or_default().push(row);
    }
    Ok(by_request)
}

/// The parties that words were asked for in any of the requests.
pub(super) async fn parties_asked(db: &impl ConnectionTrait, which: Condition) -> Result<Vec<Uuid>> {
    let requests = Query::select().column(Column::Id).from(Entity).cond_where(which).to_owned();
    let parties = access_word::Entity::find()
        .select_only()
        .column(access_word::Column::PartyId)
        .distinct()
        .filter(access_word::Column::RequestId.in_subquery(requests));
    Ok(parties.into_tuple().all(db).await?)
}

/// Requests that asked for a word of one of the parties.
pub(super) fn asks_for_any(parties: &[Uuid]) -> Expr {
    let asked = Query::select()
        .column(access_word::Column::RequestId)
        .from(access_word::Entity)
        .and_where(access_word::Column::PartyId.is_in(parties.iter().copied()))
        .to_owned();
    Column::Id.in_subquery(asked)
}

/// What waits for a word that would begin a post of a person, the oldest first.
pub(super) async fn about_posts_of(db: &impl ConnectionTrait, expert: Uuid) -> Result<Vec<Model>> {
    let posts = Query::select().column("id").from("post").and_where(Expr::col("expert_id").eq(expert)).to_owned();
    let waiting = Entity::find().filter(Column::State.eq(RequestState::Waiting));
    Ok(waiting.filter(Column::ResultId.in_subquery(posts)).order_by_asc(Column::RequestedAt).all(db).await?)
}

pub(super) async fn insert<A: ActType>(
    unit: &Unit,
    permit: &Permit<A>,
    row: Model,
    words: Vec<access_word::Model>,
) -> Result<()> {
    permit.writes::<REQUESTS>();
    Entity::insert(ActiveModel::from(row)).exec_without_returning(unit.tx()).await?;
    let words = words.into_iter().map(access_word::ActiveModel::from);
    access_word::Entity::insert_many(words).exec_without_returning(unit.tx()).await?;
    Ok(())
}

pub(super) async fn say<A: ActType>(unit: &Unit, permit: &Permit<A>, request: Uuid, party: Uuid) -> Result<()> {
    permit.writes::<REQUESTS>();
    let row = access_word::ActiveModel {
        request_id: Set(request),
        party_id: Set(party),
        said_by: Set(unit.actor().party()),
        said_at: Set(Some(unit.at().micros())),
    };
    row.update(unit.tx()).await?;
    Ok(())
}

pub(super) async fn decide<A: ActType>(
    unit: &Unit,
    permit: &Permit<A>,
    request: Uuid,
    state: RequestState,
    reason: Option<String>,
) -> Result<()> {
    permit.writes::<REQUESTS>();
    let row = ActiveModel {
        id: Set(request),
        state: Set(state),
        decided_at: Set(Some(unit.at().micros())),
        decided_by: Set(unit.actor().party()),
        decide_reason: Set(reason),
        ..Default::default()
    };
    row.update(unit.tx()).await?;
    Ok(())
}

/// Whether something waits for a word.
pub(crate) async fn waits(db: &impl ConnectionTrait, result: Uuid) -> Result<bool> {
    let row = Entity::find().filter(Column::ResultId.eq(result)).filter(Column::State.eq(RequestState::Waiting));
    Ok(row.one(db).await?.is_some())
}

/// What waited for a word came to nothing: its access requests are withdrawn with it.
pub(crate) async fn withdraw_for<A: ActType>(
    unit: &Unit,
    permit: &Permit<A>,
    results: &[Uuid],
    reason: &str,
) -> Result<()> {
    withdraw(unit, permit, Column::ResultId.is_in(results.iter().copied()), reason).await
}

/// The bodies have ended: what was to be done to them waits no longer. A take-over that waits stands in the way
/// of an end, and what was stored as waiting has ended before, with its own requests.
pub(crate) async fn withdraw_about<A: ActType>(
    unit: &Unit,
    permit: &Permit<A>,
    bodies: &[Uuid],
    reason: &str,
) -> Result<()> {
    let about = Condition::all()
        .add(Column::TargetKind.eq("ORGANISATION"))
        .add(Column::Target.is_in(bodies.iter().copied()))
        .add(Column::ResultId.is_null());
    withdraw(unit, permit, about, reason).await
}

async fn withdraw<A: ActType>(unit: &Unit, permit: &Permit<A>, which: impl IntoCondition, reason: &str) -> Result<()> {
    permit.writes::<REQUESTS>();
    Entity::update_many()
        .set(ActiveModel {
            state: Set(RequestState::Withdrawn),
            decided_at: Set(Some(unit.at().micros())),
            decided_by: Set(unit.actor().party()),
            decide_reason: Set(Some(reason.to_owned())),
            ..Default::default()
        })
        .filter(which.into_condition())
        .filter(Column::State.eq(RequestState::Waiting))
        .exec(unit.tx())
        .await?;
    Ok(())
}
