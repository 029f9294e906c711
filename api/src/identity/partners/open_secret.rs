//! Handing over a secret: once, and only to a signed-in post of the body.

use entity::vocabulary::LinkPurpose;
use entity::{partner, partner_secret};
use uuid::Uuid;

use super::store;
use crate::access::{Act, Actor, Target, acts};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::identity::links::{look_at_link, subject_of, use_link};
use crate::kit::secret::Secret;
use crate::kit::timestamp::Timestamp;
use crate::kit::when::last_of;
use crate::network::references::organisation_references;

/// What a link to a secret offers, before it is opened.
#[derive(Clone, Debug)]
pub struct SecretOffer {
    /// What people call the partner system.
    pub name: String,
    /// Name of its body.
    pub body: String,
    /// Its OAuth 2.0 client identifier.
    pub client_id: String,
    /// Until when the secret counts (inclusive).
    pub valid_to: Timestamp,
}

/// A secret that was handed over.
#[derive(Clone, Debug)]
pub struct HandedOver {
    /// Whose it is.
    pub offer: SecretOffer,
    /// The secret; it is shown this once.
    pub secret: Secret,
}

/// Looks at a link; consumes nothing. 404 for whoever holds no post of the body, 410 for a link
/// that was used.
pub async fn look_at_secret(ctx: &Ctx, token: &str) -> Result<SecretOffer> {
    ctx.signed_in()?;
    let (secret, partner) = offered(ctx, token).await?;
    ctx.permit(Act::OpenPartnerSecret, &Target { id: Some(partner.id), ..Target::none("PARTNER") })?;
    look_at_link(ctx, LinkPurpose::Secret, token).await?;
    offer(ctx, &secret, &partner).await
}

/// Opens a link and shows the secret, once.
pub async fn open_secret(ctx: &Ctx, token: &str) -> Result<HandedOver> {
    ctx.signed_in()?;
    let (secret, partner) = offered(ctx, token).await?;
    let target = Target { id: Some(partner.id), ..Target::none("PARTNER") };
    ctx.permit(Act::OpenPartnerSecret, &target)?;
    let mut unit = ctx.begin().await?;
    stands_in(unit.actor(), partner.organisation_id)?;
    let permit = unit.permit::<acts::OpenPartnerSecret>(&target)?;
    let (_, handed) = use_link(&unit, &permit, LinkPurpose::Secret, token).await?;
    let handed = handed.and_then(|bytes| String::from_utf8(bytes).ok());
    let handed = handed.ok_or_else(|| Error::internal("a link to a secret hands over nothing"))?;
    unit.note("secret", secret.id.to_string());
    unit.commit(Some(partner.id)).await?;
    Ok(HandedOver { offer: offer(ctx, &secret, &partner).await?, secret: Secret::new(handed) })
}

async fn offered(ctx: &Ctx, token: &str) -> Result<(partner_secret::Model, partner::Model)> {
    let secret = subject_of(ctx, LinkPurpose::Secret, token).await?;
    let (secret, partner) = store::secret_with_partner(ctx.db(), secret).await?.ok_or_else(Error::not_found)?;
    stands_in(&ctx.actor, partner.organisation_id)?;
    Ok((secret, partner))
}

/// Only an expert who holds a post of the body; for all others the link does not exist.
fn stands_in(actor: &Actor, body: Uuid) -> Result<()> {
    let stands = actor.expert().is_some() && actor.standing().is_some_and(|s| s.bodies.contains(&body));
    if stands { Ok(()) } else { Err(Error::not_found()) }
}

async fn offer(ctx: &Ctx, secret: &partner_secret::Model, partner: &partner::Model) -> Result<SecretOffer> {
    let bodies = organisation_references(ctx, &[partner.organisation_id]).await?;
    Ok(SecretOffer {
        name: partner.name.clone(),
        body: bodies.get(&partner.organisation_id).map(|body| body.name.clone()).unwrap_or_default(),
        client_id: partner.client_id.clone(),
        valid_to: last_of(secret.valid_until),
    })
}
