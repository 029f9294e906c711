//! The one row every write begins with: the number, chain hash and instant of the newest record.

use sea_orm::entity::prelude::*;

/// The one row every write begins with: the number, chain hash and instant of the newest record.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ledger_head")]
pub struct Model {
    /// Always 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i32,
    /// Number of the newest committed unit; 0 before the first.
    pub seq: i64,
    /// Chain hash (SHA-256) of the newest record; 32 zero bytes before the first.
    pub hash: Vec<u8>,
    /// Instant of the newest record, in microseconds: none after it bears an earlier one.
    pub at: i64,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
