//! What is to go. It is marked here, once, and both doors say it: REST by `Deprecation` (RFC 9745)
//! and `Sunset` (RFC 8594) on every answer and by `deprecated` in the document, GraphQL by
//! `@deprecated`. What goes stays for a year; then the comparison with the last release lets it go.

use actix_web::http::header::{HeaderName, HeaderValue, HttpDate, LINK};

use super::graphql::Roots;
use super::operations::{OPERATIONS, Operation};
use crate::kit::day::{Day, Zone};

/// Something that is to go.
#[derive(Clone, Copy, Debug)]
pub struct Deprecated {
    /// What.
    pub what: What,
    /// Since when clients are told, a day (UTC).
    pub since: &'static str,
    /// The first day on which it may be gone (UTC): a year later or more.
    pub sunset: &'static str,
    /// What to use instead, in a sentence.
    pub instead: &'static str,
}

/// What is to go.
#[derive(Clone, Copy, Debug)]
pub enum What {
    /// An operation at both its doors, by its REST `operationId`; one that is GraphQL's alone by its
    /// root field.
    Operation(&'static str),
    /// A member of what is sent or answered, or a parameter's: empty where one door does not have it.
    Member {
        /// The schema in the OpenAPI document.
        schema: &'static str,
        /// The type in the GraphQL schema.
        ty: &'static str,
        /// The member's name.
        name: &'static str,
    },
}

/// What is to go in this release.
pub const DEPRECATED: &[Deprecated] = &[];

const YEAR: i32 = 365;

impl Deprecated {
    /// What clients read about it; the comparison with the last release reads the day off it.
    pub fn reason(&self) -> String {
        format!("Since {}; gone from {} on. {}", self.since, self.sunset, self.instead)
    }

    /// The line of the operation in the table of operations.
    pub fn operation(&self) -> Option<&'static Operation> {
        let What::Operation(named) = self.what else { return None };
        OPERATIONS.iter().find(|o| o.rest.or(o.graphql) == Some(named))
    }

    /// The GraphQL type and field, where it has one there.
    pub fn field(&self, roots: &Roots) -> Option<(&'static str, &'static str)> {
        match self.what {
            What::Member { ty, name, .. } => Some((ty, name)).filter(|(ty, _)| !ty.is_empty()),
            What::Operation(_) => {
                let field = self.operation()?.graphql?;
                ["Mutation", "Subscription", "Query"].into_iter().find(|ty| roots.has(ty, field)).map(|ty| (ty, field))
            }
        }
    }

    /// What every answer of the operation says.
    pub fn headers(&self) -> Vec<(HeaderName, HeaderValue)> {
        let (Ok(since), Ok(sunset)) = (instant(self.since), instant(self.sunset)) else { return Vec::new() };
        let date = HttpDate::from(std::time::UNIX_EPOCH + std::time::Duration::from_secs(sunset));
        let operation = self.operation().and_then(|o| o.rest).unwrap_or_default();
        let lines = [
            (HeaderName::from_static("deprecation"), format!("@{since}")),
            (HeaderName::from_static("sunset"), date.to_string()),
            (LINK, format!("</reference#{operation}>; rel=\"deprecation\"; type=\"text/html\"")),
        ];
        lines.into_iter().filter_map(|(name, value)| Some((name, HeaderValue::from_str(&value).ok()?))).collect()
    }

    /// What is wrong with the entry.
    fn wrong(&self, roots: &Roots) -> Option<String> {
        let days = Day::parse(self.since).and_then(|since| Ok((since, Day::parse(self.sunset)?)));
        match (days, self.what) {
            (Err(what), _) => Some(what),
            (Ok((since, sunset)), _) if sunset < since.plus(YEAR) => {
                Some(format!("{:?} goes before a year has passed", self.what))
            }
            (_, What::Operation(name)) if self.operation().is_none() => Some(format!("there is no operation `{name}`")),
            (_, What::Member { ty, name, .. }) if !ty.is_empty() && !roots.has_member(ty, name) => {
                Some(format!("GraphQL `{ty}.{name}` does not exist"))
            }
            _ => None,
        }
    }
}

/// Seconds from the epoch to the beginning of a day (UTC).
fn instant(day: &str) -> Result<u64, String> {
    let at = Zone::named("UTC")?.first_instant(Day::parse(day)?);
    u64::try_from(at.micros() / 1_000_000).map_err(|_| format!("{day} lies before 1970"))
}

/// Checks a table against the real schema; the error names every entry that is not right.
pub fn check(table: &[Deprecated], roots: &Roots) -> Result<(), String> {
    let wrong: Vec<String> = table.iter().filter_map(|entry| entry.wrong(roots)).collect();
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("; ")) }
}
