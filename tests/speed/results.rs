//! What was measured, kept beside the networks so that a run can be gone on with.

use std::path::{Path, PathBuf};

use serde_json::Value;

pub struct Results(pub Vec<Value>);

fn file(folder: &Path) -> PathBuf {
    folder.join("results.json")
}

impl Results {
    pub fn read(folder: &Path) -> Self {
        let text = std::fs::read_to_string(file(folder)).unwrap_or_else(|_| "[]".to_owned());
        Self(serde_json::from_str(&text).expect("results"))
    }

    /// Keeps what was measured of a network instead of what was measured before.
    pub fn keep(&mut self, measured: Value, folder: &Path) {
        let is_other = |one: &Value| one["database"] != measured["database"] || one["size"] != measured["size"];
        self.0.retain(is_other);
        self.0.push(measured);
        let place = |one: &Value| (one["database"].as_str().map(str::to_owned), one["size"].as_u64());
        self.0.sort_by_key(|one| std::cmp::Reverse(place(one)));
        self.0.reverse();
        std::fs::write(file(folder), serde_json::to_string_pretty(&self.0).expect("JSON")).expect("writing");
    }
}
