//! `competences.csv`: the policy fields, a tree.

use serde::Deserialize;

use super::cells::{self, LocalName};
use super::directory::{Directory, check_cycles};
use super::problem::Report;
use super::table::{Row, Table};
use super::vocabulary::Confidence;

pub(super) const FILE: &str = "competences.csv";

/// A policy field.
#[derive(Debug, Clone, Deserialize)]
pub struct Competence {
    /// Stable code, as `return-readmission`.
    pub code: String,
    /// Code of the broader field; none at the top of the tree.
    pub parent: Option<String>,
    /// English label.
    pub label_en: String,
    /// Labels in other languages.
    #[serde(deserialize_with = "cells::names")]
    pub labels: Vec<LocalName>,
    /// What belongs to it, in English.
    pub definition: String,
    /// How sure the compiler is.
    pub confidence: Confidence,
    /// Codes of `sources.csv`.
    #[serde(deserialize_with = "cells::list")]
    pub source: Vec<String>,
}

impl Row for Competence {
    const COLUMNS: &'static [&'static str] =
        &["code", "parent", "label_en", "labels", "definition", "confidence", "source"];
}

pub(super) fn check(rows: &Table<Competence>, known: &Directory<'_>, report: &mut Report) {
    for (at, row) in rows.lines() {
        if let Some(parent) = &row.parent {
            known.competence(at, "parent", parent, report);
        }
        if row.code == "ALL" {
            report.add(at, "`ALL` is no code of a field", "another word: ALL means every field in appointments");
        }
        known.sources(at, &row.source, report);
    }
    let edges = rows.lines().filter_map(|(at, row)| Some((at, row.code.as_str(), row.parent.as_deref()?)));
    check_cycles(edges, "broader field", report);
}
