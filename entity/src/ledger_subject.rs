//! What a record of the ledger is about besides its target, so that it is found by that, too.

use sea_orm::entity::prelude::*;

/// What a record of the ledger is about besides its target, so that it is found by that, too. The record's body
/// names the same ids, and is what the chain covers.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ledger_subject")]
pub struct Model {
    /// The thing.
    #[sea_orm(primary_key, auto_increment = false)]
    pub thing: Uuid,
    /// The record.
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
