//! `people.csv` and `history_posts.csv`: invented persons and their posts.

use serde::Deserialize;

use super::cells;
use super::directory::{Directory, check_language};
use super::problem::Report;
use super::table::{Row, Table};
use super::vocabulary::PartyRef;

pub(super) const FILE: &str = "people.csv";
pub(super) const HISTORY_FILE: &str = "history_posts.csv";

/// An invented person, with the present post if there is one.
#[derive(Debug, Clone, Deserialize)]
pub struct Person {
    /// Key by which the sample's other files name the person.
    pub key: String,
    /// Name in Latin script.
    pub name: String,
    /// Name as its bearer writes it.
    pub native_name: String,
    /// BCP 47 tag of `native_name`.
    pub native_lang: String,
    /// Languages the person works in, BCP 47.
    #[serde(deserialize_with = "cells::list")]
    pub languages: Vec<String>,
    /// Codes of policy fields.
    #[serde(deserialize_with = "cells::list")]
    pub fields: Vec<String>,
    /// Address to sign in with, under a reserved domain; none without account.
    pub email: Option<String>,
    /// Code of the body of the present post; none for people of the past.
    pub organisation: Option<String>,
    /// Title of the present post.
    pub title: Option<String>,
    /// First day of the present post.
    #[serde(deserialize_with = "cells::day")]
    pub post_from: Option<String>,
    /// Telephone of the office: part of the post.
    pub office_telephone: Option<String>,
    /// Mailbox of the office: part of the post.
    pub office_email: Option<String>,
    /// Telephone on the contact card.
    pub card_telephone: Option<String>,
    /// Address on the contact card.
    pub card_email: Option<String>,
    /// Who sees the contact card, parties separated by `|`; see
    /// [`Person::card_parties`].
    #[serde(deserialize_with = "cells::list")]
    pub card_audience: Vec<String>,
    /// Whether the person has an account.
    #[serde(deserialize_with = "cells::yes_no")]
    pub account: bool,
}

impl Row for Person {
    const COLUMNS: &'static [&'static str] = &[
        "key",
        "name",
        "native_name",
        "native_lang",
        "languages",
        "fields",
        "email",
        "organisation",
        "title",
        "post_from",
        "office_telephone",
        "office_email",
        "card_telephone",
        "card_email",
        "card_audience",
        "account",
    ];
}

impl Person {
    /// The contact card's audience; OFFICIALS where the file says nothing.
    ///
    /// # Errors
    /// The text of the first party that is none.
    pub fn card_parties(&self) -> Result<Vec<PartyRef>, String> {
        if self.card_audience.is_empty() {
            return Ok(vec![PartyRef::Officials]);
        }
        self.card_audience.iter().map(|text| text.parse()).collect()
    }
}

/// A post that has ended.
#[derive(Debug, Clone, Deserialize)]
pub struct HistoryPost {
    /// Key of the person.
    pub person: String,
    /// Code of the body.
    pub organisation: String,
    /// Title.
    pub title: String,
    /// First day.
    #[serde(deserialize_with = "cells::sure_day")]
    pub valid_from: String,
    /// Last day, inclusive.
    #[serde(deserialize_with = "cells::sure_day")]
    pub valid_to: String,
}

impl Row for HistoryPost {
    const COLUMNS: &'static [&'static str] = &["person", "organisation", "title", "valid_from", "valid_to"];
}

pub(super) fn check(people: &Table<Person>, known: &Directory<'_>, report: &mut Report) {
    for (at, row) in people.lines() {
        check_language(at, &row.native_lang, report);
        for language in &row.languages {
            check_language(at, language, report);
        }
        for field in &row.fields {
            known.competence(at, "fields", field, report);
        }
        for email in [&row.email, &row.office_email, &row.card_email].into_iter().flatten() {
            // A real address here would get mail from every sample.
            if !email.ends_with(".example") && !email.ends_with(".invalid") {
                report.add(at, format!("`{email}` may be somebody's address"), "an address under .example or .invalid");
            }
        }
        if row.account && (row.email.is_none() || row.organisation.is_none()) {
            report.add(at, "has an account but no address or no post", "email and organisation, or account NO");
        }
        if let Err(problem) = row.card_parties() {
            report.note(at.0, at.1, format!("column `card_audience`: {problem}"));
        }
        let post = [row.organisation.is_some(), row.title.is_some(), row.post_from.is_some()];
        if post.contains(&true) && post.contains(&false) {
            report.add(at, "the present post is incomplete", "organisation, title and post_from, or none of them");
        }
        let Some(code) = &row.organisation else {
            continue;
        };
        known.organisation(at, "organisation", code, report);
        if let Some(body) = known.body(code) {
            if body.valid_to.is_some() {
                report.add(at, format!("the body `{code}` of a present post has ended"), "a body that lives today");
            }
            cells::check_order(at, body.valid_from.as_deref(), row.post_from.as_deref(), report);
        }
    }
}

pub(super) fn check_history(
    posts: &Table<HistoryPost>,
    people: &Table<Person>,
    known: &Directory<'_>,
    report: &mut Report,
) {
    for (at, row) in posts.lines() {
        cells::check_order(at, Some(&row.valid_from), Some(&row.valid_to), report);
        known.organisation(at, "organisation", &row.organisation, report);
        if let Some(body) = known.body(&row.organisation) {
            cells::check_order(at, body.valid_from.as_deref(), Some(&row.valid_from), report);
            cells::check_order(at, Some(&row.valid_to), body.valid_to.as_deref(), report);
        }
        match people.iter().find(|p| p.key == row.person) {
            None => report.add(at, format!("unknown person `{}`", row.person), "a key of people.csv"),
            // One post at a time.
            Some(person) => {
                if person.post_from.as_ref().is_some_and(|from| *from <= row.valid_to) {
                    report.add(at, "runs into the person's present post", "an end before post_from in people.csv");
                }
            }
        }
    }
}
