//! What other systems call an item.

use sea_orm::entity::prelude::*;

/// What other systems call an item.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "external_id")]
pub struct Model {
    /// The item.
    #[sea_orm(primary_key, auto_increment = false)]
    pub item_id: Uuid,
    /// Name of the other system.
    #[sea_orm(primary_key, auto_increment = false)]
    pub system: String,
    /// Its id there.
    #[sea_orm(primary_key, auto_increment = false)]
    pub value: String,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
