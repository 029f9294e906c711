//! What the inputs of a country share.

use async_graphql::InputObject;
use entity::vocabulary::{CountryPart, FactKind};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::{Findings, Result};
use crate::kit::partial_date::PartialDate;
use crate::network::facts::view::LanguageText;
use crate::network::facts::{NewFact, Span};

/// A country's part in the process from a date on.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CountryPartInput {
    /// The part.
    pub part: CountryPart,
    /// Since when, to the precision it is known; today if not given. What it was before ends the day before.
    pub valid_from: Option<PartialDate>,
}

/// Names in the working language and in the country's own ones, as facts.
pub(super) fn named(name: Option<&str>, native: Option<&[LanguageText]>) -> Vec<NewFact> {
    let name = name.map(|name| NewFact::text(FactKind::Name, "en", name.trim()));
    let native = native.unwrap_or_default().iter();
    let native = native.map(|n| NewFact::text(FactKind::NativeName, &n.language, n.name.trim()));
    name.into_iter().chain(native).collect()
}

/// Most characters of a note.
const NOTE: usize = 2_000;

/// What is wrong with the network's words for a country, and with what a reader should know.
pub(super) fn check_words(findings: &mut Findings, group: Option<&str>, role: Option<&str>, note: Option<&str>) {
    for (pointer, text) in [("/accessionGroup", group), ("/processRole", role)] {
        findings.check(text.is_none_or(|text| text.chars().count() <= 200), pointer, "Use at most 200 characters.");
        findings.one_line(pointer, text.unwrap_or_default());
    }
    findings.at_most(NOTE, "/note", note);
}

/// The part as a fact, from a date on.
pub(super) fn part_since(part: CountryPart, from: PartialDate) -> NewFact {
    let text = NewFact::text(FactKind::CountryPart, "", part.word());
    NewFact { language: None, ..text }.during(Span::since(Some(from)))
}

/// What is wrong with texts that both inputs have.
pub(super) fn check_texts(
    findings: &mut Findings,
    name: Option<&str>,
    native: Option<&[LanguageText]>,
    official_name: Option<&str>,
    languages: Option<&[String]>,
) {
    for (pointer, text) in [("/name", name), ("/officialName", official_name)] {
        findings.check(text.is_none_or(|t| !t.trim().is_empty()), pointer, "It cannot be empty.");
        findings.at_most(200, pointer, text);
        findings.one_line(pointer, text.unwrap_or_default());
    }
    for (n, native) in native.unwrap_or_default().iter().enumerate() {
        let pointer = format!("/nativeNames/{n}/name");
        findings.check(!native.name.trim().is_empty(), &pointer, "It cannot be empty.");
        findings.at_most(200, &pointer, Some(&native.name));
        findings.one_line(&pointer, &native.name);
        findings.language(&format!("/nativeNames/{n}/language"), &native.language);
    }
    for (n, tag) in languages.unwrap_or_default().iter().enumerate() {
        findings.language(&format!("/officialLanguages/{n}"), tag);
    }
}

/// 422 for a neighbour that is no participating state, or the country itself.
pub(super) fn check_borders(own: &str, borders: Option<&[String]>, known: &[String]) -> Result<()> {
    let mut findings = Findings::default();
    for (n, code) in borders.unwrap_or_default().iter().enumerate() {
        let right = code != own && known.contains(code);
        findings.check(right, &format!("/landBorders/{n}"), "There is no other participating state of this code.");
    }
    findings.done()
}
