//! Which parties an audience holds.

use sea_orm::entity::prelude::*;

/// Which parties an audience holds.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audience_member")]
pub struct Model {
    /// The audience.
    #[sea_orm(primary_key, auto_increment = false)]
    pub audience_id: i64,
    /// A party in it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub party_id: Uuid,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
