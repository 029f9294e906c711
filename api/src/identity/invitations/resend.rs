//! Sending an invitation again, with a new link.

use async_graphql::InputObject;
use entity::invitation;
use entity::vocabulary::{LinkPurpose, SendState};
use sea_orm::ActiveValue::Set;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::invite::send;
use super::read::one;
use super::store::{self, Row};
use super::view::Invitation;
use crate::access::{Act, Target, acts, place_of};
use crate::ctx::Ctx;
use crate::error::{Code, Error, Result};
use crate::identity::links::void_links;
use sea_orm::ConnectionTrait;

/// The invitation to be sent again.
#[derive(Clone, Debug, Default, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[graphql(name = "ResendInvitationInput")]
pub struct ResendInvitation {
    /// The invitation.
    #[serde(skip)]
    pub id: Uuid,
}

/// Sends an invitation again: the link before works no longer, the new one for 72 hours.
pub async fn resend(ctx: &Ctx, input: ResendInvitation) -> Result<Invitation> {
    ctx.signed_in()?;
    let row = store::one(ctx.db(), &ctx.actor, input.id).await?;
    ctx.permit(Act::ResendInvitation, &target(ctx.db(), &row, ctx.now()).await?)?;
    let mut unit = ctx.begin().await?;
    let row = store::one(unit.tx(), unit.actor(), input.id).await?;
    let target = target(unit.tx(), &row, unit.at()).await?;
    let permit = unit.permit::<acts::ResendInvitation>(&target)?;
    still_open(&row)?;
    void_links(&unit, &permit, LinkPurpose::Invitation, row.id).await?;
    let expires_at = send(ctx, &mut unit, &permit, row.id).await?;
    let change = invitation::ActiveModel {
        id: Set(row.id),
        expires_at: Set(expires_at.micros()),
        send_state: Set(SendState::Queued),
        ..Default::default()
    };
    store::rewrite(&unit, &permit, change).await?;
    unit.commit(Some(row.id)).await?;
    one(ctx, row.id).await
}

/// What is decided about an invitation: its body's place, and who asked.
pub(super) async fn target(
    db: &impl ConnectionTrait,
    row: &Row,
    at: crate::kit::timestamp::Timestamp,
) -> Result<Target> {
    let place = place_of(db, row.organisation_id, at).await?.unwrap_or_default();
    Ok(Target { author: row.invited_by, ..Target::at("INVITATION", Some(row.id), place) })
}

/// 409 for an invitation that was accepted or withdrawn.
pub(super) fn still_open(row: &Row) -> Result<()> {
    match (row.accepted_at, row.withdrawn_at) {
        (None, None) => Ok(()),
        (Some(_), _) => Err(Error::new(Code::Conflict, "The invitation was accepted already.")),
        (None, Some(_)) => Err(Error::new(Code::Conflict, "The invitation was withdrawn.")),
    }
}
