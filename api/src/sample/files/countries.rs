//! `countries.csv` and `country_parts.csv`.

use serde::Deserialize;

use super::cells::{self, LocalName, Span};
use super::directory::Directory;
use super::problem::Report;
use super::table::{Row, Table};
use super::vocabulary::{Confidence, Part, Precision};

pub(super) const FILE: &str = "countries.csv";
pub(super) const PARTS_FILE: &str = "country_parts.csv";

/// A participating state.
#[derive(Debug, Clone, Deserialize)]
pub struct Country {
    /// ISO 3166-1 alpha-2, as `UA`.
    pub code: String,
    /// ISO 3166-1 alpha-3, as `UKR`.
    pub alpha3: String,
    /// ISO 3166-1 numeric, three digits, as `804`.
    pub numeric: String,
    /// Short English name.
    pub name_en: String,
    /// Official English name.
    pub official_name_en: String,
    /// Names in the country's own languages.
    #[serde(deserialize_with = "cells::names")]
    pub native_names: Vec<LocalName>,
    /// BCP 47 tags.
    #[serde(deserialize_with = "cells::list")]
    pub official_languages: Vec<String>,
    /// A word of the network for countries in one situation; free text.
    pub accession_group: String,
    /// Day of accession to the European Union.
    #[serde(deserialize_with = "cells::day")]
    pub eu_accession: Option<String>,
    /// Day on which checks at land borders were lifted (Romania: air and sea).
    #[serde(deserialize_with = "cells::day")]
    pub schengen: Option<String>,
    /// Year of joining the process.
    pub process_since: Option<u16>,
    /// What it is in the process, as its documents say: a participant, a partner; free text.
    pub process_role: String,
    /// How it joined.
    pub process_note: String,
    /// Codes of the neighbours among the countries of this file.
    #[serde(deserialize_with = "cells::list")]
    pub land_borders: Vec<String>,
    /// How sure the facts are.
    pub confidence: Confidence,
    /// Codes of `sources.csv`.
    #[serde(deserialize_with = "cells::list")]
    pub source: Vec<String>,
}

impl Row for Country {
    const COLUMNS: &'static [&'static str] = &[
        "code",
        "alpha3",
        "numeric",
        "name_en",
        "official_name_en",
        "native_names",
        "official_languages",
        "accession_group",
        "eu_accession",
        "schengen",
        "process_since",
        "process_role",
        "process_note",
        "land_borders",
        "confidence",
        "source",
    ];
}

/// A country's part in the process over a time.
#[derive(Debug, Clone, Deserialize)]
pub struct CountryPart {
    /// Code of the country.
    pub country: String,
    /// Its part.
    pub part: Part,
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
    pub note: String,
}

impl Row for CountryPart {
    const COLUMNS: &'static [&'static str] = &[
        "country",
        "part",
        "valid_from",
        "valid_from_precision",
        "valid_to",
        "valid_to_precision",
        "confidence",
        "source",
        "note",
    ];
}

pub(super) fn check(
    countries: &Table<Country>,
    parts: &Table<CountryPart>,
    known: &Directory<'_>,
    report: &mut Report,
) {
    for (at, row) in countries.lines() {
        if row.code.len() != 2 || !row.code.bytes().all(|b| b.is_ascii_uppercase()) {
            report.add(at, format!("`{}` is no country code", row.code), "ISO 3166-1 alpha-2, as UA");
        }
        for language in &row.official_languages {
            super::directory::check_language(at, language, report);
        }
        for neighbour in &row.land_borders {
            known.country(at, "land_borders", neighbour, report);
        }
        known.sources(at, &row.source, report);
    }
    for (at, row) in parts.lines() {
        known.country(at, "country", &row.country, report);
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
