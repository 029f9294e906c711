//! That a reader opened an item that is not for the whole network, counted by day and by how they saw it.

use sea_orm::entity::prelude::*;

use crate::vocabulary::OpeningKind;

/// That a reader opened an item that is not for the whole network, counted by day and by how they saw it.
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
    /// The effective audience that the item had.
    #[sea_orm(primary_key, auto_increment = false)]
    pub seen_by: i64,
    /// The set of parties that the reader held, by its digest.
    #[sea_orm(primary_key, auto_increment = false)]
    pub sight: Uuid,
    /// The body in which the reader stood.
    pub organisation_id: Uuid,
    /// How often.
    pub times: i32,
    /// First time that day, microseconds: what was so then was so each time.
    pub first_at: i64,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
