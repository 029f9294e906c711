//! Days on which an appointed person is away and the deputy comes first.

use sea_orm::entity::prelude::*;

/// Days on which an appointed person is away and the deputy comes first.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "absence")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose absence.
    pub appointment_id: Uuid,
    /// First day, days since 1970-01-01.
    pub from_day: i32,
    /// Last day, inclusive.
    pub to_day: i32,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
