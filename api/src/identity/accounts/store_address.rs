//! The only queries on changes of address.

use entity::address_change::{ActiveModel, Column, Entity, Model};
use entity::vocabulary::RequestState;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::access::{ActType, Permit, Rows};
use crate::error::{Error, Result};
use crate::kit::timestamp::Timestamp;
use crate::ledger::Unit;

const ACCOUNTS: u8 = Rows::Accounts as u8;

/// One change.
pub(super) async fn one(db: &impl ConnectionTrait, id: Uuid) -> Result<Model> {
    Entity::find_by_id(id).one(db).await?.ok_or_else(Error::not_found)
}

/// Changes whose new address is proved and whose 72 hours are over.
pub(super) async fn due(db: &impl ConnectionTrait, now: Timestamp) -> Result<Vec<Model>> {
    Ok(Entity::find()
        .filter(Column::State.eq(RequestState::Waiting))
        .filter(Column::NewConfirmedAt.is_not_null())
        .filter(Column::EffectiveAt.lte(now.micros()))
        .order_by_asc(Column::Id)
        .all(db)
        .await?)
}

pub(super) async fn insert<A: ActType>(unit: &Unit, permit: &Permit<A>, row: Model) -> Result<()> {
    permit.writes::<ACCOUNTS>();
    Entity::insert(ActiveModel::from(row)).exec_without_returning(unit.tx()).await?;
    Ok(())
}

/// Withdraws the changes of an account that still wait: a new one takes their place.
pub(super) async fn withdraw_all<A: ActType>(unit: &Unit, permit: &Permit<A>, account: Uuid) -> Result<()> {
    permit.writes::<ACCOUNTS>();
    Entity::update_many()
        .col_expr(Column::State, Expr::value(RequestState::Withdrawn.word()))
        .col_expr(Column::DoneAt, Expr::value(unit.at().micros()))
        .filter(Column::AccountId.eq(account))
        .filter(Column::State.eq(RequestState::Waiting))
        .exec(unit.tx())
        .await?;
    Ok(())
}

/// Notes a word: the new address proved itself, or the old one said yes, so that nothing is waited for.
pub(super) async fn note<A: ActType>(unit: &Unit, permit: &Permit<A>, change: &Model, by_new: bool) -> Result<Model> {
    permit.writes::<ACCOUNTS>();
    let now = unit.at().micros();
    let set = match by_new {
        true => ActiveModel { id: Set(change.id), new_confirmed_at: Set(Some(now)), ..Default::default() },
        false => ActiveModel { id: Set(change.id), effective_at: Set(now), ..Default::default() },
    };
    Ok(set.update(unit.tx()).await?)
}

/// Closes a change.
pub(super) async fn close<A: ActType>(unit: &Unit, permit: &Permit<A>, id: Uuid, state: RequestState) -> Result<()> {
    permit.writes::<ACCOUNTS>();
    let set =
        ActiveModel { id: Set(id), state: Set(state), done_at: Set(Some(unit.at().micros())), ..Default::default() };
    Entity::update(set).exec(unit.tx()).await?;
    Ok(())
}
