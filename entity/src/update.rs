//! News that a member posts.

use sea_orm::entity::prelude::*;

/// News that a member posts.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "update")]
pub struct Model {
    /// Item.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Title.
    pub title: String,
    /// One paragraph; null where the author gave none.
    pub summary: Option<String>,
    /// CommonMark with tables.
    pub body_markdown: String,
    /// The body as sanitised HTML.
    pub body_html: String,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
