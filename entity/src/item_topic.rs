//! Policy fields an item is about.

use sea_orm::entity::prelude::*;

/// Policy fields an item is about.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "item_topic")]
pub struct Model {
    /// The item.
    #[sea_orm(primary_key, auto_increment = false)]
    pub item_id: Uuid,
    /// The policy field.
    #[sea_orm(primary_key, auto_increment = false)]
    pub competence_id: Uuid,
    /// Effective audience of the item: what is about one thing is found by audience, too.
    pub seen_by: i64,
    /// When the item was first published, or begun while it is not: the place of the item in the order of
    /// lists, so that a policy field's newest are found without looking at all items. Microseconds.
    pub newest: i64,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
