//! The last visit: a mark that moves when its owner says so, and not by reading, so that a list of
//! what is new stays the same while it is paged through, and a prefetching client loses nothing.

use async_graphql::{InputObject, SimpleObject};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::store;
use crate::access::{Act, Actor, By, PartySet, Target, load_actor};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::kit::timestamp::Timestamp;
use crate::partners::changes::{keep_sight, sights};

/// A visit to be marked.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema, InputObject)]
#[serde(deny_unknown_fields, default)]
#[graphql(name = "MarkVisitInput")]
pub struct MarkVisit {
    /// The instant of the visit, now or in the past; now if not given. Whoever gives the one at which their
    /// list was read loses nothing that was published while they read it.
    pub at: Option<Timestamp>,
}

/// A visit.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Visit {
    /// When it was: from now on what is published later is new.
    pub last_visit_at: Timestamp,
    /// The one before; null for the first.
    pub previous_visit_at: Option<Timestamp>,
}

/// Marks what there is at an instant as known: `new=true` shows from now on what came later, or was
/// opened later.
pub async fn mark_visit(ctx: &Ctx, input: MarkVisit) -> Result<Visit> {
    ctx.permit(Act::KeepOwnAccount, &Target::none("ACCOUNT"))?;
    let expert = ctx.expert()?;
    let account = ctx.actor.account().ok_or_else(Error::not_found)?;
    let at = input.at.unwrap_or(ctx.now());
    if at > ctx.now() {
        return Err(Error::invalid("/at", "It lies in the future: nobody knows what there will be."));
    }
    let before = store::visit(ctx.db(), account).await?;
    let then = load_actor(ctx.db(), By::Expert(expert), at).await?.unwrap_or_else(Actor::nobody);
    let parties = then.parties();
    keep_sight(&ctx.world, parties.id(), parties).await?;
    store::mark_visit(ctx, account, at, parties.id()).await?;
    let previous = before.and_then(|account| account.last_visit_at);
    Ok(Visit { last_visit_at: at, previous_visit_at: previous.map(Timestamp::from_micros) })
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
