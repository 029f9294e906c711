//! How each database finds a page: by an index, in the order of the list or by the reader's audiences,
//! never by reading all items. The statements are those that the server sent, the plans are a file in
//! the repository; a change to one is seen in the diff.

use std::fmt::Write;

use focalpoint_api::sample::{Drawn, load_synthetic};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde_json::{Value, json};

use crate::harness::contract::holds;
use crate::harness::{App, Client, on_both};

/// Enough that reading all of them is not the best way.
const ITEMS: u64 = 4_000;

/// Lists of what people write, and the feed: their tables grow without end.
const GROWING: &[(&str, &str)] = &[
    ("newest", "/v1/updates"),
    ("newest by one topic", "/v1/updates?topic=statelessness"),
    ("newest by one topic with narrower ones", "/v1/updates?topic=asylum"),
    ("newest by one country", "/v1/updates?country=UA"),
    ("newest by one owner", "/v1/updates?owner={owner}"),
    ("newest in one room", "/v1/updates?sharedWith=NETWORK"),
    ("newest since a day", "/v1/updates?publishedFrom=2018-01-01"),
    ("newest, the second page", "/v1/updates?after={next}"),
    ("last changed", "/v1/updates?sort=-updatedAt"),
    ("the feed from the beginning", "/v1/changes"),
    ("the feed in the middle of the first drain", "/v1/changes?after={drain}"),
    ("an export", "/v1/export?kind=COUNTRY"),
];

/// Lists of the directory, which is a small part of all items.
const DIRECTORY: &[(&str, &str)] = &[
    ("countries", "/v1/countries"),
    ("groups", "/v1/groups"),
    ("organisations", "/v1/organisations"),
    ("organisations of a country", "/v1/organisations?country=UA"),
    ("organisations by the beginning of a name", "/v1/organisations?q=derzh"),
    ("experts", "/v1/experts"),
    ("experts of a body", "/v1/experts?organisation=drawn-00001"),
    ("posts", "/v1/posts"),
    ("focal points", "/v1/focal-points"),
    ("policy fields", "/v1/competences"),
];

async fn reader(app: &App, which: &str) -> Client {
    let path = app.world.config.data.join("sample-accounts.json");
    let file: Value = serde_json::from_str(&std::fs::read_to_string(path).expect("the accounts")).expect("JSON");
    let account = file["accounts"].as_array().expect("accounts").iter().find(|one| one["reader"] == which);
    let account = account.expect("the reader");
    let input = json!({"email": account["email"], "password": account["password"]});
    let session = app.nobody().post("/v1/auth/sign-in", input).await.ok(200);
    app.nobody().with_token(session["accessToken"].as_str().expect("a token"))
}

/// The plan of a statement, without what differs from run to run: node types and names of indexes.
async fn plan(app: &App, statement: &Statement) -> String {
    let db = app.world.database.writer();
    let (explain, column) = match db.get_database_backend() {
        DbBackend::Postgres => ("EXPLAIN (COSTS OFF)", "QUERY PLAN"),
        _ => ("EXPLAIN QUERY PLAN", "detail"),
    };
    let asked = Statement { sql: format!("{explain} {}", statement.sql), ..statement.clone() };
    let rows = db.query_all_raw(asked).await.expect("a plan");
    let lines = rows.iter().map(|row| row.try_get::<String>("", column).expect("a line"));
    let is_node = |line: &String| !line.trim_start().contains(": ") && !line.trim_start().starts_with("JIT");
    lines.filter(is_node).map(|line| format!("    {}\n", line.trim_end())).collect()
}

/// What a list asks of the tables that grow, without who is asking and what the rows are shown with.
fn is_the_page(statement: &Statement) -> bool {
    let sql = &statement.sql;
    sql.contains("LIMIT") && !sql.contains("\"looked\"") && (sql.contains("ORDER BY") || sql.contains("\"counted\""))
}

async fn plans(app: &App, client: &Client, path: &str) -> Vec<String> {
    app.world.database.heard();
    client.get(path).await;
    let mut plans = Vec::new();
    for statement in app.world.database.heard().iter().filter(|statement| is_the_page(statement)) {
        plans.push(plan(app, statement).await);
    }
    plans
}

async fn addressed(client: &Client, path: &str) -> String {
    let page = client.get("/v1/updates").await.ok(200);
    let drain = client.get("/v1/changes").await.ok(200);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    path.replace("{owner}", &text(&page["items"][0]["owner"]["partyId"]))
        .replace("{next}", &text(&page["pageInfo"]["endCursor"]))
        .replace("{drain}", &text(&drain["pageInfo"]["endCursor"]))
}

/// The files are compared where it is asked for, with FOCALPOINT_TEST_PLANS, and written with
/// FOCALPOINT_TEST_ACCEPT: PostgreSQL plans by what it has sampled, and each major version in its own
/// way. What is asserted holds always.
fn are_compared() -> bool {
    ["FOCALPOINT_TEST_PLANS", "FOCALPOINT_TEST_ACCEPT"].iter().any(|name| std::env::var_os(name).is_some())
}

#[test]
fn a_page_is_found_by_an_index_on_both_databases() {
    on_both("a_page_is_found_by_an_index_on_both_databases", async |app| {
        let config = app.world.config.clone();
        load_synthetic(&config, &app.world.database, Drawn { items: ITEMS, seed: 1 }, &|_, _| ()).await.expect("drawn");
        app.clock.set(focalpoint_api::kit::timestamp::Timestamp::parse("2026-11-20T08:00:00Z").expect("an instant"));
        let (name, file) = match app.world.database.backend() {
            DbBackend::Postgres => ("PostgreSQL", "plans-postgresql.md"),
            _ => ("SQLite", "plans-sqlite.md"),
        };
        let mut page = format!(
            "# How {name} finds a page\n\nGenerated by `tests/plans.rs` from what the server asks of a drawn network of {ITEMS} items. A member sees more than half of them, the reader of little about fifty.\n"
        );
        for (title, path) in GROWING.iter().chain(DIRECTORY) {
            for which in ["MEMBER", "LITTLE"] {
                let client = reader(&app, which).await;
                let path = addressed(&client, path).await;
                writeln!(page, "\n## {title}: {}\n", which.to_lowercase()).expect("text");
                for plan in plans(&app, &client, &path).await {
                    // The feed reads up to ten thousand rows at once, which is all of these; and PostgreSQL
                    // is right to read so few as a whole where it has to sort them.
                    let by_schema = app.world.database.backend() == DbBackend::Sqlite;
                    let is_list = by_schema && path.starts_with("/v1/updates") && !title.contains("narrower");
                    for whole in ["SCAN item\n", "Seq Scan on item\n"] {
                        assert!(!is_list || !plan.contains(whole), "{name}, {title} for {which} reads all:\n{plan}");
                    }
                    writeln!(page, "{plan}").expect("text");
                }
            }
        }
        if are_compared() {
            holds(file, &page);
        }
    });
}
