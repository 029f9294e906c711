//! `partners.csv`: machine clients of the sample network.

use serde::Deserialize;

use super::directory::Directory;
use super::problem::Report;
use super::table::{Row, Table};

pub(super) const FILE: &str = "partners.csv";

/// A partner system.
#[derive(Debug, Clone, Deserialize)]
pub struct Partner {
    /// Key by which the sample's other files name it.
    pub key: String,
    /// Name.
    pub name: String,
    /// Code of the body that owns it and in which it stands.
    pub organisation: String,
    /// What it does, for people.
    pub purpose: String,
}

impl Row for Partner {
    const COLUMNS: &'static [&'static str] = &["key", "name", "organisation", "purpose"];
}

pub(super) fn check(rows: &Table<Partner>, known: &Directory<'_>, report: &mut Report) {
    for (at, row) in rows.lines() {
        known.organisation(at, "organisation", &row.organisation, report);
        if known.body(&row.organisation).is_some_and(|body| body.valid_to.is_some()) {
            report.add(at, format!("the body `{}` has ended", row.organisation), "a body that lives today");
        }
    }
}
