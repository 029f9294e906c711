//! That a reader opened an item that is not for the whole network, counted by day.

use sea_orm::entity::prelude::*;

use crate::vocabulary::OpeningKind;

/// That a reader opened an item that is not for the whole network, counted by day.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "opening")]
pub struct Model {
    /// The item.
    #[sea_orm(primary_key, auto_increment = false)]
    pub item_id: Uuid,
    /// Post or partner system that opened it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub reader: Uuid,
    /// Day in the network's zone.
    #[sea_orm(primary_key, auto_increment = false)]
    pub day: i32,
    /// READ or DOWNLOAD.
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: OpeningKind,
    /// The body in which the reader stood.
    pub organisation_id: Uuid,
    /// How often.
    pub times: i32,
    /// First time that day, microseconds.
    pub first_at: i64,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
