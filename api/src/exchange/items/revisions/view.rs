//! What is shown of a revision.

use async_graphql::SimpleObject;
use entity::vocabulary::ItemKind;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::identity::actors::Actor;
use crate::kit::timestamp::Timestamp;

/// An item as it was. It carries no id of its own: only the present item does.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Revision {
    /// The item.
    pub item_id: Uuid,
    /// Kind of the item.
    pub kind: ItemKind,
    /// Its number, from 1.
    pub revision: i32,
    /// When it was made.
    pub at: Timestamp,
    /// Who made it; null where the reader may not see the expert.
    pub author: Option<Actor>,
    /// The title then.
    pub title: String,
    /// The summary then; null where there was none.
    pub summary: Option<String>,
    /// The body then, in CommonMark with tables; null for kinds that have none.
    pub body_markdown: Option<String>,
}

impl crate::kit::revisioned::Revisioned for Revision {
    fn revision(&self) -> i32 {
        self.revision
    }
}
