//! Which parties a sight holds.

use sea_orm::entity::prelude::*;

/// Which parties a sight holds.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sight_party")]
pub struct Model {
    /// The sight.
    #[sea_orm(primary_key, auto_increment = false)]
    pub sight_id: Uuid,
    /// A party in it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub party_id: Uuid,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
