//! Whom a proposal was shown to while it waited, besides the keepers of its item.

use sea_orm::entity::prelude::*;

/// Whom a proposal was shown to while it waited, besides the keepers of its item: those asked, and the
/// receiving side of a transfer. For auditors; it outlives proposal and item.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "proposal_sight")]
pub struct Model {
    /// The proposal.
    #[sea_orm(primary_key, auto_increment = false)]
    pub proposal_id: Uuid,
    /// First instant, microseconds.
    #[sea_orm(primary_key, auto_increment = false)]
    pub since: i64,
    /// First instant past it, microseconds; null while it waits so.
    pub until_at: Option<i64>,
    /// The item it was about.
    pub item_id: Uuid,
    /// Keepers' parties.
    pub shown_to: i64,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
