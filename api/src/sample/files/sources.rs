//! `sources.csv`: where facts come from.

use serde::Deserialize;

use super::table::Row;

/// The file's name.
pub(super) const FILE: &str = "sources.csv";

/// One source that other files name by its code.
#[derive(Debug, Clone, Deserialize)]
pub struct Source {
    /// Code, as `gk`.
    pub code: String,
    /// What it is, for people.
    pub title: String,
}

impl Row for Source {
    const COLUMNS: &'static [&'static str] = &["code", "title"];
}
