//! The walls of the house, read off the sources.

use std::fs;
use std::path::{Path, PathBuf};

/// Sources below a folder, by their path in the repository: where it lies says nothing.
fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    fn walk(folder: &Path, out: &mut Vec<(PathBuf, String)>) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                walk(&path, out);
            } else if path.extension().is_some_and(|e| e == "rs") {
                out.push((path.clone(), fs::read_to_string(&path).expect("a source")));
            }
        }
    }
    let mut out = Vec::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    walk(&root.join(folder), &mut out);
    assert!(!out.is_empty());
    out.into_iter().map(|(path, text)| (path.strip_prefix(&root).expect("a path below").to_owned(), text)).collect()
}

fn has(path: &Path, part: &str) -> bool {
    path.components().any(|c| c.as_os_str() == part)
}

fn name(path: &Path) -> &str {
    path.file_name().and_then(|n| n.to_str()).unwrap_or_default()
}

fn is_store(path: &Path) -> bool {
    name(path).starts_with("store")
        || has(path, "store")
        || has(path, "access")
        || has(path, "ledger")
        || has(path, "kit")
}

/// The words that make a query.
const QUERIES: &[&str] = &[
    "Entity::find",
    "find_by_id(",
    "find_by_statement(",
    ".query_one(",
    ".query_all(",
    ".execute_raw(",
    ".execute_unprepared(",
    ".query_one_raw(",
    ".query_all_raw(",
    "exec_without_returning(",
    "insert_many(",
    "update_many(",
    "delete_many(",
];

#[test]
fn no_query_stands_outside_a_store() {
    for (path, text) in sources("api/src") {
        for word in QUERIES.iter().filter(|_| !is_store(&path)) {
            assert!(!text.contains(word), "{} holds `{word}`: it belongs into a store", path.display());
        }
    }
}

#[test]
fn verbs_know_neither_door() {
    let rooms = ["network", "identity", "exchange", "partners"];
    for (path, text) in sources("api/src").iter().filter(|(p, _)| rooms.iter().any(|room| has(p, room))) {
        if !name(path).starts_with("rest") && name(path) != "oauth_rest.rs" {
            assert!(!text.contains("actix_web"), "{} knows HTTP", path.display());
        }
        if !name(path).starts_with("graphql") && !name(path).starts_with("loader") {
            for word in ["Context<'", "#[Object]", "ComplexObject"] {
                assert!(!text.contains(word), "{} knows GraphQL (`{word}`)", path.display());
            }
        }
    }
}

#[test]
fn the_doors_hold_no_rule() {
    for (path, text) in sources("api/src") {
        if name(&path).starts_with("rest") || name(&path).starts_with("graphql") {
            for word in [".permit(", ".begin()", "Role::"] {
                assert!(!text.contains(word), "{} holds a rule (`{word}`)", path.display());
            }
        }
    }
}

#[test]
fn access_knows_neither_slices_nor_doors() {
    for (path, text) in sources("api/src/access") {
        for word in
            ["crate::network", "crate::identity", "crate::exchange", "crate::partners", "crate::edge", "actix_web"]
        {
            assert!(!text.contains(word), "{} knows {word}", path.display());
        }
    }
}

#[test]
fn files_are_small_and_named_after_what_they_do() {
    let folders = ["api/src", "entity/src", "migration/src", "tests"];
    for (path, text) in folders.iter().flat_map(|folder| sources(folder)).filter(|(p, _)| !has(p, "target")) {
        assert!(text.lines().count() <= 600, "{} is over the wall of 600 lines", path.display());
        for drawer in ["util", "utils", "helper", "helpers", "common", "misc", "types"] {
            assert_ne!(path.file_stem().and_then(|s| s.to_str()), Some(drawer), "{} is a drawer", path.display());
        }
    }
}

#[test]
fn the_table_of_roles_has_no_catch_all() {
    for file in ["roles.rs", "rule.rs", "rows.rs", "seen_by.rs"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../api/src/access").join(file);
        let text = fs::read_to_string(path).expect("a source");
        assert!(!text.contains("        _ =>"), "{file} has a `_` arm");
    }
}
