//! Schemas: each stands once, and says what is always there.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::tree::{Map, child, references};

/// Members of answers that are sometimes left out, by schema (a page's name begins so) and member.
const SOMETIMES: &[(&str, &str)] = &[("Page_", "totalCount"), ("Page_", "totalCountIsExact"), ("Problem", "errors")];

/// Pages refer to their rows by name, and answers say which members they always have.
pub fn tidy(document: &mut Map) {
    let (inputs, outputs) = sides(document);
    let schemas = child(child(document, "components"), "schemas");
    let names: Vec<String> = schemas.keys().cloned().collect();
    for (name, schema) in schemas.iter_mut() {
        if let Some(row) = name.strip_prefix("Page_").filter(|row| names.iter().any(|n| n == row))
            && let Some(items) = schema.pointer_mut("/properties/items")
        {
            set(items, "items", json!({ "$ref": format!("#/components/schemas/{row}") }));
        }
        if outputs.contains(name) && !inputs.contains(name) {
            always(name, schema);
        }
        if inputs.contains(name) {
            without_defaults(schema);
        }
    }
}

fn set(value: &mut Value, key: &str, to: Value) {
    if let Some(map) = value.as_object_mut() {
        map.insert(key.to_owned(), to);
    }
}

/// Names of the schemas that requests reach, and of those that answers reach.
pub fn sides(document: &Map) -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut inputs, mut outputs) = (Vec::new(), vec!["Problem".to_owned()]);
    let paths = document.get("paths").and_then(Value::as_object).into_iter().flat_map(Map::values);
    for operation in paths.filter_map(Value::as_object).flat_map(Map::values) {
        for part in ["parameters", "requestBody"] {
            operation.get(part).iter().for_each(|v| references(v, &mut inputs));
        }
        operation.get("responses").iter().for_each(|v| references(v, &mut outputs));
    }
    let schemas = document.get("components").and_then(|c| c.get("schemas"));
    (reached(schemas, inputs), reached(schemas, outputs))
}

fn reached(schemas: Option<&Value>, mut open: Vec<String>) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    while let Some(name) = open.pop() {
        if seen.insert(name.clone()) {
            schemas.and_then(|s| s.get(&name)).iter().for_each(|schema| references(schema, &mut open));
        }
    }
    seen
}

/// In a change absent and null differ, and generators take a default for a member that is always
/// sent: what is meant by leaving one out stands in its description.
fn without_defaults(schema: &mut Value) {
    let members = schema.get_mut("properties").and_then(Value::as_object_mut);
    for member in members.into_iter().flat_map(Map::values_mut).filter_map(Value::as_object_mut) {
        member.remove("default");
    }
}

/// A member that may be null is there all the same.
fn always(name: &str, schema: &mut Value) {
    let parts = schema.get("allOf").and_then(Value::as_array).map_or(0, Vec::len);
    for n in 0..parts {
        if let Some(part) = schema.pointer_mut(&format!("/allOf/{n}")) {
            always(name, part);
        }
    }
    let Some(schema) = schema.as_object_mut() else { return };
    let Some(members) = schema.get("properties").and_then(Value::as_object) else { return };
    let sometimes = |member: &str| {
        SOMETIMES.iter().any(|(of, m)| *m == member && (name == *of || of.ends_with('_') && name.starts_with(of)))
    };
    let always: Vec<Value> = members.keys().filter(|m| !sometimes(m)).map(|m| json!(m)).collect();
    if !always.is_empty() {
        schema.insert("required".to_owned(), Value::Array(always));
    }
}
