//! The only queries on openings. They stand outside the ledger.

use entity::opening::{Column, Entity, Model};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::buffer::{Count, Key};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::kit::database::sql;
use crate::kit::day::Day;
use crate::ledger::Unit;

/// An item that was deleted or purged meanwhile takes its openings along.
const ADD: &str = "
INSERT INTO opening (item_id, reader, day, kind, organisation_id, times, first_at, seen_by, sight)
SELECT i.id, $2, $3, $4, $5, $6, $7, $8, $9 FROM item i WHERE i.id = $1 AND i.state <> 'PURGED'
ON CONFLICT (item_id, reader, day, kind, seen_by, sight) DO UPDATE SET times = opening.times + excluded.times,
  first_at = CASE WHEN excluded.first_at < opening.first_at THEN excluded.first_at ELSE opening.first_at END";

/// Writes what was gathered; what could not be written is gathered again.
pub async fn flush(ctx: &Ctx) -> Result<()> {
    let openings = &ctx.world.openings;
    let mut failed = Ok(());
    for (key, count) in openings.take() {
        if failed.is_ok() {
            failed = add(ctx, key, count).await;
        }
        if failed.is_err() {
            openings.add(key, count);
        }
    }
    failed
}

async fn add(ctx: &Ctx, key: Key, count: Count) -> Result<()> {
    let values = [
        key.item.into(),
        key.reader.into(),
        key.day.into(),
        key.kind.word().into(),
        count.organisation.into(),
        count.times.into(),
        count.first_at.into(),
        key.seen_by.into(),
        key.sight.into(),
    ];
    ctx.world.database.writer().execute_raw(sql(ctx.world.database.backend(), ADD, values)).await?;
    Ok(())
}

/// Openings of an item, oldest first.
pub(crate) async fn of_item(db: &impl ConnectionTrait, item: Uuid) -> Result<Vec<Model>> {
    let rows = Entity::find().filter(Column::ItemId.eq(item));
    Ok(rows.order_by_asc(Column::Day).order_by_asc(Column::FirstAt).order_by_asc(Column::Reader).all(db).await?)
}

/// Forgets the openings of an item that is deleted or purged.
pub(crate) async fn delete_of(db: &impl ConnectionTrait, item: Uuid) -> Result<()> {
    Entity::delete_many().filter(Column::ItemId.eq(item)).exec(db).await?;
    Ok(())
}

/// Forgets what posts opened, written or not yet: for a person who is erased.
pub(crate) async fn forget_readers(unit: &Unit, posts: &[Uuid]) -> Result<()> {
    unit.world().openings.forget(posts);
    Entity::delete_many().filter(Column::Reader.is_in(posts.iter().copied())).exec(unit.tx()).await?;
    Ok(())
}

/// Forgets what happened before a day.
pub(crate) async fn forget_before(ctx: &Ctx, day: Day) -> Result<()> {
    Entity::delete_many().filter(Column::Day.lt(day.number())).exec(ctx.world.database.writer()).await?;
    Ok(())
}
