//! An item of whatever kind people write, as the acts on items answer with it.

use async_graphql::Interface;
use entity::vocabulary::{ItemKind, ItemState};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::comments::Commenting;
use super::glass::open_item;
use super::{Audience, Party};
use crate::access::{Act, Target};
use crate::ctx::Ctx;
use crate::error::{Code, Error, Result};
use crate::exchange::updates::{self, Update};
use crate::identity::actors::Actor;
use crate::kit::revisioned::Revisioned;
use crate::kit::timestamp::Timestamp;

/// An item of whatever kind. New kinds will come.
#[expect(clippy::duplicated_attributes, reason = "fields of one type repeat it, each under its own name")]
#[derive(Clone, Debug, Serialize, ToSchema, Interface)]
#[serde(untagged)]
#[graphql(
    field(name = "id", ty = "&Uuid", desc = "Id."),
    field(name = "kind", ty = "&ItemKind", desc = "Kind of the item."),
    field(name = "title", ty = "&String", desc = "Title."),
    field(name = "summary", ty = "&Option<String>", desc = "One paragraph; null where the author gave none."),
    field(name = "language", ty = "&Option<String>", desc = "BCP 47 tag of the text."),
    field(name = "topics", ty = "&Vec<String>", desc = "Codes of the policy fields it is about."),
    field(name = "country_codes", ty = "&Vec<String>", desc = "Codes of the countries it concerns."),
    field(name = "audience", ty = "&Option<Audience>", desc = "Who it is for; null but to its keepers."),
    field(name = "owner", ty = "&Party", desc = "In whose name it stands."),
    field(
        name = "author",
        ty = "&Option<Actor>",
        desc = "Who wrote it; null where the reader may not see the expert."
    ),
    field(name = "state", ty = "&ItemState", desc = "Its state."),
    field(name = "revision", ty = "&i32", desc = "Counts its changes, from 1."),
    field(name = "created_at", ty = "&Timestamp", desc = "When it was first stored."),
    field(name = "updated_at", ty = "&Timestamp", desc = "When it was last changed."),
    field(name = "published_at", ty = "&Option<Timestamp>", desc = "When it was first published; null before."),
    field(name = "openings_recorded", ty = "&bool", desc = "Whether opening it is recorded for its keepers."),
    field(name = "commenting", ty = "&Commenting", desc = "What the reader is told before they comment."),
    field(
        name = "publish_at",
        ty = "&Option<Timestamp>",
        desc = "When it is to be published by itself; null but while it is SCHEDULED, or PROPOSED so."
    )
)]
pub enum Item {
    /// News that a member posted.
    Update(Update),
}

impl Item {
    /// Its language and its text, as HTML.
    pub fn text(self) -> (Option<String>, String) {
        match self {
            Self::Update(update) => (update.language, update.body_html),
        }
    }
}

/// Who sees an item in a state, in words; nothing is said of what is simply published.
pub const fn who_sees(state: ItemState) -> Option<&'static str> {
    match state {
        ItemState::Published => None,
        ItemState::Proposed => Some("Proposed: its keepers and those asked see it."),
        ItemState::Draft => Some("Draft: only its keepers see it."),
        ItemState::Scheduled => Some("Scheduled: only its keepers see it."),
        ItemState::Withdrawn => Some("Withdrawn: only its keepers see it."),
        ItemState::Purged => Some("Purged: there is nothing to be seen."),
    }
}

impl Revisioned for Item {
    fn revision(&self) -> i32 {
        match self {
            Self::Update(update) => update.revision,
        }
    }
}

/// One item that people write.
pub async fn one_item(ctx: &Ctx, id: Uuid) -> Result<Item> {
    ctx.permit(Act::Look, &Target::none("ITEM"))?;
    let opened = open_item(ctx, id).await?;
    match opened.row.kind {
        ItemKind::Update => updates::opened(ctx, opened).await.map(Item::Update),
        ItemKind::Country
        | ItemKind::Group
        | ItemKind::Membership
        | ItemKind::Organisation
        | ItemKind::Expert
        | ItemKind::ContactCard
        | ItemKind::Appointment
        | ItemKind::Competence => Err(Error::not_found()),
    }
}

/// One item that people write, at its own address; none where there is nothing open to the actor, or
/// what belongs to the directory.
pub async fn written_item(ctx: &Ctx, id: Uuid) -> Result<Option<Item>> {
    match one_item(ctx, id).await {
        Ok(item) => Ok(Some(item)),
        Err(error) if error.code() == Code::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
