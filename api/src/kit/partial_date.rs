//! Dates that are known to the year, the month or the day, and are never shown as more.

use std::fmt;

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::day::{Day, NoDay};
use entity::vocabulary::Precision;

/// A date to the precision it is known (ISO 8601): `2004`, `2004-12` or `2004-12-01`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartialDate {
    day: Day,
    precision: Precision,
}

impl PartialDate {
    /// A stored day shown to its precision.
    pub fn of(day: Day, precision: Precision) -> Self {
        Self { day, precision }
    }

    /// Reads any of the three forms.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong = |no_day: NoDay| no_day.said_of(text, "is no date; write it like 2004, 2004-12 or 2004-12-01");
        let (full, precision) = match text.len() {
            4 => (format!("{text}-01-01"), Precision::Year),
            7 => (format!("{text}-01"), Precision::Month),
            _ => (text.to_owned(), Precision::Day),
        };
        Day::read(&full).map(|day| Self { day, precision }).map_err(wrong)
    }

    /// How exactly it is known.
    pub fn precision(self) -> Precision {
        self.precision
    }

    /// The first day it can mean: for a beginning.
    pub fn first_day(self) -> Day {
        let (year, month, _) = self.day.parts();
        match self.precision {
            Precision::Day => self.day,
            Precision::Month => on(year, month).unwrap_or(self.day),
            Precision::Year => on(year, 1).unwrap_or(self.day),
        }
    }

    /// The last day it can mean: for an end.
    pub fn last_day(self) -> Day {
        let (year, month, _) = self.day.parts();
        let next = match self.precision {
            Precision::Day => return self.day,
            Precision::Month if month < 12 => on(year, month + 1),
            Precision::Month | Precision::Year => on(year + 1, 1),
        };
        next.map_or(Day::MAX, |d| d.plus(-1))
    }
}

fn on(year: i16, month: i8) -> Option<Day> {
    Day::parse(&format!("{year:04}-{month:02}-01")).ok()
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, _) = self.day.parts();
        match self.precision {
            Precision::Day => fmt::Display::fmt(&self.day, f),
            Precision::Month => write!(f, "{year:04}-{month:02}"),
            Precision::Year => write!(f, "{year:04}"),
        }
    }
}

impl Serialize for PartialDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PartialDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

/// A date to the precision it is known (ISO 8601): `2004`, `2004-12` or `2004-12-01`.
#[Scalar(name = "PartialDate")]
impl ScalarType for PartialDate {
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

super::schema::string_schema!(PartialDate, "PartialDate", "partial-date", "2004-12");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_shown_no_more_exactly_than_it_is_known() {
        for text in ["2004", "2004-12", "2004-12-01"] {
            assert_eq!(PartialDate::parse(text).map(|d| d.to_string()), Ok(text.to_owned()));
        }
        let bounds =
            |text: &str| PartialDate::parse(text).map(|d| (d.first_day().to_string(), d.last_day().to_string()));
        assert_eq!(bounds("2004"), Ok(("2004-01-01".into(), "2004-12-31".into())));
        assert_eq!(bounds("2004-02"), Ok(("2004-02-01".into(), "2004-02-29".into())));
        assert_eq!(bounds("2004-12"), Ok(("2004-12-01".into(), "2004-12-31".into())));
        assert_eq!(bounds("2999"), Ok(("2999-01-01".into(), "2999-12-31".into())));
    }

    #[test]
    fn a_date_of_a_year_that_is_not_accepted_is_told_which_are() {
        for beyond in ["3000", "9999", "3000-01", "3000-01-01", "0999", "0999-12", "0999-12-31"] {
            let told = PartialDate::parse(beyond).err().unwrap_or_default();
            assert_eq!(told, format!("`{beyond}` is beyond the days that are accepted: 1000-01-01 to 2999-12-31"));
        }
        for wrong in ["", "999", "2004-13", "2004-02-30", "-999", "2004/12", "20041201", "10000-01-01", "last year"] {
            let told = PartialDate::parse(wrong).err().unwrap_or_default();
            assert_eq!(told, format!("`{wrong}` is no date; write it like 2004, 2004-12 or 2004-12-01"));
        }
    }
}
