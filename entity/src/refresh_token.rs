//! One refresh token of a session; it rotates, and reuse ends the family.

use sea_orm::entity::prelude::*;

/// One refresh token of a session; it rotates, and reuse ends the family.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "refresh_token")]
pub struct Model {
    /// SHA-256 of the token.
    #[sea_orm(primary_key, auto_increment = false)]
    pub hash: Vec<u8>,
    /// Its family.
    pub session_id: Uuid,
    /// Microseconds since the Unix epoch.
    pub issued_at: i64,
    /// When it was exchanged; null while it was not.
    pub used_at: Option<i64>,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
