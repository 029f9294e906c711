//! What is personal about a record (a reason in somebody's words): erasable, its salted digest stays in the record.

use sea_orm::entity::prelude::*;

/// What is personal about a record (a reason in somebody's words): erasable, its salted digest stays in the record.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ledger_personal")]
pub struct Model {
    /// The record.
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    /// Salt of the digest.
    pub salt: Vec<u8>,
    /// The reason given.
    pub reason: String,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
