//! The last visit: a mark that moves when its owner says so, and not by reading, so that a list of
//! what is new stays the same while it is paged through, and a prefetching client loses nothing.

use async_graphql::SimpleObject;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::store;
use crate::access::{Act, Target};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::kit::timestamp::Timestamp;

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
    store::mark_visit(ctx, account).await?;
    Ok(Visit { last_visit_at: ctx.now(), previous_visit_at: before.0.map(Timestamp::from_micros) })
}

/// Number of the newest unit at the asker's last visit; 0 before the first.
pub async fn last_visit(ctx: &Ctx) -> Result<i64> {
    ctx.expert()?;
    let account = ctx.actor.account().ok_or_else(Error::not_found)?;
    Ok(store::visit(ctx.db(), account).await?.1.unwrap_or(0))
}
