//! One type of instant for both doors and both databases.

use std::fmt;
use std::time::Duration;

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// An instant, UTC, to the microsecond; RFC 3339 with `Z` and six digits: `2026-11-25T02:28:00.000000Z`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// From microseconds since the Unix epoch.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since the Unix epoch, as stored.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Reads RFC 3339. Digits past the microsecond are cut.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong = || "this is no instant; write it like 2026-11-25T02:28:00Z (RFC 3339)".to_owned();
        // jiff reads more than RFC 3339 does: a space for `T`, hours without minutes, zones in brackets.
        let bytes = text.as_bytes();
        let shaped = bytes.len() >= 20
            && matches!(bytes.get(10), Some(b'T' | b't'))
            && bytes.get(16) == Some(&b':')
            && (text.ends_with(['Z', 'z']) || bytes.get(bytes.len() - 3) == Some(&b':'))
            && bytes.first().is_some_and(u8::is_ascii_digit);
        let at: jiff::Timestamp = if shaped { text.parse().map_err(|_| wrong())? } else { return Err(wrong()) };
        i64::try_from(at.as_nanosecond().div_euclid(1_000)).map(Self).map_err(|_| wrong())
    }

    /// Later by a duration; the largest instant where that cannot be told.
    pub fn plus(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)))
    }

    /// Earlier by a duration; the smallest instant where that cannot be told.
    pub fn minus(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)))
    }

    pub(super) fn to_jiff(self) -> jiff::Timestamp {
        // Out of jiff's years -9999 to 9999 there is nothing to show.
        jiff::Timestamp::from_microsecond(self.0).unwrap_or(jiff::Timestamp::MAX)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.6}", self.to_jiff())
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

/// An instant, UTC, to the microsecond (RFC 3339): `2026-11-25T02:28:00.000000Z`.
#[Scalar(name = "Timestamp", specified_by_url = "https://www.rfc-editor.org/rfc/rfc3339")]
impl ScalarType for Timestamp {
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

super::schema::string_schema!(Timestamp, "Timestamp", "date-time", "2026-11-25T02:28:00.000000Z");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_microseconds_and_reads_them_back() {
        let at = Timestamp::from_micros(1_764_037_680_000_001);
        assert_eq!(at.to_string(), "2025-11-25T02:28:00.000001Z");
        assert_eq!(Timestamp::parse(&at.to_string()), Ok(at));
        assert_eq!(Timestamp::parse("2025-11-25T04:28:00.0000019+02:00"), Ok(at));
        for text in
            ["yesterday", "20261125T022800Z", "2026-11-25 02:28:00Z", "2026-11-25T02:28Z", "2026-11-25T02:28:00+02"]
        {
            assert!(Timestamp::parse(text).is_err(), "{text}");
        }
        assert_eq!(Timestamp::parse("1969-12-31T23:59:59.9999999Z"), Ok(Timestamp::from_micros(-1)));
    }
}
