//! The last export of a reader: by it `after=<itemId>` goes on where one broke off.

use sea_orm::entity::prelude::*;

/// The last export of a reader with one filter: what it had brought its reader to when it last said
/// so. A reader has one a filter, whatever the number of items.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "export_pass")]
pub struct Model {
    /// Whose, and with which filter.
    #[sea_orm(primary_key, auto_increment = false)]
    pub reader: String,
    /// The state of each range of ids, as a cursor holds it.
    pub ranges: Vec<u8>,
    /// When it last went on, microseconds since the Unix epoch.
    pub at: i64,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
