//! The walls of the house, each as a function over one source: what is wrong with it.

use std::path::Path;

/// A source file: where it lies in the repository, and its text.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    pub path: &'a Path,
    pub text: &'a str,
}

impl Source<'_> {
    fn has(&self, part: &str) -> bool {
        self.path.components().any(|c| c.as_os_str() == part)
    }

    fn name(&self) -> &str {
        self.path.file_name().and_then(|n| n.to_str()).unwrap_or_default()
    }

    fn is_store(&self) -> bool {
        self.name().starts_with("store") || ["store", "access", "ledger", "kit"].iter().any(|room| self.has(room))
    }

    fn is_rest(&self) -> bool {
        self.name().starts_with("rest")
    }

    fn is_door(&self) -> bool {
        self.is_rest() || self.name().starts_with("graphql")
    }

    fn is_slice(&self) -> bool {
        ["network", "identity", "exchange", "partners"].iter().any(|room| self.has(room))
    }

    /// What it says of itself: each word that it holds, and should not.
    fn holding<'a>(&self, words: &[&'a str]) -> impl Iterator<Item = &'a str> {
        words.iter().copied().filter(|word| self.text.contains(word)).collect::<Vec<_>>().into_iter()
    }
}

/// One wall: its rule, where it stands, and what it finds.
pub struct Wall {
    pub rule: &'static str,
    pub folders: &'static [&'static str],
    pub judge: fn(Source<'_>) -> Vec<String>,
}

/// All of them.
pub const WALLS: &[Wall] = &[
    Wall { rule: "no query stands outside a store", folders: &["api/src"], judge: queries },
    Wall { rule: "verbs know neither door", folders: &["api/src"], judge: verbs },
    Wall { rule: "the doors parse, call and wrap without a branch", folders: &["api/src"], judge: branches },
    Wall { rule: "the doors hold no rule", folders: &["api/src"], judge: rules_at_doors },
    Wall { rule: "views are built without asking anything", folders: &["api/src"], judge: views },
    Wall { rule: "the kit knows none of our words", folders: &["api/src/kit"], judge: kit },
    Wall { rule: "entities hold no query and no shape of the doors", folders: &["entity/src"], judge: entities },
    Wall { rule: "migrations import no other room", folders: &["migration/src"], judge: migrations },
    Wall { rule: "access knows neither slices nor doors", folders: &["api/src/access"], judge: access },
    Wall {
        rule: "files are small and named after what they do",
        folders: &["api/src", "entity/src", "migration/src", "tests"],
        judge: small,
    },
    Wall { rule: "the table of roles has no catch-all", folders: &["api/src/access"], judge: catch_all },
    Wall { rule: "where a thing stands is asked under the lock", folders: &["api/src"], judge: places },
    Wall { rule: "no secret stands in a text for developers", folders: &["api/src"], judge: secrets },
    Wall { rule: "no list is read as an object", folders: &["api/src"], judge: buffered },
    Wall { rule: "a database that fails is no mistake of the asker", folders: &["api/src"], judge: swallowed },
];

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

fn queries(source: Source<'_>) -> Vec<String> {
    let words = if source.is_store() { &[] } else { QUERIES };
    source.holding(words).map(|word| format!("holds `{word}`: it belongs into a store")).collect()
}

fn verbs(source: Source<'_>) -> Vec<String> {
    if !source.is_slice() {
        return Vec::new();
    }
    let http: &[&str] = if source.is_rest() { &[] } else { &["actix_web"] };
    let is_graphql = source.name().starts_with("graphql") || source.name().starts_with("loader");
    let graphql: &[&str] = if is_graphql { &[] } else { &["Context<'", "#[Object]", "ComplexObject"] };
    let http = source.holding(http).map(|word| format!("knows HTTP (`{word}`)"));
    http.chain(source.holding(graphql).map(|word| format!("knows GraphQL (`{word}`)"))).collect()
}

/// Doors that branch; the list may only shrink.
const BRANCHES: &[&str] = &["api/src/identity/partners/oauth/rest.rs"];

fn branches(source: Source<'_>) -> Vec<String> {
    if !source.is_door() || BRANCHES.iter().any(|known| source.path == Path::new(known)) {
        return Vec::new();
    }
    let lines = source.text.lines().map(str::trim_start).filter(|line| line.starts_with("if "));
    lines.map(|line| format!("decides something: {line}")).collect()
}

fn rules_at_doors(source: Source<'_>) -> Vec<String> {
    let words: &[&str] = if source.is_door() { &[".permit(", ".permit_at(", ".begin()", "Role::"] } else { &[] };
    source.holding(words).map(|word| format!("holds a rule (`{word}`)")).collect()
}

fn views(source: Source<'_>) -> Vec<String> {
    // How an actor is shown depends on who may see it, which is looked up for a page at once.
    let asks = source.name() == "view.rs" && source.path != Path::new("api/src/identity/actors/view.rs");
    let words: &[&str] = if asks { &[".await"] } else { &[] };
    source.holding(words).map(|word| format!("looks something up (`{word}`)")).collect()
}

fn kit(source: Source<'_>) -> Vec<String> {
    const ROOMS: &[&str] =
        &["network", "identity", "exchange", "edge", "access", "ledger", "authn", "sample", "commands"];
    const WORDS: &[&str] = &["organisation", "expert", "focal_point", "cluster", "secretariat", "country", "inquiry"];
    let code = source.text.split("#[cfg(test)]").next().unwrap_or_default();
    let code = code.lines().filter(|line| !line.trim_start().starts_with("//")).map(str::to_lowercase);
    let mut wrong = Vec::new();
    for line in code {
        let rooms = ROOMS.iter().filter(|room| line.contains(&format!("crate::{room}")));
        wrong.extend(rooms.map(|room| format!("knows {room}: {line}")));
        wrong.extend(WORDS.iter().filter(|word| line.contains(**word)).map(|word| format!("knows `{word}`: {line}")));
        if line.contains("entity::") && line.trim() != "use entity::vocabulary::precision;" {
            wrong.push(format!("knows our tables: {line}"));
        }
    }
    wrong
}

fn entities(source: Source<'_>) -> Vec<String> {
    const QUERIES: &[&str] =
        &[".find", "find_by", ".insert(", ".update(", ".delete(", "query_one", "query_all", ".await"];
    let mut wrong: Vec<String> = source.holding(QUERIES).map(|word| format!("holds a query (`{word}`)")).collect();
    // What stands between the struct and what ends before it.
    if let Some((before, _)) = source.text.split_once("pub struct Model") {
        let derives = before.rsplit("\n\n").next().unwrap_or_default();
        let shapes = ["SimpleObject", "InputObject", "ToSchema", "Serialize", "async_graphql"];
        wrong.extend(shapes.iter().filter(|shape| derives.contains(**shape)).map(|s| format!("a model derives {s}")));
    }
    wrong
}

fn migrations(source: Source<'_>) -> Vec<String> {
    let lines = source.text.lines().map(str::trim_start).filter(|line| !line.starts_with("//"));
    let words = lines.flat_map(|line| line.split(|c: char| !c.is_alphanumeric() && c != '_'));
    let ours = words.filter(|word| *word == "entity" || word.starts_with("focalpoint_"));
    ours.map(|word| format!("imports {word}")).collect()
}

fn access(source: Source<'_>) -> Vec<String> {
    const ROOMS: &[&str] =
        &["crate::network", "crate::identity", "crate::exchange", "crate::partners", "crate::edge", "actix_web"];
    source.holding(ROOMS).map(|word| format!("knows {word}")).collect()
}

fn small(source: Source<'_>) -> Vec<String> {
    let mut wrong = Vec::new();
    if source.has("target") {
        return wrong;
    }
    let lines = source.text.lines().count();
    if lines > 600 {
        wrong.push(format!("has {lines} lines; the wall stands at 600"));
    }
    let without = source.path.with_extension("");
    let drawers = ["util", "utils", "helper", "helpers", "common", "misc", "types"];
    let found = drawers.iter().filter(|drawer| without.components().any(|part| part.as_os_str() == **drawer));
    wrong.extend(found.map(|drawer| format!("is a drawer (`{drawer}`)")));
    wrong
}

fn catch_all(source: Source<'_>) -> Vec<String> {
    if !["roles.rs", "rule.rs", "rows.rs", "seen_by.rs"].contains(&source.name()) {
        return Vec::new();
    }
    let is_arm =
        |line: &&str| ["_ =>", "_ if ", "_ |"].iter().any(|begin| line.starts_with(begin)) || line.contains("| _ =>");
    source.text.lines().map(str::trim).filter(is_arm).map(|line| format!("has a `_` arm: {line}")).collect()
}

/// Pages that look where somebody stands, and decide nothing by it.
const SHOWN: &[&str] = &["api/src/identity/invitations/accept.rs"];

/// A body may change its country, or be taken over, between the early question and the unit: a verb that
/// writes asks by `permit_at`, which looks again.
fn places(source: Source<'_>) -> Vec<String> {
    let writes = source.text.contains("unit.permit::<") || source.text.contains("unit.permit_at::<");
    if !writes || SHOWN.iter().any(|known| source.path == Path::new(known)) {
        return Vec::new();
    }
    source.holding(&["place_of(ctx.db()"]).map(|word| format!("asks `{word}` outside of the lock")).collect()
}

/// What derives `Debug` holds its secrets as `Secret`, which it does not show.
fn secrets(source: Source<'_>) -> Vec<String> {
    let (mut shown, mut found) = (false, Vec::new());
    for line in source.text.lines().map(str::trim) {
        match line {
            derive if derive.starts_with("#[derive(") => shown = derive.contains("Debug"),
            "}" => shown = false,
            _ => {}
        }
        let Some((name, kind)) = line.trim_start_matches("pub ").split_once(": ") else { continue };
        let is_secret = ["password", "secret", "token"].iter().any(|word| name.ends_with(word));
        let in_the_clear = ["String", "Option<String", "&"].iter().any(|text| kind.starts_with(text));
        if shown && is_secret && in_the_clear && !name.contains(' ') {
            found.push(format!("`Debug` shows {name}"));
        }
    }
    found
}

/// What is read apart from what clients send: our own settings and rows; and what looks itself.
const READ_OTHERWISE: &[&str] =
    &["api/src/config/list.rs", "api/src/ledger/emit.rs", "api/src/edge/graphql/socket/messages.rs"];

/// What is flattened, tagged or told apart by its shape is kept in between by serde: below it a list passes
/// for an object unheard by `kit::objects`.
fn buffered(source: Source<'_>) -> Vec<String> {
    if READ_OTHERWISE.iter().any(|known| source.path == Path::new(known)) {
        return Vec::new();
    }
    let (mut read, mut found) = (false, Vec::new());
    for line in source.text.lines().map(str::trim) {
        if line.starts_with("#[derive(") {
            read = line.contains("Deserialize");
        }
        let kept = ["serde(flatten", "untagged", "serde(tag ="].iter().find(|word| line.contains(**word));
        if let (true, Some(word), true) = (read, kept, line.starts_with("#[")) {
            found.push(format!("reads what is `{}`", word.trim_start_matches("serde(").trim_end_matches(" =")));
        }
    }
    found
}

/// Whoever asks for what is not there is told so; whoever asks while the database is away, something else.
fn swallowed(source: Source<'_>) -> Vec<String> {
    if !source.is_slice() {
        return Vec::new();
    }
    let words = &["await.map_err(|_|", "await.ok().filter(", "await.ok().into_iter(", "await.unwrap_or"];
    source.holding(words).map(|word| format!("holds `{word}`: look for `None` instead")).collect()
}
