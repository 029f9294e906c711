//! Somebody signed in: a family of refresh tokens, a page's cookie, or a partner system's tokens.

use sea_orm::entity::prelude::*;

use crate::vocabulary::SessionKind;

/// Somebody signed in: a family of refresh tokens, a page's cookie, or a partner system's tokens.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    /// UUIDv7; the `sid` of access tokens.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// API, PAGE or PARTNER.
    pub kind: SessionKind,
    /// Whose, for experts.
    pub account_id: Option<Uuid>,
    /// Whose, for partner systems.
    pub partner_id: Option<Uuid>,
    /// The post it began in: it ends with it.
    pub post_id: Option<Uuid>,
    /// SHA-256 of a page session's cookie.
    pub token_hash: Option<Vec<u8>>,
    /// OAuth scopes, separated by spaces; null for all.
    pub scopes: Option<String>,
    /// What the client called itself.
    pub user_agent: Option<String>,
    /// Microseconds since the Unix epoch.
    pub created_at: i64,
    /// First instant it no longer counts.
    pub expires_at: i64,
    /// When it was ended.
    pub ended_at: Option<i64>,
    /// Last refresh or sign-in, microseconds.
    pub last_used_at: i64,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
