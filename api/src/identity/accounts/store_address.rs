//! The only queries on changes of address.

use entity::address_change::{ActiveModel, Column, Entity, Model};
use entity::vocabulary::RequestState;
use sea_orm::ActiveValue::Set;
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

/// The changes of an account that still wait.
pub(super) async fn waiting(db: &impl ConnectionTrait, account: Uuid) -> Result<Vec<Model>> {
    let waiting = Entity::find().filter(Column::AccountId.eq(account)).filter(Column::State.eq(RequestState::Waiting));
    Ok(waiting.all(db).await?)
}

/// Those of the accounts that have a change which still waits.
pub(super) async fn to_be_changed(db: &impl ConnectionTrait, accounts: &[Uuid]) -> Result<Vec<Uuid>> {
    let waiting = Entity::find()
        .filter(Column::AccountId.is_in(accounts.iter().copied()))
        .filter(Column::State.eq(RequestState::Waiting));
    Ok(waiting.all(db).await?.into_iter().map(|row| row.account_id).collect())
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
