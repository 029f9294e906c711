//! The only queries on what stands in somebody's name, for those who are about to end it.

use entity::item::{Column, Entity};
use entity::vocabulary::ItemState;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::written::written_kinds;
use crate::access::{Actor, visible};
use crate::error::Result;

/// Most ids that are shown.
const SHOWN: u64 = 100;

/// Which items are meant.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Written {
    /// Not yet published: drafts, what is proposed, what is scheduled.
    Drafts,
    /// Published or withdrawn.
    Published,
}

/// What people wrote in the names of some owners and the actor sees: how many, and the ids of the first.
pub(crate) async fn owned_by(
    db: &impl ConnectionTrait,
    actor: &Actor,
    owners: &[Uuid],
    which: Written,
) -> Result<(u64, Vec<Uuid>)> {
    let states = match which {
        Written::Drafts => vec![ItemState::Draft, ItemState::Proposed, ItemState::Scheduled],
        Written::Published => vec![ItemState::Published, ItemState::Withdrawn],
    };
    // The directory's own entries are not written in a name; they are counted apart.
    let select = Entity::find()
        .filter(Column::Owner.is_in(owners.iter().copied()))
        .filter(Column::State.is_in(states))
        .filter(Column::Kind.is_in(written_kinds()))
        .filter(visible(actor));
    let total = select.clone().count(db).await?;
    let seen = select.limit(SHOWN).all(db).await?;
    Ok((total, seen.into_iter().map(|row| row.id).collect()))
}
