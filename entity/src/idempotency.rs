//! Answers kept for 24 hours under an Idempotency-Key.

use sea_orm::entity::prelude::*;

/// Answers kept for 24 hours under an Idempotency-Key.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency")]
pub struct Model {
    /// Who sent the key: the expert or partner system.
    #[sea_orm(primary_key, auto_increment = false)]
    pub actor: Uuid,
    /// The key as sent.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    /// Method and route template.
    pub route: String,
    /// SHA-256 of the request's body.
    pub body_hash: Vec<u8>,
    /// What the request made or changed; where it waits for a word, the access request or proposal.
    pub resource: Uuid,
    /// Whether it was answered with what waits for a word.
    pub waits: bool,
    /// When, microseconds.
    pub at: i64,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
