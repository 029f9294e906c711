//! Exports of readers: by them `after=<itemId>` goes on where one broke off.

use sea_orm::entity::prelude::*;

/// An export: what it had brought its reader to when it last said so, whatever the number of items.
/// Kept for a week. Whoever is nobody has none: they cannot be told apart.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "export_pass")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose, and with which filter.
    pub reader: String,
    /// The state of each range of ids, as a cursor holds it.
    pub ranges: Vec<u8>,
    /// When it last went on, microseconds since the Unix epoch.
    pub at: i64,
    /// Whether its last line was made. Its reader may not have had it.
    pub complete: bool,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
