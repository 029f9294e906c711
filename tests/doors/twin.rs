//! The GraphQL twin of a REST call: the same input to the field that the table of operations names,
//! and every member of REST's answer selected by its own name.

use focalpoint_api::edge::operations::{Elsewhere, Operation};
use serde_json::{Map, Value, json};

use super::introspection::{Field, TypeRef, Types};
use crate::harness::{Answer, Client};

/// A REST call with its placeholders filled in.
#[derive(Debug)]
pub struct Call {
    pub path: Map<String, Value>,
    pub query: Map<String, Value>,
    pub revision: Option<i32>,
    pub body: Value,
    /// What the twin is told besides.
    pub besides: Map<String, Value>,
}

/// Asks the twin, and gives its answer in the shape of REST's.
pub async fn ask(
    client: &Client,
    types: &Types,
    operation: &Operation,
    call: &Call,
    rest: &Value,
) -> Result<Value, String> {
    let (query, _, unpack) = written(types, operation, call, rest)?;
    let answer = answer(client, types, operation, call, rest).await?;
    if let Some(errors) = answer.body.get("errors") {
        return Err(format!("GraphQL refuses: {errors}\n{query}"));
    }
    Ok(unpack.shape(answer.body["data"].clone()))
}

/// Asks the twin, and gives its answer as it is.
pub async fn answer(
    client: &Client,
    types: &Types,
    operation: &Operation,
    call: &Call,
    rest: &Value,
) -> Result<Answer, String> {
    let (query, variables, _) = written(types, operation, call, rest)?;
    Ok(client.graphql(&query, variables).await)
}

/// How GraphQL's answer becomes one like REST's.
enum Unpack {
    One { pointer: String },
    Page { field: String },
    Payload { field: String, noun: Option<String>, beside: Vec<String> },
}

impl Unpack {
    fn shape(&self, data: Value) -> Value {
        match self {
            Self::One { pointer } => data.pointer(pointer).cloned().unwrap_or_default(),
            Self::Page { field } => {
                let mut page = data[field].as_object().cloned().unwrap_or_default();
                let rows = page.remove("nodes").unwrap_or_default();
                page.insert("items".to_owned(), rows);
                Value::Object(page)
            }
            Self::Payload { field, noun, beside } => {
                let payload = &data[field];
                let mut shaped = noun.as_ref().map_or(json!({}), |noun| payload[noun].clone());
                for name in beside {
                    shaped[name] = payload[name].clone();
                }
                shaped
            }
        }
    }
}

fn written(types: &Types, operation: &Operation, call: &Call, rest: &Value) -> Result<(String, Value, Unpack), String> {
    let id = || call.besides.get("id").or_else(|| call.path.get("id")).cloned().unwrap_or_default();
    match (operation.graphql, operation.elsewhere) {
        (None, Some(Elsewhere::Node(ty))) => {
            let selection = selected(types, ty, rest)?;
            let query = format!("query($id: ID!) {{ node(id: $id) {{ ... on {ty} {selection} }} }}");
            Ok((query, json!({ "id": id() }), Unpack::One { pointer: "/node".to_owned() }))
        }
        (None, Some(Elsewhere::Relation(ty, field))) => {
            let of = types.get(ty).and_then(|t| t.fields.get(field)).ok_or(format!("no {ty}.{field}"))?;
            let selection = selected(types, &of.ty.name, rest)?;
            let query = format!("query($id: ID!) {{ node(id: $id) {{ ... on {ty} {{ {field} {selection} }} }} }}");
            Ok((query, json!({ "id": id() }), Unpack::One { pointer: format!("/node/{field}") }))
        }
        (Some(name), _) => root(types, name, call, rest),
        (None, _) => Err("it has no twin".to_owned()),
    }
}

fn root(types: &Types, name: &str, call: &Call, rest: &Value) -> Result<(String, Value, Unpack), String> {
    let (kind, field) = types.root(name).ok_or(format!("there is no root field {name}"))?;
    let arguments = arguments(types, field, call)?;
    let (selection, unpack) = match kind {
        "mutation" => payload(types, name, field, rest)?,
        _ if field.ty.name.ends_with("Connection") => page(types, name, field, rest)?,
        _ => (selected(types, &field.ty.name, rest)?, Unpack::One { pointer: format!("/{name}") }),
    };
    let declared: Vec<String> = arguments.iter().map(|(n, ty, _)| format!("${n}: {}", ty.written)).collect();
    let passed: Vec<String> = arguments.iter().map(|(n, _, _)| format!("{n}: ${n}")).collect();
    let around = |list: Vec<String>| if list.is_empty() { String::new() } else { format!("({})", list.join(", ")) };
    let query = format!("{kind}{} {{ {name}{} {selection} }}", around(declared), around(passed));
    let variables: Map<String, Value> = arguments.into_iter().map(|(n, _, value)| (n, value)).collect();
    Ok((query, Value::Object(variables), unpack))
}

const PAGE: [&str; 5] = ["first", "after", "sort", "count", "lang"];

fn arguments(types: &Types, field: &Field, call: &Call) -> Result<Vec<(String, TypeRef, Value)>, String> {
    let mut out = Vec::new();
    let mut given: Map<String, Value> = call.query.clone();
    given.remove("count");
    given.remove("lang");
    given.extend(call.path.clone());
    given.extend(call.besides.clone());
    for (name, ty) in &field.arguments {
        let value = match name.as_str() {
            "input" => Some(input(types, ty, call)?),
            "filter" => {
                let rows: Map<String, Value> = given
                    .iter()
                    .filter(|(k, _)| !PAGE.contains(&k.as_str()))
                    .map(|(k, v)| (k.clone(), v.clone()))
                    .collect();
                let members = &types.get(&ty.name).ok_or("no filter type")?.members;
                let known = rows.into_iter().filter_map(|(k, v)| Some((k.clone(), typed(&v, members.get(&k)?))));
                Some(Value::Object(known.collect()))
            }
            other => given
                .get(other)
                .or_else(|| other.ends_with("Id").then(|| given.get("id")).flatten())
                .map(|v| typed(v, ty)),
        };
        out.extend(value.map(|value| (name.clone(), ty.clone(), value)));
    }
    Ok(out)
}

fn input(types: &Types, ty: &TypeRef, call: &Call) -> Result<Value, String> {
    let members = &types.get(&ty.name).ok_or("no input type")?.members;
    let mut input = call.body.as_object().cloned().unwrap_or_default();
    input.extend(call.query.iter().filter(|(k, _)| members.contains_key(*k)).map(|(k, v)| (k.clone(), v.clone())));
    for (name, value) in &call.path {
        let free = |member: &&String| member.ends_with("Id") && !input.contains_key(*member);
        let place = match members.contains_key(name) {
            true => name.clone(),
            false => members.keys().filter(free).min_by_key(|m| m.len()).cloned().unwrap_or_default(),
        };
        input.entry(place).or_insert(value.clone());
    }
    input.extend(call.besides.clone());
    if let (Some(revision), true) = (call.revision, members.contains_key("revision")) {
        input.insert("revision".to_owned(), json!(revision));
    }
    Ok(Value::Object(input))
}

/// A parameter of REST as a value of a GraphQL type.
fn typed(value: &Value, ty: &TypeRef) -> Value {
    let one = |text: &str| match ty.name.as_str() {
        "Int" => json!(text.parse::<i64>().expect("a number")),
        "Boolean" => json!(text == "true"),
        _ => json!(text),
    };
    match (value.as_str(), ty.list) {
        (Some(text), true) => text.split(',').map(one).collect(),
        (Some(text), false) => one(text),
        (None, _) => value.clone(),
    }
}

fn page(types: &Types, name: &str, field: &Field, rest: &Value) -> Result<(String, Unpack), String> {
    let connection = types.get(&field.ty.name).ok_or("no connection")?;
    let row = &connection.fields.get("nodes").ok_or("a connection without nodes")?.ty.name;
    let rows = selected(types, row, &rest["items"])?;
    let totals = if rest.get("totalCount").is_some() { "totalCount totalCountIsExact" } else { "" };
    let selection = format!("{{ nodes {rows} pageInfo {{ endCursor hasNextPage }} {totals} }}");
    Ok((selection, Unpack::Page { field: name.to_owned() }))
}

/// A payload has the thing under its noun, and perhaps something beside it.
fn payload(types: &Types, name: &str, field: &Field, rest: &Value) -> Result<(String, Unpack), String> {
    let payload = types.get(&field.ty.name).ok_or("no payload")?;
    let waits = rest.get("waitsFor").is_some();
    let mut names: Vec<&String> = payload.fields.keys().collect();
    names.sort();
    let beside: Vec<String> = names.iter().filter(|n| rest.get(n.as_str()).is_some()).map(|n| (*n).clone()).collect();
    let beside = if waits { Vec::new() } else { beside };
    // What waits, or was decided by somebody who does not see the item, is a proposal.
    let proposed = rest.get("proposedAt").is_some();
    let fits = |n: &&String| (n.as_str() == "accessRequest") == waits && (n.as_str() == "proposal") == proposed;
    let noun = names.into_iter().filter(|n| !beside.contains(n)).find(fits).cloned();
    // A list is nobody's member: it is the noun itself.
    let noun = if rest.is_array() {
        noun
    } else if beside.len() == rest.as_object().map_or(0, Map::len) {
        None
    } else {
        noun
    };
    let mut parts = vec!["__typename".to_owned()];
    let mut rest_of = rest.clone();
    for name in &beside {
        let member = rest_of.as_object_mut().and_then(|m| m.remove(name)).unwrap_or_default();
        parts.push(format!("{name} {}", selected(types, &payload.fields[name].ty.name, &member)?));
    }
    if let Some(noun) = &noun {
        parts.push(format!("{noun} {}", selected(types, &payload.fields[noun].ty.name, &rest_of)?));
    }
    Ok((format!("{{ {} }}", parts.join(" ")), Unpack::Payload { field: name.to_owned(), noun, beside }))
}

/// A selection of everything that a JSON value has, by the names it has there.
fn selected(types: &Types, ty: &str, json: &Value) -> Result<String, String> {
    let known = types.get(ty).ok_or(format!("no type {ty}"))?;
    match known.kind.as_str() {
        "OBJECT" => {}
        "INTERFACE" | "UNION" => {
            let kind = json["kind"].as_str().unwrap_or_default();
            let fits = |name: &&String| name.eq_ignore_ascii_case(&kind.replace('_', ""));
            let concrete = known.possible.iter().find(fits).ok_or(format!("{ty} has no {kind}"))?;
            return Ok(format!("{{ ... on {concrete} {} }}", selected(types, concrete, json)?));
        }
        _ => return Ok(String::new()),
    }
    let mut objects = Vec::new();
    gather(json, &mut objects);
    let mut names: Vec<&String> = objects.iter().flat_map(|o| o.keys()).collect();
    names.sort();
    names.dedup();
    if names.is_empty() {
        return Ok("{ __typename }".to_owned());
    }
    let mut parts = Vec::new();
    for name in names {
        let field = known.fields.get(name).ok_or(format!("REST has `{name}`, GraphQL's {ty} does not"))?;
        let all: Value = objects.iter().filter_map(|o| o.get(name)).cloned().collect();
        let nested = types.get(&field.ty.name).is_some_and(|t| matches!(t.kind.as_str(), "INTERFACE" | "UNION"));
        // Nothing is there from which the kind could be told.
        if nested && all.as_array().is_some_and(|all| all.iter().all(Value::is_null)) {
            continue;
        }
        let of = if nested { all[0].clone() } else { all };
        parts.push(format!("{name} {}", selected(types, &field.ty.name, &of)?));
    }
    Ok(format!("{{ {} }}", parts.join(" ")))
}

fn gather<'a>(json: &'a Value, out: &mut Vec<&'a Map<String, Value>>) {
    match json {
        Value::Object(map) => out.push(map),
        Value::Array(list) => list.iter().for_each(|v| gather(v, out)),
        _ => {}
    }
}

/// Where two answers differ. Ids that were made by either call differ and stand for one another
/// throughout; secrets differ too.
pub fn differences(rest: &Value, graphql: &Value) -> Vec<String> {
    let mut pairs = Vec::new();
    let mut out = Vec::new();
    compare("", rest, graphql, &mut pairs, &mut out);
    out
}

fn compare(at: &str, a: &Value, b: &Value, pairs: &mut Vec<(String, String)>, out: &mut Vec<String>) {
    match (a, b) {
        (Value::Object(x), Value::Object(y)) => {
            for (key, value) in x {
                compare(&format!("{at}/{key}"), value, y.get(key).unwrap_or(&Value::Null), pairs, out);
            }
        }
        (Value::Array(x), Value::Array(y)) if x.len() == y.len() => {
            for (n, (v, w)) in x.iter().zip(y).enumerate() {
                compare(&format!("{at}/{n}"), v, w, pairs, out);
            }
        }
        (Value::String(x), Value::String(y)) if x != y && same_but_new(at, x, y) => {
            let known = pairs.iter().find(|(p, q)| p == x || q == y);
            match known {
                Some((p, q)) if p != x || q != y => out.push(format!("{at}: {x} and {y} stand for others elsewhere")),
                Some(_) => {}
                None => pairs.push((x.clone(), y.clone())),
            }
        }
        _ if a != b => out.push(format!("{at}: REST {a}, GraphQL {b}")),
        _ => {}
    }
}

fn same_but_new(at: &str, x: &str, y: &str) -> bool {
    let made = |text: &str| uuid::Uuid::parse_str(text).is_ok();
    // A cursor behind a row that was just made seals its id; no two of the feed's look alike.
    let secret =
        ["/accessToken", "/refreshToken", "/endCursor", "/cursor", "/clientId"].iter().any(|s| at.ends_with(s));
    (made(x) && made(y)) || secret
}
