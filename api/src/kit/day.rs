//! Days, and the zone in which they begin and end.

use std::fmt;

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::timestamp::Timestamp;

/// A day of the Gregorian calendar, `2026-03-31` (ISO 8601), years 1000 to 2999.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

impl Day {
    /// The first of January 1000.
    pub const MIN: Self = Self(-354_285);
    /// The last of December 2999.
    pub const MAX: Self = Self(376_199);

    /// From days since 1970-01-01, as stored.
    pub const fn from_number(number: i32) -> Self {
        Self(number)
    }

    /// Days since 1970-01-01.
    pub const fn number(self) -> i32 {
        self.0
    }

    /// Reads `YYYY-MM-DD`.
    pub fn parse(text: &str) -> Result<Self, String> {
        Self::read(text).map_err(|no_day| no_day.said_of(text, "is no day; write it like 2026-03-31"))
    }

    /// The same, for what says in its own words what is wrong.
    pub fn read(text: &str) -> Result<Self, NoDay> {
        let date: Date = match text.len() {
            10 => text.parse().map_err(|_| NoDay::Written)?,
            _ => return Err(NoDay::Written),
        };
        Some(Self::from_date(date)).filter(|d| (Self::MIN..=Self::MAX).contains(d)).ok_or(NoDay::Beyond)
    }

    /// Year, month, day.
    pub fn parts(self) -> (i16, i8, i8) {
        let date = self.to_date();
        (date.year(), date.month(), date.day())
    }

    /// The day `days` later.
    pub fn plus(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }

    fn from_date(date: Date) -> Self {
        let span = date.since((jiff::Unit::Day, Date::constant(1970, 1, 1)));
        Self(span.map(|s| s.get_days()).unwrap_or_default())
    }

    fn to_date(self) -> Date {
        let span = jiff::Span::new().try_days(self.0);
        span.and_then(|s| Date::constant(1970, 1, 1).checked_add(s)).unwrap_or(Date::MAX)
    }
}

/// Why a text is no day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoDay {
    /// It is not written as one.
    Written,
    /// It is one, of a year that is not accepted.
    Beyond,
}

impl NoDay {
    /// What is told of a text; `written` says how it is to be written.
    pub fn said_of(self, text: &str, written: &str) -> String {
        match self {
            Self::Written => format!("`{text}` {written}"),
            Self::Beyond => {
                format!("`{text}` is beyond the days that are accepted: {} to {}", Day::MIN, Day::MAX)
            }
        }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.to_date(), f)
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

/// A day (ISO 8601): `2026-03-31`.
#[Scalar(name = "Day")]
impl ScalarType for Day {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) => Self::parse(text).map_err(InputValueError::custom),
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.to_string())
    }
}

super::schema::string_schema!(Day, "Day", "date", "2026-03-31");

/// A time zone.
#[derive(Clone, Debug)]
pub struct Zone(TimeZone);

impl Zone {
    /// The zone of an IANA name, `Europe/Kyiv`.
    pub fn named(name: &str) -> Result<Self, String> {
        TimeZone::get(name)
            .map(Self)
            .map_err(|_| format!("there is no time zone `{name}`; use an IANA name like Europe/Kyiv"))
    }

    /// The day it is at an instant.
    pub fn day_of(&self, at: Timestamp) -> Day {
        Day::from_date(at.to_jiff().to_zoned(self.0.clone()).date())
    }

    /// An instant as people read it: `27 November 2026, 19:30 (Europe/Kyiv, UTC+02:00)`; `month` says the month, given
    /// in English, as the reader says it beside a day.
    pub fn said(&self, at: Timestamp, month: impl FnOnce(&str) -> String) -> String {
        let here = at.to_jiff().to_zoned(self.0.clone());
        let name = self.0.iana_name().filter(|name| *name != "UTC").map(|name| format!("{name}, ")).unwrap_or_default();
        let month = month(&here.strftime("%B").to_string());
        let (day, rest) = (here.strftime("%-d"), here.strftime("%Y, %H:%M"));
        format!("{day} {month} {rest} ({name}UTC{})", here.strftime("%:z"))
    }

    /// The first instant of a day.
    pub fn first_instant(&self, day: Day) -> Timestamp {
        let zoned = day.to_date().to_zoned(self.0.clone());
        Timestamp::from_micros(zoned.map(|z| z.timestamp().as_microsecond()).unwrap_or(i64::MAX))
    }

    /// The last instant of a day, to the microsecond.
    pub fn last_instant(&self, day: Day) -> Timestamp {
        Timestamp::from_micros(self.first_instant(day.plus(1)).micros() - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_goes_out_as_it_came_in() {
        for text in ["1970-01-01", "2004-02-29", "1000-01-01", "2999-12-31", "1969-12-31"] {
            assert_eq!(Day::parse(text).map(|d| d.to_string()), Ok(text.to_owned()));
        }
        for text in ["2005-02-29", "05-01-01", "2005-1-1", "0999-12-31", "3000-01-01", "20050101", "2005-01-01T00"] {
            assert!(Day::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn people_read_an_instant_to_the_minute_and_with_its_zone() {
        let at = Timestamp::from_micros(1_764_037_680_000_001);
        let said = |zone: &str| Zone::named(zone).map(|zone| zone.said(at, str::to_owned));
        assert_eq!(said("Europe/Kyiv"), Ok("25 November 2025, 04:28 (Europe/Kyiv, UTC+02:00)".to_owned()));
        assert_eq!(said("UTC"), Ok("25 November 2025, 02:28 (UTC+00:00)".to_owned()));
    }

    #[test]
    fn a_day_in_kyiv_has_its_own_bounds_also_when_clocks_change() {
        let kyiv = Zone::named("Europe/Kyiv").unwrap_or(Zone(TimeZone::UTC));
        let spring = Day::parse("2026-03-29").unwrap_or(Day::MIN);
        assert_eq!(kyiv.first_instant(spring).to_string(), "2026-03-28T22:00:00.000000Z");
        assert_eq!(kyiv.last_instant(spring).to_string(), "2026-03-29T20:59:59.999999Z");
        assert_eq!(kyiv.day_of(kyiv.last_instant(spring)), spring);
    }
}
