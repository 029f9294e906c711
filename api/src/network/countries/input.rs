//! What the inputs of a country share.

use async_graphql::InputObject;
use entity::vocabulary::{CountryPart, FactKind};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::Findings;
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
pub(super) const NOTE: usize = 2_000;

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
        findings.check(text.is_none_or(|t| t.chars().count() <= 200), pointer, "Use at most 200 characters.");
    }
    for (n, native) in native.unwrap_or_default().iter().enumerate() {
        findings.check(!native.name.trim().is_empty(), &format!("/nativeNames/{n}/name"), "It cannot be empty.");
        let language = format!("/nativeNames/{n}/language");
        findings.check(is_tag(&native.language), &language, "Use a BCP 47 tag, like uk or pt-BR.");
    }
    for (n, tag) in languages.unwrap_or_default().iter().enumerate() {
        findings.check(is_tag(tag), &format!("/officialLanguages/{n}"), "Use a BCP 47 tag, like uk or pt-BR.");
    }
}

fn is_tag(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let primary = parts.next().unwrap_or_default();
    (2..=3).contains(&primary.len())
        && primary.bytes().all(|b| b.is_ascii_alphabetic())
        && parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()))
}
