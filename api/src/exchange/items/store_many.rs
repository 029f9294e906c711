//! The queries that write many items at once: what one act brings in, in a few statements, whatever
//! the number.

use entity::{item, item_country, item_topic};
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::access::{ActType, Permit, Rows};
use crate::error::Result;
use crate::ledger::Unit;

const ITEMS: u8 = Rows::Items as u8;
/// Rows of one statement: SQLite takes 32,766 parameters, and an item has sixteen.
const AT_ONCE: usize = 1_000;

pub(super) async fn insert_all<A: ActType>(unit: &Unit, permit: &Permit<A>, rows: &[item::Model]) -> Result<()> {
    permit.writes::<ITEMS>();
    for chunk in rows.chunks(AT_ONCE) {
        let rows = chunk.iter().cloned().map(|row| item::ActiveModel::from(row).reset_all());
        item::Entity::insert_many(rows).exec_without_returning(unit.tx()).await?;
    }
    Ok(())
}

/// The place of an item in the order of lists: when it was first published, or begun.
pub(super) fn newest(row: &item::Model) -> i64 {
    row.published_at.unwrap_or(row.created_at)
}

/// Writes policy fields and countries, each with its item, which has none yet.
pub(crate) async fn insert_subjects<A: ActType>(
    unit: &Unit,
    permit: &Permit<A>,
    topics: &[(&item::Model, Uuid)],
    countries: &[(&item::Model, Uuid)],
) -> Result<()> {
    permit.writes::<ITEMS>();
    for chunk in topics.chunks(AT_ONCE) {
        let rows = chunk.iter().map(|(item, topic)| item_topic::ActiveModel {
            item_id: Set(item.id),
            competence_id: Set(*topic),
            seen_by: Set(item.seen_by),
            newest: Set(newest(item)),
        });
        item_topic::Entity::insert_many(rows).exec_without_returning(unit.tx()).await?;
    }
    for chunk in countries.chunks(AT_ONCE) {
        let rows = chunk.iter().map(|(item, country)| item_country::ActiveModel {
            item_id: Set(item.id),
            country_id: Set(*country),
            seen_by: Set(item.seen_by),
            newest: Set(newest(item)),
        });
        item_country::Entity::insert_many(rows).exec_without_returning(unit.tx()).await?;
    }
    Ok(())
}

/// An item was published for the first time, or is seen by others: from now on it stands there in the
/// lists about its subjects.
pub(super) async fn move_subjects<A: ActType>(unit: &Unit, permit: &Permit<A>, item: &item::Model) -> Result<()> {
    permit.writes::<ITEMS>();
    item_topic::Entity::update_many()
        .set(item_topic::ActiveModel { seen_by: Set(item.seen_by), newest: Set(newest(item)), ..Default::default() })
        .filter(item_topic::Column::ItemId.eq(item.id))
        .exec(unit.tx())
        .await?;
    item_country::Entity::update_many()
        .set(item_country::ActiveModel { seen_by: Set(item.seen_by), newest: Set(newest(item)), ..Default::default() })
        .filter(item_country::Column::ItemId.eq(item.id))
        .exec(unit.tx())
        .await?;
    Ok(())
}
