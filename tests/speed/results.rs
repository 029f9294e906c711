//! What was measured, kept beside the networks so that a run can be gone on with.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

pub struct Results {
    /// What was measured of each network.
    pub networks: Vec<Value>,
    /// How lists grow on each database.
    pub growth: Vec<Value>,
}

fn file(folder: &Path) -> PathBuf {
    folder.join("results.json")
}

impl Results {
    pub fn read(folder: &Path) -> Self {
        let text = std::fs::read_to_string(file(folder)).unwrap_or_else(|_| "{}".to_owned());
        let kept: Value = serde_json::from_str(&text).expect("results");
        let list = |name: &str| kept[name].as_array().cloned().unwrap_or_default();
        Self { networks: list("networks"), growth: list("growth") }
    }

    /// Keeps what was measured of a network instead of what was measured before.
    pub fn keep(&mut self, measured: Value, folder: &Path) {
        let is_other = |one: &Value| one["database"] != measured["database"] || one["size"] != measured["size"];
        self.networks.retain(is_other);
        self.networks.push(measured);
        let place = |one: &Value| (one["database"].as_str().map(str::to_owned), one["size"].as_u64());
        self.networks.sort_by_key(|one| std::cmp::Reverse(place(one)));
        self.networks.reverse();
        self.write(folder);
    }

    /// The same of how lists grow.
    pub fn keep_growth(&mut self, measured: Value, folder: &Path) {
        self.growth.retain(|one| one["database"] != measured["database"]);
        self.growth.push(measured);
        self.write(folder);
    }

    fn write(&self, folder: &Path) {
        let all = json!({ "networks": self.networks, "growth": self.growth });
        std::fs::write(file(folder), serde_json::to_string_pretty(&all).expect("JSON")).expect("writing");
    }
}
