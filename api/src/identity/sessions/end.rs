//! Ending all sessions of a person, organisation or partner system in one act.

use async_graphql::{Enum, InputObject};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::store::{self, Of};
use super::suspend::{account_target, permit_on_account};
use super::view::EndedSessions;
use crate::access::{Act, Decision, Target, acts, decide, place_of, with_taken_over};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::exchange::items;

/// Whose sessions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema, Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SessionsOf {
    /// A person's.
    #[default]
    Account,
    /// Those of an organisation's posts and partner systems.
    Organisation,
    /// A partner system's.
    Partner,
}

/// Whose sessions end, and why.
#[derive(Clone, Debug, Default, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[graphql(name = "EndSessionsInput")]
pub struct EndSessions {
    /// Whose sessions.
    #[serde(skip)]
    pub kind: SessionsOf,
    /// The account (or its expert), organisation or partner system.
    #[serde(skip)]
    pub id: Uuid,
    /// Why; others will read it.
    pub reason: String,
}

/// Ends all sessions of a person, organisation or partner system.
pub async fn end_sessions(ctx: &Ctx, input: EndSessions) -> Result<EndedSessions> {
    let (of, target) = target_of(ctx, &input).await?;
    ctx.permit(Act::EndSessions, &target)?;
    let mut unit = ctx.begin().await?;
    let permit = match target.person {
        Some(expert) => permit_on_account::<acts::EndSessions>(&mut unit, &target, expert).await?,
        None => unit.permit_at::<acts::EndSessions>(&target, input.id).await?,
    };
    let reason = crate::ctx::reason(&input.reason)?;
    let of = match of {
        // With those of the bodies it has taken over: they stand in it now.
        Of::Organisations(bodies) => {
            let all = with_taken_over(unit.tx(), &bodies, unit.at()).await?;
            Of::Organisations(all.into_iter().map(|(_, other)| other).collect())
        }
        other => other,
    };
    let ended = store::end_in(&unit, &permit, of, None).await?;
    unit.note("sessions", ended);
    unit.because(&reason);
    unit.commit(target.id).await?;
    Ok(EndedSessions { target_id: target.id.unwrap_or(input.id), ended_sessions: ended })
}

async fn target_of(ctx: &Ctx, input: &EndSessions) -> Result<(Of, Target)> {
    ctx.signed_in()?;
    match input.kind {
        SessionsOf::Account => {
            let (account, target) = account_target(ctx, Act::EndSessions, input.id).await?;
            Ok((Of::Account(account.id), target))
        }
        SessionsOf::Organisation => {
            let item = items::store::one(ctx, input.id).await?;
            let place = place_of(ctx.db(), item.id, ctx.now()).await?.unwrap_or_default();
            Ok((Of::Organisations(vec![item.id]), Target::at("ORGANISATION", Some(item.id), place)))
        }
        SessionsOf::Partner => {
            let body = store::body_of_partner(ctx, input.id).await?.ok_or_else(Error::not_found)?;
            let place = place_of(ctx.db(), input.id, ctx.now()).await?.unwrap_or_default();
            let target = Target { partner_body: Some(body), ..Target::at("PARTNER", Some(input.id), place) };
            // A partner system is no item: who may not act on it does not learn that it exists.
            match decide(&ctx.actor, Act::EndSessions, &target) {
                Decision::Allowed(_) => Ok((Of::Partner(input.id), target)),
                Decision::Refused(_) => Err(Error::not_found()),
            }
        }
    }
}
