//! The gift of a role to a post or partner system in a scope.

use sea_orm::entity::prelude::*;

use crate::vocabulary::{Role, ScopeKind};

/// The gift of a role to a post or partner system in a scope.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "role_grant")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The role.
    pub role: Role,
    /// Post or partner system.
    pub holder: Uuid,
    /// NETWORK, COUNTRY, ORGANISATION or GROUP.
    pub scope_kind: ScopeKind,
    /// The country, organisation or group; null for NETWORK.
    pub scope: Option<Uuid>,
    /// Policy field of a field contact.
    pub competence_id: Option<Uuid>,
    /// First instant it is said to hold, microseconds.
    pub valid_from: i64,
    /// First instant it is said to hold no longer.
    pub valid_until: Option<i64>,
    /// First instant it counts (never before it was recorded); null while it waits for a word.
    pub counts_from: Option<i64>,
    /// Post or partner system that gave it; null for SYSTEM.
    pub given_by: Option<Uuid>,
    /// When it was recorded, microseconds.
    pub given_at: i64,
    /// Why it was given.
    pub reason: String,
    /// When it was ended.
    pub ended_at: Option<i64>,
    /// Post or partner system that ended it; null for SYSTEM or while it was not.
    pub ended_by: Option<Uuid>,
    /// Why it was ended.
    pub end_reason: Option<String>,
    /// Ended by a keeper of the body: only a keeper gives one with own sight again.
    pub shut_out: bool,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
