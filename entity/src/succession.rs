//! One body takes over another, dated.

use sea_orm::entity::prelude::*;

use crate::vocabulary::{Precision, SuccessionState};

/// One body takes over another, dated.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "succession")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The body that ended.
    pub old_id: Uuid,
    /// The body that took it over.
    pub new_id: Uuid,
    /// Day of the take-over.
    pub day: i32,
    /// DAY, MONTH or YEAR.
    pub precision: Precision,
    /// Where it is from.
    pub source: Option<String>,
    /// Instant from which sight and scopes follow it; null while it waits for a word, or for history that moves no right.
    pub counts_from: Option<i64>,
    /// WAITING, RUNNING, HISTORY (moves no right) or REFUSED.
    pub state: SuccessionState,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
