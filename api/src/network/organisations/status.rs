//! Type, country and flag of a body: what changes who sees what, and so takes the word of those it
//! concerns.

use async_graphql::{InputObject, MaybeUndefined};
use entity::vocabulary::{FactKind, ItemKind, ItemState, OrganisationType};
use entity::{organisation, organisation_status};
use sea_orm::ActiveValue::Set;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::create::one_country;
use super::life::{not_the_secretariat, still_stands};
use super::new::is_public_authority;
use super::read::one;
use super::view::Organisation;
use super::{store_hanging, store_standing as standing};
use crate::access::broken::{Rule, broken};
use crate::access::{Act, ActType, Permit, Target, acts};
use crate::ctx::{Ctx, precondition};
use crate::error::{Error, Findings, Result};
use crate::exchange::items::{self, Rewrite, rewrite_item};
use crate::identity::access_requests::{Asked, Outcome, Word, ask, changed_meanwhile, commit_act};
use crate::ledger::Unit;
use crate::network::facts::restate_facts;
use crate::network::focal_points::appointments_show_otherwise;

/// What a body shall be. What is left out stays.
#[derive(Clone, Debug, Default, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[graphql(name = "ChangeOrganisationStatusInput")]
pub struct ChangeOrganisationStatus {
    /// The body.
    #[serde(skip)]
    pub id: Uuid,
    /// The revision that was read; not asked of this act, but honoured where it is given.
    #[serde(skip)]
    pub revision: Option<i32>,
    /// Type.
    pub r#type: Option<OrganisationType>,
    /// ISO 3166-1 alpha-2 code of the country it belongs to; null for none.
    #[schema(value_type = Option<String>)]
    pub country_code: MaybeUndefined<String>,
    /// Whether it hears what is for OFFICIALS.
    pub official: Option<bool>,
    /// Why.
    pub reason: String,
}

/// A status to be brought about, as an access request keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Wanted {
    pub r#type: OrganisationType,
    pub country_id: Option<Uuid>,
    pub official: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Payload {
    organisation_id: Uuid,
    before: Wanted,
    status: Wanted,
}

impl Wanted {
    pub(super) fn of(row: &organisation_status::Model) -> Self {
        Self { r#type: row.r#type, country_id: row.country_id, official: row.official }
    }

    /// The country whose public authority it makes the body.
    fn authority_of(&self) -> Option<Uuid> {
        self.country_id.filter(|_| is_public_authority(self.r#type))
    }

    /// As an access request keeps it, with what the body is while it waits.
    pub(super) fn payload(&self, body: Uuid, before: &Self) -> serde_json::Value {
        json!({ "organisationId": body, "before": before, "status": self })
    }
}

/// Public authorities and embassies belong to a country.
pub(super) fn check_country(findings: &mut Findings, r#type: OrganisationType, given: bool) {
    let needed = is_public_authority(r#type) || r#type == OrganisationType::Embassy;
    let detail = "A public authority belongs to its country, and an embassy to the state that sent it: name it.";
    findings.check(given || !needed, "/countryCode", detail);
}

/// Changes a body's type, country or flag. It counts once every word is there.
pub async fn change_status(ctx: &Ctx, input: ChangeOrganisationStatus) -> Result<Outcome<Organisation>> {
    let id = input.id;
    items::store::one_of(ctx, ItemKind::Organisation, id).await?;
    let target = Target { id: Some(id), ..Target::none("ORGANISATION") };
    ctx.permit_at(Act::ChangeOrganisationStatus, &target, id).await?;
    let reason = crate::ctx::reason(&input.reason)?;
    let given = match &input.country_code {
        MaybeUndefined::Undefined => None,
        MaybeUndefined::Null => Some(None),
        MaybeUndefined::Value(code) => Some(one_country(ctx, Some(code), "/countryCode").await?),
    };
    let mut unit = ctx.begin().await?;
    let item = items::store::one_in(&unit, id).await?;
    let permit = unit.permit_at::<acts::ChangeOrganisationStatus>(&target, id).await?;
    if input.revision.is_some() {
        precondition(input.revision, item.revision)?;
    }
    not_the_secretariat(&unit, &[id]).await?;
    still_stands(&unit, id).await?;
    let before = Wanted::of(&standing::status(unit.tx(), id).await?);
    let wanted = Wanted {
        r#type: input.r#type.unwrap_or(before.r#type),
        country_id: given.unwrap_or(before.country_id),
        official: input.official.unwrap_or(before.official),
    };
    let mut findings = Findings::default();
    check_country(&mut findings, wanted.r#type, wanted.country_id.is_some());
    findings.check(wanted != before, "", "It has this type, country and flag already.");
    findings.done()?;

    let bodies = store_hanging::bodies(unit.tx(), id, unit.at()).await?;
    let gainers = store_hanging::posts(unit.tx(), &bodies, unit.at()).await?;
    let asked = Asked {
        act: Act::ChangeOrganisationStatus,
        target_kind: "ORGANISATION",
        target: id,
        result_id: None,
        enters: entered(id, &before, &wanted),
        leaves: Vec::new(),
        gainers: gainers.into_iter().map(|post| post.expert_id).collect(),
        payload: wanted.payload(id, &before),
    };
    let word = ask(&mut unit, &permit, asked).await?;
    if word == Word::Said {
        begin(&mut unit, &permit, id, wanted).await?;
    }
    unit.note("wanted", json!(wanted));
    unit.because(&reason);
    commit_act(ctx, unit, id, word, async |id| one(ctx, id).await).await
}

/// Whose keepers' word it takes: the body's own in any case, the country's whose authority it
/// becomes, and those of OFFICIALS where it is to hear them from now on.
fn entered(body: Uuid, before: &Wanted, wanted: &Wanted) -> Vec<Uuid> {
    let country = wanted.authority_of().filter(|country| before.authority_of() != Some(*country));
    let flag = wanted.official && !before.official;
    let body = Some(body).filter(|_| !broken(Rule::BodysKeepersAsked));
    let country = country.filter(|_| !broken(Rule::CountrysKeepersAsked));
    body.into_iter().chain(country).chain(flag.then_some(entity::ids::OFFICIALS)).collect()
}

/// Step: makes the body whose making waited, once its last word is there: it is what was asked for, and shown
/// to everybody.
pub async fn carry_out_creation<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    payload: &serde_json::Value,
) -> Result<()> {
    let payload: Payload = serde_json::from_value(payload.clone()).map_err(Error::internal)?;
    let item = items::store::row(unit, permit, payload.organisation_id).await?;
    let now = Wanted::of(&standing::status(unit.tx(), payload.organisation_id).await?);
    if item.state != ItemState::Proposed || now != payload.before {
        return Err(changed_meanwhile("The body is no longer what was asked for."));
    }
    begin_status(unit, permit, payload.organisation_id, payload.status).await?;
    let made = Rewrite { state: Some(ItemState::Published), ..Rewrite::default() };
    rewrite_item(unit, permit, &item, made).await?;
    Ok(())
}

/// Step: the word on a new body was refused, or its making was taken back. It never was: those who look after
/// the directory see that it was asked for, and its code is free again.
pub async fn refuse_creation<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    payload: &serde_json::Value,
) -> Result<()> {
    let payload: Payload = serde_json::from_value(payload.clone()).map_err(Error::internal)?;
    let body = payload.organisation_id;
    let item = items::store::row(unit, permit, body).await?;
    if item.state != ItemState::Proposed {
        return Ok(());
    }
    let code = Set(format!("withdrawn/{body}"));
    let row = organisation::ActiveModel { id: Set(body), code, ..Default::default() };
    standing::rewrite(unit, permit, row).await?;
    restate_facts(unit, permit, body, &[FactKind::Life], Vec::new()).await?;
    let withdrawn = Rewrite { state: Some(ItemState::Withdrawn), ..Rewrite::default() };
    rewrite_item(unit, permit, &item, withdrawn).await?;
    Ok(())
}

/// Step: brings about the status that an access request kept, once its last word is there.
pub async fn carry_out_status<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    payload: &serde_json::Value,
) -> Result<()> {
    let payload: Payload = serde_json::from_value(payload.clone()).map_err(Error::internal)?;
    still_stands(unit, payload.organisation_id).await?;
    // The payload is the whole status: it would undo whatever was changed since, without a word for that.
    let now = Wanted::of(&standing::status(unit.tx(), payload.organisation_id).await?);
    if now != payload.before && !broken(Rule::RequestsStillFit) {
        return Err(changed_meanwhile("The body's type, country or flag was changed meanwhile."));
    }
    begin(unit, permit, payload.organisation_id, payload.status).await
}

async fn begin<A: ActType>(unit: &mut Unit, permit: &Permit<A>, body: Uuid, wanted: Wanted) -> Result<()> {
    begin_status(unit, permit, body, wanted).await?;
    let item = items::store::row(unit, permit, body).await?;
    rewrite_item(unit, permit, &item, Rewrite::default()).await?;
    // Whoever speaks for a country stands in one of its public authorities.
    let bodies = store_hanging::bodies(unit.tx(), body, unit.at()).await?;
    let posts = store_hanging::posts(unit.tx(), &bodies, unit.at()).await?;
    let posts: Vec<Uuid> = posts.into_iter().map(|post| post.id).collect();
    let held = store_hanging::grants(unit.tx(), &posts, unit.at()).await?;
    let held: Vec<Uuid> = held.into_iter().map(|grant| grant.id).collect();
    appointments_show_otherwise(unit, permit, &held).await
}

async fn begin_status<A: ActType>(unit: &mut Unit, permit: &Permit<A>, body: Uuid, wanted: Wanted) -> Result<()> {
    let row = organisation_status::Model {
        id: unit.new_id(),
        organisation_id: body,
        r#type: wanted.r#type,
        country_id: wanted.country_id,
        official: wanted.official,
        from_at: unit.at().micros(),
        until_at: None,
    };
    standing::begin_status(unit, permit, row).await
}
