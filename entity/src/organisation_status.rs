//! Type, country and flag of a body over time: ended, never overwritten, because they change who sees what.

use sea_orm::entity::prelude::*;

use crate::vocabulary::OrganisationType;

/// Type, country and flag of a body over time: ended, never overwritten, because they change who sees what.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "organisation_status")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The body.
    pub organisation_id: Uuid,
    /// Type of organisation.
    #[sea_orm(column_name = "type")]
    pub r#type: OrganisationType,
    /// Country it belongs to; null for none.
    pub country_id: Option<Uuid>,
    /// Whether it hears what is for OFFICIALS.
    pub official: bool,
    /// First instant it counts, microseconds.
    pub from_at: i64,
    /// First instant it no longer counts.
    pub until_at: Option<i64>,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
