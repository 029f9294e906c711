//! How dated facts are shown.

use std::collections::HashMap;

use async_graphql::SimpleObject;
use entity::fact;
use entity::vocabulary::{Confidence, FactKind, Precision};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::span::Span;
use crate::error::{Error, Result};
use crate::kit::day::Day;
use crate::kit::language::normal_tag;
use crate::kit::partial_date::PartialDate;
use crate::kit::timestamp::Timestamp;

/// A text in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, SimpleObject, async_graphql::InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "LanguageText", input_name = "LanguageTextInput")]
pub struct LanguageText {
    /// BCP 47 tag.
    #[schema(example = "uk")]
    pub language: String,
    /// The name or text in that language.
    #[schema(example = "Державна міграційна служба")]
    pub name: String,
}

/// Where a fact is from, and how sure it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Provenance {
    /// Codes of sources, separated by `|`; null where none was given.
    pub source: Option<String>,
    /// How sure the compiler was.
    pub confidence: Confidence,
    /// What a reader should know.
    pub note: Option<String>,
    /// Whether somebody of the network has said it. False: compiled from the sources, not confirmed by
    /// the country.
    pub confirmed_by_country: bool,
}

/// A dated fact, as an item's history shows it.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct FactView {
    /// The statement, by which it is corrected.
    pub fact_id: Uuid,
    /// What it says.
    pub kind: FactKind,
    /// BCP 47 tag, for names and texts.
    pub language: Option<String>,
    /// The value, where it is text.
    pub text: Option<String>,
    /// The value, where it is another item.
    pub ref_id: Option<Uuid>,
    /// Since when it holds, to the precision it is known; null if always or unknown.
    pub valid_from: Option<PartialDate>,
    /// Until when it holds (inclusive); null if open or unknown.
    pub valid_to: Option<PartialDate>,
    /// How exactly the beginning is known.
    pub precision: Precision,
    /// Where it is from, and how sure it is.
    pub provenance: Provenance,
    /// Since when the network says so.
    pub stated_at: Timestamp,
    /// Since when it says so no longer: something else took its place; null while it does.
    pub superseded_at: Option<Timestamp>,
}

impl Provenance {
    /// The provenance of a stored fact.
    pub fn of(row: &fact::Model) -> Self {
        Self {
            source: row.source.clone(),
            confidence: row.confidence,
            note: row.note.clone(),
            confirmed_by_country: row.confirmed,
        }
    }
}

impl FactView {
    /// A stored fact, with the instants of the units that stated and superseded it.
    pub(super) fn new(row: fact::Model, instants: &HashMap<i64, Timestamp>) -> Self {
        let span = Span::of(&row);
        let instant = |seq: i64| instants.get(&seq).copied().unwrap_or(Timestamp::from_micros(0));
        Self {
            fact_id: row.id,
            stated_at: instant(row.since_seq),
            superseded_at: row.until_seq.map(instant),
            kind: row.kind,
            provenance: Provenance::of(&row),
            language: row.language,
            text: row.text,
            ref_id: row.ref_id,
            valid_from: span.from.date(),
            valid_to: span.to.date(),
            precision: row.from_precision,
        }
    }
}

/// Out of names by language: the one in the best of the languages asked for, else the working one.
pub fn best_text(facts: &[&fact::Model], languages: &[String]) -> Option<String> {
    let asked = languages.iter().find_map(|asked| {
        wider(asked).find_map(|tag| facts.iter().find(|f| f.language.as_deref().is_some_and(|l| same(l, tag))))
    });
    asked.or_else(|| facts.first()).and_then(|f| f.text.clone())
}

/// The names of a thing on a day, the working one first, then those in its own languages; of what
/// has no name on it, the last one.
pub fn names_on(facts: &[fact::Model], day: Day) -> Vec<&fact::Model> {
    let of = |kind: FactKind| facts.iter().filter(move |fact| fact.kind == kind);
    let holding = |kind: FactKind| of(kind).filter(|fact| Span::of(fact).holds_on(day));
    let mut names: Vec<_> = holding(FactKind::Name).collect();
    if names.is_empty() {
        names.extend(of(FactKind::Name).next_back());
    }
    names.extend(holding(FactKind::NativeName));
    names
}

/// Names that facts tell, with their languages.
pub fn by_language(facts: &[&fact::Model]) -> Vec<LanguageText> {
    let named = |f: &&fact::Model| Some(LanguageText { language: f.language.clone()?, name: f.text.clone()? });
    facts.iter().filter_map(named).collect()
}

/// The text in the language that a field's argument asks for, where there is one; else as it stands.
pub fn in_language(texts: &[LanguageText], language: Option<&str>, stands: &str) -> Result<String> {
    let Some(asked) = language else { return Ok(stands.to_owned()) };
    let tag = normal_tag(asked)
        .ok_or_else(|| Error::bad_field("/language", "Write a language tag like uk or pt-BR (BCP 47)."))?;
    let found = wider(&tag).find_map(|tag| texts.iter().find(|text| same(&text.language, tag)));
    Ok(found.map_or(stands, |text| &text.name).to_owned())
}

/// A tag, and the wider ones it is one of (RFC 4647 §3.4): `sr-Latn-RS`, `sr-Latn`, `sr`.
fn wider(tag: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(tag), |tag| tag.rsplit_once('-').map(|(wider, _)| wider))
}

fn same(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_told_in_the_language_asked_for_or_a_wider_one_and_else_as_it_stands() {
        let text = |language: &str, name: &str| LanguageText { language: language.to_owned(), name: name.to_owned() };
        let texts = [text("en", "Border guard"), text("uk", "Прикордонна служба")];
        let told = |language: Option<&str>| in_language(&texts, language, "Border guard").ok();
        assert_eq!(told(None).as_deref(), Some("Border guard"));
        assert_eq!(told(Some("uk-UA")).as_deref(), Some("Прикордонна служба"));
        assert_eq!(told(Some("pl")).as_deref(), Some("Border guard"));
        assert_eq!(told(Some("estonian")).as_deref(), Some("Border guard"), "of eight letters it may be a language");
        assert_eq!(told(Some("uk_UA")), None);
    }
}
