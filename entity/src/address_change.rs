//! A change of an account's address: on the old address's word, or after 72 hours.

use sea_orm::entity::prelude::*;

use crate::vocabulary::RequestState;

/// A change of an account's address: on the old address's word, or after 72 hours.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "address_change")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose.
    pub account_id: Uuid,
    /// The new address.
    pub email: String,
    /// Microseconds since the Unix epoch.
    pub requested_at: i64,
    /// When the new address was confirmed.
    pub new_confirmed_at: Option<i64>,
    /// When it takes effect without the old address's word.
    pub effective_at: i64,
    /// When it took effect or was refused.
    pub done_at: Option<i64>,
    /// WAITING, DONE or REFUSED.
    pub state: RequestState,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
