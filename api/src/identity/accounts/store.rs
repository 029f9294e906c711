//! The only queries on accounts.

use entity::account;
use entity::account_state;
use entity::vocabulary::AccountState;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::access::{ActType, Permit, Rows};
use crate::error::Result;
use crate::ledger::Unit;

const ACCOUNTS: u8 = Rows::Accounts as u8;

/// The account that has an address, by its key.
pub(crate) async fn holder_of(db: &impl ConnectionTrait, email_key: &str) -> Result<Option<account::Model>> {
    Ok(account::Entity::find().filter(account::Column::EmailKey.eq(email_key)).one(db).await?)
}

pub(super) async fn insert<A: ActType>(unit: &Unit, permit: &Permit<A>, row: account::Model) -> Result<()> {
    permit.writes::<ACCOUNTS>();
    account::Entity::insert(account::ActiveModel::from(row)).exec_without_returning(unit.tx()).await?;
    Ok(())
}

/// Begins a state of an account at the unit's instant.
pub(super) async fn begin_state<A: ActType>(
    unit: &Unit,
    permit: &Permit<A>,
    account: Uuid,
    state: AccountState,
) -> Result<()> {
    permit.writes::<ACCOUNTS>();
    let row = account_state::Model {
        id: unit.new_id(),
        account_id: account,
        state,
        from_at: unit.at().micros(),
        until_at: None,
    };
    account_state::Entity::insert(account_state::ActiveModel::from(row)).exec_without_returning(unit.tx()).await?;
    Ok(())
}
