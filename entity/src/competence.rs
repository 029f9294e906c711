//! A policy field out of the taxonomy; labels and definition are dated facts.

use sea_orm::entity::prelude::*;

/// A policy field out of the taxonomy; labels and definition are dated facts.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "competence")]
pub struct Model {
    /// Item.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Stable code.
    pub code: String,
    /// Broader field; null at the top.
    pub parent_id: Option<Uuid>,
    /// Place among its siblings.
    pub position: i32,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
