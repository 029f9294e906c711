//! Policy fields an expert knows.

use sea_orm::entity::prelude::*;

/// Policy fields an expert knows.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "expert_field")]
pub struct Model {
    /// The expert.
    #[sea_orm(primary_key, auto_increment = false)]
    pub expert_id: Uuid,
    /// The policy field.
    #[sea_orm(primary_key, auto_increment = false)]
    pub competence_id: Uuid,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
