//! What is shown of a comment.

use async_graphql::SimpleObject;
use entity::vocabulary::CommentState;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::store::Row;
use crate::identity::actors::Actor;
use crate::kit::timestamp::Timestamp;

/// What somebody said about an item.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Comment {
    /// Id.
    pub id: Uuid,
    /// The item it is about.
    pub item_id: Uuid,
    /// Who said it; null where the reader may not see the expert.
    pub author: Option<Actor>,
    /// The text in CommonMark with tables, as written; null once it was withdrawn, and where a
    /// keeper took it out for all but its author and the item's keepers.
    pub body_markdown: Option<String>,
    /// The text as sanitised HTML; null where `bodyMarkdown` is.
    pub body_html: Option<String>,
    /// SHOWN, WITHDRAWN by its author, or MODERATED by a keeper of the item.
    pub state: CommentState,
    /// Why a keeper took it out; null but to its author and the item's keepers.
    pub reason: Option<String>,
    /// Counts its changes, from 1.
    pub revision: i32,
    /// When it was made.
    pub created_at: Timestamp,
    /// When its text was last changed; null while it was not.
    pub edited_at: Option<Timestamp>,
    /// When it was withdrawn or taken out; null while it is shown.
    pub ended_at: Option<Timestamp>,
}

impl crate::kit::revisioned::Revisioned for Comment {
    fn revision(&self) -> i32 {
        self.revision
    }
}

impl Comment {
    /// `insider`: its author, or a keeper of the item.
    pub(super) fn new(row: Row, author: Option<Actor>, insider: bool) -> Self {
        let told = match row.state {
            CommentState::Shown => true,
            CommentState::Withdrawn => false,
            CommentState::Moderated => insider,
        };
        Self {
            id: row.id,
            item_id: row.item_id,
            author,
            body_markdown: told.then_some(row.body_markdown),
            body_html: told.then_some(row.body_html),
            state: row.state,
            reason: row.end_reason.filter(|_| insider),
            revision: row.revision,
            created_at: Timestamp::from_micros(row.created_at),
            edited_at: row.edited_at.map(Timestamp::from_micros),
            ended_at: row.ended_at.map(Timestamp::from_micros),
        }
    }
}
