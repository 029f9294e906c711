//! A revision's text, and who could see it when it was made: what was said to a circle stays in it.

use sea_orm::entity::prelude::*;

/// A revision's text, and who could see it when it was made: what was said to a circle stays in it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "update_revision")]
pub struct Model {
    /// The update.
    #[sea_orm(primary_key, auto_increment = false)]
    pub item_id: Uuid,
    /// Its number.
    #[sea_orm(primary_key, auto_increment = false)]
    pub revision: i32,
    /// Effective audience of when it was made.
    pub seen_by: i64,
    /// Title then.
    pub title: String,
    /// Summary then.
    pub summary: Option<String>,
    /// Body then.
    pub body_markdown: String,
    /// Post or partner system that made it.
    pub author: Option<Uuid>,
    /// When, microseconds.
    pub at: i64,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
