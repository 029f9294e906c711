//! How dated facts are shown.

use std::collections::HashMap;

use async_graphql::SimpleObject;
use entity::fact;
use entity::vocabulary::{Confidence, FactKind, Precision};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::span::Span;
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
    /// Number of the ledger's unit that stated it.
    pub stated_in: i32,
    /// Number of the unit that superseded it; null while the network says so.
    pub superseded_in: Option<i32>,
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
        let number = |seq: i64| i32::try_from(seq).unwrap_or(i32::MAX);
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
            stated_in: number(row.since_seq),
            superseded_in: row.until_seq.map(number),
        }
    }
}

/// Out of names by language: the one in the best of the languages asked for, else the working one.
pub fn best_text(facts: &[&fact::Model], languages: &[String]) -> Option<String> {
    let in_language =
        |tag: &str| facts.iter().find(|f| f.language.as_deref().is_some_and(|l| l.eq_ignore_ascii_case(tag)));
    languages.iter().find_map(|tag| in_language(tag)).or_else(|| facts.first()).and_then(|f| f.text.clone())
}
