//! What became of something proposed.

use async_graphql::SimpleObject;
use uuid::Uuid;

use super::any_item::{Item, written_item};
use super::proposals::{self, Proposal};
use crate::ctx::Ctx;
use crate::error::{Error, Result};

/// What became of something proposed: the item and the proposal as they now are.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(name = "DecidedItemPayload")]
pub struct Decided {
    /// The item as it now is; null where it is not shared with whoever decided, or no longer.
    pub item: Option<Item>,
    /// The proposal as it now is; null where a scheduled publication was cancelled. It waits still
    /// where another word is needed.
    pub proposal: Option<Proposal>,
}

/// What was changed, or is proposed beside it.
#[derive(Clone, Debug)]
pub struct Changed<T> {
    /// The thing as it now is.
    pub thing: T,
    /// Where whoever changed it may not publish the result: the change as it waits, while the thing
    /// stays as it is.
    pub proposal: Option<Proposal>,
}

/// The answer to an act on what was proposed. Without `proposal`: the newest that the actor sees.
pub(super) async fn decided(ctx: &Ctx, item: Uuid, proposal: Option<Uuid>) -> Result<Decided> {
    let item = written_item(ctx, item).await?;
    let proposal = match proposal {
        Some(id) => Some(proposals::one(ctx, id).await?),
        None => None,
    };
    Ok(Decided { item, proposal })
}

/// What a repeated request is answered with, under today's sight.
pub async fn decided_before(ctx: &Ctx, item: Uuid) -> Result<Decided> {
    let newest = proposals::store::of_item(ctx.db(), &ctx.actor, item).await?.first().map(|row| row.id);
    let answer = decided(ctx, item, newest).await?;
    match (&answer.item, &answer.proposal) {
        (None, None) => Err(Error::not_found()),
        _ => Ok(answer),
    }
}

/// Words for whoever decides or is decided about: at most 2,000 characters, blank for none.
pub(super) fn comment(text: Option<&str>) -> Result<Option<String>> {
    match text.map(str::trim).filter(|text| !text.is_empty()) {
        Some(text) if text.chars().count() > 2_000 => Err(Error::invalid("/comment", "Use at most 2,000 characters.")),
        text => Ok(text.map(str::to_owned)),
    }
}
