//! How each database finds a page: by an index, in the order of the list or by the reader's audiences,
//! never by reading all items. The statements are those that the server sent, the plans are a file in
//! the repository; a change to one is seen in the diff.

use std::fmt::Write;

use focalpoint_api::sample::{Drawn, load_synthetic};
use sea_orm::sea_query::{PostgresQueryBuilder, QueryBuilder};
use sea_orm::{ConnectionTrait, DbBackend, Statement, Value};
use serde_json::{Value as Json, json};

use crate::harness::contract::{generated, holds};
use crate::harness::{App, Client, on_both};

/// Enough that reading all of them is not the best way.
const ITEMS: u64 = 4_000;

/// Lists of what people write, and the feed: their tables grow without end.
const GROWING: &[(&str, &str)] = &[
    ("newest", "/v1/updates"),
    ("newest by one topic", "/v1/updates?topic=statelessness"),
    ("newest by one topic, the first alone", "/v1/updates?topic=statelessness&first=1"),
    ("newest by one topic with narrower ones", "/v1/updates?topic=asylum"),
    ("newest by one country", "/v1/updates?country=UA"),
    ("newest by one owner", "/v1/updates?owner={owner}"),
    ("newest in one room", "/v1/updates?sharedWith=NETWORK"),
    ("last changed in one room", "/v1/updates?sharedWith=NETWORK&sort=-updatedAt"),
    ("last begun in one room", "/v1/updates?sharedWith=NETWORK&sort=-createdAt"),
    ("last changed in one room, the second page", "/v1/updates?sharedWith=NETWORK&sort=-updatedAt&after={changed}"),
    ("last begun", "/v1/updates?sort=-createdAt"),
    ("newest since a day", "/v1/updates?publishedFrom=2018-01-01"),
    ("newest, the second page", "/v1/updates?after={next}"),
    ("last changed", "/v1/updates?sort=-updatedAt"),
    ("the feed from the beginning", "/v1/changes"),
    ("the feed of one kind", "/v1/changes?kind=UPDATE"),
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
    let file: Json = serde_json::from_str(&std::fs::read_to_string(path).expect("the accounts")).expect("JSON");
    let account = file["accounts"].as_array().expect("accounts").iter().find(|one| one["reader"] == which);
    let account = account.expect("the reader");
    let input = json!({"email": account["email"], "password": account["password"]});
    let session = app.nobody().post("/v1/auth/sign-in", input).await.ok(200);
    app.nobody().with_token(session["accessToken"].as_str().expect("a token"))
}

/// The plan of a statement, without what differs from run to run: node types and names of indexes. Of
/// PostgreSQL it is the one that a server gets which asked it some times: the one for all values.
async fn plan(app: &App, statement: &Statement) -> String {
    let tx = app.world.database.begin().await.expect("a transaction");
    let (explain, column) = match tx.get_database_backend() {
        DbBackend::Postgres => {
            let values: Vec<&Value> = statement.values.iter().flat_map(|values| &values.0).collect();
            let listed = |texts: Vec<String>| match texts.is_empty() {
                true => String::new(),
                false => format!("({})", texts.join(", ")),
            };
            let types = listed(values.iter().map(|value| type_of(value).to_owned()).collect());
            let arguments = listed(values.iter().map(|value| PostgresQueryBuilder.value_to_string(value)).collect());
            let prepare = format!("PREPARE asked{types} AS {}", statement.sql);
            for sql in ["SET LOCAL plan_cache_mode = force_generic_plan", &prepare] {
                tx.execute_unprepared(sql).await.expect("a statement");
            }
            let explain = format!("EXPLAIN (COSTS OFF) EXECUTE asked{arguments}");
            (Statement::from_string(DbBackend::Postgres, explain), "QUERY PLAN")
        }
        _ => {
            let explain = Statement { sql: format!("EXPLAIN QUERY PLAN {}", statement.sql), ..statement.clone() };
            (explain, "detail")
        }
    };
    let rows = tx.query_all_raw(explain).await.expect("a plan");
    if tx.get_database_backend() == DbBackend::Postgres {
        tx.execute_unprepared("DEALLOCATE asked").await.expect("a statement");
    }
    tx.rollback().await.expect("an end");
    let lines = rows.iter().map(|row| row.try_get::<String>("", column).expect("a line"));
    let is_node = |line: &String| !line.trim_start().contains(": ") && !line.trim_start().starts_with("JIT");
    lines.filter(is_node).map(|line| format!("    {}\n", line.trim_end())).collect()
}

/// As which type the server sends a value.
fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Bool(_) => "boolean",
        Value::Int(_) | Value::Unsigned(_) => "integer",
        Value::BigInt(_) | Value::BigUnsigned(_) => "bigint",
        Value::String(_) => "text",
        Value::Uuid(_) => "uuid",
        _ => "unknown",
    }
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
    let room = "/v1/updates?sharedWith=NETWORK&sort=-updatedAt";
    let changed = if path.contains("{changed}") { client.get(room).await.ok(200) } else { Json::Null };
    let drain = client.get("/v1/changes").await.ok(200);
    let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
    path.replace("{owner}", &text(&page["items"][0]["owner"]["partyId"]))
        .replace("{changed}", &text(&changed["pageInfo"]["endCursor"]))
        .replace("{next}", &text(&page["pageInfo"]["endCursor"]))
        .replace("{drain}", &text(&drain["pageInfo"]["endCursor"]))
}

/// By which of these a page of a list is found, for whoever sees much and for whoever sees little.
const INDEXES: &[(&str, [&str; 2])] = &[
    ("newest", ["item_newest", "item_seen_newest"]),
    ("newest by one topic", ["item_topic_newest", "item_topic_seen_newest"]),
    ("newest by one country", ["item_country_newest", "item_country_seen_newest"]),
    ("newest by one owner", ["item_owner_newest", "item_owner_seen_newest"]),
    ("newest since a day", ["item_newest", "item_seen_newest"]),
    ("newest, the second page", ["item_newest", "item_seen_newest"]),
    ("last changed", ["item_changed", "item_seen_changed"]),
    ("last begun", ["item_begun", "item_seen_begun"]),
];

/// By which of these a page of one room is found, whoever reads it: by the audiences that name the room.
const ROOMS: &[(&str, &str)] = &[
    ("newest in one room", "item_shared_newest"),
    ("last changed in one room", "item_shared_changed"),
    ("last begun in one room", "item_shared_begun"),
    ("last changed in one room, the second page", "item_shared_changed"),
];

/// A named list is found by its index, in one of its two ways: in order, where nothing is sorted, or by
/// audience, where what is sorted are the first of each.
fn is_found_by_its_index(title: &str, plan: &str) {
    if let Some((_, index)) = ROOMS.iter().find(|(name, _)| *name == title) {
        assert!(plan.split([' ', '\n']).any(|word| word == *index), "{title} is not found by its index:\n{plan}");
        assert!(!plan.contains("SCAN item\n") && !plan.contains("Seq Scan on item\n"), "{title} reads all:\n{plan}");
        return;
    }
    let Some((_, indexes)) = INDEXES.iter().find(|(name, _)| *name == title) else { return };
    for whole in ["SCAN item\n", "Seq Scan on item\n", "Seq Scan on item_topic", "Seq Scan on item_country"] {
        assert!(!plan.contains(whole), "{title} reads all:\n{plan}");
    }
    let uses = |index: &str| plan.split([' ', '\n']).any(|word| word == index);
    let by_audience = plan.contains("audience_of_kind");
    assert!(uses(indexes[usize::from(by_audience)]), "{title} is not found by its index:\n{plan}");
    // PostgreSQL tells of each audience's rows last, behind their own limit; SQLite says that it sorts once.
    let (part, most) = match plan.rsplit_once("Limit\n").filter(|_| by_audience) {
        Some((_, of_each)) => (of_each, 0),
        None => (plan, usize::from(by_audience)),
    };
    let sorts = part.lines().filter(|line| line.contains("Sort") || line.contains("B-TREE FOR ORDER BY")).count();
    assert!(sorts <= most, "{title} sorts what an index has in order:\n{plan}");
}

/// The major version of PostgreSQL; SQLite is always the same.
async fn version(app: &App) -> String {
    let db = app.world.database.writer();
    let asked = match db.get_database_backend() {
        DbBackend::Postgres => "SELECT current_setting('server_version')",
        _ => "SELECT sqlite_version()",
    };
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), asked)).await.expect("a row");
    let version: String = row.expect("a row").try_get_by_index(0).expect("a version");
    version.split('.').next().unwrap_or_default().to_owned()
}

#[test]
fn a_page_is_found_by_an_index_on_both_databases() {
    on_both("a_page_is_found_by_an_index_on_both_databases", async |app| {
        let config = app.world.config.clone();
        load_synthetic(&config, &app.world.database, Drawn { items: ITEMS, seed: 1 }, &|_, _| ()).await.expect("drawn");
        app.clock.set(focalpoint_api::kit::timestamp::Timestamp::parse("2026-11-20T08:00:00Z").expect("an instant"));
        let version = version(&app).await;
        let (name, file) = match app.world.database.backend() {
            DbBackend::Postgres => ("PostgreSQL", "plans-postgresql.md"),
            _ => ("SQLite", "plans-sqlite.md"),
        };
        if name == "PostgreSQL" {
            // All of what is there is sampled, so that what it plans by is the same each time.
            app.world.database.writer().execute_unprepared("VACUUM ANALYZE").await.expect("looked at");
        }
        let mut page = format!(
            "# How {name} {version} finds a page\n\nGenerated by `tests/plans.rs` from what the server asks of a drawn network of {ITEMS} items. A member sees more than half of them, the reader of little about fifty.\n"
        );
        for (title, path) in GROWING.iter().chain(DIRECTORY) {
            for which in ["MEMBER", "LITTLE"] {
                let client = reader(&app, which).await;
                let path = addressed(&client, path).await;
                writeln!(page, "\n## {title}: {}\n", which.to_lowercase()).expect("text");
                for plan in plans(&app, &client, &path).await {
                    is_found_by_its_index(title, &plan);
                    writeln!(page, "{plan}").expect("text");
                }
            }
        }
        // Each major version of PostgreSQL plans in its own way, and it chooses between an index alone and an index
        // with its table by what was vacuumed so far: its plans are compared where that is asked for. What is
        // asserted above holds always.
        let asked = name == "SQLite" || std::env::var_os("FOCALPOINT_TEST_PLANS").is_some();
        let known = std::fs::read_to_string(generated(file)).unwrap_or_default();
        let is_of_this = known.lines().next() == page.lines().next();
        if is_of_this && asked || std::env::var_os("FOCALPOINT_TEST_ACCEPT").is_some() {
            holds(file, &page);
        } else {
            eprintln!("{file}: what is asserted holds, the plans are not compared");
        }
    });
}

/// What is looked up by something other than its id: by an index, not by reading all there are.
const LOOKED_UP: &[(&str, &str)] = &[
    ("session", "post_id"),
    ("session", "account_id"),
    ("session", "partner_id"),
    ("access_request", "result_id"),
    ("access_word", "party_id"),
    ("invitation", "post_id"),
    ("invitation", "expert_id"),
    ("item", "author"),
    ("comment", "author"),
    ("proposal", "proposed_by"),
    ("opening", "reader"),
];

#[test]
fn what_is_looked_up_by_a_column_is_found_by_an_index() {
    on_both("what_is_looked_up_by_a_column_is_found_by_an_index", async |app| {
        let tx = app.world.database.begin().await.expect("a transaction");
        let backend = tx.get_database_backend();
        let (explain, column, by_index) = match backend {
            DbBackend::Postgres => ("EXPLAIN (COSTS OFF)", "QUERY PLAN", "Index"),
            _ => ("EXPLAIN QUERY PLAN", "detail", "USING"),
        };
        if backend == DbBackend::Postgres {
            // The tables are empty, and would else be read whole.
            tx.execute_unprepared("SET LOCAL enable_seqscan = off").await.expect("a setting");
        }
        for (table, by) in LOOKED_UP {
            let id = Value::from(uuid::Uuid::nil());
            let text = format!("{explain} SELECT * FROM {table} WHERE {by} = $1");
            let text = text.replace(
                "$1",
                if backend == DbBackend::Postgres { "'00000000-0000-0000-0000-000000000000'" } else { "$1" },
            );
            let values = if backend == DbBackend::Postgres { Vec::new() } else { vec![id] };
            let rows = tx.query_all_raw(Statement::from_sql_and_values(backend, text, values)).await.expect("a plan");
            let plan: Vec<String> = rows.iter().map(|row| row.try_get("", column).expect("a line")).collect();
            assert!(plan.iter().any(|line| line.contains(by_index)), "{table} by {by}: {plan:?}");
        }
    });
}
