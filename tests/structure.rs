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
    "Entity::",
    "Statement::",
    "kit::database::sql",
    ".exec(",
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

/// Doors that branch; the list may only shrink.
const BRANCHES: &[&str] = &["api/src/identity/partners/oauth/rest.rs"];

#[test]
fn the_doors_parse_call_and_wrap_without_a_branch() {
    for (path, text) in sources("api/src") {
        let is_door = name(&path).starts_with("rest") || name(&path).starts_with("graphql");
        if is_door && !BRANCHES.iter().any(|known| path == Path::new(known)) {
            let branch = text.lines().map(str::trim_start).find(|line| line.starts_with("if "));
            assert_eq!(branch, None, "{} decides something", path.display());
        }
    }
}

#[test]
fn views_are_built_without_asking_anything() {
    // How an actor is shown depends on who may see it, which is looked up for a page at once.
    for (path, text) in sources("api/src").iter().filter(|(path, _)| name(path) == "view.rs") {
        if path != Path::new("api/src/identity/actors/view.rs") {
            assert!(!text.contains(".await"), "{} looks something up", path.display());
        }
    }
}

#[test]
fn the_kit_knows_none_of_our_words() {
    for (path, text) in sources("api/src/kit") {
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        let code: Vec<&str> = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        for line in code.iter().map(|line| line.to_lowercase()) {
            for room in ["network", "identity", "exchange", "edge", "access", "ledger", "authn", "sample", "commands"] {
                assert!(!line.contains(&format!("crate::{room}")), "{} knows {room}: {line}", path.display());
            }
            for word in ["organisation", "expert", "focal_point", "cluster", "secretariat", "country", "inquiry"] {
                assert!(!line.contains(word), "{} knows `{word}`: {line}", path.display());
            }
            let precision = "use entity::vocabulary::precision;";
            assert!(
                !line.contains("entity::") || line.trim() == precision,
                "{} knows our tables: {line}",
                path.display()
            );
        }
    }
}

#[test]
fn entities_hold_no_query_and_no_shape_of_the_doors() {
    for (path, text) in sources("entity/src") {
        for word in [".find", "find_by", ".insert(", ".update(", ".delete(", "query_one", "query_all", ".await"] {
            assert!(!text.contains(word), "{} holds a query (`{word}`)", path.display());
        }
        // What stands between the struct and what ends before it.
        let before = text.split("pub struct Model").next().unwrap_or_default();
        let derives = before.rsplit("\n\n").next().unwrap_or_default();
        for shape in ["SimpleObject", "InputObject", "ToSchema", "Serialize", "async_graphql"] {
            let is_model = text.contains("pub struct Model");
            assert!(!is_model || !derives.contains(shape), "{}: a model derives {shape}", path.display());
        }
    }
}

#[test]
fn migrations_import_no_other_room() {
    for (path, text) in sources("migration/src") {
        for line in text.lines().map(str::trim_start).filter(|line| !line.starts_with("//")) {
            let words = line.split(|c: char| !c.is_alphanumeric() && c != '_');
            for word in words {
                let is_ours = word == "entity" || word.starts_with("focalpoint_");
                assert!(!is_ours, "{} imports {word}", path.display());
            }
        }
    }
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../migration/Cargo.toml");
    let manifest = fs::read_to_string(manifest).expect("a manifest");
    let dependencies = manifest.split("[dependencies]").nth(1).expect("dependencies");
    assert!(!dependencies.contains("entity") && !dependencies.contains("focalpoint"), "{dependencies}");
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
            let is_drawer = path.with_extension("").components().any(|part| part.as_os_str() == drawer);
            assert!(!is_drawer, "{} is a drawer", path.display());
        }
    }
}

#[test]
fn the_table_of_roles_has_no_catch_all() {
    for file in ["roles.rs", "rule.rs", "rows.rs", "seen_by.rs"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../api/src/access").join(file);
        let text = fs::read_to_string(path).expect("a source");
        let arm = text.lines().map(str::trim).find(|line| {
            ["_ =>", "_ if ", "_ |"].iter().any(|begin| line.starts_with(begin)) || line.contains("| _ =>")
        });
        assert_eq!(arm, None, "{file} has a `_` arm");
    }
}

/// Where the place is asked outside the lock for another reason than to permit, or still is; the list may only shrink.
const PLACED_OUTSIDE: &[&str] = &[
    // Shows where an inviter stands.
    "api/src/identity/invitations/accept.rs",
    "api/src/network/experts/end_post.rs",
    "api/src/network/organisations/merge.rs",
    "api/src/network/organisations/status.rs",
];

#[test]
fn what_is_permitted_by_a_place_asks_for_the_place_under_the_lock() {
    for (path, text) in sources("api/src") {
        let asks = text.contains("place_of(ctx.db()") && text.contains("ctx.begin()");
        let again =
            ["permit_at::<", "place_of(unit.tx()", "permit_on_account::<"].iter().any(|word| text.contains(word));
        let known = PLACED_OUTSIDE.iter().any(|known| path == Path::new(known));
        assert!(!asks || again || known, "{} judges by a place that may have changed meanwhile", path.display());
    }
}
