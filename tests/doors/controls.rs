//! A text that a client writes holds nothing that a terminal, a log or a reader's eye would obey: control
//! characters are refused at their own pointer in every text of every input, and nothing of it is stored. What
//! turns the direction of writing is refused in names, titles and other single lines; a longer text may hold it.

use focalpoint_api::edge::operations::{self};
use serde_json::{Map, Value, json};

use super::examples::{Examples, Request};
use super::schemas::Document;
use super::stage::Stage;
use crate::harness::on_both_with_the_sample;

/// Longer texts, in which a writer in Arabic or Hebrew needs what turns the direction.
const LONGER: &[&str] = &[
    "bodyMarkdown",
    "comment",
    "definition",
    "description",
    "message",
    "note",
    "reason",
    "roleInProcess",
    "source",
    "summary",
];

/// What is a secret and shown to nobody, or belongs to a standard that says what it may hold.
const SECRETS: &[&str] = &["password", "currentPassword", "newPassword", "refreshToken", "token"];

/// What is only looked for, and stored by nobody; or decides who may before it is found wrong; or is asked
/// only of what is done and not of what is tried.
const LOOKED_FOR: &[(&str, &str)] = &[
    ("explain_access", "/target/kind"),
    ("request_password_reset", "/email"),
    ("sign_in", "/email"),
    ("create_organisation", "/countryCode"),
    ("end_post", "/reason"),
];

/// Where every text stands in an input, and what an input needs for it to stand there.
pub fn texts(document: &Document, schema: &Value, at: &str, depth: usize, found: &mut Vec<(String, Value)>) {
    let schema = document.resolved(schema);
    if depth > 6 {
        return;
    }
    for alternative in ["oneOf", "anyOf", "allOf"] {
        for one in schema[alternative].as_array().into_iter().flatten() {
            texts(document, one, at, depth + 1, found);
        }
    }
    if is(schema, "string") && schema.get("enum").is_none() && schema.get("format").is_none() {
        found.push((at.to_owned(), schema.clone()));
    }
    for (name, member) in schema["properties"].as_object().into_iter().flatten() {
        texts(document, member, &format!("{at}/{name}"), depth + 1, found);
    }
    if let Some(items) = schema.get("items") {
        texts(document, items, &format!("{at}/0"), depth + 1, found);
    }
}

fn is(schema: &Value, kind: &str) -> bool {
    schema["type"] == kind || schema["type"].as_array().is_some_and(|kinds| kinds.contains(&json!(kind)))
}

/// The least that a schema takes.
fn least(document: &Document, schema: &Value) -> Value {
    let schema = document.resolved(schema);
    if let Some(one) =
        ["oneOf", "anyOf", "allOf"].iter().find_map(|of| schema[*of].as_array()?.iter().find(|s| s["type"] != "null"))
    {
        return least(document, one);
    }
    if let Some(first) = schema["enum"].as_array().and_then(|all| all.first()) {
        return first.clone();
    }
    if is(schema, "object") || schema.get("properties").is_some() {
        let wanted = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
        return wanted
            .map(|name| (name.to_owned(), least(document, &schema["properties"][name])))
            .collect::<Map<_, _>>()
            .into();
    }
    match (is(schema, "array"), is(schema, "boolean"), is(schema, "integer"), schema["format"].as_str()) {
        (true, ..) => json!([]),
        (_, true, ..) => json!(false),
        (_, _, true, _) => json!(0),
        (.., Some("uuid")) => json!("01900000-0000-7000-8000-000000000000"),
        (.., Some("date" | "partial-date" | "when")) => json!("2026-03-01"),
        (.., Some("date-time")) => json!("2026-03-01T00:00:00Z"),
        _ => json!("uk"),
    }
}

/// An input with a text at a place, whatever has to be there around it.
pub fn with(document: &Document, schema: &Value, value: &mut Value, path: &[&str], text: &str) {
    let schema = document.resolved(schema);
    let Some((step, rest)) = path.split_first() else {
        *value = json!(text);
        return;
    };
    let of = |schema: &Value| schema.get("items").is_some() || schema["properties"].get(*step).is_some();
    let alternatives = ["oneOf", "anyOf", "allOf"].iter().filter_map(|of| schema[*of].as_array()).flatten();
    let inner = alternatives.map(|one| document.resolved(one)).find(|one| of(one));
    let schema = if of(schema) { schema } else { inner.expect("a schema on the way") };
    match schema.get("items") {
        Some(items) => {
            if value.as_array().is_none_or(|list| list.is_empty()) {
                *value = json!([least(document, items)]);
            }
            with(document, items, &mut value[0], rest, text);
        }
        None => {
            if !value.is_object() {
                *value = least(document, schema);
            }
            with(document, &schema["properties"][*step], &mut value[*step], rest, text);
        }
    }
}

#[test]
fn no_text_that_is_written_holds_a_character_that_is_obeyed() {
    on_both_with_the_sample("no_text_that_is_written_holds_a_character_that_is_obeyed", async |app| {
        let mut stage = Stage::around(app);
        let (document, examples) = (Document::read(), Examples::read());
        let (mut tried, mut wrong) = (0, Vec::new());
        for operation in document.operations() {
            // A batch is answered with a report, row by row, of what one invitation is told.
            let one = operation.body("application/json").filter(|_| operation.id != "invite_experts");
            let Some(schema) = one else { continue };
            if operations::OPERATIONS.iter().all(|o| o.rest != Some(&operation.id)) {
                continue;
            }
            let mut found = Vec::new();
            texts(&document, schema, "", 0, &mut found);
            found.retain(|(at, _)| !SECRETS.iter().any(|secret| at.ends_with(&format!("/{secret}"))));
            found.sort_by(|a, b| a.0.cmp(&b.0));
            found.dedup_by(|a, b| a.0 == b.0);
            found.retain(|(at, _)| !LOOKED_FOR.contains(&(operation.id.as_str(), at.as_str())));
            if found.is_empty() {
                continue;
            }
            let example = examples.get(&operation.id).expect("an example").clone();
            let asked = Request::prepared(&mut stage, &operation, &example).await;
            for (at, _) in found {
                let name = at.rsplit('/').find(|step| *step != "0").unwrap_or_default().to_owned();
                let path: Vec<&str> = at.split('/').skip(1).collect();
                for c in ['\0', '\u{1B}', '\u{9B}', '\u{202E}'] {
                    if c == '\u{202E}' && LONGER.contains(&name.as_str()) {
                        continue;
                    }
                    let mut body = asked.body.clone().unwrap_or_else(|| json!({}));
                    with(&document, schema, &mut body, &path, &format!("Of{c}fice"));
                    let answer = stage
                        .send(&asked.who, asked.method.clone(), &asked.path, &asked.headers, Some(body.clone()))
                        .await;
                    tried += 1;
                    let pointers: Vec<&str> = answer.body["errors"]
                        .as_array()
                        .into_iter()
                        .flatten()
                        .filter_map(|e| e["pointer"].as_str())
                        .collect();
                    let here = |pointer: &&str| !pointer.is_empty() && at.starts_with(*pointer);
                    // A character that no text has is refused on its face, and so is what has a form of its own.
                    let refused = answer.status == 422 || answer.status == 400;
                    if !refused || !pointers.iter().any(here) {
                        wrong.push(format!(
                            "{} {at} {c:?}: {} {pointers:?} {}",
                            operation.id, answer.status, answer.body["detail"]
                        ));
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "{} of {tried}: {wrong:#?}", wrong.len());
        assert!(tried > 300, "{tried} tell nothing");
    });
}
