//! An instant as people write it: a plain day or an instant.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use entity::vocabulary::Precision;
use serde::{Deserialize, Deserializer, de};

use super::day::{Day, NoDay, Zone};
use super::partial_date::PartialDate;
use super::timestamp::Timestamp;

/// A day or an instant. A plain day as a beginning is its first instant in the network's zone, as
/// an end its last: `validTo: 2026-03-31` includes the 31st.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// `2026-03-31`.
    Day(Day),
    /// `2026-03-31T12:00:00Z`.
    Instant(Timestamp),
}

impl When {
    /// Reads either.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong =
            |no_day: NoDay| no_day.said_of(text, "is neither a day (2026-03-31) nor an instant (2026-03-31T12:00:00Z)");
        match (Day::read(text), Timestamp::parse(text)) {
            (Ok(day), _) => Ok(Self::Day(day)),
            (Err(_), Ok(at)) => Ok(Self::Instant(at)),
            (Err(no_day), Err(_)) => Err(wrong(no_day)),
        }
    }

    /// The first instant, as a beginning.
    pub fn begin(self, zone: &Zone) -> Timestamp {
        match self {
            Self::Day(day) => zone.first_instant(day),
            Self::Instant(at) => at,
        }
    }

    /// The first instant that is past it, as an end: stored spans hold their beginning and not their end.
    pub fn past(self, zone: &Zone) -> Timestamp {
        match self {
            Self::Day(day) => zone.first_instant(day.plus(1)),
            Self::Instant(at) => Timestamp::from_micros(at.micros().saturating_add(1)),
        }
    }
}

/// The beginning of a stored span, shown as the date it is known to.
pub fn first_date(zone: &Zone, from: i64, precision: Precision) -> PartialDate {
    PartialDate::of(zone.day_of(Timestamp::from_micros(from)), precision)
}

/// The last day of a stored span, as the doors show it (`validTo` is inclusive).
pub fn last_date(zone: &Zone, past: i64) -> PartialDate {
    PartialDate::of(zone.day_of(last_of(past)), Precision::Day)
}

/// The last instant of a stored span, as the doors show it (`validTo` is inclusive).
pub fn last_of(past: i64) -> Timestamp {
    Timestamp::from_micros(past - 1)
}

impl<'de> Deserialize<'de> for When {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

/// A day (`2026-03-31`) or an instant (`2026-03-31T12:00:00Z`). A plain day as a beginning is its
/// first instant in the network's zone, as an end its last.
#[Scalar(name = "When")]
impl ScalarType for When {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) => Self::parse(text).map_err(InputValueError::custom),
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(match self {
            Self::Day(day) => day.to_string(),
            Self::Instant(at) => at.to_string(),
        })
    }
}

super::schema::string_schema!(When, "When", "date", "2026-03-31");
