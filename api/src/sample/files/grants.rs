//! `grants.csv`: roles given to posts and partner systems.

use serde::Deserialize;

use super::cells;
use super::directory::Directory;
use super::problem::Report;
use super::standing::{Holder, may_hold};
use super::table::{Row, Table};
use super::vocabulary::{Role, ScopeKind};

pub(super) const FILE: &str = "grants.csv";

/// A role given. The roles that speak for a country are not here: an
/// appointment and its grant are one act, see `appointments.csv`.
#[derive(Debug, Clone, Deserialize)]
pub struct Grant {
    /// Key of a person (their present post holds it) or of a partner system.
    pub holder: String,
    /// What is given.
    pub role: Role,
    /// Where it counts.
    pub scope_kind: ScopeKind,
    /// Code of the place; none for NETWORK.
    pub scope: Option<String>,
    /// First day.
    #[serde(deserialize_with = "cells::sure_day")]
    pub valid_from: String,
    /// Last day, inclusive; none is open.
    #[serde(deserialize_with = "cells::day")]
    pub valid_to: Option<String>,
    /// Why it was given.
    pub reason: String,
}

impl Row for Grant {
    const COLUMNS: &'static [&'static str] =
        &["holder", "role", "scope_kind", "scope", "valid_from", "valid_to", "reason"];
}

impl Grant {
    /// Whether the day lies between its first and last.
    #[must_use]
    pub fn runs_on(&self, day: &str) -> bool {
        self.valid_from.as_str() <= day && self.valid_to.as_deref().is_none_or(|to| day <= to)
    }
}

/// Checks every grant against the role table; `holder` finds who a key is.
pub(super) fn check<'b>(
    rows: &'b Table<Grant>,
    holder: impl Fn(&'b str) -> Option<Holder<'b>>,
    known: &Directory<'_>,
    report: &mut Report,
) {
    for (at, row) in rows.lines() {
        cells::check_order(at, Some(&row.valid_from), row.valid_to.as_deref(), report);
        if matches!(row.role, Role::FocalPoint | Role::FieldContact) {
            report.add(at, "an appointment carries this role", "a row of appointments.csv");
            continue;
        }
        if row.reason.is_empty() {
            report.add(at, "no reason is given", "a few words on why");
        }
        let Some(holder) = holder(&row.holder) else {
            report.add(
                at,
                format!("`{}` holds no post and is no partner system", row.holder),
                "a key of people.csv with a present post, or of partners.csv",
            );
            continue;
        };
        if let Some(from) = holder.since
            && row.valid_from.as_str() < from
        {
            report.add(at, format!("begins before the holder's post, on {from}"), "a day from then on");
        }
        if let Err(accepted) = may_hold(row.role, &holder, row.scope_kind, row.scope.as_deref(), known) {
            report.add(at, format!("`{}` may not hold {:?} there", row.holder, row.role), accepted);
        }
    }
}
