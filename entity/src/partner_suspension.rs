//! When a partner system was suspended: it counts for nothing meanwhile.

use sea_orm::entity::prelude::*;

/// When a partner system was suspended: it counts for nothing meanwhile.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "partner_suspension")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The partner system.
    pub partner_id: Uuid,
    /// First instant it is suspended, microseconds.
    pub from_at: i64,
    /// First instant it no longer is; null while it is.
    pub until_at: Option<i64>,
    /// Whether a keeper of its body, or of the country whose authority that is, suspended it: then only
    /// on such a keeper's word it runs again.
    pub shut_out: bool,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
