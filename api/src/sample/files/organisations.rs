//! `organisations.csv`, `organisation_parents.csv` and `successions.csv`.

use serde::Deserialize;

use super::cells::{self, LocalName, Span};
use super::directory::{Directory, check_cycles, check_language};
use super::problem::Report;
use super::table::{Row, Table};
use super::vocabulary::{Confidence, OrganisationType, Precision};

pub(super) const FILE: &str = "organisations.csv";
pub(super) const PARENTS_FILE: &str = "organisation_parents.csv";
pub(super) const SUCCESSIONS_FILE: &str = "successions.csv";

/// A body.
#[derive(Debug, Clone, Deserialize)]
pub struct Organisation {
    /// Stable code, as `ua-sbgs`.
    pub code: String,
    /// Code of the country it belongs to (an embassy: the state that sent it);
    /// none for international organisations and EU institutions.
    pub country: Option<String>,
    /// An embassy's host, by code.
    pub host_country: Option<String>,
    /// What it is.
    #[serde(rename = "type")]
    pub kind: OrganisationType,
    /// Whether it hears what is for OFFICIALS; none leaves the preset, see
    /// [`Organisation::is_official`].
    #[serde(deserialize_with = "cells::yes_no_or_preset")]
    pub official: Option<bool>,
    /// English name.
    pub name_en: String,
    /// Name in its own language and script.
    pub name_native: String,
    /// BCP 47 tag of `name_native`.
    pub native_lang: String,
    /// Names in further languages.
    #[serde(deserialize_with = "cells::names")]
    pub other_names: Vec<LocalName>,
    /// English short form.
    pub acronym: Option<String>,
    /// Short form in its own language.
    pub acronym_native: Option<String>,
    /// Seat.
    pub city: Option<String>,
    /// Address at the time of compilation or before; many are dead.
    pub website: Option<String>,
    /// First day, if known.
    #[serde(deserialize_with = "cells::day")]
    pub valid_from: Option<String>,
    /// Precision of the first day.
    pub valid_from_precision: Option<Precision>,
    /// Last day, inclusive; none is open or unknown.
    #[serde(deserialize_with = "cells::day")]
    pub valid_to: Option<String>,
    /// Precision of the last day.
    pub valid_to_precision: Option<Precision>,
    /// Codes of its policy fields.
    #[serde(deserialize_with = "cells::list")]
    pub competences: Vec<String>,
    /// What it did in the process, for people.
    pub role_in_process: Option<String>,
    /// How sure the facts are.
    pub confidence: Confidence,
    /// Codes of `sources.csv`.
    #[serde(deserialize_with = "cells::list")]
    pub source: Vec<String>,
    /// Doubts and history, for people.
    pub note: Option<String>,
}

impl Row for Organisation {
    const COLUMNS: &'static [&'static str] = &[
        "code",
        "country",
        "host_country",
        "type",
        "official",
        "name_en",
        "name_native",
        "native_lang",
        "other_names",
        "acronym",
        "acronym_native",
        "city",
        "website",
        "valid_from",
        "valid_from_precision",
        "valid_to",
        "valid_to_precision",
        "competences",
        "role_in_process",
        "confidence",
        "source",
        "note",
    ];
}

impl Organisation {
    /// The flag as written, else its preset: true for public authorities, EU
    /// institutions and the Secretariat's body.
    #[must_use]
    pub fn is_official(&self, secretariat: &str) -> bool {
        self.official.unwrap_or(
            self.kind.is_public_authority() || self.kind == OrganisationType::EuInstitution || self.code == secretariat,
        )
    }

    /// Whether it is a public authority of the country.
    #[must_use]
    pub fn is_authority_of(&self, country: &str) -> bool {
        self.kind.is_public_authority() && self.country.as_deref() == Some(country)
    }
}

/// To whom a body was subordinate, over a time.
#[derive(Debug, Clone, Deserialize)]
pub struct OrganisationParent {
    /// Code of the subordinate body.
    pub organisation: String,
    /// Code of the body above it.
    pub parent: String,
    /// First day, if known.
    #[serde(deserialize_with = "cells::day")]
    pub valid_from: Option<String>,
    /// Precision of the first day.
    pub valid_from_precision: Option<Precision>,
    /// Last day, inclusive; none is open or unknown.
    #[serde(deserialize_with = "cells::day")]
    pub valid_to: Option<String>,
    /// Precision of the last day.
    pub valid_to_precision: Option<Precision>,
    /// How sure the fact is.
    pub confidence: Confidence,
    /// Codes of `sources.csv`.
    #[serde(deserialize_with = "cells::list")]
    pub source: Vec<String>,
    /// For people.
    pub note: Option<String>,
}

impl Row for OrganisationParent {
    const COLUMNS: &'static [&'static str] = &[
        "organisation",
        "parent",
        "valid_from",
        "valid_from_precision",
        "valid_to",
        "valid_to_precision",
        "confidence",
        "source",
        "note",
    ];
}

/// A body that took over another.
#[derive(Debug, Clone, Deserialize)]
pub struct Succession {
    /// Code of the body that was taken over.
    pub old: String,
    /// Code of the body that took it over.
    pub new: String,
    /// First day under the new one.
    #[serde(deserialize_with = "cells::sure_day")]
    pub on: String,
    /// Precision of that day.
    pub precision: Precision,
    /// How sure the fact is.
    pub confidence: Confidence,
    /// Codes of `sources.csv`.
    #[serde(deserialize_with = "cells::list")]
    pub source: Vec<String>,
    /// For people.
    pub note: Option<String>,
}

impl Row for Succession {
    const COLUMNS: &'static [&'static str] = &["old", "new", "on", "precision", "confidence", "source", "note"];
}

pub(super) fn check(rows: &Table<Organisation>, known: &Directory<'_>, report: &mut Report) {
    for (at, row) in rows.lines() {
        let homeless =
            matches!(row.kind, OrganisationType::InternationalOrganisation | OrganisationType::EuInstitution);
        match &row.country {
            Some(country) if homeless => report.add(
                at,
                format!("`{}` is international and yet of country `{country}`", row.code),
                "an empty country (its seat goes into city)",
            ),
            Some(country) => known.country(at, "country", country, report),
            // A network of universities, say, is an NGO of no country.
            None if homeless || row.kind == OrganisationType::Ngo => {}
            None => report.add(at, format!("`{}` has no country", row.code), "a code of countries.csv"),
        }
        if row.host_country.is_some() != (row.kind == OrganisationType::Embassy) {
            report.add(
                at,
                "host_country and type do not go together",
                "a host_country for embassies, and for them alone",
            );
        }
        if let Some(host) = &row.host_country {
            known.country(at, "host_country", host, report);
        }
        check_language(at, &row.native_lang, report);
        for competence in &row.competences {
            known.competence(at, "competences", competence, report);
        }
        known.sources(at, &row.source, report);
        let span = Span {
            from: row.valid_from.as_deref(),
            from_precision: row.valid_from_precision,
            to: row.valid_to.as_deref(),
            to_precision: row.valid_to_precision,
        };
        cells::check_span(at, &span, report);
    }
}

pub(super) fn check_parents(rows: &Table<OrganisationParent>, known: &Directory<'_>, report: &mut Report) {
    for (at, row) in rows.lines() {
        known.organisation(at, "organisation", &row.organisation, report);
        known.organisation(at, "parent", &row.parent, report);
        known.sources(at, &row.source, report);
        let span = Span {
            from: row.valid_from.as_deref(),
            from_precision: row.valid_from_precision,
            to: row.valid_to.as_deref(),
            to_precision: row.valid_to_precision,
        };
        cells::check_span(at, &span, report);
        let clash = rows.iter().any(|other| {
            !std::ptr::eq(other, row)
                && other.organisation == row.organisation
                && other.valid_from <= row.valid_from
                && match (&other.valid_to, &row.valid_from) {
                    (Some(to), Some(from)) => to >= from,
                    _ => true,
                }
        });
        if clash {
            report.add(at, format!("`{}` already has a parent then", row.organisation), "spells that do not overlap");
        }
    }
    let edges = rows.lines().map(|(at, row)| (at, row.organisation.as_str(), row.parent.as_str()));
    check_cycles(edges, "parent", report);
}

pub(super) fn check_successions(rows: &Table<Succession>, known: &Directory<'_>, report: &mut Report) {
    for (at, row) in rows.lines() {
        known.sources(at, &row.source, report);
        known.organisation(at, "old", &row.old, report);
        known.organisation(at, "new", &row.new, report);
        let (Some(old), Some(new)) = (known.body(&row.old), known.body(&row.new)) else {
            continue;
        };
        match &old.valid_to {
            None => {
                report.add(at, format!("`{}` is taken over but has no end", row.old), "a valid_to in organisations.csv")
            }
            // Where only the year is known, both may be said of the same year.
            Some(to) if row.precision == Precision::Day && *to >= row.on => {
                report.add(at, format!("`{}` still lives on {}", row.old, row.on), "the first day after its valid_to")
            }
            Some(_) => {}
        }
        cells::check_order(at, new.valid_from.as_deref(), Some(&row.on), report);
        cells::check_order(at, Some(&row.on), new.valid_to.as_deref(), report);
    }
    let edges = rows.lines().map(|(at, row)| (at, row.old.as_str(), row.new.as_str()));
    check_cycles(edges, "successor", report);
}
