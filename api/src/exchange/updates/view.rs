//! What is shown of an update.

use async_graphql::SimpleObject;
use entity::vocabulary::{ItemKind, ItemState, OpeningKind};
use entity::{item, update};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::ctx::Ctx;
use crate::exchange::items::comments::Commenting;
use crate::exchange::items::openings::Openable;
use crate::exchange::items::{Audience, ItemParts, Party};
use crate::identity::actors::Actor;
use crate::kit::timestamp::Timestamp;

/// News that a member posted.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
#[graphql(complex)]
pub struct Update {
    /// Id.
    pub id: Uuid,
    /// UPDATE.
    pub kind: ItemKind,
    /// Title.
    #[schema(example = "New reception centre at Rawa Ruska")]
    pub title: String,
    /// One paragraph; null where the author gave none.
    pub summary: Option<String>,
    /// BCP 47 tag of the text; null where the author gave none.
    #[schema(example = "uk")]
    pub language: Option<String>,
    /// Codes of the policy fields it is about, sorted.
    pub topics: Vec<String>,
    /// Codes of the countries it concerns (ISO 3166-1 alpha-2), sorted.
    pub country_codes: Vec<String>,
    /// Who it is for; null but to its keepers.
    pub audience: Option<Audience>,
    /// The organisation, country or group in whose name it stands.
    pub owner: Party,
    /// Who wrote it; null where the reader may not see the expert.
    pub author: Option<Actor>,
    /// DRAFT, SCHEDULED and WITHDRAWN are seen by its keepers alone, PROPOSED also by those asked,
    /// PUBLISHED by its audience, too.
    pub state: ItemState,
    /// Counts its changes, from 1.
    pub revision: i32,
    /// When it was first stored.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// When it was first published; null before.
    pub published_at: Option<Timestamp>,
    /// Whether opening it is recorded: its keepers read who did, by organisation and day, and by person
    /// where the audience names one. Opened is what is asked for by its id, alone, in `nodes`, by `ids=` or
    /// by its revisions; told apart is to whom its text came along with others', in a list, the feed, a
    /// subscription or the export. Never for what is for the network or for everybody.
    pub openings_recorded: bool,
    /// What the reader is told before they comment.
    pub commenting: Commenting,
    /// When it is to be published by itself; null but while it is SCHEDULED, or PROPOSED so.
    pub publish_at: Option<Timestamp>,
    /// The body in CommonMark with tables, as written.
    #[graphql(skip)]
    pub body_markdown: String,
    /// The body as sanitised HTML: no raw HTML, no images, links with
    /// `rel="nofollow noopener noreferrer"`.
    #[graphql(skip)]
    pub body_html: String,
    /// Whether the reader opened it by breaking its glass: its comments are open to them, too.
    #[serde(skip)]
    #[graphql(skip)]
    pub by_glass: bool,
    /// Where whoever opens it is told to its keepers.
    #[serde(skip)]
    #[graphql(skip)]
    pub openable: Option<Openable>,
}

impl Update {
    /// When it was last changed since it was published; none where it was not.
    pub fn changed_since(&self) -> Option<Timestamp> {
        let changed = self.published_at.is_some_and(|published| published < self.updated_at);
        changed.then_some(self.updated_at)
    }
}

impl crate::kit::revisioned::Revisioned for Update {
    fn revision(&self) -> i32 {
        self.revision
    }
}

impl Update {
    /// Step: notes in which way the actor opened it.
    pub fn note_opened(&self, ctx: &Ctx, kind: OpeningKind) {
        if let Some(openable) = &self.openable {
            openable.opened(ctx, kind);
        }
    }

    pub(super) fn new(item: item::Model, text: update::Model, parts: ItemParts) -> Self {
        Self {
            openable: Openable::of(&item, &parts),
            id: item.id,
            kind: item.kind,
            title: text.title,
            summary: text.summary,
            language: item.language,
            topics: parts.topics,
            country_codes: parts.country_codes,
            audience: parts.audience,
            owner: parts.owner,
            author: parts.author,
            state: item.state,
            revision: item.revision,
            created_at: Timestamp::from_micros(item.created_at),
            updated_at: Timestamp::from_micros(item.updated_at),
            published_at: item.published_at.map(Timestamp::from_micros),
            openings_recorded: parts.openings_recorded,
            commenting: parts.commenting,
            publish_at: item.publish_at.map(Timestamp::from_micros),
            body_markdown: text.body_markdown,
            body_html: text.body_html,
            by_glass: false,
        }
    }
}
