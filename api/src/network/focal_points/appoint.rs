//! Appointing who speaks for a country.

use async_graphql::InputObject;
use entity::vocabulary::{ItemKind, Precision, Rank};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::appoint_or_ask::appoint_or_ask;
use super::read::one;
use super::steps::{NewAppointment, role_of};
use super::view::{Appointment, means_all_fields};
use crate::access::{Act, ActType, Permit, Place, Target, acts, place_of};
use crate::ctx::{Ctx, reason};
use crate::error::{Error, Findings, Result};
use crate::exchange::items;
use crate::identity::access_requests::{Outcome, Word, commit_act};
use crate::kit::day::Zone;
use crate::kit::timestamp::Timestamp;
use crate::kit::when::When;
use crate::ledger::Unit;
use crate::network::experts::post_begins;
use crate::network::experts::store_posts::present;
use crate::network::{competences, references};

/// An appointment to be made.
#[derive(Clone, Debug, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "AppointFocalPointInput")]
pub struct AppointFocalPoint {
    /// Whose present post is appointed; it must stand in a public authority of the country.
    pub expert_id: Uuid,
    /// The country (ISO 3166-1 alpha-2).
    #[schema(example = "UA")]
    pub country_code: String,
    /// Code of a policy field, or `ALL`.
    #[schema(example = "return-readmission")]
    pub competence: String,
    /// Whether it speaks first, or when the principal is absent.
    pub rank: Rank,
    /// Since when; now if not given. No right counts before it was recorded.
    pub valid_from: Option<When>,
    /// Until when (a day is included); open if not given.
    pub valid_to: Option<When>,
    /// Why.
    pub reason: String,
    /// How the function is reached.
    pub office: Option<OfficeInput>,
}

/// How a function is reached.
#[derive(Clone, Debug, Default, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[graphql(name = "AppointmentOfficeInput")]
pub struct OfficeInput {
    /// Telephone of the function.
    pub telephone: Option<String>,
    /// Mailbox of the function.
    pub email: Option<String>,
}

struct Asking {
    country: Uuid,
    field: Option<Uuid>,
    target: Target,
    span: (Timestamp, Option<Timestamp>),
    reason: String,
}

/// Appoints a post. A principal for ALL fields is appointed by an administrator or the Secretariat;
/// deputies and field contacts by the country's principal focal point or an administrator. Never
/// oneself.
pub async fn appoint(ctx: &Ctx, input: AppointFocalPoint) -> Result<Outcome<Appointment>> {
    ctx.signed_in()?;
    let country = references::countries(ctx, std::slice::from_ref(&input.country_code), "/countryCode").await?.pop();
    let country = country.ok_or_else(|| Error::internal("a country that was found is missing"))?;
    let field = match input.competence.as_str() {
        word if means_all_fields(word) => None,
        code => Some(competences::one_for_new(ctx, code, "/competence").await?),
    };
    let target = Target {
        person: Some(input.expert_id),
        role: Some(role_of(field)),
        ..Target::at("APPOINTMENT", None, Place::country(country))
    };
    let principal = field.is_none() && input.rank == Rank::Principal;
    ctx.permit(if principal { Act::AppointFocalPoint } else { Act::AppointFieldContact }, &target)?;
    let reason = reason(&input.reason)?;
    let mut unit = ctx.begin().await?;
    let zone = &ctx.world.zone;
    let from = input.valid_from.map_or(unit.at(), |when| when.begin(zone));
    let until = input.valid_to.map(|when| when.past(zone));
    let asking = Asking { country, field, target, span: (from, until), reason };
    let (id, word) = match principal {
        true => {
            let permit = unit.permit::<acts::AppointFocalPoint>(&asking.target)?;
            write(&mut unit, &permit, zone, (&input, &asking)).await?
        }
        false => {
            let permit = unit.permit::<acts::AppointFieldContact>(&asking.target)?;
            write(&mut unit, &permit, zone, (&input, &asking)).await?
        }
    };
    unit.made(id);
    unit.note("expert", input.expert_id.to_string());
    unit.note("country", country.to_string());
    unit.note("rank", input.rank.word());
    unit.because(&asking.reason);
    commit_act(ctx, unit, id, word, async |id| one(ctx, id).await).await
}

async fn write<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    zone: &Zone,
    (input, asking): (&AppointFocalPoint, &Asking),
) -> Result<(Uuid, Word)> {
    let (post, body) = checked(unit, zone, input, asking).await?;
    let (from, until) = asking.span;
    let office = input.office.clone().unwrap_or_default();
    let new = NewAppointment {
        post,
        organisation: body,
        country: asking.country,
        competence: asking.field,
        rank: input.rank,
        valid_from: from,
        valid_until: until,
        precision: Precision::Day,
        counts: false,
        office_telephone: office.telephone,
        office_email: office.email,
        absences: Vec::new(),
        reason: asking.reason.clone(),
    };
    let made = appoint_or_ask(unit, permit, input.expert_id, new).await?;
    Ok((made.id, made.word))
}

/// The present post and its body, if all of the input is right.
async fn checked(unit: &Unit, zone: &Zone, input: &AppointFocalPoint, asking: &Asking) -> Result<(Uuid, Uuid)> {
    let mut findings = Findings::default();
    if let (from, Some(until)) = asking.span {
        findings.check(from < until, "/validTo", "The end lies before the beginning.");
        findings.check(
            until > unit.at(),
            "/validTo",
            "The end lies in the past: what was is history, and gives no right.",
        );
    }
    if let Some(office) = &input.office {
        checked_office(&mut findings, office.telephone.as_deref(), office.email.as_deref());
    }
    let seen = items::store::find(unit.tx(), unit.actor(), input.expert_id).await?;
    let seen = seen.filter(|item| item.kind == ItemKind::Expert);
    let held = match seen {
        Some(_) => present(unit.tx(), input.expert_id, unit.at()).await?,
        None => None,
    };
    let stands = match held {
        Some((post, _)) => place_of(unit.tx(), post, unit.at()).await?.and_then(|place| place.country),
        None => None,
    };
    let detail = match held {
        Some(_) => "The holder must stand in a public authority of the country.",
        None => "There is no such expert with a present post here, or they are not shown to you.",
    };
    findings.check(stands == Some(asking.country), "/expertId", detail);
    if let (Some(when), Some((post, _))) = (input.valid_from, held) {
        let begins = zone.day_of(post_begins(unit.tx(), post).await?);
        let detail = format!("The holder's post begins on {begins}: nobody speaks out of it before.");
        findings.check(zone.day_of(when.begin(zone)) >= begins, "/validFrom", &detail);
    }
    findings.done()?;
    held.ok_or_else(|| Error::internal("a post that was found is missing"))
}

/// What is wrong with a function's office.
pub(super) fn checked_office(findings: &mut Findings, telephone: Option<&str>, email: Option<&str>) {
    findings.office(("/office/telephone", telephone), ("/office/email", email));
}
