//! A set of parties. Rows never change; equal sets are one row.

use sea_orm::entity::prelude::*;

/// A set of parties. Rows never change; equal sets are one row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audience")]
pub struct Model {
    /// Number in order of making.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// SHA-256 over the sorted party ids: equal sets are one row.
    pub digest: Vec<u8>,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
