//! What a unit did to an item: the source of the change feed.

use sea_orm::entity::prelude::*;

use crate::vocabulary::ItemKind;

/// What a unit did to an item: the source of the change feed.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "change")]
pub struct Model {
    /// The unit's number.
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    /// Place within the unit, from 0.
    #[sea_orm(primary_key, auto_increment = false)]
    pub n: i32,
    /// The item changed.
    pub item: Uuid,
    /// Kind of the item.
    pub kind: ItemKind,
    /// Audience that saw it before; null when the unit made it.
    pub seen_before: Option<i64>,
    /// Audience that sees it after; null when it was erased.
    pub seen_after: Option<i64>,
    /// The item's revision after the unit.
    pub revision: i32,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
