//! The only queries on settings: facts about this deployment.

use entity::setting::{ActiveModel, Column, Entity};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, EntityTrait};

use crate::access::{ActType, Permit, Rows};
use crate::error::Result;
use crate::ledger::Unit;

/// The value of a setting.
pub(crate) async fn setting(db: &impl ConnectionTrait, key: &str) -> Result<Option<String>> {
    Ok(Entity::find_by_id(key.to_owned()).one(db).await?.map(|row| row.value))
}

/// Writes a setting.
pub(crate) async fn put<A: ActType>(unit: &Unit, permit: &Permit<A>, key: &str, value: &str) -> Result<()> {
    permit.writes::<{ Rows::Settings as u8 }>();
    let row = ActiveModel { key: Set(key.to_owned()), value: Set(value.to_owned()) };
    let conflict = OnConflict::column(Column::Key).update_column(Column::Value).to_owned();
    Entity::insert(row).on_conflict(conflict).exec_without_returning(unit.tx()).await?;
    Ok(())
}
