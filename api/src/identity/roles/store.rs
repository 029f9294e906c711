//! The only queries on recorded tables.

use entity::role_table::{ActiveModel, Entity};
use sea_orm::ActiveValue::Set;
use sea_orm::{ConnectionTrait, EntityTrait};

use crate::access::{ActType, Permit, Rows};
use crate::error::Result;
use crate::ledger::Unit;

pub(super) async fn is_recorded(db: &impl ConnectionTrait, digest: &str) -> Result<bool> {
    Ok(Entity::find_by_id(digest.to_owned()).one(db).await?.is_some())
}

pub(super) async fn insert<A: ActType>(unit: &Unit, permit: &Permit<A>, digest: &str, table: String) -> Result<()> {
    permit.writes::<{ Rows::Settings as u8 }>();
    let row = ActiveModel { digest: Set(digest.to_owned()), table_json: Set(table), seq: Set(unit.seq()) };
    Entity::insert(row).exec_without_returning(unit.tx()).await?;
    Ok(())
}
