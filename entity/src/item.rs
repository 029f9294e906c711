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
    /// BCP 47 tag of its text.
    pub language: Option<String>,
    /// DRAFT, PROPOSED, SCHEDULED, PUBLISHED or WITHDRAWN.
    pub state: ItemState,
    /// Counts its changes, from 1.
    pub revision: i32,
    /// Microseconds since the Unix epoch.
    pub created_at: i64,
    /// Microseconds since the Unix epoch.
    pub updated_at: i64,
    /// Microseconds since the Unix epoch; null before publication.
    pub published_at: Option<i64>,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
