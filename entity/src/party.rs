//! Anything that can be given sight.

use sea_orm::entity::prelude::*;

use crate::vocabulary::PartyKind;

/// Anything that can be given sight.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "party")]
pub struct Model {
    /// Id; the built-in ones have fixed ids, keepers of X have X's id as UUID version 8.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Kind of party.
    pub kind: PartyKind,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
