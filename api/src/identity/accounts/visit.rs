//! The last visit: a mark that moves when its owner says so, and not by reading, so that a list of
//! what is new stays the same while it is paged through, and a prefetching client loses nothing.

use async_graphql::SimpleObject;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::store;
use crate::access::{Act, PartySet, Target};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::kit::timestamp::Timestamp;
use crate::partners::changes::{keep_sight, sights};

/// A visit to be marked: it has no fields.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MarkVisit {}

/// A visit.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Visit {
    /// When it was: from now on what is published later is new.
    pub last_visit_at: Timestamp,
    /// The one before; null for the first.
    pub previous_visit_at: Option<Timestamp>,
}

/// Marks what there is today as known: `new=true` shows from now on what comes later.
pub async fn mark_visit(ctx: &Ctx) -> Result<Visit> {
    ctx.permit(Act::KeepOwnAccount, &Target::none("ACCOUNT"))?;
    ctx.expert()?;
    let account = ctx.actor.account().ok_or_else(Error::not_found)?;
    let before = store::visit(ctx.db(), account).await?;
    let parties = ctx.actor.parties();
    keep_sight(&ctx.world, parties.id(), parties).await?;
    store::mark_visit(ctx, account, parties.id()).await?;
    let previous = before.and_then(|account| account.last_visit_at);
    Ok(Visit { last_visit_at: ctx.now(), previous_visit_at: previous.map(Timestamp::from_micros) })
}

/// What somebody knew at their last visit.
#[derive(Clone, Debug)]
pub struct Known {
    /// Number of the newest unit; 0 before the first visit.
    pub seq: i64,
    /// The parties that they held.
    pub parties: PartySet,
}

/// What the asker knew at their last visit.
pub async fn last_visit(ctx: &Ctx) -> Result<Known> {
    ctx.expert()?;
    let account = ctx.actor.account().ok_or_else(Error::not_found)?;
    let visit = store::visit(ctx.db(), account).await?;
    let Some((seq, sight)) = visit.and_then(|account| account.last_visit_seq.zip(account.last_visit_sight)) else {
        return Ok(Known { seq: 0, parties: ctx.actor.parties().clone() });
    };
    let parties = sights(ctx.db(), &[sight]).await?.remove(&sight);
    Ok(Known { seq, parties: parties.ok_or_else(|| Error::internal("a sight that is not there"))? })
}
