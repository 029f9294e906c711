//! Ending all sessions of a person, organisation or partner system in one act.

use async_graphql::{Enum, InputObject};
use entity::vocabulary::ItemKind;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::store::{self, Of};
use super::suspend::account_target;
use super::view::EndedSessions;
use crate::access::{Act, Target, acts, with_taken_over};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::exchange::items;
use crate::identity::accounts::void_what_was_sent_to;
use crate::identity::partners;

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

/// Ends all sessions of a person, organisation or partner system, and voids what was sent to get into the accounts by
/// another way: links to choose a new password, and changes of address that wait.
pub async fn end_sessions(ctx: &Ctx, input: EndSessions) -> Result<EndedSessions> {
    let (of, stands, target) = target_of(ctx, &input).await?;
    ctx.permit_at(Act::EndSessions, &target, stands).await?;
    let mut unit = ctx.begin().await?;
    // A person may stand in another body by now.
    let stands = match target.person {
        Some(expert) => items::store::one_in(&unit, expert).await?.owner,
        None => stands,
    };
    let permit = unit.permit_at::<acts::EndSessions>(&target, stands).await?;
    let reason = crate::ctx::reason(&input.reason)?;
    let of = match of {
        // With those of the bodies it has taken over: they stand in it now.
        Of::Organisations(bodies) => {
            let all = with_taken_over(unit.tx(), &bodies, unit.at()).await?;
            Of::Organisations(all.into_iter().map(|(_, other)| other).collect())
        }
        other => other,
    };
    // Else whoever is shut out comes in again by a link that lies in a mailbox, or under another address.
    let accounts = store::accounts_meant(unit.tx(), &of, unit.at()).await?;
    void_what_was_sent_to(&unit, &permit, &accounts).await?;
    let ended = store::end_in(&unit, &permit, of, None).await?;
    unit.note("sessions", ended);
    unit.because(&reason);
    unit.commit(target.id).await?;
    Ok(EndedSessions { target_id: target.id.unwrap_or(input.id), ended_sessions: ended })
}

/// Whose sessions, where they stand, and the target.
async fn target_of(ctx: &Ctx, input: &EndSessions) -> Result<(Of, Uuid, Target)> {
    ctx.signed_in()?;
    match input.kind {
        SessionsOf::Account => {
            let subject = account_target(ctx, Act::EndSessions, input.id).await?;
            Ok((Of::Account(subject.account.id), subject.body, subject.target))
        }
        SessionsOf::Organisation => {
            let item = items::store::one_of(ctx, ItemKind::Organisation, input.id).await?;
            Ok((
                Of::Organisations(vec![item.id]),
                item.id,
                Target { id: Some(item.id), ..Target::none("ORGANISATION") },
            ))
        }
        SessionsOf::Partner => {
            let body = store::body_of_partner(ctx, input.id).await?.ok_or_else(Error::not_found)?;
            let target = Target { id: Some(input.id), partner_body: Some(body), ..Target::none("PARTNER") };
            // A partner system is no item: who is not shown it does not learn that it exists.
            if let Err(refused) = ctx.permit_at(Act::EndSessions, &target, input.id).await {
                partners::one(ctx, input.id).await?;
                return Err(refused);
            }
            Ok((Of::Partner(input.id), input.id, target))
        }
    }
}
