//! From what the files say to what the tables hold.

use entity::vocabulary::{Confidence, Precision};
use serde::Serialize;

use super::files;
use crate::error::{Error, Result};
use crate::kit::day::Day;
use crate::kit::partial_date::PartialDate;
use crate::kit::timestamp::Timestamp;
use crate::ledger::Unit;
use crate::network::facts::{Bound, NewFact, Span};

/// The word of a files' enumeration, which is spelled as at the two doors.
fn word<T: Serialize>(value: T) -> Result<String> {
    let value = serde_json::to_value(value).map_err(Error::internal)?;
    value.as_str().map(str::to_owned).ok_or_else(|| Error::internal("a word of the files is no text"))
}

/// The vocabulary's variant of a files' enumeration.
pub(super) fn same<T: Serialize, V>(value: T, read: impl Fn(&str) -> Option<V>) -> Result<V> {
    let word = word(value)?;
    read(&word).ok_or_else(|| Error::internal(format!("`{word}` is no word of the vocabulary")))
}

pub(super) fn confidence(value: files::Confidence) -> Result<Confidence> {
    same(value, Confidence::from_word)
}

pub(super) fn precision(value: Option<files::Precision>) -> Result<Precision> {
    value.map_or(Ok(Precision::Day), |value| same(value, Precision::from_word))
}

pub(super) fn source(codes: &[String]) -> Option<String> {
    (!codes.is_empty()).then(|| codes.join("|"))
}

pub(super) fn day(text: &str) -> Result<Day> {
    Day::parse(text).map_err(Error::internal)
}

/// A date of the files to the precision it is known.
pub(super) fn date(text: Option<&str>, known: Option<files::Precision>) -> Result<Option<PartialDate>> {
    let Some(text) = text else { return Ok(None) };
    Ok(Some(PartialDate::of(day(text)?, precision(known)?)))
}

/// A span of the files; an empty cell is open.
pub(super) fn span(
    from: Option<&str>,
    from_precision: Option<files::Precision>,
    to: Option<&str>,
    to_precision: Option<files::Precision>,
) -> Result<Span> {
    Ok(Span {
        from: Bound::dated_or_open(date(from, from_precision)?),
        to: Bound::dated_or_open(date(to, to_precision)?),
    })
}

/// The first instant of a day in the network's zone.
pub(super) fn begin(unit: &Unit, text: &str) -> Result<Timestamp> {
    Ok(unit.world().zone.first_instant(day(text)?))
}

/// The first instant past a last day.
pub(super) fn past(unit: &Unit, text: Option<&str>) -> Result<Option<Timestamp>> {
    text.map(|text| Ok(unit.world().zone.first_instant(day(text)?.plus(1)))).transpose()
}

/// Where a fact of the files is from.
pub(super) fn sourced(fact: NewFact, codes: &[String], sure: files::Confidence, note: Option<&str>) -> Result<NewFact> {
    Ok(fact.from_source(source(codes), confidence(sure)?, note.map(str::to_owned)))
}
