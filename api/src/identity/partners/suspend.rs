//! Suspending a partner system at once, and having it run again: its secrets and grants stay, and count
//! for nothing meanwhile.

use async_graphql::InputObject;
use entity::vocabulary::PartnerState;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::read::one;
use super::store;
use super::view::{Partner, not_begun, state_of};
use crate::access::{Act, ActType, Permit, Target, acts};
use crate::ctx::Ctx;
use crate::error::{Code, Error, Result};
use crate::identity::access_requests::{self, Asked, Outcome, Word, ask, commit_act, says_the_word};
use crate::identity::grants;
use crate::identity::sessions::none_waits;
use crate::ledger::Unit;

/// A partner system, and why.
#[derive(Clone, Debug, Default, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[graphql(name = "SuspendPartnerInput")]
pub struct SuspendPartner {
    /// The partner system.
    #[serde(skip)]
    pub id: Uuid,
    /// Why; others will read it.
    pub reason: String,
}

/// A partner system, and why.
#[derive(Clone, Debug, Default, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[graphql(name = "ResumePartnerInput")]
pub struct ResumePartner {
    /// The partner system.
    #[serde(skip)]
    pub id: Uuid,
    /// Why; others will read it.
    pub reason: String,
}

/// Suspends a partner system at once: its sessions end, its credentials buy nothing, it sees nothing.
pub async fn suspend(ctx: &Ctx, input: SuspendPartner) -> Result<Partner> {
    ctx.signed_in()?;
    let row = store::one(ctx.db(), &ctx.actor, input.id).await?;
    let target = Target { id: Some(row.id), ..Target::none("PARTNER") };
    ctx.permit_at(Act::SuspendPartner, &target, row.id).await?;
    let mut unit = ctx.begin().await?;
    let row = store::one(unit.tx(), unit.actor(), input.id).await?;
    let permit = unit.permit_at::<acts::SuspendPartner>(&target, row.id).await?;
    let reason = crate::ctx::reason(&input.reason)?;
    let before = store::suspension(unit.tx(), row.id).await?;
    let shut_out = says_the_word(&unit, row.organisation_id).await?;
    match state_of(&row, before.is_some(), unit.at()) {
        PartnerState::Ended => return Err(Error::new(Code::Conflict, "The partner system has ended.")),
        PartnerState::Waiting => return Err(not_begun(&row)),
        // A keeper who says so, too, makes it take a keeper's word.
        PartnerState::Suspended if !shut_out || before.as_ref().is_some_and(|row| row.shut_out) => {
            return Err(Error::new(Code::Conflict, "The partner system is suspended already."));
        }
        PartnerState::Suspended | PartnerState::Live => {}
    }
    if let Some(before) = before {
        store::end_suspension(&unit, &permit, before.id).await?;
    }
    store::begin_suspension(&unit, &permit, row.id, shut_out).await?;
    store::end_sessions(&unit, &permit, row.id).await?;
    access_requests::store::withdraw_for(&unit, &permit, &[row.id], &reason).await?;
    let held = store::grants(unit.tx(), row.id).await?;
    grants::tell_unkept(&mut unit, &permit, &held).await?;
    unit.because(&reason);
    unit.commit(Some(row.id)).await?;
    one(ctx, row.id).await
}

/// Has a suspended partner system run again. Nobody does that for one of their own body; where a keeper of
/// the body (or of the country whose authority it is) suspended it, it waits for such a keeper's word.
pub async fn resume(ctx: &Ctx, input: ResumePartner) -> Result<Outcome<Partner>> {
    ctx.signed_in()?;
    let row = store::one(ctx.db(), &ctx.actor, input.id).await?;
    let target = Target { id: Some(row.id), partner_body: Some(row.organisation_id), ..Target::none("PARTNER") };
    ctx.permit_at(Act::ResumePartner, &target, row.id).await?;
    let mut unit = ctx.begin().await?;
    let row = store::one(unit.tx(), unit.actor(), input.id).await?;
    let permit = unit.permit_at::<acts::ResumePartner>(&target, row.id).await?;
    let reason = crate::ctx::reason(&input.reason)?;
    let before = store::suspension(unit.tx(), row.id).await?;
    let before = before.filter(|_| state_of(&row, true, unit.at()) == PartnerState::Suspended);
    let before = before.ok_or_else(|| Error::new(Code::Conflict, "The partner system is not suspended."))?;
    let word = match before.shut_out {
        false => Word::Said,
        true => {
            none_waits(&unit, &permit, row.id, row.organisation_id).await?;
            let asked = Asked {
                act: Act::ResumePartner,
                target_kind: "PARTNER",
                target: row.id,
                result_id: Some(row.id),
                enters: vec![row.organisation_id],
                leaves: Vec::new(),
                gainers: Vec::new(),
                payload: serde_json::Value::Null,
            };
            ask(&mut unit, &permit, asked).await?
        }
    };
    if word == Word::Said {
        store::end_suspension(&unit, &permit, before.id).await?;
    }
    unit.note("body", json!(row.organisation_id));
    unit.because(&reason);
    commit_act(ctx, unit, row.id, word, async |id| one(ctx, id).await).await
}

/// The word is there: the partner system runs again, if it is still suspended.
pub async fn carry_out_resumption<A: ActType>(unit: &Unit, permit: &Permit<A>, id: Uuid) -> Result<()> {
    match store::suspension(unit.tx(), id).await? {
        Some(row) => store::end_suspension(unit, permit, row.id).await,
        None => Ok(()),
    }
}
