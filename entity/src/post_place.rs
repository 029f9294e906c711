//! Where a post stood and under what title, dated: a succession carries a post on.

use sea_orm::entity::prelude::*;

/// Where a post stood and under what title, dated: a succession carries a post on.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "post_place")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The post.
    pub post_id: Uuid,
    /// The body.
    pub organisation_id: Uuid,
    /// Title of the position.
    pub title: String,
    /// First instant, microseconds.
    pub from_at: i64,
    /// First instant it no longer holds.
    pub until_at: Option<i64>,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
