//! `updates/NNN-slug.md`: texts with a head of TOML between lines of `+++`.

use serde::Deserialize;

use super::directory::{Directory, check_language};
use super::problem::Report;
use super::settings::line_of;
use super::shelf::Shelf;
use super::vocabulary::{PartyRef, UpdateState};

/// The folder, with its slash.
pub(super) const FOLDER: &str = "updates/";

const HEAD: &str = "+++ on the first line, then title, language, author, owner?, summary?, topics, \
                    countries, audience, state, published?, withdrawn?, reason?, then +++ and the text";

/// An update of the sample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Update {
    /// Name of the file; its number gives the order of publication.
    pub file: String,
    /// Title.
    pub title: String,
    /// BCP 47 tag.
    pub language: String,
    /// Key of the person who wrote it.
    pub author: String,
    /// In whose name it stands: a country, group or body. None is the author's body.
    pub owner: Option<PartyRef>,
    /// A sentence for lists.
    pub summary: Option<String>,
    /// Codes of policy fields.
    pub topics: Vec<String>,
    /// Codes of the countries concerned.
    pub countries: Vec<String>,
    /// Who is to read it; empty in a draft for the keepers alone.
    pub audience: Vec<PartyRef>,
    /// Where it stands.
    pub state: UpdateState,
    /// Day of publication; none in a draft.
    pub published: Option<String>,
    /// Day of withdrawal, if withdrawn.
    pub withdrawn: Option<String>,
    /// Why it was withdrawn.
    pub reason: Option<String>,
    /// The text, CommonMark with tables.
    pub body_markdown: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    title: String,
    language: String,
    author: String,
    owner: Option<PartyRef>,
    summary: Option<String>,
    topics: Vec<String>,
    countries: Vec<String>,
    audience: Vec<PartyRef>,
    state: UpdateState,
    published: Option<String>,
    withdrawn: Option<String>,
    reason: Option<String>,
}

/// All updates in order of their file names.
pub(super) fn read(shelf: &Shelf, report: &mut Report) -> Vec<Update> {
    shelf
        .iter()
        .filter(|(name, _)| name.starts_with(FOLDER) && name.ends_with(".md"))
        .filter_map(|(name, text)| parse(name, text, report))
        .collect()
}

fn parse(file: &str, text: &str, report: &mut Report) -> Option<Update> {
    let parts = text.strip_prefix("+++\n").and_then(|rest| rest.split_once("\n+++\n"));
    let Some((head, body)) = parts else {
        report.add((file, 1), "has no head", HEAD);
        return None;
    };
    match toml::from_str::<Head>(head) {
        Ok(head) => Some(Update {
            file: file.to_owned(),
            title: head.title,
            language: head.language,
            author: head.author,
            owner: head.owner,
            summary: head.summary,
            topics: head.topics,
            countries: head.countries,
            audience: head.audience,
            state: head.state,
            published: head.published,
            withdrawn: head.withdrawn,
            reason: head.reason,
            body_markdown: body.trim().to_owned(),
        }),
        Err(error) => {
            // The head begins on the second line of the file.
            let line = line_of(head, error.span().map_or(0, |span| span.start)).saturating_add(1);
            report.add((file, line), error.message(), HEAD);
            None
        }
    }
}

/// Checks what an update says of itself and names; who may publish it is
/// checked by the sample, which knows the rights.
pub(super) fn check(update: &Update, known: &Directory<'_>, keys: &[&str], report: &mut Report) {
    let at = (update.file.as_str(), 1);
    check_language(at, &update.language, report);
    if !keys.contains(&update.author.as_str()) {
        report.add(at, format!("unknown author `{}`", update.author), "a key of people.csv");
    }
    if update.title.trim().is_empty() || update.body_markdown.is_empty() {
        report.add(at, "has no title or no text", "both");
    }
    for topic in &update.topics {
        known.competence(at, "topics", topic, report);
    }
    for country in &update.countries {
        known.country(at, "countries", country, report);
    }
    for party in update.audience.iter().chain(&update.owner) {
        match party {
            PartyRef::Public | PartyRef::Network | PartyRef::Officials => {}
            PartyRef::Country(code) => known.country(at, "audience", code, report),
            PartyRef::Group(code) => known.group(at, "audience", code, report),
            PartyRef::Organisation(code) => known.organisation(at, "audience", code, report),
            PartyRef::Expert(key) => {
                if !keys.contains(&key.as_str()) {
                    report.add(at, format!("unknown person `{key}`"), "a key of people.csv");
                }
            }
        }
    }
    let alone = update.audience.contains(&PartyRef::Public) || update.audience.contains(&PartyRef::Network);
    if alone && update.audience.len() > 1 {
        report.add(at, "PUBLIC or NETWORK stands beside another party", "one of them alone");
    }
    if update.audience.is_empty() && update.state != UpdateState::Draft {
        report.add(at, "has no audience", "at least one party");
    }
    let dated = match update.state {
        UpdateState::Draft => update.published.is_none() && update.withdrawn.is_none(),
        UpdateState::Published => update.published.is_some() && update.withdrawn.is_none(),
        UpdateState::Withdrawn => update.published.is_some() && update.withdrawn.is_some() && update.reason.is_some(),
    };
    if !dated {
        report.add(
            at,
            format!("state {:?} and its dates do not go together", update.state),
            "DRAFT without dates; PUBLISHED with published; WITHDRAWN with published, withdrawn and reason",
        );
    }
    for day in update.published.iter().chain(&update.withdrawn) {
        if day.len() != 10 || day.parse::<jiff::civil::Date>().is_err() {
            report.add(at, format!("`{day}` is no day"), "YYYY-MM-DD");
        }
    }
    super::cells::check_order(at, update.published.as_deref(), update.withdrawn.as_deref(), report);
}
