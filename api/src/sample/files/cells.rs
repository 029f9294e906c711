//! Cells that hold more than a word: lists, names by language, days.

use jiff::civil::Date;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use super::problem::Report;
use super::vocabulary::Precision;

/// A name in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalName {
    /// BCP 47 tag, as `uk`.
    pub language: String,
    /// The name in that language and its script.
    pub name: String,
}

/// `a|b|c`; an empty cell is an empty list.
pub(super) fn list<'de, D: Deserializer<'de>>(cell: D) -> Result<Vec<String>, D::Error> {
    let text = String::deserialize(cell)?;
    Ok(parts(&text).map(str::to_owned).collect())
}

/// `uk:Україна|ru:Украина`; an empty cell is an empty list.
pub(super) fn names<'de, D: Deserializer<'de>>(cell: D) -> Result<Vec<LocalName>, D::Error> {
    let text = String::deserialize(cell)?;
    parts(&text)
        .map(|part| match part.split_once(':') {
            Some((language, name)) if is_language(language) && !name.trim().is_empty() => {
                Ok(LocalName { language: language.to_owned(), name: name.trim().to_owned() })
            }
            _ => Err(D::Error::custom(format!(
                "`{part}` is no name; accepted: LANGUAGE:NAME with a BCP 47 tag, several separated by |"
            ))),
        })
        .collect()
}

/// A day or nothing.
pub(super) fn day<'de, D: Deserializer<'de>>(cell: D) -> Result<Option<String>, D::Error> {
    let text = String::deserialize(cell)?;
    if text.is_empty() {
        return Ok(None);
    }
    checked_day(text).map(Some).map_err(D::Error::custom)
}

/// A day that must be there.
pub(super) fn sure_day<'de, D: Deserializer<'de>>(cell: D) -> Result<String, D::Error> {
    checked_day(String::deserialize(cell)?).map_err(D::Error::custom)
}

/// `YES` or `NO`.
pub(super) fn yes_no<'de, D: Deserializer<'de>>(cell: D) -> Result<bool, D::Error> {
    match String::deserialize(cell)?.as_str() {
        "YES" => Ok(true),
        "NO" => Ok(false),
        other => Err(D::Error::custom(format!("`{other}`; accepted: YES, NO"))),
    }
}

/// `YES`, `NO` or an empty cell, which leaves the rule's own value.
pub(super) fn yes_no_or_preset<'de, D: Deserializer<'de>>(cell: D) -> Result<Option<bool>, D::Error> {
    match String::deserialize(cell)?.as_str() {
        "" => Ok(None),
        "YES" => Ok(Some(true)),
        "NO" => Ok(Some(false)),
        other => Err(D::Error::custom(format!("`{other}`; accepted: YES, NO or an empty cell"))),
    }
}

fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split('|').map(str::trim).filter(|part| !part.is_empty())
}

fn checked_day(text: String) -> Result<String, String> {
    // The parser also reads instants; ten characters leave the plain day.
    if text.len() == 10 && text.parse::<Date>().is_ok() {
        Ok(text)
    } else {
        Err(format!("`{text}` is no day; accepted: a day of the calendar as YYYY-MM-DD"))
    }
}

/// Whether a text looks like a BCP 47 tag. A full registry look-up would refuse
/// tags that are younger than this program.
pub(super) fn is_language(text: &str) -> bool {
    let mut subtags = text.split('-');
    let primary = subtags.next().unwrap_or_default();
    (2..=3).contains(&primary.len())
        && primary.bytes().all(|b| b.is_ascii_lowercase())
        && subtags.all(|s| (1..=8).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// From and until with their precisions, as they stand in a row.
pub(super) struct Span<'a> {
    pub(super) from: Option<&'a str>,
    pub(super) from_precision: Option<Precision>,
    pub(super) to: Option<&'a str>,
    pub(super) to_precision: Option<Precision>,
}

/// Days need a precision and go with one; an end does not come before its
/// beginning (both inclusive, so they may be one day).
pub(super) fn check_span(at: (&str, u64), span: &Span<'_>, report: &mut Report) {
    for (column, day, precision) in
        [("valid_from", span.from, span.from_precision), ("valid_to", span.to, span.to_precision)]
    {
        if day.is_some() != precision.is_some() {
            report.add(
                at,
                format!("`{column}` and `{column}_precision` do not go together"),
                "both filled (DAY, MONTH or YEAR) or both empty",
            );
        }
    }
    check_order(at, span.from, span.to, report);
}

/// Days of the form YYYY-MM-DD sort as text.
pub(super) fn check_order(at: (&str, u64), from: Option<&str>, to: Option<&str>, report: &mut Report) {
    if let (Some(from), Some(to)) = (from, to)
        && to < from
    {
        report.add(at, format!("ends on {to}, before it begins on {from}"), "an end on or after the beginning");
    }
}
