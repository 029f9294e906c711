//! Secrets of a partner system: a new one, and the end of one.

use async_graphql::InputObject;
use entity::vocabulary::{LinkPurpose, PartnerState};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::letters::{editors, secret_letter};
use super::read::one;
use super::steps::{NewSecret, add_secret};
use super::store;
use super::view::{Partner, not_begun, secret_lives, state_of};
use crate::access::{Act, Target, acts, place_of};
use crate::ctx::Ctx;
use crate::error::{Code, Error, Findings, Result};
use crate::identity::links::{LINK_LIVES, NewLink, make_link, void_links};
use crate::kit::secret::random_token;
use crate::kit::when::When;

/// A new secret.
#[derive(Clone, Debug, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "RotatePartnerSecretInput")]
pub struct RotateSecret {
    /// The partner system.
    #[serde(skip)]
    pub id: Uuid,
    /// Until when it counts (inclusive), not past the partner system's own end: obligatory.
    pub valid_to: When,
    /// Why.
    pub reason: String,
}

/// The end of a secret.
#[derive(Clone, Debug, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "EndPartnerSecretInput")]
pub struct EndSecret {
    /// The partner system.
    #[serde(skip)]
    pub id: Uuid,
    /// The secret.
    #[serde(skip)]
    pub secret_id: Uuid,
    /// Why.
    pub reason: String,
}

/// Makes a new secret. It is told to nobody here: a one-time link goes by mail to the editors of
/// the body, and only a signed-in post of the body can open it. Two secrets may live, so that a
/// system can change over; a third is 409.
pub async fn rotate(ctx: &Ctx, input: RotateSecret) -> Result<Partner> {
    ctx.signed_in()?;
    let row = store::one(ctx.db(), &ctx.actor, input.id).await?;
    let target = Target { id: Some(row.id), ..Target::none("PARTNER") };
    ctx.permit_at(Act::RotatePartnerSecret, &target, row.id).await?;
    let mut unit = ctx.begin().await?;
    let row = store::one(unit.tx(), unit.actor(), input.id).await?;
    let permit = unit.permit_at::<acts::RotatePartnerSecret>(&target, row.id).await?;
    let valid_until = input.valid_to.past(&ctx.world.zone);
    let mut findings = Findings::default();
    findings.check(valid_until > unit.at(), "/validTo", "It must lie in the future.");
    let own_end = "It must not lie past the end of the partner system itself.";
    findings.check(valid_until.micros() <= row.valid_until, "/validTo", own_end);
    let reason = findings.take(crate::ctx::reason(&input.reason))?.unwrap_or_default();
    findings.done()?;
    let suspended = store::suspension(unit.tx(), row.id).await?.is_some();
    match state_of(&row, suspended, unit.at()) {
        // A leaked secret is changed while nothing buys anything.
        PartnerState::Live | PartnerState::Suspended => {}
        PartnerState::Waiting => return Err(not_begun(&row)),
        PartnerState::Ended => return Err(Error::new(Code::Conflict, "The partner system has ended.")),
    }
    let place = place_of(unit.tx(), row.id, unit.at()).await?.unwrap_or_default();
    let body = place.body.unwrap_or(row.organisation_id);
    let editors = editors(&unit, body).await?;
    if editors.is_empty() {
        let detail = "Its body has no editor to whom the link to the secret could go; give somebody that role first.";
        return Err(Error::new(Code::Conflict, detail));
    }
    let (secret, _) = random_token();
    let secret_id = add_secret(&mut unit, &permit, NewSecret { partner: row.id, secret: &secret, valid_until }).await?;
    let expires_at = unit.at().plus(LINK_LIVES).min(valid_until);
    let link = NewLink { purpose: LinkPurpose::Secret, subject: secret_id, hands_over: Some(&secret), expires_at };
    let token = make_link(&unit, &permit, link).await?;
    let address = format!("{}/secret/{token}", ctx.world.config.public_url());
    let wording = secret_letter(&unit, &row.name, &row.client_id, &address, expires_at);
    for editor in editors {
        unit.mail(&wording.to(&editor)).await?;
    }
    unit.note("secret", secret_id.to_string());
    unit.because(&reason);
    unit.commit(Some(row.id)).await?;
    one(ctx, row.id).await
}

/// Ends a secret at once. All sessions of the partner system end with it: its tokens are gone with
/// the next request, and whoever holds another secret asks for a new one.
pub async fn end_secret(ctx: &Ctx, input: EndSecret) -> Result<Partner> {
    ctx.signed_in()?;
    let row = store::one(ctx.db(), &ctx.actor, input.id).await?;
    let target = Target { id: Some(row.id), ..Target::none("PARTNER") };
    ctx.permit_at(Act::RotatePartnerSecret, &target, row.id).await?;
    let mut unit = ctx.begin().await?;
    let row = store::one(unit.tx(), unit.actor(), input.id).await?;
    let permit = unit.permit_at::<acts::RotatePartnerSecret>(&target, row.id).await?;
    let secrets = store::secrets(unit.tx(), &[row.id]).await?.remove(&row.id).unwrap_or_default();
    let secret = secrets.iter().find(|secret| secret.id == input.secret_id).ok_or_else(Error::not_found)?;
    let reason = crate::ctx::reason(&input.reason)?;
    if !secret_lives(secret, unit.at()) {
        return Err(Error::new(Code::Conflict, "The secret has ended already."));
    }
    store::end_secret(&unit, &permit, secret.id).await?;
    void_links(&unit, &permit, LinkPurpose::Secret, secret.id).await?;
    store::end_sessions(&unit, &permit, row.id).await?;
    unit.note("endedSecret", secret.id.to_string());
    unit.because(&reason);
    unit.commit(Some(row.id)).await?;
    one(ctx, row.id).await
}
