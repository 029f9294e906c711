//! Keeping a body's profile. A rename keeps the body.

use async_graphql::{InputObject, MaybeUndefined};
use entity::vocabulary::{FactKind, ItemKind};
use entity::{fact, organisation};
use sea_orm::ActiveValue::Set;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::create::one_country;
use super::profile::{check_names, check_note, check_text, check_website, named, pairs, renewed, words};
use super::read::{KINDS, of_codes, one};
use super::store_standing as standing;
use super::superior::{Superior, check_spell, check_superiors};
use super::view::Organisation;
use crate::access::{Act, Permit, Target, acts};
use crate::ctx::{Ctx, precondition};
use crate::error::{Findings, Result, entry};
use crate::exchange::items::{self, ExternalId, Rewrite, check_external_ids, rewrite_item};
use crate::kit::partial_date::PartialDate;
use crate::ledger::Unit;
use crate::network::competences;
use crate::network::facts::view::LanguageText;
use crate::network::facts::{Bound, NewFact, Span, restate_facts, store as facts};

/// A superior body, from when to when.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "DatedParentInput")]
pub struct DatedParent {
    /// Code of the superior body.
    pub code: String,
    /// Since when, to the precision it is known.
    pub valid_from: Option<PartialDate>,
    /// Until when (inclusive).
    pub valid_to: Option<PartialDate>,
}

/// What is to be changed in a body's profile. What is left out stays; null removes only what may be none.
#[derive(Clone, Debug, Default, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[graphql(name = "UpdateOrganisationInput")]
pub struct UpdateOrganisation {
    /// The body.
    #[serde(skip)]
    pub id: Uuid,
    /// The revision that was read (REST: `If-Match`).
    #[serde(skip)]
    pub revision: Option<i32>,
    /// Since when `name`, `nativeNames` and `competences` hold: what held before is closed the day
    /// before, so a rename keeps the old name for its time. Without it the present ones are corrected.
    pub valid_from: Option<PartialDate>,
    /// Name in the working language.
    #[schema(value_type = String)]
    pub name: MaybeUndefined<String>,
    /// BCP 47 tag of `name`; `en` if not given.
    pub language: Option<String>,
    /// Names in its own languages and scripts: all of them.
    #[schema(value_type = Vec<LanguageText>)]
    pub native_names: MaybeUndefined<Vec<LanguageText>>,
    /// Superior bodies over time: all of them.
    #[schema(value_type = Vec<DatedParent>)]
    pub parents: MaybeUndefined<Vec<DatedParent>>,
    /// Codes of policy fields: all of them.
    #[schema(value_type = Vec<String>)]
    pub competences: MaybeUndefined<Vec<String>>,
    /// Acronym in Latin letters.
    #[schema(value_type = Option<String>)]
    pub acronym: MaybeUndefined<String>,
    /// Acronym in its own script.
    #[schema(value_type = Option<String>)]
    pub acronym_native: MaybeUndefined<String>,
    /// Seat.
    #[schema(value_type = Option<String>)]
    pub city: MaybeUndefined<String>,
    /// ISO 3166-1 alpha-2 code of the country it sits in, for embassies and offices.
    #[schema(value_type = Option<String>)]
    pub host_country_code: MaybeUndefined<String>,
    /// Address of its site.
    #[schema(value_type = Option<String>)]
    pub website: MaybeUndefined<String>,
    /// Office telephone.
    #[schema(value_type = Option<String>)]
    pub telephone: MaybeUndefined<String>,
    /// Office mailbox.
    #[schema(value_type = Option<String>)]
    pub email: MaybeUndefined<String>,
    /// Its part in the process, in words.
    #[schema(value_type = Option<String>)]
    pub role_in_process: MaybeUndefined<String>,
    /// What a reader should know.
    #[schema(value_type = Option<String>)]
    pub note: MaybeUndefined<String>,
    /// What other systems call it: all of them.
    #[schema(value_type = Vec<ExternalId>)]
    pub external_ids: MaybeUndefined<Vec<ExternalId>>,
}

/// What the codes in an input stand for.
#[derive(Default)]
struct LookedUp {
    parents: Vec<Uuid>,
    competences: Vec<Uuid>,
    host: Option<Uuid>,
}

/// Keeps a body's profile.
pub async fn update(ctx: &Ctx, input: UpdateOrganisation) -> Result<Organisation> {
    let id = input.id;
    items::store::one_of(ctx, ItemKind::Organisation, id).await?;
    let target = Target { id: Some(id), ..Target::none("ORGANISATION") };
    ctx.permit_at(Act::UpdateOrganisation, &target, id).await?;
    // Codes are looked up before the unit takes the ledger; what is wrong with them is told last.
    let (found, findings) = look_up(ctx, &input).await?;

    let mut unit = ctx.begin().await?;
    let item = items::store::one_in(&unit, id).await?;
    let permit = unit.permit_at::<acts::UpdateOrganisation>(&target, id).await?;
    precondition(input.revision, item.revision)?;
    findings.done()?;
    let superiors = found.parents.iter().zip(input.parents.value().into_iter().flatten()).enumerate();
    let superiors: Vec<Superior> = superiors
        .map(|(n, (id, dated))| Superior { id: *id, span: span_of(dated), pointer: entry("/parents", n) })
        .collect();
    check_superiors(&unit, id, "/parents", &superiors).await?;
    let mut fields = Vec::new();
    let row = rewrite_row(&unit, &permit, &input, found.host, &mut fields).await?;
    let before = facts::of_items(unit.tx(), &[id], &KINDS, None).await?.remove(&id).unwrap_or_default();
    let said = restate(&unit, &permit, &input, &found, &before, &mut fields).await?;
    if let MaybeUndefined::Value(ids) = input.external_ids
        && items::store::set_external_ids(&unit, &permit, id, &pairs(ids)).await?
    {
        fields.push("externalIds");
    }
    if fields.is_empty() {
        unit.changes_nothing();
        return one(ctx, id).await;
    }
    items::store::set_words(&unit, &permit, id, &words(&row, &said)).await?;
    unit.note_fields(&fields);
    rewrite_item(&mut unit, &permit, &item, Rewrite::default()).await?;
    unit.commit(Some(id)).await?;
    one(ctx, id).await
}

async fn look_up(ctx: &Ctx, input: &UpdateOrganisation) -> Result<(LookedUp, Findings)> {
    let mut findings = Findings::default();
    check(&mut findings, input);
    let mut found = LookedUp::default();
    let parents: Vec<String> = input.parents.value().into_iter().flatten().map(|parent| parent.code.clone()).collect();
    found.parents = findings.take(of_codes(ctx, &parents, "/parents").await)?.unwrap_or_default();
    findings.check(!found.parents.contains(&input.id), "/parents", "An organisation is not its own superior.");
    let fields = input.competences.value().map(Vec::as_slice).unwrap_or_default();
    found.competences = findings.take(competences::of_codes(ctx, fields, "/competences").await)?.unwrap_or_default();
    let host = one_country(ctx, input.host_country_code.value().map(String::as_str), "/hostCountryCode").await;
    found.host = findings.take(host)?.flatten();
    Ok((found, findings))
}

fn check(findings: &mut Findings, input: &UpdateOrganisation) {
    findings.not_null_list("/nativeNames", &input.native_names);
    findings.not_null_list("/parents", &input.parents);
    findings.not_null_list("/competences", &input.competences);
    findings.not_null_list("/externalIds", &input.external_ids);
    findings.not_null("/name", &input.name);
    check_text(findings, "/name", input.name.value().map(String::as_str));
    findings.language("/language", input.language.as_deref().unwrap_or("en"));
    check_names(findings, "/nativeNames", input.native_names.value().map(Vec::as_slice).unwrap_or_default());
    for (n, parent) in input.parents.value().into_iter().flatten().enumerate() {
        let span = span_of(parent);
        let right = span.first_day() <= span.last_day();
        findings.check(right, &format!("/parents/{n}/validTo"), "It cannot end before it began.");
        check_spell(
            findings,
            &entry("/parents", n),
            span,
            input.parents.value().into_iter().flatten().take(n).map(span_of),
        );
    }
    for (pointer, text) in
        [("/acronym", &input.acronym), ("/acronymNative", &input.acronym_native), ("/city", &input.city)]
    {
        check_text(findings, pointer, text.value().map(String::as_str));
    }
    check_note(findings, "/roleInProcess", input.role_in_process.value().map(String::as_str));
    check_note(findings, "/note", input.note.value().map(String::as_str));
    check_website(findings, input.website.value().map(String::as_str));
    let telephone = input.telephone.value().map(String::as_str);
    findings.office(("/telephone", telephone), ("/email", input.email.value().map(String::as_str)));
    check_external_ids(findings, input.external_ids.value().map(Vec::as_slice).unwrap_or_default());
}

fn span_of(parent: &DatedParent) -> Span {
    Span { from: Bound::dated_or_open(parent.valid_from), to: Bound::dated_or_open(parent.valid_to) }
}

async fn rewrite_row(
    unit: &Unit,
    permit: &Permit<acts::UpdateOrganisation>,
    input: &UpdateOrganisation,
    host: Option<Uuid>,
    fields: &mut Vec<&'static str>,
) -> Result<organisation::Model> {
    let before = standing::row(unit.tx(), input.id).await?;
    let mut row = organisation::ActiveModel { id: Set(input.id), ..Default::default() };
    let mut changed = false;
    for (name, given, stored, column) in [
        ("acronym", &input.acronym, &before.acronym, &mut row.acronym),
        ("acronymNative", &input.acronym_native, &before.acronym_native, &mut row.acronym_native),
        ("city", &input.city, &before.city, &mut row.city),
        ("website", &input.website, &before.website, &mut row.website),
        ("telephone", &input.telephone, &before.telephone, &mut row.telephone),
        ("email", &input.email, &before.email, &mut row.email),
        ("roleInProcess", &input.role_in_process, &before.role_in_process, &mut row.role_in_process),
        ("note", &input.note, &before.note, &mut row.note),
    ] {
        if !given.is_undefined() && given.value() != stored.as_ref() {
            *column = Set(given.value().cloned());
            fields.push(name);
            changed = true;
        }
    }
    if !input.host_country_code.is_undefined() && host != before.host_country_id {
        row.host_country_id = Set(host);
        fields.push("hostCountryCode");
        changed = true;
    }
    match changed {
        true => standing::rewrite(unit, permit, row).await,
        false => Ok(before),
    }
}

/// States anew what the input says, and returns all facts as they then stand.
async fn restate(
    unit: &Unit,
    permit: &Permit<acts::UpdateOrganisation>,
    input: &UpdateOrganisation,
    found: &LookedUp,
    before: &[fact::Model],
    fields: &mut Vec<&'static str>,
) -> Result<Vec<NewFact>> {
    let today = unit.world().zone.day_of(unit.at());
    let references = |kind, ids: &[Uuid]| ids.iter().map(|id| NewFact::reference(kind, *id)).collect::<Vec<_>>();
    let language = input.language.as_deref().unwrap_or("en");
    let mut new: Vec<(FactKind, &'static str, Vec<NewFact>)> = Vec::new();
    if let Some(name) = input.name.value() {
        new.push((FactKind::Name, "name", vec![NewFact::text(FactKind::Name, language, name.trim())]));
    }
    if let Some(names) = input.native_names.value() {
        new.push((FactKind::NativeName, "nativeNames", named(FactKind::NativeName, names)));
    }
    if input.competences.is_value() {
        new.push((FactKind::Competence, "competences", references(FactKind::Competence, &found.competences)));
    }
    if let Some(parents) = input.parents.value() {
        let dated = references(FactKind::Parent, &found.parents).into_iter().zip(parents);
        let dated = dated.map(|(fact, parent)| fact.during(span_of(parent))).collect();
        new.push((FactKind::Parent, "parents", dated));
    }
    let mut said = Vec::new();
    for kind in KINDS {
        let rows: Vec<&fact::Model> = before.iter().filter(|row| row.kind == kind).collect();
        match new.iter().find(|(of, _, _)| *of == kind) {
            None => said.extend(rows.into_iter().map(NewFact::from)),
            Some((_, name, facts)) => {
                // Parents come with their own dates, all of them.
                let whole = match kind == FactKind::Parent {
                    true => facts.clone(),
                    false => renewed(&rows, facts.clone(), input.valid_from, today),
                };
                if restate_facts(unit, permit, input.id, &[kind], whole.clone()).await? {
                    fields.push(name);
                }
                said.extend(whole);
            }
        }
    }
    Ok(said)
}
