//! Publishing a draft, now or at its time.

use async_graphql::InputObject;
use entity::vocabulary::ItemState;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::any_item::{Item, one_item};
use super::publishing::{must_be_written, must_publish, proposed_already, publish_at, target_of};
use super::written::rewrite_written;
use super::{Release, Rewrite, audiences, store, store_parts};
use crate::access::{Act, acts};
use crate::ctx::{Ctx, precondition};
use crate::error::{Code, Error, Result};
use crate::kit::timestamp::Timestamp;

/// A draft that is to be published.
#[derive(Clone, Debug, Default, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "PublishItemInput")]
pub struct PublishItem {
    /// The item.
    #[serde(skip)]
    pub id: Uuid,
    /// The revision that was read; not asked of this act, but honoured where it is given.
    #[serde(skip)]
    pub revision: Option<i32>,
    /// When it is to be published by itself; now if not given.
    pub publish_at: Option<Timestamp>,
}

/// Publishes a draft to the audience it names, now or at its time. Its earlier revisions stay with
/// its keepers. What is scheduled is published now, or at another time, by the same call.
pub async fn publish_item(ctx: &Ctx, input: PublishItem) -> Result<Item> {
    let seen = store::one(ctx, input.id).await?;
    must_be_written(seen.kind)?;
    ctx.permit(Act::PublishUpdate, &target_of(&seen))?;
    let mut unit = ctx.begin().await?;
    let before = store::one_in(&unit, input.id).await?;
    let permit = unit.permit::<acts::PublishUpdate>(&target_of(&before))?;
    let audience = audiences::declared(unit.tx(), &before).await?.unwrap_or_default();
    let topics = store_parts::topics_of(unit.tx(), before.id).await?;
    let judged = must_publish(&mut unit, before.owner, &audience, &topics).await;
    if before.state == ItemState::Proposed {
        judged.map_err(proposed_already)?
    } else {
        judged?
    }
    if input.revision.is_some() {
        precondition(input.revision, before.revision)?;
    }
    may_be_published(before.state)?;
    if audience.is_empty() {
        return Err(Error::invalid("/audience", "Say first who it is for: `PUT /v1/items/{id}/audience`."));
    }
    let change = match publish_at(input.publish_at, unit.at())? {
        None => Rewrite { state: Some(ItemState::Published), ..Rewrite::default() },
        publish_at => {
            unit.note_fields(&["state", "publishAt"]);
            let release = Release { asked: None, publish_at, released_by: unit.actor().party() };
            Rewrite { state: Some(ItemState::Scheduled), release: Some(release), ..Rewrite::default() }
        }
    };
    if change.release.is_none() {
        unit.note_fields(&["state"]);
    }
    rewrite_written(&mut unit, &permit, &before, change, None).await?;
    unit.commit(Some(input.id)).await?;
    one_item(ctx, input.id).await
}

fn may_be_published(state: ItemState) -> Result<()> {
    let detail = match state {
        ItemState::Draft | ItemState::Scheduled => return Ok(()),
        ItemState::Proposed => "it waits for somebody's word: `POST /v1/items/{id}/confirm`, or take it back first",
        ItemState::Published => "this is published already",
        ItemState::Withdrawn => "this was withdrawn",
        ItemState::Purged => return Err(Error::not_found()),
    };
    Err(Error::new(Code::Conflict, format!("Only a draft, or what is scheduled, is published; {detail} ({state}).")))
}
