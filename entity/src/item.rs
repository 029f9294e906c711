//! Everything that can be listed, followed and exported, and that somebody may or may not see.

use sea_orm::entity::prelude::*;

use crate::vocabulary::{ItemKind, ItemState};

/// Everything that can be listed, followed and exported, and that somebody may or may not see.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "item")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Kind: the table that holds the rest.
    pub kind: ItemKind,
    /// Declared audience; null in a draft that names none yet.
    pub audience: Option<i64>,
    /// Effective audience: the whole of sight.
    pub seen_by: i64,
    /// Organisation, country or group in whose name it stands.
    pub owner: Uuid,
    /// Post or partner system that wrote it; null for what SYSTEM brought.
    pub author: Option<Uuid>,
    /// Post or partner system that keeps it beside its owner's keepers: its author, or whoever took over
    /// from them; null once it was transferred to another owner.
    pub keeper: Option<Uuid>,
    /// BCP 47 tag of its text.
    pub language: Option<String>,
    /// DRAFT, PROPOSED, SCHEDULED, PUBLISHED, WITHDRAWN or PURGED.
    pub state: ItemState,
    /// While it is proposed, the keepers' parties whose word it waits for, as an audience.
    pub asked: Option<i64>,
    /// When it is to be published by itself; while it is scheduled, or proposed so. Microseconds.
    pub publish_at: Option<i64>,
    /// Post or partner system that released it; while it is scheduled.
    pub released_by: Option<Uuid>,
    /// Counts its changes, from 1.
    pub revision: i32,
    /// Microseconds since the Unix epoch.
    pub created_at: i64,
    /// Microseconds since the Unix epoch.
    pub updated_at: i64,
    /// Microseconds since the Unix epoch; null before publication.
    pub published_at: Option<i64>,
    /// The unit that first published it; null before publication.
    pub published_seq: Option<i64>,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
