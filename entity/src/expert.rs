//! A person of the network.

use sea_orm::entity::prelude::*;

/// A person of the network.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "expert")]
pub struct Model {
    /// Item.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Name in Latin letters.
    pub name: String,
    /// Bytewise sort key of the name.
    pub sort_key: String,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
