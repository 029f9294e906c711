//! A partner system: a machine client, standing in an organisation as a post does.

use sea_orm::entity::prelude::*;

/// A partner system: a machine client, standing in an organisation as a post does.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "partner")]
pub struct Model {
    /// Party.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The body that owns it.
    pub organisation_id: Uuid,
    /// What people call it.
    pub name: String,
    /// OAuth 2.0 client identifier.
    pub client_id: String,
    /// First instant, microseconds.
    pub valid_from: i64,
    /// First instant it no longer runs: obligatory.
    pub valid_until: i64,
    /// First instant it gives sight; null until the body's keepers confirmed it.
    pub counts_from: Option<i64>,
    /// When it was ended.
    pub ended_at: Option<i64>,
    /// Why.
    pub end_reason: Option<String>,
    /// Last token handed out, microseconds.
    pub last_used_at: Option<i64>,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
