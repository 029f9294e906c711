//! A set of parties that a cursor of the change feed names: what its reader held then.

use sea_orm::entity::prelude::*;

/// A set of parties that a cursor of the change feed names: what its reader held then. Rows never
/// change; equal sets are one row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sight")]
pub struct Model {
    /// The first half of SHA-256 over the sorted parties: two databases that part ways after a
    /// restore never give one id to two sets.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// When it was first named, microseconds since the Unix epoch.
    pub made_at: i64,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
