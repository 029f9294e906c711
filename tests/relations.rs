//! Relations from one thing to many are connections like every list: pages that go on, and totals that are
//! counted under the reader's sight.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::doors::stage::Stage;
use crate::harness::{Client, costs_no_more_by_length, on_both_with_the_sample};

/// What is told whole and not in pages, and why.
const WHOLE: &[(&str, &str)] = &[
    ("Expert.history", "the whole history of one thing, as every other `history`"),
    ("Query.focalPointCoverage", "a matrix, whose rows are no things of their own"),
    ("Query.nodes", "one answer for each id that was given, as Relay wants it"),
];

struct Relation {
    /// The list in which its parents are found.
    parents: &'static str,
    ty: &'static str,
    field: &'static str,
    /// The relation that leads back, so that it is asked for twice in one query.
    twice: &'static str,
}

const fn relation(parents: &'static str, ty: &'static str, field: &'static str, twice: &'static str) -> Relation {
    Relation { parents, ty, field, twice }
}

/// Every one, by the type that has it.
const RELATIONS: &[Relation] = &[
    relation(
        "countries",
        "Country",
        "organisations",
        "id country { organisations(first: 2) { totalCount nodes { id } } }",
    ),
    relation("countries", "Country", "groups", "id members(first: 3) { totalCount nodes { id } }"),
    relation("countries", "Country", "focalPoints", "id expert { appointments(first: 2) { totalCount nodes { id } } }"),
    relation(
        "organisations",
        "Organisation",
        "experts",
        "id appointments(first: 2) { totalCount nodes { id expert { appointments(first: 2) { totalCount } } } }",
    ),
    relation("organisations", "Organisation", "groups", "id members(first: 3) { totalCount nodes { id } }"),
    relation("groups", "Group", "members", "id"),
    relation("experts", "Expert", "appointments", "id expert { appointments(first: 2) { totalCount nodes { id } } }"),
    relation("updates", "Update", "comments", "id"),
    relation("updates", "Update", "proposals", "id"),
];

/// Types and their fields: `(type, field with arguments, type of the field)`.
fn fields(sdl: &str) -> Vec<(String, String, String)> {
    let mut ty = None;
    let mut found = Vec::new();
    for line in sdl.lines() {
        if let Some(rest) = line.strip_prefix("type ") {
            ty = rest.split_whitespace().next().map(str::to_owned);
        } else if line.starts_with('}') {
            ty = None;
        } else if let (Some(ty), Some(field)) = (&ty, line.strip_prefix('\t')) {
            let inner = field.rfind(')').map_or(0, |at| at);
            if let Some(colon) = field.get(inner..).and_then(|rest| rest.find(": ")) {
                let (name, of) = field.split_at(inner + colon);
                found.push((ty.clone(), name.to_owned(), of[2..].trim().to_owned()));
            }
        }
    }
    found
}

#[test]
fn what_is_listed_is_listed_in_pages_wherever_it_stands() {
    let sdl = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/generated/schema.graphql"))
        .expect("the schema");
    let fields = fields(&sdl);
    let listed: BTreeSet<&str> = fields
        .iter()
        .filter_map(|(_, _, of)| of.split(' ').next()?.trim_end_matches('!').strip_suffix("Connection"))
        .collect();
    assert!(listed.len() > 10 && listed.contains("Expert"), "{listed:?}");
    let mut seen = BTreeSet::new();
    for (ty, field, of) in &fields {
        let name = format!("{ty}.{}", field.split('(').next().unwrap_or_default());
        let of = of.split(' ').next().unwrap_or_default();
        if ty.ends_with("Connection") || ty.ends_with("Payload") {
            continue;
        }
        if let Some(node) = of.strip_prefix('[').and_then(|of| of.split(['!', ']']).next()) {
            let whole = WHOLE.iter().any(|(whole, _)| *whole == name);
            // What the viewer holds is part of them, and what was changed of a thing is no list of things.
            let own = ty == "Viewer" || ty == "CorrectFactPayload";
            assert!(!listed.contains(node) || whole || own, "{name} gives all of its {node} at once");
        }
        if of.trim_end_matches('!').ends_with("Connection") {
            assert!(field.contains("first: Int") && field.contains("after: String"), "{name} takes no page");
            if ty != "Query" {
                assert!(RELATIONS.iter().any(|r| name == format!("{}.{}", r.ty, r.field)), "{name} is not tried");
                seen.insert(name);
            }
        }
    }
    assert_eq!(seen.len(), RELATIONS.len());
}

/// An update of the member's own body with comments, and with changes that were proposed and taken back.
async fn talked_about(member: &Client) {
    let own = json!({ "parties": [{ "kind": "NETWORK" }] });
    let new = json!({ "title": "Much said", "bodyMarkdown": "x", "audience": own });
    let update = member.post("/v1/updates", new).await.ok(201)["id"].as_str().expect("an id").to_owned();
    for n in 0..4 {
        member.post(&format!("/v1/items/{update}/comments"), json!({ "bodyMarkdown": format!("{n}") })).await.ok(201);
    }
    for _ in 0..3 {
        let etag = member.get(&format!("/v1/updates/{update}")).await.header("etag");
        let public = json!({ "parties": [{ "kind": "PUBLIC" }], "confirm": true });
        let path = format!("/v1/items/{update}/audience");
        member.send(reqwest::Method::PUT, &path, &[("if-match", &etag)], Some(public)).await.ok(202);
        member.post(&format!("/v1/items/{update}/return"), json!({})).await.ok(200);
    }
}

fn rows(connection: &Value) -> Vec<Value> {
    connection["nodes"].as_array().expect("nodes").clone()
}

/// The parent that has most, with all that it has.
async fn fullest(client: &Client, relation: &Relation) -> (String, Vec<Value>) {
    let Relation { parents, field, .. } = relation;
    let mut best = (String::new(), Vec::new());
    let mut after = Value::Null;
    loop {
        let query = format!(
            "query($after: String) {{ {parents}(first: 40, after: $after) {{ pageInfo {{ hasNextPage endCursor }} nodes {{ id {field}(first: 100) {{ totalCount totalCountIsExact nodes {{ id }} }} }} }} }}"
        );
        let data = client.graphql(&query, json!({ "after": after })).await.data();
        for parent in rows(&data[parents]) {
            let connection = &parent[field];
            let all = rows(connection);
            // Never a silent null, for none of the parents.
            assert_eq!(connection["totalCount"], json!(all.len()), "{parents}.{field}: {connection:#}");
            assert_eq!(connection["totalCountIsExact"], json!(true));
            if all.len() > best.1.len() {
                best = (parent["id"].as_str().expect("an id").to_owned(), all);
            }
        }
        match data[parents]["pageInfo"]["hasNextPage"] == json!(true) {
            true => after = data[parents]["pageInfo"]["endCursor"].clone(),
            false => return best,
        }
    }
}

#[test]
fn a_relation_is_paged_and_counted_like_a_list() {
    on_both_with_the_sample("a_relation_is_paged_and_counted_like_a_list", async |app| {
        let mut stage = Stage::around(app);
        let member = stage.client("MEMBER@ua-sms").await;
        talked_about(&member).await;
        for relation in RELATIONS {
            let Relation { ty, field, .. } = relation;
            let (parent, all) = fullest(&member, relation).await;
            assert!(all.len() > 1, "{ty}.{field}: {} rows tell nothing", all.len());
            // Page by page, as Relay asks for a fragment of a node.
            let query = format!(
                "query($id: ID!, $after: String) {{ node(id: $id) {{ ... on {ty} {{ {field}(first: 2, after: $after) {{
                    totalCount edges {{ cursor node {{ id }} }} pageInfo {{ hasNextPage endCursor }} }} }} }} }}"
            );
            let (mut paged, mut after) = (Vec::new(), Value::Null);
            loop {
                let data = member.graphql(&query, json!({ "id": parent, "after": after })).await.data();
                let page = &data["node"][field];
                assert_eq!(page["totalCount"], json!(all.len()), "{ty}.{field}: a page is no total");
                let edges = page["edges"].as_array().expect("edges");
                paged.extend(edges.iter().map(|edge| edge["node"].clone()));
                assert_eq!(
                    page["pageInfo"]["endCursor"],
                    edges.last().map_or(Value::Null, |edge| edge["cursor"].clone())
                );
                match page["pageInfo"]["hasNextPage"] == json!(true) {
                    true => after = page["pageInfo"]["endCursor"].clone(),
                    false => break,
                }
                assert!(edges.len() == 2 && paged.len() < all.len(), "{ty}.{field}: {page:#}");
            }
            assert_eq!(paged, all, "{ty}.{field}");
            // A cursor of another list, and a length that no page has, are refused by name.
            let foreign = member.graphql("{ countries(first: 1) { pageInfo { endCursor } } }", json!({})).await.data();
            let foreign = foreign["countries"]["pageInfo"]["endCursor"].clone();
            let answer = member.graphql(&query, json!({ "id": parent, "after": foreign })).await;
            assert_eq!(answer.body["errors"][0]["extensions"]["code"], "BAD_CURSOR", "{:#}", answer.body);
            for wrong in [0, 101, -1] {
                let query = format!(
                    "query($id: ID!) {{ node(id: $id) {{ ... on {ty} {{ {field}(first: {wrong}) {{ totalCount }} }} }} }}"
                );
                let answer = member.graphql(&query, json!({ "id": parent })).await;
                assert_eq!(
                    answer.body["errors"][0]["extensions"]["code"], "BAD_REQUEST",
                    "{ty}.{field}: {:#}",
                    answer.body
                );
            }
        }
    });
}

#[test]
fn a_relation_costs_a_constant_number_of_statements_also_nested_twice() {
    on_both_with_the_sample("a_relation_costs_a_constant_number_of_statements_also_nested_twice", async |app| {
        let mut stage = Stage::around(app);
        let member = stage.client("MEMBER@ua-sms").await;
        for n in 0..10 {
            let group = json!({ "kind": "SHARING_GROUP", "name": format!("Group {n}"), "membersSeenBy": "NETWORK" });
            member.post("/v1/groups", group).await.ok(201);
        }
        for Relation { parents, field, twice, ty } in RELATIONS {
            let cost = async |parent: usize, child: usize| {
                let query = format!(
                    "{{ {parents}(first: {parent}) {{ nodes {{ {field}(first: {child}) {{ totalCount nodes {{ {twice} }} }} }} }} }}"
                );
                let before = stage.app.world.database.statements();
                let data = member.graphql(&query, json!({})).await.data();
                (rows(&data[*parents]).len(), stage.app.world.database.statements() - before)
            };
            let ((few, short), (many, long)) = (cost(2, 2).await, cost(20, 20).await);
            assert!(few == 2 && many > 10, "{ty}.{field}: {few} and {many} parents tell nothing");
            costs_no_more_by_length(short, long);
            // Asking for a total adds one statement for all of the parents.
            let uncounted =
                format!("{{ {parents}(first: 20) {{ nodes {{ {field}(first: 20) {{ nodes {{ id }} }} }} }} }}");
            let counted = uncounted.replace("nodes { id }", "totalCount nodes { id }");
            let mut costs = Vec::new();
            for query in [&uncounted, &counted] {
                let before = stage.app.world.database.statements();
                member.graphql(query, json!({})).await.data();
                costs.push(stage.app.world.database.statements() - before);
            }
            assert!(costs[1] <= costs[0] + 1, "{ty}.{field}: {costs:?}");
        }
    });
}
