//! The only queries of the glass: it is read off the ledger, and the item is found before sight.

use std::time::Duration;

use entity::vocabulary::ItemState;
use entity::{item, ledger_record};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::access::Act;
use crate::error::Result;
use crate::kit::timestamp::Timestamp;

/// How long the item is open.
pub(super) const HOUR: Duration = Duration::from_secs(3_600);

/// That somebody broke the glass of an item.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Look {
    /// The expert whose account it was.
    pub expert: Uuid,
    /// When.
    pub at: Timestamp,
    /// Until when it was open.
    pub until: Timestamp,
}

/// Everybody who broke the glass of an item so that it was open at some time of `from..=to`.
pub(crate) async fn looks_at(
    db: &impl ConnectionTrait,
    item: Uuid,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<Look>> {
    let rows = ledger_record::Entity::find()
        .filter(ledger_record::Column::Target.eq(item))
        .filter(ledger_record::Column::Act.eq(Act::BreakGlass.name()))
        .filter(ledger_record::Column::At.gt(from.minus(HOUR).micros()))
        .filter(ledger_record::Column::At.lte(to.micros()))
        .order_by_asc(ledger_record::Column::Seq)
        .all(db)
        .await?;
    let look = |row: ledger_record::Model| {
        let at = Timestamp::from_micros(row.at);
        row.actor.map(|expert| Look { expert, at, until: at.plus(HOUR) })
    };
    Ok(rows.into_iter().filter_map(look).collect())
}

/// An item's row, before sight: for administrators who break the glass, and who have. What was purged
/// or erased is nobody's to look into.
pub(super) async fn unseen(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<item::Model>> {
    Ok(item::Entity::find_by_id(id).filter(item::Column::State.ne(ItemState::Purged)).one(db).await?)
}
