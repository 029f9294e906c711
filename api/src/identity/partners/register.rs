//! Registering a partner system: an access act, since it enters a body.

use async_graphql::InputObject;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::read::one;
use super::steps::{NewPartner, add_partner_as};
use super::view::Partner;
use crate::access::{Act, Target, acts};
use crate::ctx::Ctx;
use crate::error::{Findings, Result};
use crate::identity::access_requests::{Asked, Outcome, Word, ask, commit_act};
use crate::kit::when::When;
use crate::network::organisations::{check_lives, pointer_of};
use crate::network::references::organisation;

/// A partner system to be registered.
#[derive(Clone, Debug, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "RegisterPartnerInput")]
pub struct RegisterPartner {
    /// The body that owns it; this or `organisationCode`.
    pub organisation_id: Option<Uuid>,
    /// Code of the body that owns it; this or `organisationId`.
    #[schema(example = "ua-sms")]
    pub organisation_code: Option<String>,
    /// What people call it, at most 200 characters.
    #[schema(example = "Case system of the Migration Service")]
    pub name: String,
    /// Until when it runs (inclusive): obligatory.
    pub valid_to: When,
    /// Why.
    pub reason: String,
}

/// Registers a partner system. It counts once the editors of its body have confirmed it, which
/// they do by registering it themselves.
pub async fn register(ctx: &Ctx, input: RegisterPartner) -> Result<Outcome<Partner>> {
    ctx.signed_in()?;
    let body = organisation(ctx, input.organisation_id, input.organisation_code.as_deref()).await?;
    let target = Target::none("PARTNER");
    ctx.permit_at(Act::RegisterPartner, &target, body).await?;
    let mut unit = ctx.begin().await?;
    let permit = unit.permit_at::<acts::RegisterPartner>(&target, body).await?;
    let valid_until = input.valid_to.past(&ctx.world.zone);
    let name = input.name.trim();
    let mut findings = Findings::default();
    findings.check(!name.is_empty(), "/name", "Give it a name.");
    findings.at_most(200, "/name", Some(name));
    findings.one_line("/name", name);
    findings.check(valid_until > unit.at(), "/validTo", "It must lie in the future.");
    check_lives(&unit, body, pointer_of(input.organisation_id), None, &mut findings).await?;
    let reason = findings.take(crate::ctx::reason(&input.reason))?.unwrap_or_default();
    findings.done()?;
    let id = unit.new_id();
    let asked = Asked {
        act: Act::RegisterPartner,
        target_kind: "ORGANISATION",
        target: body,
        result_id: Some(id),
        enters: vec![body],
        leaves: Vec::new(),
        gainers: Vec::new(),
        payload: json!({ "partner": id }),
    };
    let word = ask(&mut unit, &permit, asked).await?;
    let new = NewPartner { organisation: body, name: name.to_owned(), valid_until, counts: word == Word::Said };
    add_partner_as(&mut unit, &permit, id, new).await?;
    unit.note("organisation", body.to_string());
    unit.because(&reason);
    commit_act(ctx, unit, id, word, async |id| one(ctx, id).await).await
}
