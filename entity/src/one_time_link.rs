//! A link that was mailed or printed: opened any number of times, used once.

use sea_orm::entity::prelude::*;

use crate::vocabulary::LinkPurpose;

/// A link that was mailed or printed: opened any number of times, used once.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "one_time_link")]
pub struct Model {
    /// SHA-256 of the token.
    #[sea_orm(primary_key, auto_increment = false)]
    pub hash: Vec<u8>,
    /// INVITATION, RESET, ADDRESS_OLD, ADDRESS_NEW or SECRET.
    pub purpose: LinkPurpose,
    /// Invitation, account, address change or partner secret it is for.
    pub subject: Uuid,
    /// What it hands over, sealed with the server's secret.
    pub sealed: Option<Vec<u8>>,
    /// Microseconds since the Unix epoch.
    pub created_at: i64,
    /// First instant it no longer works.
    pub expires_at: i64,
    /// When it was used or withdrawn.
    pub used_at: Option<i64>,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
