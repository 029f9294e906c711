//! Correcting a participating state and its part in the process.

use async_graphql::{InputObject, MaybeUndefined};
use entity::country::ActiveModel;
use entity::vocabulary::{FactKind, Precision};
use sea_orm::ActiveValue::Set;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::add::words;
use super::input::{CountryPartInput, check_borders, check_texts, check_words, named, part_since};
use super::read::by_code;
use super::store;
use super::view::Country;
use crate::access::{Act, ActType, Permit, Place, Target, acts};
use crate::ctx::{Ctx, precondition};
use crate::error::{Findings, Result};
use crate::exchange::items::{self, Rewrite, rewrite_item};
use crate::kit::day::Day;
use crate::kit::partial_date::PartialDate;
use crate::ledger::Unit;
use crate::network::facts::view::LanguageText;
use crate::network::facts::{Bound, NewFact, Span, restate_facts, store as facts};

/// What is to be corrected. What is left out stays; null removes only what may be none.
#[derive(Clone, Debug, Default, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[graphql(name = "UpdateCountryInput")]
pub struct UpdateCountry {
    /// ISO 3166-1 alpha-2.
    #[serde(skip)]
    pub code: String,
    /// The revision that was read (REST: `If-Match`).
    #[serde(skip)]
    pub revision: Option<i32>,
    /// Since when `name` and `nativeNames` hold: what held before is closed the day before and stays for
    /// its time. Without it they are corrected.
    pub valid_from: Option<PartialDate>,
    /// Short name in English.
    #[schema(value_type = String)]
    pub name: MaybeUndefined<String>,
    /// Names in the country's own languages, all of them.
    #[schema(value_type = Vec<LanguageText>)]
    pub native_names: MaybeUndefined<Vec<LanguageText>>,
    /// Official name in English.
    #[schema(value_type = String)]
    pub official_name: MaybeUndefined<String>,
    /// BCP 47 tags of the official languages, all of them.
    #[schema(value_type = Vec<String>)]
    pub official_languages: MaybeUndefined<Vec<String>>,
    /// A new part in the process; what it was before ends the day before and stays in the history.
    #[schema(value_type = CountryPartInput)]
    pub part: MaybeUndefined<CountryPartInput>,
    /// Day of accession to the European Union; null removes it.
    #[schema(value_type = Option<Day>)]
    pub eu_accession: MaybeUndefined<Day>,
    /// Day on which checks at land borders were lifted; null removes it.
    #[schema(value_type = Option<Day>)]
    pub schengen: MaybeUndefined<Day>,
    /// The network's word for countries in one situation; null removes it.
    #[schema(value_type = Option<String>)]
    pub accession_group: MaybeUndefined<String>,
    /// What it is in the process, as its documents say; null removes it.
    #[schema(value_type = Option<String>)]
    pub process_role: MaybeUndefined<String>,
    /// Codes of the participating states it borders on by land, all of them.
    #[schema(value_type = Vec<String>)]
    pub land_borders: MaybeUndefined<Vec<String>>,
    /// What a reader should know; null removes it.
    #[schema(value_type = Option<String>)]
    pub note: MaybeUndefined<String>,
}

/// Corrects a participating state.
pub async fn update(ctx: &Ctx, input: UpdateCountry) -> Result<Country> {
    let Country { id, code, .. } = by_code(ctx, &input.code).await?;
    let target = Target::at("COUNTRY", Some(id), Place::country(id));
    ctx.permit(Act::UpdateCountry, &target)?;
    let mut unit = ctx.begin().await?;
    let before = items::store::one_in(&unit, id).await?;
    let permit = unit.permit::<acts::UpdateCountry>(&target)?;
    precondition(input.revision, before.revision)?;
    checked(&input)?;
    check_borders(&code, input.land_borders.value().map(Vec::as_slice), &store::codes(unit.tx()).await?)?;
    let fields = write(&unit, &permit, id, &input, ctx.today()).await?;
    if fields.is_empty() {
        unit.changes_nothing();
        return by_code(ctx, &input.code).await;
    }
    unit.note_fields(&fields);
    rewrite_item(&mut unit, &permit, &before, Rewrite::default()).await?;
    unit.commit(Some(id)).await?;
    by_code(ctx, &input.code).await
}

async fn write<A: ActType>(
    unit: &Unit,
    permit: &Permit<A>,
    id: Uuid,
    input: &UpdateCountry,
    today: Day,
) -> Result<Vec<&'static str>> {
    let mut fields = Vec::new();
    let before = store::row(unit.tx(), id).await?;
    let mut row = ActiveModel { id: Set(id), ..Default::default() };
    if let Some(name) = input.official_name.value().map(|name| name.trim()).filter(|name| *name != before.official_name)
    {
        fields.push("officialName");
        row.official_name = Set(name.to_owned());
    }
    let languages = input.official_languages.value().map(|languages| languages.join("|"));
    if let Some(languages) = languages.filter(|languages| *languages != before.official_languages) {
        fields.push("officialLanguages");
        row.official_languages = Set(languages);
    }
    for (name, given, stored, column) in [
        ("euAccession", &input.eu_accession, before.eu_accession_day, &mut row.eu_accession_day),
        ("schengen", &input.schengen, before.schengen_day, &mut row.schengen_day),
    ] {
        let day = given.value().map(|day| day.number());
        if !given.is_undefined() && day != stored {
            fields.push(name);
            *column = Set(day);
        }
    }
    for (name, given, stored, column) in [
        ("accessionGroup", &input.accession_group, &before.accession_group, &mut row.accession_group),
        ("processRole", &input.process_role, &before.process_role, &mut row.process_role),
        ("note", &input.note, &before.note, &mut row.note),
    ] {
        if !given.is_undefined() && given.value() != stored.as_ref() {
            fields.push(name);
            *column = Set(given.value().cloned());
        }
    }
    let borders = input.land_borders.value().map(|borders| borders.join("|"));
    if let Some(borders) = borders.filter(|borders| *borders != before.land_borders) {
        fields.push("landBorders");
        row.land_borders = Set(borders);
    }
    if !fields.is_empty() {
        store::rewrite(unit, permit, row).await?;
    }
    if let Some(name) = input.name.value()
        && renamed(unit, permit, id, FactKind::Name, named(Some(name), None), input.valid_from).await?
    {
        fields.push("name");
    }
    if let Some(native) = input.native_names.value()
        && renamed(unit, permit, id, FactKind::NativeName, named(None, Some(native)), input.valid_from).await?
    {
        fields.push("nativeNames");
    }
    if input.name.is_value() || input.native_names.is_value() || input.official_name.is_value() {
        let kinds = [FactKind::Name, FactKind::NativeName];
        let names = facts::of_items(unit.tx(), &[id], &kinds, None).await?.remove(&id).unwrap_or_default();
        let names: Vec<NewFact> = names.iter().map(NewFact::from).collect();
        let official = store::row(unit.tx(), id).await?.official_name;
        items::store::set_words(unit, permit, id, &words(&official, &names)).await?;
    }
    if let Some(part) = input.part.value() {
        let from = part.valid_from.unwrap_or(PartialDate::of(today, Precision::Day));
        let kinds = [FactKind::CountryPart];
        let parts = facts::of_items(unit.tx(), &[id], &kinds, None).await?.remove(&id).unwrap_or_default();
        let kept = parts.iter().filter_map(|row| until(NewFact::from(row), from));
        let facts = kept.chain([part_since(part.part, from)]).collect();
        if restate_facts(unit, permit, id, &kinds, facts).await? {
            fields.push("part");
        }
    }
    Ok(fields)
}

/// Says names anew: from a date on, where what held before keeps its time, or instead of all before.
async fn renamed<A: ActType>(
    unit: &Unit,
    permit: &Permit<A>,
    id: Uuid,
    kind: FactKind,
    new: Vec<NewFact>,
    since: Option<PartialDate>,
) -> Result<bool> {
    let Some(since) = since else {
        return restate_facts(unit, permit, id, &[kind], new).await;
    };
    let rows = facts::of_items(unit.tx(), &[id], &[kind], None).await?.remove(&id).unwrap_or_default();
    let kept = rows.iter().filter_map(|row| until(NewFact::from(row), since));
    let new = new.into_iter().map(|fact| fact.during(Span::since(Some(since))));
    restate_facts(unit, permit, id, &[kind], kept.chain(new).collect()).await
}

/// The fact as it holds until the day before a date; none where it begins no sooner.
pub(super) fn until(fact: NewFact, from: PartialDate) -> Option<NewFact> {
    let last = from.first_day().plus(-1);
    match (fact.span.first_day() <= last, fact.span.last_day() <= last) {
        (false, _) => None,
        (true, true) => Some(fact),
        // The end is known as exactly as the new beginning is.
        (true, false) => {
            let to = Bound::Dated(PartialDate::of(last, from.precision()));
            let span = Span { from: fact.span.from, to };
            Some(fact.during(span))
        }
    }
}

fn checked(input: &UpdateCountry) -> Result<()> {
    let mut findings = Findings::default();
    findings.not_null("/name", &input.name);
    findings.not_null("/officialName", &input.official_name);
    findings.not_null("/part", &input.part);
    findings.not_null_list("/nativeNames", &input.native_names);
    findings.not_null_list("/officialLanguages", &input.official_languages);
    findings.not_null_list("/landBorders", &input.land_borders);
    let (name, official) = (input.name.value().map(String::as_str), input.official_name.value().map(String::as_str));
    let native = input.native_names.value().map(Vec::as_slice);
    check_texts(&mut findings, name, native, official, input.official_languages.value().map(Vec::as_slice));
    let [group, role, note] =
        [&input.accession_group, &input.process_role, &input.note].map(|field| field.value().map(String::as_str));
    check_words(&mut findings, group, role, note);
    findings.done()
}
