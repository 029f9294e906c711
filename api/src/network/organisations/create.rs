//! Adding a body.

use async_graphql::InputObject;
use entity::ids::{OFFICIALS, keepers_of};
use entity::vocabulary::{FactKind, OrganisationType};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::life::check_made;
use super::new::{NewOrganisation, add_organisation, is_official_by_preset, is_public_authority};
use super::profile::{CODE, check_names, check_note, check_text, check_website, named, pairs};
use super::read::{of_code, one};
use super::view::Organisation;
use super::{status, store};
use crate::access::{Act, PartySet, Place, Target, acts};
use crate::ctx::Ctx;
use crate::error::{Code, Error, Findings, Result};
use crate::exchange::items::{ExternalId, check_external_ids};
use crate::identity::access_requests::{Asked, Outcome, Word, ask, commit_act};
use crate::kit::partial_date::PartialDate;
use crate::ledger::Unit;
use crate::network::facts::view::LanguageText;
use crate::network::facts::{NewFact, Span};
use crate::network::{competences, countries};

/// A body to be added.
#[derive(Clone, Debug, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "CreateOrganisationInput")]
pub struct CreateOrganisation {
    /// Stable code: lower-case letters, digits, hyphens, dots and slashes.
    #[schema(example = "ua-sms")]
    pub code: String,
    /// Type.
    pub r#type: OrganisationType,
    /// ISO 3166-1 alpha-2 code of the country it belongs to: obligatory for public authorities and
    /// embassies (the state that sent it).
    pub country_code: Option<String>,
    /// Whether it hears what is for OFFICIALS; if not given, true for public authorities and EU
    /// institutions, false for all others. Where it shall, and is no public authority (for which the
    /// country's word is asked), it takes the Secretariat's word.
    pub official: Option<bool>,
    /// Name in the working language.
    #[schema(example = "State Migration Service of Ukraine")]
    pub name: String,
    /// BCP 47 tag of `name`; `en` if not given.
    pub language: Option<String>,
    /// Names in its own languages and scripts.
    #[serde(default)]
    #[graphql(default)]
    pub native_names: Vec<LanguageText>,
    /// Acronym in Latin letters.
    pub acronym: Option<String>,
    /// Acronym in its own script.
    pub acronym_native: Option<String>,
    /// Code of the superior body.
    pub parent_code: Option<String>,
    /// Codes of policy fields.
    #[serde(default)]
    #[graphql(default)]
    pub competences: Vec<String>,
    /// Seat.
    pub city: Option<String>,
    /// ISO 3166-1 alpha-2 code of the country it sits in, for embassies and offices.
    pub host_country_code: Option<String>,
    /// Address of its site.
    pub website: Option<String>,
    /// Office telephone.
    pub telephone: Option<String>,
    /// Office mailbox.
    pub email: Option<String>,
    /// What other systems call it.
    #[serde(default)]
    #[graphql(default)]
    pub external_ids: Vec<ExternalId>,
    /// Its part in the process, in words.
    pub role_in_process: Option<String>,
    /// What a reader should know.
    pub note: Option<String>,
    /// Since when it exists, to the precision it is known.
    pub valid_from: Option<PartialDate>,
}

/// Adds a body: an administrator any; a focal point public authorities of the own country; the
/// Secretariat those that are no public authority. One whose making waits for a word is PROPOSED until it
/// is there, and seen by those whose word it is, the registry and whoever asked; where the word is refused
/// it is withdrawn, and its code is free again.
pub async fn create(ctx: &Ctx, input: CreateOrganisation) -> Result<Outcome<Organisation>> {
    ctx.signed_in()?;
    let mut findings = Findings::default();
    let country_id = findings.take(one_country(ctx, input.country_code.as_deref(), "/countryCode").await)?.flatten();
    let target = place_it_would_have(input.r#type, country_id);
    ctx.permit(Act::CreateOrganisation, &target)?;
    check(&mut findings, &input);
    let host_country_id =
        findings.take(one_country(ctx, input.host_country_code.as_deref(), "/hostCountryCode").await)?.flatten();
    let parent = match &input.parent_code {
        Some(code) => findings.take(of_code(ctx, code, "/parentCode").await)?,
        None => None,
    };
    let fields = findings.take(competences::for_new(ctx, &input.competences, "/competences").await)?;
    findings.done()?;

    let mut unit = ctx.begin().await?;
    let permit = unit.permit::<acts::CreateOrganisation>(&target)?;
    if store::is_taken(unit.tx(), &input.code).await? {
        return Err(Error::new(Code::Conflict, format!("There is an organisation `{}` already.", input.code)));
    }
    if let Some(parent) = parent {
        let mut findings = Findings::default();
        check_made(&unit, parent, "/parentCode", &mut findings).await?;
        findings.done()?;
    }
    let id = unit.new_id();
    let official = input.official.unwrap_or(is_official_by_preset(input.r#type));
    let wanted = status::Wanted { r#type: input.r#type, country_id, official };
    let enters = entered(&wanted);
    // While it waits it stands in no country and hears nothing.
    let meanwhile = status::Wanted { country_id: None, official: false, ..wanted };
    let word = match enters.is_empty() {
        true => Word::Said,
        false => {
            let asked = Asked {
                act: Act::CreateOrganisation,
                target_kind: "ORGANISATION",
                target: id,
                result_id: None,
                enters,
                leaves: Vec::new(),
                gainers: Vec::new(),
                payload: wanted.payload(id, &meanwhile),
            };
            ask(&mut unit, &permit, asked).await?
        }
    };
    let references = parent.into_iter().map(|id| NewFact::reference(FactKind::Parent, id));
    let references = references
        .chain(fields.into_iter().flatten().map(|id| NewFact::reference(FactKind::Competence, id)))
        .collect::<Vec<_>>();
    let begins = if word == Word::Said { wanted } else { meanwhile };
    let waiting = word != Word::Said;
    let waits_for = match word {
        Word::Said => None,
        Word::Waits(_) => Some(asked_and_asker(ctx, &unit, &wanted).await?),
    };
    let new = NewOrganisation {
        id: Some(id),
        waits_for,
        country_id: begins.country_id,
        asked_country_id: waiting.then_some(wanted.country_id).flatten(),
        official: Some(begins.official),
        facts: facts(&input, references),
        acronym: input.acronym,
        acronym_native: input.acronym_native,
        city: input.city,
        host_country_id,
        website: input.website,
        telephone: input.telephone,
        email: input.email,
        role_in_process: input.role_in_process,
        note: input.note,
        external_ids: pairs(input.external_ids),
        ..NewOrganisation::of(&input.code, input.r#type)
    };
    add_organisation(&mut unit, &permit, new).await?;
    unit.note("type", json!(input.r#type.word()));
    unit.note("country", json!(country_id));
    commit_act(ctx, unit, id, word, async |id| one(ctx, id).await).await
}

/// Where the new body would stand: a public authority in its country, any other in none.
fn place_it_would_have(r#type: OrganisationType, country_id: Option<Uuid>) -> Target {
    let country = country_id.filter(|_| is_public_authority(r#type));
    Target::at("ORGANISATION", None, Place { country, ..Place::NETWORK })
}

/// Whose keepers' word a new body takes: the country's, where it becomes its authority, and hears what
/// is for OFFICIALS as all of them do; those of OFFICIALS, where any other body is to hear it.
fn entered(wanted: &status::Wanted) -> Vec<Uuid> {
    let country = wanted.country_id.filter(|_| is_public_authority(wanted.r#type));
    let flag = wanted.official && !is_public_authority(wanted.r#type);
    country.into_iter().chain(flag.then_some(OFFICIALS)).collect()
}

/// Who sees a body that waits for a word, beside its own keepers: those whose word it is, and whoever asked.
async fn asked_and_asker(ctx: &Ctx, unit: &Unit, wanted: &status::Wanted) -> Result<PartySet> {
    let secretariat = ctx.world.secretariat().await?;
    let kept = entered(wanted).into_iter().map(|party| if party == OFFICIALS { secretariat } else { party });
    Ok(PartySet::of(kept.map(keepers_of).chain(unit.actor().party())))
}

fn check(findings: &mut Findings, input: &CreateOrganisation) {
    findings.pathlike_code("/code", &input.code, CODE);
    status::check_country(findings, input.r#type, input.country_code.is_some());
    check_text(findings, "/name", Some(&input.name));
    findings.language("/language", input.language.as_deref().unwrap_or("en"));
    check_names(findings, "/nativeNames", &input.native_names);
    for (pointer, text) in
        [("/acronym", &input.acronym), ("/acronymNative", &input.acronym_native), ("/city", &input.city)]
    {
        check_text(findings, pointer, text.as_deref());
    }
    check_note(findings, "/roleInProcess", input.role_in_process.as_deref());
    check_note(findings, "/note", input.note.as_deref());
    check_website(findings, input.website.as_deref());
    findings.office(("/telephone", input.telephone.as_deref()), ("/email", input.email.as_deref()));
    check_external_ids(findings, &input.external_ids);
}

fn facts(input: &CreateOrganisation, references: Vec<NewFact>) -> Vec<NewFact> {
    let span = Span::since(input.valid_from);
    let language = input.language.as_deref().unwrap_or("en");
    let mut facts = vec![NewFact::text(FactKind::Name, language, input.name.trim())];
    facts.extend(named(FactKind::NativeName, &input.native_names));
    facts.extend(references);
    facts.push(NewFact::life(span));
    facts.into_iter().map(|fact| fact.during(span)).collect()
}

/// The country of a code, where there is one.
pub(super) async fn one_country(ctx: &Ctx, code: Option<&str>, pointer: &str) -> Result<Option<Uuid>> {
    match code {
        None => Ok(None),
        Some(code) => countries::of_code(ctx, code, pointer).await.map(Some),
    }
}
