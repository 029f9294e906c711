//! The only queries on exports under way. They stand outside the ledger, since whoever only reads
//! makes them.

use entity::export_pass::{ActiveModel, Column, Entity};
use sea_orm::ActiveValue::Set;
use sea_orm::EntityTrait;
use sea_orm::sea_query::OnConflict;

use crate::ctx::Ctx;
use crate::error::Result;

/// What the last export of a reader had brought it to when it last said so.
pub(super) async fn last(ctx: &Ctx, reader: &str) -> Result<Option<Vec<u8>>> {
    Ok(Entity::find_by_id(reader.to_owned()).one(ctx.db()).await?.map(|row| row.ranges))
}

/// Keeps what the export under way brings its reader to.
pub(super) async fn keep(ctx: &Ctx, reader: &str, ranges: Vec<u8>) -> Result<()> {
    let row =
        ActiveModel { reader: Set(reader.to_owned()), ranges: Set(ranges), at: Set(ctx.world.clock.now().micros()) };
    let conflict = OnConflict::column(Column::Reader).update_columns([Column::Ranges, Column::At]).to_owned();
    Entity::insert(row).on_conflict(conflict).exec_without_returning(ctx.world.database.writer()).await?;
    Ok(())
}
