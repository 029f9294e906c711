//! The walls of the house, read off the sources; and each wall is seen to stand: a text that breaks it is
//! found.

mod walls;

use std::fs;
use std::path::{Path, PathBuf};

use walls::{Source, WALLS};

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
    assert!(!out.is_empty(), "{folder} is empty");
    out.into_iter().map(|(path, text)| (path.strip_prefix(&root).expect("a path below").to_owned(), text)).collect()
}

#[test]
fn the_house_keeps_its_walls() {
    let mut wrong = Vec::new();
    for wall in WALLS {
        for (path, text) in wall.folders.iter().flat_map(|folder| sources(folder)) {
            let found = (wall.judge)(Source { path: &path, text: &text });
            wrong.extend(found.into_iter().map(|what| format!("{}: {} {what}", wall.rule, path.display())));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// For each wall a source that breaks it, and what must be said of it.
const BROKEN: &[(&str, &str, &str, &str)] = &[
    ("no query stands outside a store", "api/src/network/x/read.rs", "item::Entity::find()", "holds `Entity::`"),
    ("verbs know neither door", "api/src/network/x/end.rs", "use actix_web::HttpResponse;", "knows HTTP"),
    ("verbs know neither door", "api/src/exchange/x/read.rs", "async fn f(ctx: &Context<'_>)", "knows GraphQL"),
    ("the doors parse, call and wrap without a branch", "api/src/network/x/rest.rs", "    if a {", "decides something"),
    ("the doors hold no rule", "api/src/network/x/graphql.rs", "actor.holds(Role::Member)", "holds a rule"),
    ("views are built without asking anything", "api/src/network/x/view.rs", "one(ctx).await", "looks something up"),
    ("the kit knows none of our words", "api/src/kit/x.rs", "use crate::access::Actor;", "knows access"),
    ("the kit knows none of our words", "api/src/kit/x.rs", "fn of_country() {}", "knows `country`"),
    ("the kit knows none of our words", "api/src/kit/x.rs", "use entity::item;", "knows our tables"),
    ("entities hold no query and no shape of the doors", "entity/src/x.rs", "Self::find_by_id(id)", "holds a query"),
    (
        "entities hold no query and no shape of the doors",
        "entity/src/x.rs",
        "use x;\n\n#[derive(Clone, ToSchema)]\npub struct Model {}",
        "a model derives ToSchema",
    ),
    ("migrations import no other room", "migration/src/x.rs", "use entity::item;", "imports entity"),
    ("access knows neither slices nor doors", "api/src/access/x.rs", "use crate::network::x;", "knows crate::network"),
    ("files are small and named after what they do", "api/src/x/utils.rs", "", "is a drawer"),
    ("the table of roles has no catch-all", "api/src/access/roles.rs", "        _ => Sight::Own,", "has a `_` arm"),
    (
        "where a thing stands is asked under the lock",
        "api/src/network/x/end.rs",
        "let at = place_of(ctx.db(), id, now); unit.permit::<acts::EndPost>(&target)",
        "outside of the lock",
    ),
    (
        "no secret stands in a text for developers",
        "api/src/identity/x/y.rs",
        "#[derive(Clone, Debug)]\npub struct New {\n    pub password: String,\n}",
        "shows password",
    ),
    (
        "no list is read as an object",
        "api/src/network/x/update.rs",
        "#[derive(Deserialize)]\npub struct New {\n    #[serde(flatten)]\n    pub office: Office,\n}",
        "reads what is `flatten`",
    ),
    (
        "a database that fails is no mistake of the asker",
        "api/src/identity/x/y.rs",
        "one(ctx, id).await.map_err(|_| unknown())?",
        "look for `None`",
    ),
];

#[test]
fn each_wall_is_seen_to_stand() {
    for (rule, path, text, expected) in BROKEN {
        let wall = WALLS.iter().find(|wall| wall.rule == *rule).unwrap_or_else(|| panic!("there is no wall `{rule}`"));
        let found = (wall.judge)(Source { path: Path::new(path), text });
        assert!(found.iter().any(|what| what.contains(expected)), "{rule}: {path} was not found: {found:?}");
    }
    let long = "x\n".repeat(601);
    let small = WALLS.iter().find(|wall| wall.rule.starts_with("files are small")).expect("the wall");
    assert_eq!((small.judge)(Source { path: Path::new("api/src/x.rs"), text: &long }).len(), 1);
    // None is left out.
    let tried = |wall: &&walls::Wall| BROKEN.iter().any(|(rule, ..)| *rule == wall.rule);
    assert_eq!(WALLS.iter().filter(tried).count(), WALLS.len());
}

#[test]
fn the_migrations_depend_on_no_other_room() {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../migration/Cargo.toml");
    let manifest = fs::read_to_string(manifest).expect("a manifest");
    let dependencies = manifest.split("[dependencies]").nth(1).expect("dependencies");
    assert!(!dependencies.contains("entity") && !dependencies.contains("focalpoint"), "{dependencies}");
}
