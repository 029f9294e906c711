//! What the OpenAPI document promises as a whole.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use focalpoint_api::access::Act;
use serde_json::Value;

use super::schemas::Document;

fn walk(value: &Value, at: &str, see: &mut impl FnMut(&str, &Value)) {
    see(at, value);
    match value {
        Value::Object(map) => map.iter().for_each(|(key, v)| walk(v, &format!("{at}/{key}"), see)),
        Value::Array(list) => list.iter().enumerate().for_each(|(n, v)| walk(v, &format!("{at}/{n}"), see)),
        _ => {}
    }
}

#[test]
fn every_reference_leads_somewhere() {
    let document = Document::read().whole;
    walk(&document, "", &mut |at, value| {
        if let Some(reference) = value.get("$ref").and_then(Value::as_str) {
            assert!(document.pointer(reference.trim_start_matches('#')).is_some(), "{at}: {reference} leads nowhere");
        }
    });
}

/// Two types of one name would be one schema, and one of them described as the other.
#[test]
fn no_two_types_share_a_name_in_the_document() {
    let mut seen: BTreeMap<String, PathBuf> = BTreeMap::new();
    let mut open = vec![
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../api/src"),
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../entity/src"),
    ];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(&path).expect("a folder").map(|e| e.expect("an entry").path()));
            continue;
        }
        let text = fs::read_to_string(&path).unwrap_or_default();
        for (before, after) in text.match_indices("ToSchema").map(|(at, _)| text.split_at(at)) {
            let attributes_and_item = after.split_once(")]").map_or("", |(_, rest)| rest);
            let derived =
                before.rsplit('\n').next().is_some_and(|line| !line.contains("use ") && !line.contains("impl"));
            let item = attributes_and_item.lines().find(|l| l.starts_with("pub struct ") || l.starts_with("pub enum "));
            let (true, Some(item)) = (derived, item) else { continue };
            let head = attributes_and_item.split(item).next().unwrap_or_default();
            let called = head.split_once("schema(as = ").and_then(|(_, rest)| rest.split(')').next());
            let name = item.split_whitespace().nth(2).unwrap_or_default();
            let name =
                called.unwrap_or(name.trim_end_matches(['{', ';', '('])).split(['<', '(']).next().unwrap_or_default();
            let other = seen.insert(name.to_owned(), path.clone());
            assert!(
                other.is_none(),
                "{name} stands in {} and in {}: give one of them `#[schema(as = …)]`",
                path.display(),
                other.unwrap_or_default().display()
            );
        }
    }
    assert!(seen.len() > 100, "{}", seen.len());
}

#[test]
fn enumerations_are_spelt_as_they_travel() {
    let document = Document::read().whole;
    for (name, schema) in document["components"]["schemas"].as_object().expect("schemas") {
        for word in schema["enum"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            let right = match name.as_str() {
                "Act" => Act::named(word).is_some(),
                _ => word.chars().all(|c| c.is_ascii_uppercase() || c == '_'),
            };
            assert!(right, "{name} has `{word}`");
        }
    }
}

#[test]
fn enumerations_in_answers_are_open_and_in_requests_closed() {
    let document = Document::read().whole;
    let schemas = document["components"]["schemas"].as_object().expect("schemas");
    let enumerations: BTreeSet<String> = schemas
        .iter()
        .filter(|(_, s)| s.get("enum").is_some())
        .map(|(n, _)| format!("#/components/schemas/{n}"))
        .collect();
    let mut closed = Vec::new();
    let reached = |start: &Value| {
        let (mut seen, mut open) = (BTreeSet::new(), Vec::new());
        walk(start, "", &mut |_, v| open.extend(v.get("$ref").and_then(Value::as_str).map(str::to_owned)));
        while let Some(reference) = open.pop() {
            if seen.insert(reference.clone()) {
                let schema = document.pointer(reference.trim_start_matches('#')).cloned().unwrap_or_default();
                walk(&schema, "", &mut |_, v| open.extend(v.get("$ref").and_then(Value::as_str).map(str::to_owned)));
            }
        }
        seen
    };
    for item in document["paths"].as_object().expect("paths").values() {
        for operation in item.as_object().expect("a path").values() {
            for reference in reached(&operation["responses"]).iter().filter(|r| !enumerations.contains(*r)) {
                let schema = document.pointer(reference.trim_start_matches('#')).cloned().unwrap_or_default();
                walk(&schema, reference, &mut |at, v| {
                    let named = v.get("$ref").and_then(Value::as_str).is_some_and(|r| enumerations.contains(r));
                    if named && !at.contains("/anyOf/") {
                        closed.push(at.to_owned());
                    }
                });
            }
        }
    }
    closed.sort();
    closed.dedup();
    assert!(
        closed.is_empty(),
        "an answer has a closed enumeration; a client of today could not read tomorrow's: {closed:#?}"
    );
}

#[test]
fn every_operation_says_what_it_is_and_how_it_refuses() {
    let document = Document::read();
    for operation in document.operations().iter().filter(|o| o.path.starts_with("/v1/")) {
        let said = operation.said;
        assert!(
            said["summary"].as_str().is_some_and(|s| s.len() > 5 && s.len() < 120),
            "{}: {}",
            operation.id,
            said["summary"]
        );
        for status in ["400", "401", "403", "404", "422", "429", "503"] {
            assert!(said["responses"].get(status).is_some(), "{} does not document {status}", operation.id);
        }
        let changes = matches!(operation.method.as_str(), "PATCH" | "PUT");
        assert_eq!(
            said["responses"].get("428").is_some() && said["responses"].get("412").is_some(),
            changes || said["responses"].get("412").is_some(),
            "{}",
            operation.id
        );
    }
}
