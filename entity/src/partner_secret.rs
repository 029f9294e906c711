//! A hashed client secret; two may live during rotation.

use sea_orm::entity::prelude::*;

/// A hashed client secret; two may live during rotation.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "partner_secret")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose it is.
    pub partner_id: Uuid,
    /// SHA-256 of the secret (256 random bits).
    pub hash: Vec<u8>,
    /// Microseconds since the Unix epoch.
    pub created_at: i64,
    /// First instant it no longer counts.
    pub valid_until: i64,
    /// When it was ended.
    pub ended_at: Option<i64>,
    /// Last use, microseconds.
    pub last_used_at: Option<i64>,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
