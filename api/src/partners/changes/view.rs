//! What is shown of the change feed.

use async_graphql::SimpleObject;
use entity::vocabulary::{ItemKind, OpeningKind};
use serde::Serialize;
use serde_json::Value as Json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::drain::Op;
use crate::ctx::Ctx;
use crate::exchange::items::AnyItem;
use crate::kit::page::PageInfo;
use crate::kit::page::Paged;
use crate::kit::timestamp::Timestamp;

/// One change, as its reader sees it.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
#[graphql(complex)]
pub struct Change {
    /// Where the feed goes on after it.
    pub cursor: String,
    /// What happened. Take UPDATED like CREATED where you do not hold the item, and the other way
    /// round; REMOVED may come of what you do not hold.
    pub op: Op,
    /// The item.
    pub item_id: Uuid,
    /// Its kind; null when it was removed.
    pub kind: Option<ItemKind>,
    /// Its revision; null when it was removed.
    pub revision: Option<i32>,
    /// When it last changed; null when it was removed. A comment is a change that raises no revision.
    pub at: Option<Timestamp>,
    /// Its page; null when it was removed.
    pub url: Option<String>,
    /// The item as its own address shows it, but for the names of other things, of which it bears
    /// only the ids: look them up when you show it. Only with `include=item`.
    #[schema(value_type = Option<Object>)]
    #[graphql(skip)]
    pub item: Option<Json>,
    /// The item.
    #[serde(skip)]
    #[schema(ignore)]
    #[graphql(skip)]
    pub node: Option<AnyItem>,
}

/// A page of the change feed.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
#[graphql(complex)]
pub struct ChangePage {
    /// The changes, in order of the items' ids.
    pub items: Vec<Change>,
    /// Where it goes on. There is always a cursor: keep it, also that of an empty page.
    #[graphql(skip)]
    pub page_info: PageInfo,
    /// Whether you now hold all there is for you to see.
    pub caught_up: bool,
}

impl ChangePage {
    /// Step: notes that it goes out with the texts of all that stands in it.
    pub fn delivered(self, ctx: &Ctx) -> Self {
        self.items
            .iter()
            .filter_map(|change| change.node.as_ref())
            .for_each(|item| item.note_opened(ctx, OpeningKind::Delivery));
        self
    }
}

impl Paged for ChangePage {
    fn page_info(&self) -> &PageInfo {
        &self.page_info
    }
}
