//! Each release's table of roles, so that the past stays explicable.

use sea_orm::entity::prelude::*;

/// Each release's table of roles, so that the past stays explicable.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "role_table")]
pub struct Model {
    /// SHA-256 of the table, hex.
    #[sea_orm(primary_key, auto_increment = false)]
    pub digest: String,
    /// The table as `/v1/roles` gave it.
    pub table_json: String,
    /// The unit that recorded it.
    pub seq: i64,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
