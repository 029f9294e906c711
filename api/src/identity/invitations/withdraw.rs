//! Withdrawing an invitation, and what follows from the word on its post.

use async_graphql::InputObject;
use entity::invitation;
use entity::vocabulary::{ItemState, LinkPurpose};
use sea_orm::ActiveValue::Set;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::judge_again::lapse;
use super::read::one;
use super::resend::{still_open, target};
use super::store;
use super::view::Invitation;
use crate::access::{Act, ActType, Permit, acts};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::exchange::items::{self, Rewrite, rewrite_item};
use crate::identity::access_requests::store as requests;
use crate::identity::accounts::email_key;
use crate::identity::grants::{announce_grant, end_grant, tell_given};
use crate::identity::links::void_links;
use crate::ledger::Unit;
use crate::network::experts::{Leaving, carry_out_post, has_another_post, refuse_post};
use crate::network::focal_points::{carry_out_appointment, touch_appointments};

/// The withdrawal of an invitation.
#[derive(Clone, Debug, Default, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[graphql(name = "WithdrawInvitationInput")]
pub struct WithdrawInvitation {
    /// The invitation.
    #[serde(skip)]
    pub id: Uuid,
    /// Why.
    pub reason: String,
}

/// Withdraws an invitation that was not accepted, with all it carries.
pub async fn withdraw(ctx: &Ctx, input: WithdrawInvitation) -> Result<Invitation> {
    ctx.signed_in()?;
    let row = store::one(ctx.db(), &ctx.actor, input.id).await?;
    ctx.permit(Act::WithdrawInvitation, &target(ctx.db(), &row, ctx.now()).await?)?;
    let mut unit = ctx.begin().await?;
    let row = store::one(unit.tx(), unit.actor(), input.id).await?;
    let target = target(unit.tx(), &row, unit.at()).await?;
    let permit = unit.permit::<acts::WithdrawInvitation>(&target)?;
    let reason = crate::ctx::reason(&input.reason)?;
    still_open(&row)?;
    withdraw_step(&mut unit, &permit, row.id, &reason).await?;
    unit.because(&reason);
    unit.commit(Some(row.id)).await?;
    one(ctx, row.id).await
}

/// Step: the post is refused, the grants end, whoever was asked for a word is asked no longer, and
/// the expert is withdrawn, unless another post of theirs stands.
pub(super) async fn withdraw_step<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    id: Uuid,
    reason: &str,
) -> Result<()> {
    let row = store::of_link(unit.tx(), id).await?;
    void_links(unit, permit, LinkPurpose::Invitation, id).await?;
    let grants = store::grants(unit.tx(), &[row.post_id]).await?.remove(&row.post_id).unwrap_or_default();
    let mut asked = store::appointments_of(unit.tx(), row.post_id).await?;
    asked.extend(grants.iter().map(|grant| grant.id).chain([row.post_id]));
    requests::withdraw_for(unit, permit, &asked, reason).await?;
    for grant in &grants {
        end_grant(unit, permit, grant.id, reason, false).await?;
    }
    let ended: Vec<Uuid> = grants.iter().map(|grant| grant.id).collect();
    touch_appointments(unit, permit, &ended).await?;
    refuse_post(unit, permit, row.post_id).await?;
    withdraw_person(unit, permit, row.expert_id, row.post_id).await?;
    let withdrawn_at = Set(Some(unit.at().micros()));
    store::rewrite(unit, permit, invitation::ActiveModel { id: Set(id), withdrawn_at, ..Default::default() }).await
}

/// The person's entry goes with the post that it was made for, unless another post has brought them in since.
async fn withdraw_person<A: ActType>(unit: &mut Unit, permit: &Permit<A>, expert: Uuid, post: Uuid) -> Result<()> {
    if has_another_post(unit.tx(), expert, post).await? {
        return Ok(());
    }
    let expert = items::store::row(unit, permit, expert).await?;
    rewrite_item(unit, permit, &expert, Rewrite { state: Some(ItemState::Withdrawn), ..Rewrite::default() }).await?;
    Ok(())
}

/// The word on an invited post is there: it counts from now, if the invitation was accepted; else
/// from when it is.
pub async fn carry_out_invited<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    post: Uuid,
    parties: &[Uuid],
) -> Result<()> {
    match store::of_post(unit.tx(), post).await?.accepted_at {
        Some(_) => begin_counting(unit, permit, post, Leaving::Agreed(parties)).await,
        None => Ok(()),
    }
}

/// Step: an invited post counts, with the roles that may still be given to it and the appointments
/// that were made for it.
pub(super) async fn begin_counting<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    post: Uuid,
    leaving: Leaving<'_>,
) -> Result<()> {
    lapse(unit, permit, post).await?;
    carry_out_post(unit, permit, post, leaving).await?;
    // Those that have their word already make a keeper from now on; those that wait for it are announced with it.
    let carried = store::grants(unit.tx(), &[post]).await?.remove(&post).unwrap_or_default();
    for grant in carried.iter().filter(|grant| grant.counts_from.is_some() && grant.ended_at.is_none()) {
        announce_grant(unit, permit, grant).await?;
    }
    for appointment in store::appointments_to_begin(unit.tx(), post).await? {
        carry_out_appointment(unit, permit, appointment).await?;
    }
    let carried: Vec<Uuid> = carried.iter().map(|grant| grant.id).collect();
    tell_given(unit, permit, &carried).await
}

/// Step: an invited post ended before it was accepted, as when its body ends: so does the invitation.
/// The post and its grants are ended by whoever calls.
pub async fn close_with_post<A: ActType>(unit: &mut Unit, permit: &Permit<A>, post: Uuid, reason: &str) -> Result<()> {
    let Some(row) = store::open_with_post(unit.tx(), post).await? else { return Ok(()) };
    void_links(unit, permit, LinkPurpose::Invitation, row.id).await?;
    requests::withdraw_for(unit, permit, &[post], reason).await?;
    withdraw_person(unit, permit, row.expert_id, post).await?;
    let withdrawn_at = Set(Some(unit.at().micros()));
    store::rewrite(unit, permit, invitation::ActiveModel { id: Set(row.id), withdrawn_at, ..Default::default() }).await
}

/// The word on an invited post was refused: the invitation is withdrawn with all it carries. Whoever
/// had accepted it keeps an account without a post.
pub async fn refuse_invited<A: ActType>(unit: &mut Unit, permit: &Permit<A>, post: Uuid) -> Result<()> {
    let row = store::of_post(unit.tx(), post).await?;
    withdraw_step(unit, permit, row.id, "The word it waited for was refused.").await
}

/// Step: forgets address and message of an expert's invitations, and their letters that have not gone out; their ids.
pub async fn forget_invitations<A: ActType>(unit: &mut Unit, permit: &Permit<A>, expert: Uuid) -> Result<Vec<Uuid>> {
    let theirs = store::addresses(unit.tx(), expert).await?;
    unit.take_back_letters(|letter| theirs.contains(&email_key(&letter.to))).await?;
    store::forget(unit, permit, expert).await
}
