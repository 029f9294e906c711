//! What somebody said about an item, to whoever could see the item then.

use sea_orm::entity::prelude::*;

use crate::vocabulary::CommentState;

/// What somebody said about an item, to whoever could see the item then.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "comment")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The item it is about.
    pub item_id: Uuid,
    /// Effective audience of the item when it was made.
    pub seen_by: i64,
    /// Post or partner system that said it.
    pub author: Uuid,
    /// Text as written; empty once its author has withdrawn it.
    pub body_markdown: String,
    /// Text as sanitised HTML.
    pub body_html: String,
    /// SHOWN, WITHDRAWN or MODERATED.
    pub state: CommentState,
    /// Counts its changes, from 1.
    pub revision: i32,
    /// Microseconds since the Unix epoch.
    pub created_at: i64,
    /// When its text was last changed; null while it was not.
    pub edited_at: Option<i64>,
    /// When it was withdrawn or moderated; null while it is shown.
    pub ended_at: Option<i64>,
    /// Why a keeper took it out.
    pub end_reason: Option<String>,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
