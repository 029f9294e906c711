//! Refreshing: each refresh token buys one answer. One that comes again was copied, and ends its
//! family; but within ten seconds it is two tabs of one person, who both get an answer.

use std::time::Duration;

use async_graphql::InputObject;
use serde::Deserialize;
use utoipa::ToSchema;

use super::sign_in::{IDLE, LONGEST};
use super::store;
use super::view::Session;
use crate::access::{Act, By, Target, load_actor};
use crate::authn::tokens;
use crate::ctx::Ctx;
use crate::error::{Code, Error, Result};
use crate::kit::secret::{hash_token, random_token};
use crate::kit::timestamp::Timestamp;

const GRACE: Duration = Duration::from_secs(10);

/// A refresh token.
#[derive(Clone, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "RefreshSessionInput")]
pub struct Refresh {
    /// The refresh token of the last answer.
    pub refresh_token: String,
}

/// Buys the next access token. The answer holds the next refresh token, too.
pub async fn refresh(ctx: &Ctx, input: Refresh) -> Result<Session> {
    ctx.permit(Act::Authenticate, &Target::none("SESSION"))?;
    let refused =
        || Error::new(Code::SessionEnded, "The refresh token is not valid or its session has ended; sign in again.");
    let (given, now) = (hash_token(&input.refresh_token), ctx.now());
    // Looked up by a reader first: what somebody made up does not wait for the one writer, nor hold it.
    if store::token(ctx.db(), &given).await?.is_none() {
        ctx.world.throttle.was_wrong("refresh", &ctx.caller.address, now)?;
        return Err(refused());
    }
    let tx = ctx.world.database.begin().await?;
    // The claim comes first: who waited here for another finds the token used.
    let fresh = store::use_token(&tx, &given, now).await?;
    let row = store::token(&tx, &given).await?.ok_or_else(refused)?;
    let used = row.used_at.map_or(now, Timestamp::from_micros);
    if !fresh && now >= used.plus(GRACE) {
        store::end_family(&tx, row.session_id, now).await?;
        tx.commit().await?;
        tracing::warn!(session = %row.session_id, "a refresh token was used again; its session was ended");
        return Err(refused());
    }
    let session = store::session(&tx, row.session_id).await?.ok_or_else(refused)?;
    let actor = load_actor(&tx, By::Session(session.id), now).await?.ok_or_else(refused)?;
    let expert = actor.expert().ok_or_else(refused)?;
    let (next, hash) = random_token();
    store::add_token(&tx, session.id, &hash, now).await?;
    let until = Ord::min(now.plus(IDLE), Timestamp::from_micros(session.created_at).plus(LONGEST));
    store::prolong(&tx, session.id, until, now).await?;
    tx.commit().await?;
    Ok(Session::new(tokens::issue(&ctx.world, expert, session.id)?, next))
}
