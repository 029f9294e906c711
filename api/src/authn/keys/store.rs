//! The only queries on signing keys.

use entity::signing_key::{ActiveModel, Column, Entity, Model};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::access::{Permit, Rows, acts};
use crate::ctx::World;
use crate::error::Result;
use crate::kit::timestamp::Timestamp;
use crate::ledger::Unit;

const SETTINGS: u8 = Rows::Settings as u8;

pub(super) async fn all(world: &World) -> Result<Vec<Model>> {
    Ok(Entity::find().order_by_asc(Column::CreatedAt).all(world.database.reader()).await?)
}

/// Whether there is a key of that id.
pub(super) async fn exists(world: &World, kid: &str) -> Result<bool> {
    Ok(Entity::find_by_id(kid.to_owned()).one(world.database.reader()).await?.is_some())
}

/// Id of the newest key.
pub(super) async fn newest(unit: &Unit) -> Result<Option<String>> {
    Ok(Entity::find().order_by_desc(Column::CreatedAt).one(unit.tx()).await?.map(|row| row.kid))
}

pub(super) async fn retire(unit: &Unit, permit: &Permit<acts::RotateKeys>, at: Timestamp) -> Result<()> {
    permit.writes::<SETTINGS>();
    let set = ActiveModel { retired_at: Set(Some(at.micros())), ..Default::default() };
    Entity::update_many().set(set).filter(Column::RetiredAt.is_null()).exec(unit.tx()).await?;
    Ok(())
}

pub(super) async fn insert(unit: &Unit, permit: &Permit<acts::RotateKeys>, row: Model) -> Result<()> {
    permit.writes::<SETTINGS>();
    Entity::insert(ActiveModel::from(row)).exec_without_returning(unit.tx()).await?;
    Ok(())
}
