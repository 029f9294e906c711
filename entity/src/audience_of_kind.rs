//! Through which audiences a party sees items of a kind.

use sea_orm::entity::prelude::*;

use crate::vocabulary::ItemKind;

/// An audience that holds the party, and that was the effective one of an item of the kind once. A party
/// may stand in thousands of audiences of other kinds: lists of one kind need not look into those.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audience_of_kind")]
pub struct Model {
    /// A party in the audience.
    #[sea_orm(primary_key, auto_increment = false)]
    pub party_id: Uuid,
    /// The kind.
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: ItemKind,
    /// The audience.
    #[sea_orm(primary_key, auto_increment = false)]
    pub audience_id: i64,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
