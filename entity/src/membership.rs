//! One member of a group, dated: an item of its own.

use sea_orm::entity::prelude::*;

use crate::vocabulary::{Confidence, Precision};

/// One member of a group, dated: an item of its own.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "membership")]
pub struct Model {
    /// Item.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The group.
    pub group_id: Uuid,
    /// Country, organisation, post or partner system.
    pub member: Uuid,
    /// First instant it is said to hold, microseconds.
    pub valid_from: i64,
    /// First instant it is said to hold no longer.
    pub valid_until: Option<i64>,
    /// How exactly the beginning is known: DAY, MONTH or YEAR.
    pub precision: Precision,
    /// First instant it gives sight; null while it waits for a word.
    pub counts_from: Option<i64>,
    /// When it was ended; null while it was not.
    pub ended_at: Option<i64>,
    /// Why it was ended.
    pub end_reason: Option<String>,
    /// Where it is from.
    pub source: Option<String>,
    /// HIGH, MEDIUM or LOW.
    pub confidence: Confidence,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
