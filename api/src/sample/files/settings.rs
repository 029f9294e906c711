//! `network.toml`: what the network is called and how it counts its days.

use serde::Deserialize;

use super::problem::Report;
use super::shelf::Shelf;

/// The file's name.
pub(super) const FILE: &str = "network.toml";

/// The network itself.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Short name, shown everywhere.
    pub name: String,
    /// The name in full.
    pub full_name: String,
    /// Code of the body whose posts may hold the role SECRETARIAT.
    pub secretariat: String,
    /// IANA name of the zone in which plain days begin and end.
    pub time_zone: String,
    /// BCP 47 tags, the working languages first.
    pub languages: Vec<String>,
    /// Shown beside every fact that was loaded from the files.
    pub notice: String,
}

pub(super) fn read(shelf: &Shelf, report: &mut Report) -> Option<Settings> {
    let accepted = "name, full_name, secretariat, time_zone, languages, notice";
    let Some(text) = shelf.get(FILE) else {
        if !report.blames(FILE) {
            report.add((FILE, 0), "is missing", accepted);
        }
        return None;
    };
    match toml::from_str::<Settings>(text) {
        Ok(settings) => {
            check(&settings, report);
            Some(settings)
        }
        Err(error) => {
            let line = line_of(text, error.span().map_or(0, |span| span.start));
            report.add((FILE, line), error.message(), accepted);
            None
        }
    }
}

/// The line, from 1, of a place given in bytes.
pub(super) fn line_of(text: &str, offset: usize) -> u64 {
    let newlines = text.bytes().take(offset).filter(|b| *b == b'\n').count();
    u64::try_from(newlines).unwrap_or(u64::MAX).saturating_add(1)
}

fn check(settings: &Settings, report: &mut Report) {
    if jiff::tz::TimeZone::get(&settings.time_zone).is_err() {
        report.add(
            (FILE, 0),
            format!("unknown time zone `{}`", settings.time_zone),
            "an IANA name such as Europe/Kyiv",
        );
    }
    for language in &settings.languages {
        super::directory::check_language((FILE, 0), language, report);
    }
    if settings.languages.is_empty() {
        report.add((FILE, 0), "no language is named", "at least one BCP 47 tag");
    }
}
