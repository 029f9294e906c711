//! The matrix of operations and roles: every REST operation and every GraphQL root field, tried as
//! nobody, as somebody without a post, as a holder of each of the eleven roles and as a partner
//! system, inside and outside of the scope. Nothing is changed by trying: what is asked for is
//! well-formed and not right, so that whoever may gets 409, 412, 422 or 428, and whoever may not gets
//! 401, 403 or 404.
//!
//! What is tried stands in `matrix.json`, beside each operation's id. A new operation or root field
//! without an entry fails. The answers are compared with what `explain` says (the same functions that
//! decide), the two doors with one another, and both with `docs/generated/access-matrix.txt`. What is
//! not compared says why, and is counted: the number may only shrink.

use std::collections::{BTreeMap, BTreeSet};

use focalpoint_api::access::{Act, Way, ways};
use focalpoint_api::edge::operations::OPERATIONS;
use focalpoint_api::error::Code;
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Map, Value, json};

use super::introspection::{Field, Types};
use super::schemas::Document;
use crate::harness::world_matrix::Sides;
use crate::harness::{App, Client, contract, on_both};

/// Entries that say why they are not compared, or not tried at all.
const EXCEPTIONS: usize = 29;

const MAY: &str = "may";
const TABLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/doors/matrix.json");
const PLACES: [&str; 2] = ["inside", "outside"];

/// A place of the matrix: REST's answer, GraphQL's, and what `explain` says.
#[derive(Default)]
struct Cell {
    rest: Option<String>,
    graphql: Option<String>,
    explained: Option<String>,
}

/// An operation, with a cell for everybody who asks, inside and outside.
struct Row {
    name: String,
    act: Act,
    cells: [Vec<Cell>; 2],
    entry: Value,
}

impl Row {
    fn has_sides(&self) -> bool {
        self.entry.to_string().contains('$')
    }

    /// Why it is not compared, or not tried.
    fn exceptions(&self) -> impl Iterator<Item = &str> {
        let whole = ["uncompared", "differs", "skipped"].into_iter().filter_map(|key| text(&self.entry, key));
        whole.chain(self.entry["but"].as_object().into_iter().flatten().filter_map(|(_, why)| why.as_str()))
    }
}

fn text<'a>(entry: &'a Value, key: &str) -> Option<&'a str> {
    entry.get(key).and_then(Value::as_str)
}

/// Puts in what `$name` stands for.
fn filled(value: &Value, side: &BTreeMap<&'static str, Value>) -> Value {
    match value {
        Value::String(text) => match text.strip_prefix('$') {
            Some(name) => side.get(name).unwrap_or_else(|| panic!("`{text}` stands for nothing")).clone(),
            None => value.clone(),
        },
        Value::Array(list) => list.iter().map(|v| filled(v, side)).collect(),
        Value::Object(fields) => fields.iter().map(|(k, v)| (k.clone(), filled(v, side))).collect(),
        other => other.clone(),
    }
}

/// The class of a status: whether it was allowed, or how it was not.
fn class(what: &str, status: u16) -> String {
    match status {
        200..=299 | 409 | 410 | 412 | 422 | 428 => MAY.to_owned(),
        401 | 403 | 404 => status.to_string(),
        other => panic!("{what}: {other} says nothing about who may"),
    }
}

async fn by_rest(client: &Client, (method, path): &(Method, String), entry: &Value) -> u16 {
    let mut path = path.clone();
    for (name, value) in entry["path"].as_object().into_iter().flatten() {
        path = path.replace(&format!("{{{name}}}"), value.as_str().expect("a part of a path"));
    }
    if let Some(query) = text(entry, "query") {
        path = format!("{path}?{query}");
    }
    let headers: Vec<(&str, &str)> = entry["headers"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, value)| (name.as_str(), value.as_str().expect("a text")))
        .collect();
    let answer = client.send(method.clone(), &path, &headers, entry.get("body").cloned()).await;
    assert!(answer.status < 500 && answer.status != 400, "{method} {path}: {} {:#}", answer.status, answer.body);
    answer.status
}

/// Calls a root field: the body and what stands in the path become the input.
async fn by_graphql(client: &Client, types: &Types, name: &str, entry: &Value) -> u16 {
    let (kind, field) = types.root(name).unwrap_or_else(|| panic!("there is no root field {name}"));
    let mut given: Map<String, Value> = Map::new();
    for part in ["path", "body", "graphql", "arguments"] {
        given.extend(entry[part].as_object().cloned().unwrap_or_default());
    }
    let (query, variables) = written(types, kind, name, field, &given);
    let answer = client.graphql(&query, Value::Object(variables.clone())).await;
    match answer.code().as_str() {
        "" if answer.body["data"][name].is_null() => 404,
        "" => 200,
        code => match Code::ALL.iter().find(|known| known.name() == code).map(|known| known.status()) {
            Some(status) if status != 400 && status < 500 => status,
            _ => panic!("{query} {variables:?}: {:#}", answer.body),
        },
    }
}

fn written(
    types: &Types,
    kind: &str,
    name: &str,
    field: &Field,
    given: &Map<String, Value>,
) -> (String, Map<String, Value>) {
    let (mut heads, mut uses, mut variables) = (Vec::new(), Vec::new(), Map::new());
    for (argument, ty) in &field.arguments {
        let known = |of: &str| types.get(of).map(|ty| &ty.members).expect("an input");
        let of_members = |members: &std::collections::HashMap<_, _>| -> Value {
            given.iter().filter(|(k, _)| members.contains_key(*k)).map(|(k, v)| (k.clone(), v.clone())).collect()
        };
        let value = match argument.as_str() {
            "input" => Some(of_members(known(&ty.name))),
            "filter" => {
                Some(of_members(known(&ty.name))).filter(|value| value.as_object().is_some_and(|v| !v.is_empty()))
            }
            argument => given.get(argument).cloned(),
        };
        if let Some(value) = value {
            heads.push(format!("${argument}: {}", ty.written));
            uses.push(format!("{argument}: ${argument}"));
            variables.insert(argument.clone(), value);
        }
    }
    let put = |list: &[String]| if list.is_empty() { String::new() } else { format!("({})", list.join(", ")) };
    (format!("{kind}{} {{ {name}{} {{ __typename }} }}", put(&heads), put(&uses)), variables)
}

/// What `explain` says about oneself; nobody cannot ask, may only what is open to everybody, and sees
/// of that what is shared with everybody.
async fn explained(who: &str, client: &Client, act: Act, about: Option<&Value>) -> Option<String> {
    if who == "nobody" {
        return match (ways(act).contains(&Way::Everyone), about) {
            (true, Some(_)) => None,
            (true, None) => Some(MAY.to_owned()),
            (false, _) => Some("401".to_owned()),
        };
    }
    let mut question = json!({ "act": act.name() });
    if let Some(about) = about {
        let id = match about[1] == "self" {
            true => client.get("/v1/me").await.ok(200)["expert"]["id"].clone(),
            false => about[1].clone(),
        };
        if !id.is_null() {
            question["target"] = json!({ "kind": about[0], "id": id });
        }
    }
    let answer = client.post("/v1/access/explain", question).await;
    Some(match answer.status {
        200 if answer.body["allowed"] == true => MAY.to_owned(),
        200 => "403".to_owned(),
        status => class("explain", status),
    })
}

/// Whatever the two doors have: REST's operations with method and path, and GraphQL's root fields.
struct Doors {
    routes: BTreeMap<String, (Method, String)>,
    fields: BTreeSet<String>,
    types: Types,
}

impl Doors {
    async fn read(app: &App) -> Self {
        let document = Document::read();
        let routes = document.operations().into_iter();
        let routes = routes.map(|o| (o.id, (o.method.parse().expect("a method"), o.path))).collect();
        let types = Types::read(&app.nobody()).await;
        let roots = ["Query", "Mutation", "Subscription"].into_iter().filter_map(|root| types.get(root));
        let fields = roots.flat_map(|root| root.fields.keys().cloned()).collect();
        Self { routes, fields, types }
    }

    /// Every operation and every root field has one entry, and there is none for what does not exist.
    fn are_all_there(&self, entries: &[Value]) {
        let (mut routes, mut fields): (BTreeSet<_>, BTreeSet<_>) =
            (self.routes.keys().cloned().collect(), self.fields.clone());
        for entry in entries {
            let (rest, field) = named(entry);
            if let Some(id) = rest {
                assert!(routes.remove(id), "`{id}` has two entries, or does not exist");
            }
            // Several REST operations may be one field, as those that end sessions are.
            field.inspect(|name| assert!(fields.remove(*name) || rest.is_some(), "`{name}` does not exist"));
        }
        let add = "add a line to tests/doors/matrix.json (see docs/testing.md)";
        assert!(routes.is_empty(), "REST operations that nobody has tried: {routes:?}; {add}");
        assert!(fields.is_empty(), "GraphQL root fields that nobody has tried: {fields:?}; {add}");
    }
}

/// The operation of an entry, and the root field where it has one.
fn named(entry: &Value) -> (Option<&str>, Option<&str>) {
    let (rest, field) = (text(entry, "op"), text(entry, "field"));
    (rest, operation(rest, field).1)
}

fn operation(rest: Option<&str>, field: Option<&str>) -> (Act, Option<&'static str>) {
    let fits = |o: &&focalpoint_api::edge::operations::Operation| {
        rest.is_some() && o.rest == rest || field.is_some() && o.graphql == field
    };
    let found = OPERATIONS.iter().find(fits).unwrap_or_else(|| panic!("there is no operation {rest:?} {field:?}"));
    (found.act, found.graphql)
}

/// What everybody tries.
struct Asked<'a> {
    doors: &'a Doors,
    rest: Option<&'a str>,
    field: Option<&'static str>,
    act: Act,
    entry: Value,
}

impl Asked<'_> {
    async fn by(&self, who: &str, client: &Client) -> Cell {
        let what = format!("{:?} {:?} as {who}", self.rest, self.field);
        let mut cell = Cell::default();
        if let Some(id) = self.rest {
            cell.rest = Some(class(&what, by_rest(client, &self.doors.routes[id], &self.entry).await));
        }
        if let Some(field) = self.field {
            cell.graphql = Some(class(&what, by_graphql(client, &self.doors.types, field, &self.entry).await));
        }
        cell.explained = explained(who, client, self.act, self.entry.get("about")).await;
        cell
    }
}

/// Everybody tries an entry, on the sides that it has.
async fn row(doors: &Doors, sides: &Sides, entry: &Value) -> Row {
    let rest = text(entry, "op");
    let (act, field) = operation(rest, text(entry, "field"));
    let name = rest.or(field).unwrap_or_default().to_owned();
    let mut row = Row { name, act, cells: [Vec::new(), Vec::new()], entry: entry.clone() };
    if entry.get("skipped").is_some() {
        return row;
    }
    for (n, side) in [&sides.inside, &sides.outside].into_iter().enumerate() {
        if n == 1 && !row.has_sides() {
            continue;
        }
        let asked = Asked { doors, rest, field, act, entry: filled(entry, side) };
        row.cells[n] = join_all(sides.askers.iter().map(|(who, client)| asked.by(who, client))).await;
    }
    row
}

/// The page that is committed.
fn page(rows: &[Row], names: &[&str]) -> String {
    let mut page = String::from(
        "Who may do what, as tried at both doors (tests/doors/matrix.rs).\n\
         Somebody in each role acts on something inside of the role's scope, and on the same kind of thing outside.\n\
         may: allowed (what was asked for was not right in itself, so nothing changed). Else the status of the refusal.\n\n",
    );
    page.push_str(&format!("{:<32}{:<9}", "operation", "where"));
    names.iter().for_each(|name| page.push_str(&format!("{:<8}", short(name))));
    page.push('\n');
    for row in rows {
        for (place, cells) in PLACES.iter().zip(&row.cells).filter(|(_, cells)| !cells.is_empty()) {
            page.push_str(&format!("{:<32}{:<9}", row.name, if row.has_sides() { place } else { "" }));
            for cell in cells {
                let shown = cell.rest.as_deref().or(cell.graphql.as_deref()).unwrap_or("–");
                page.push_str(&format!("{shown:<8}"));
            }
            page.push('\n');
        }
    }
    page.push_str("\nNot compared with what decides, or not tried, and why:\n");
    for row in rows {
        row.exceptions().for_each(|why| page.push_str(&format!("  {}: {why}\n", row.name)));
    }
    page.lines().map(str::trim_end).collect::<Vec<_>>().join("\n") + "\n"
}

fn short(role: &str) -> &str {
    match role {
        "READER" => "reader",
        "MEMBER" => "member",
        "ORGANISATION_EDITOR" => "editor",
        "FIELD_CONTACT" => "contact",
        "FOCAL_POINT" => "focal",
        "GROUP_EDITOR" => "group",
        "STEERING_MEMBER" => "steers",
        "SECRETARIAT" => "secret.",
        "OBSERVER" => "observer",
        "ADMINISTRATOR" => "admin",
        "AUDITOR" => "auditor",
        other => other,
    }
}

/// What is not as it should be: an answer that is not what `explain` says, or two doors that differ.
fn findings(rows: &[Row], names: &[&str]) -> Vec<String> {
    let mut wrong = Vec::new();
    for row in rows {
        for (place, cells) in PLACES.iter().zip(&row.cells) {
            for (cell, who) in cells.iter().zip(names) {
                let at = format!("{} ({}) {place}, {who}", row.name, row.act.name());
                let seen = cell.rest.as_ref().or(cell.graphql.as_ref());
                let excepted = row.entry.get("uncompared").is_some() || row.entry["but"].get(who).is_some();
                if !excepted && cell.explained.is_some() && seen != cell.explained.as_ref() {
                    wrong.push(format!("{at}: the answer is {seen:?}, explain says {:?}", cell.explained));
                }
                let both = cell.rest.is_some() && cell.graphql.is_some();
                if both && row.entry.get("differs").is_none() && cell.rest != cell.graphql {
                    wrong.push(format!("{at}: REST {:?}, GraphQL {:?}", cell.rest, cell.graphql));
                }
            }
        }
    }
    wrong
}

#[test]
fn every_operation_answers_every_role_as_the_table_of_roles_says() {
    on_both("every_operation_answers_every_role_as_the_table_of_roles_says", async |app| {
        let table = std::fs::read_to_string(TABLE).expect("the table");
        let table: Value = serde_json::from_str(&table).expect("JSON");
        let entries: Vec<Value> =
            ["operations", "fields"].iter().flat_map(|part| table[part].as_array().expect("entries").clone()).collect();
        let doors = Doors::read(&app).await;
        doors.are_all_there(&entries);
        let sides = Sides::new(&app).await;
        let before = focalpoint_api::ledger::head(&app.world).await.expect("a head").0;
        let mut rows = Vec::new();
        for entry in &entries {
            rows.push(row(&doors, &sides, entry).await);
        }
        let after = focalpoint_api::ledger::head(&app.world).await.expect("a head").0;
        let names: Vec<&str> = sides.askers.iter().map(|asker| asker.0.as_str()).collect();
        let (page, wrong) = (page(&rows, &names), findings(&rows, &names));
        assert!(wrong.is_empty(), "{} answers are not as they should be:\n{}\n{page}", wrong.len(), wrong.join("\n"));
        assert_eq!(before, after, "trying changed something");
        contract::holds("access-matrix.txt", &page);
        let exceptions = rows.iter().filter(|row| row.exceptions().next().is_some()).count();
        assert!(exceptions <= EXCEPTIONS, "{exceptions}: the list of exceptions may only shrink");
    });
}

#[test]
fn an_operation_that_nobody_tried_is_found() {
    on_both("an_operation_that_nobody_tried_is_found", async |app| {
        let doors = Doors::read(&app).await;
        let without = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| doors.are_all_there(&[])));
        let said = without.expect_err("nothing was tried");
        let said = said.downcast_ref::<String>().expect("words");
        assert!(said.contains("list_updates") && said.contains("matrix.json"), "{said}");
    });
}
