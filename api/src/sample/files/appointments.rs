//! `appointments.csv` and `absences.csv`: who speaks for a country.

use serde::Deserialize;

use super::cells;
use super::directory::Directory;
use super::problem::Report;
use super::standing::{Holder, may_hold};
use super::table::{Row, Table};
use super::vocabulary::{Rank, Role, ScopeKind};

pub(super) const FILE: &str = "appointments.csv";
pub(super) const ABSENCES_FILE: &str = "absences.csv";

/// A post that speaks for a country, now or once.
#[derive(Debug, Clone, Deserialize)]
pub struct Appointment {
    /// Key of the person; the post of that time holds the appointment.
    pub person: String,
    /// Code of the country.
    pub country: String,
    /// Code of a policy field, or `ALL`.
    pub competence: String,
    /// Order among those who speak for the same country and field.
    pub rank: Rank,
    /// First day.
    #[serde(deserialize_with = "cells::sure_day")]
    pub valid_from: String,
    /// Last day, inclusive; none is open.
    #[serde(deserialize_with = "cells::day")]
    pub valid_to: Option<String>,
    /// Why.
    pub reason: String,
    /// Telephone of the function.
    pub office_telephone: Option<String>,
    /// Mailbox of the function.
    pub office_email: Option<String>,
}

impl Row for Appointment {
    const COLUMNS: &'static [&'static str] = &[
        "person",
        "country",
        "competence",
        "rank",
        "valid_from",
        "valid_to",
        "reason",
        "office_telephone",
        "office_email",
    ];
}

impl Appointment {
    /// The role that it carries.
    #[must_use]
    pub fn role(&self) -> Role {
        if self.competence == "ALL" { Role::FocalPoint } else { Role::FieldContact }
    }

    /// Whether the day lies between its first and last.
    #[must_use]
    pub fn runs_on(&self, day: &str) -> bool {
        self.valid_from.as_str() <= day && self.valid_to.as_deref().is_none_or(|to| day <= to)
    }
}

/// Days on which a person does not answer; every appointment of theirs is meant.
#[derive(Debug, Clone, Deserialize)]
pub struct Absence {
    /// Key of the person.
    pub person: String,
    /// First day.
    #[serde(deserialize_with = "cells::sure_day")]
    pub valid_from: String,
    /// Last day, inclusive.
    #[serde(deserialize_with = "cells::sure_day")]
    pub valid_to: String,
}

impl Row for Absence {
    const COLUMNS: &'static [&'static str] = &["person", "valid_from", "valid_to"];
}

/// Checks that each appointment was held by a post that lasted as long, in a
/// body that may speak for the country. `holder` finds the post of a person
/// that runs from the first to the last day.
pub(super) fn check<'b>(
    rows: &'b Table<Appointment>,
    holder: impl Fn(&'b Appointment) -> Option<Holder<'b>>,
    known: &Directory<'_>,
    report: &mut Report,
) {
    for (at, row) in rows.lines() {
        cells::check_order(at, Some(&row.valid_from), row.valid_to.as_deref(), report);
        known.country(at, "country", &row.country, report);
        if row.competence != "ALL" {
            known.competence(at, "competence", &row.competence, report);
        }
        match holder(row) {
            None => report.add(
                at,
                format!("`{}` holds no post for the whole time", row.person),
                "a person whose post in people.csv or history_posts.csv lasts from valid_from to valid_to",
            ),
            Some(holder) => {
                let scope = Some(row.country.as_str());
                if let Err(accepted) = may_hold(row.role(), &holder, ScopeKind::Country, scope, known) {
                    report.add(at, format!("`{}` may not speak for {}", row.person, row.country), accepted);
                }
            }
        }
        let second = rows.iter().find(|other| {
            !std::ptr::eq(*other, row)
                && row.rank == Rank::Principal
                && other.rank == Rank::Principal
                && (&other.country, &other.competence) == (&row.country, &row.competence)
                && other.runs_on(&row.valid_from)
        });
        if let Some(second) = second {
            report.add(
                at,
                format!("`{}` is already principal for {} {}", second.person, row.country, row.competence),
                "one principal at a time",
            );
        }
    }
}

pub(super) fn check_absences(rows: &Table<Absence>, appointments: &Table<Appointment>, report: &mut Report) {
    for (at, row) in rows.lines() {
        cells::check_order(at, Some(&row.valid_from), Some(&row.valid_to), report);
        if !appointments.iter().any(|a| a.person == row.person && a.runs_on(&row.valid_from)) {
            report.add(at, format!("`{}` speaks for nobody then", row.person), "a person with a running appointment");
        }
    }
}
