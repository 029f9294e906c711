//! Publishing a draft.

use async_graphql::InputObject;
use entity::vocabulary::ItemState;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::any_item::{Item, one_item};
use super::publishing::{must_be_written, must_publish, target_of};
use super::{Rewrite, rewrite_item, store, store_parts};
use crate::access::{Act, PartySet, acts};
use crate::ctx::{Ctx, precondition};
use crate::error::{Code, Error, Result};
use crate::exchange::updates;

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
}

/// Publishes a draft to the audience it names. Its earlier revisions stay with its keepers.
pub async fn publish_item(ctx: &Ctx, input: PublishItem) -> Result<Item> {
    let seen = store::one(ctx, input.id).await?;
    must_be_written(seen.kind)?;
    ctx.permit(Act::PublishUpdate, &target_of(&seen))?;
    let mut unit = ctx.begin().await?;
    let before = store::one_in(&unit, input.id).await?;
    let permit = unit.permit::<acts::PublishUpdate>(&target_of(&before))?;
    let audience = match before.audience {
        Some(id) => store::party_set(unit.tx(), id).await?,
        None => PartySet::default(),
    };
    let topics = store_parts::topics_of(unit.tx(), before.id).await?;
    must_publish(&mut unit, before.owner, &audience, &topics).await?;
    if input.revision.is_some() {
        precondition(input.revision, before.revision)?;
    }
    if before.state != ItemState::Draft {
        return Err(Error::new(Code::Conflict, format!("Only a draft is published; this is {}.", before.state)));
    }
    if audience.is_empty() {
        return Err(Error::invalid("/audience", "Say first who it is for: `PUT /v1/items/{id}/audience`."));
    }
    unit.note_fields(&["state"]);
    let change = Rewrite { state: Some(ItemState::Published), ..Rewrite::default() };
    let after = rewrite_item(&mut unit, &permit, &before, change).await?;
    updates::keep_revision(&unit, &permit, &after).await?;
    unit.commit(Some(input.id)).await?;
    one_item(ctx, input.id).await
}
