//! Whether an account is enabled, over time.

use sea_orm::entity::prelude::*;

use crate::vocabulary::AccountState;

/// Whether an account is enabled, over time.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account_state")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The account.
    pub account_id: Uuid,
    /// ACTIVE or SUSPENDED.
    pub state: AccountState,
    /// First instant it counts, microseconds.
    pub from_at: i64,
    /// First instant it no longer counts.
    pub until_at: Option<i64>,
    /// Of a suspension: whether a keeper of the body, or of the country whose authority that is, suspended
    /// it; then only on such a keeper's word it is enabled again.
    pub shut_out: bool,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
