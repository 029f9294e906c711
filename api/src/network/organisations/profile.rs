//! What a profile must be like, and how its parts become facts.

use entity::fact;
use entity::organisation;
use entity::vocabulary::FactKind;

use crate::error::Findings;
use crate::exchange::items::ExternalId;
use crate::kit::day::Day;
use crate::kit::fold::fold_words;
use crate::kit::one_line::is_one_line;
use crate::kit::partial_date::PartialDate;
use crate::network::facts::view::LanguageText;
use crate::network::facts::{Bound, NewFact, Span};

/// Most characters of a name, and of other short texts.
const LONG: usize = 300;

/// Most characters of a code.
pub(super) const CODE: usize = 100;

/// Most characters of a text of several sentences.
const NOTE: usize = 2_000;

/// What is asked of the short texts of a profile.
pub(super) fn check_text(findings: &mut Findings, pointer: &str, text: Option<&str>) {
    if let Some(text) = text {
        findings.check(!text.trim().is_empty(), pointer, "It cannot be empty; leave it out, or send null.");
        findings.at_most(LONG, pointer, Some(text));
        findings.one_line(pointer, text);
    }
}

/// An address of a site.
pub(super) fn check_website(findings: &mut Findings, website: Option<&str>) {
    if let Some(url) = website {
        let right = url.starts_with("https://") || url.starts_with("http://");
        let right = right && is_one_line(url);
        findings.check(right && url.len() <= 500, "/website", "Write an address that begins with https:// or http://.");
    }
}

/// Names by language.
pub(super) fn check_names(findings: &mut Findings, pointer: &str, names: &[LanguageText]) {
    for (n, name) in names.iter().enumerate() {
        check_text(findings, &format!("{pointer}/{n}/name"), Some(&name.name));
        findings.language(&format!("{pointer}/{n}/language"), &name.language);
    }
}

/// A longer text, shown as it is.
pub(super) fn check_note(findings: &mut Findings, pointer: &str, text: Option<&str>) {
    findings.at_most(NOTE, pointer, text);
}

/// The pairs that are stored.
pub(super) fn pairs(ids: Vec<ExternalId>) -> Vec<(String, String)> {
    ids.into_iter().map(|id| (id.system, id.value)).collect()
}

/// Names as facts.
pub(super) fn named(kind: FactKind, names: &[LanguageText]) -> Vec<NewFact> {
    names.iter().map(|name| NewFact::text(kind, &name.language, name.name.trim())).collect()
}

/// What `q=` finds a body by: all its names, past ones too, and its acronyms.
pub(super) fn words(row: &organisation::Model, facts: &[NewFact]) -> Vec<String> {
    let names = facts.iter().filter(|f| matches!(f.kind, FactKind::Name | FactKind::NativeName));
    let texts =
        names.filter_map(|f| f.text.as_deref()).chain(row.acronym.as_deref()).chain(row.acronym_native.as_deref());
    let mut words: Vec<String> = texts.flat_map(fold_words).collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// What the network says of one kind of fact after some of it is said anew. With `since`, the new
/// holds from then on and what held is closed the day before (to the same precision): a rename.
/// Without it, what holds on `today` is corrected, and the new has its span.
pub(super) fn renewed(
    before: &[&fact::Model],
    new: Vec<NewFact>,
    since: Option<PartialDate>,
    today: Day,
) -> Vec<NewFact> {
    let mut said = Vec::with_capacity(before.len() + new.len());
    match since {
        Some(since) => {
            let close = PartialDate::of(since.first_day().plus(-1), since.precision());
            for row in before {
                let mut kept = NewFact::from(*row);
                if kept.span.first_day() >= since.first_day() {
                    continue;
                }
                if kept.span.last_day() >= since.first_day() {
                    let closed = Span { to: Bound::Dated(close), ..kept.span };
                    kept = kept.during(closed);
                }
                said.push(kept);
            }
            said.extend(new.into_iter().map(|fact| fact.during(Span::since(Some(since)))));
        }
        None => {
            let (present, others): (Vec<&fact::Model>, Vec<&fact::Model>) =
                before.iter().copied().partition(|row| Span::of(row).holds_on(today));
            said.extend(others.into_iter().map(NewFact::from));
            for fact in new {
                // What is said again keeps its own span; what is new has that of what it replaces.
                let same = present.iter().find(|row| row.ref_id == fact.ref_id && row.language == fact.language);
                let span = match (same, fact.ref_id) {
                    (Some(row), _) => Span::of(row),
                    (None, None) => present.first().map_or(Span::ALWAYS, |row| Span::of(row)),
                    (None, Some(_)) => Span::ALWAYS,
                };
                said.push(fact.during(span));
            }
        }
    }
    said
}
