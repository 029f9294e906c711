//! The only queries on openings. They stand outside the ledger.

use entity::opening::{Column, Entity, Model};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Value};
use uuid::Uuid;

use super::buffer::{Count, Key};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::kit::database::sql;
use crate::kit::day::Day;
use crate::ledger::Unit;

/// So many rows are written by one statement, as long as there are as many; then fewer: few statements, and
/// few texts of them.
const AT_ONCE: [usize; 3] = [100, 10, 1];
/// With so many waiting they are written before more come.
const MANY: usize = 20_000;

/// Writes what was gathered; what could not be written is gathered again.
pub async fn flush(ctx: &Ctx) -> Result<()> {
    let openings = &ctx.world.openings;
    let waiting: Vec<(Key, Count)> = openings.take().into_iter().collect();
    let mut rest = waiting.as_slice();
    for most in AT_ONCE {
        while let Some((now, later)) = rest.split_at_checked(most) {
            if let Err(error) = add(ctx, now).await {
                rest.iter().for_each(|(key, count)| openings.add(*key, *count));
                return Err(error);
            }
            rest = later;
        }
    }
    Ok(())
}

/// Step: writes what was gathered if it is much: for whoever gathers more than a page. What cannot be written now
/// is tried again by the jobs, and keeps nobody from reading.
pub async fn relieve(ctx: &Ctx) {
    if ctx.world.openings.len() >= MANY
        && let Err(error) = flush(ctx).await
    {
        tracing::warn!(cause = error.cause().unwrap_or(error.detail()), "openings are not written yet");
    }
}

/// An item that was deleted or purged meanwhile takes its openings along, and a person who was erased, on whichever
/// server. In one order, so that two servers that
/// add to the same rows do not wait for each other.
async fn add(ctx: &Ctx, openings: &[(Key, Count)]) -> Result<()> {
    let columns = ["item", "reader", "day", "kind", "organisation", "times", "first_at", "seen_by", "sight"];
    let row = |at: usize| {
        let places: Vec<String> = (1..=columns.len()).map(|place| format!("${}", at * columns.len() + place)).collect();
        format!("({})", places.join(", "))
    };
    let rows: Vec<String> = (0..openings.len()).map(row).collect();
    let text = format!(
        "WITH new({}) AS (VALUES {})
INSERT INTO opening (item_id, reader, day, kind, organisation_id, times, first_at, seen_by, sight)
SELECT i.id, reader, day, new.kind, organisation, times, first_at, new.seen_by, sight
FROM new JOIN item i ON i.id = new.item
LEFT JOIN post p ON p.id = new.reader LEFT JOIN item e ON e.id = p.expert_id
WHERE i.state <> 'PURGED' AND (e.state IS NULL OR e.state <> 'PURGED')
ORDER BY i.id, reader, day, new.kind, new.seen_by, sight
ON CONFLICT (item_id, reader, day, kind, seen_by, sight) DO UPDATE SET times = opening.times + excluded.times,
  first_at = CASE WHEN excluded.first_at < opening.first_at THEN excluded.first_at ELSE opening.first_at END",
        columns.join(", "),
        rows.join(", ")
    );
    let values = openings.iter().flat_map(|(key, count)| -> [Value; 9] {
        [
            key.item.into(),
            key.reader.into(),
            key.day.into(),
            key.kind.word().into(),
            count.organisation.into(),
            count.times.into(),
            count.first_at.into(),
            key.seen_by.into(),
            key.sight.into(),
        ]
    });
    ctx.world.database.writer().execute_raw(sql(ctx.world.database.backend(), &text, values)).await?;
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
