//! Examples: files under `api/examples/`, an object by `operationId` in each. A test executes each
//! example against the sample network over both doors, records the answer, and names the operations
//! that have none.

use std::collections::HashMap;
use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::tree::{Map, child, list, text};

/// Names the files, and embeds them.
macro_rules! files {
    ($($name:literal),+ $(,)?) => {
        /// Names of the files of examples, without `.json`.
        pub const FILES: &[&str] = &[$($name),+];
        const TEXTS: &[&str] = &[$(include_str!(concat!("../../../examples/", $name, ".json"))),+];
    };
}

files! {
    "access", "accounts", "changes", "competences", "countries", "experts", "focal_points", "groups", "invitations",
    "items", "organisations", "partners", "posts", "sessions", "updates",
}

static EXAMPLES: LazyLock<HashMap<String, Map>> = LazyLock::new(|| {
    let files = TEXTS.iter().filter_map(|text| serde_json::from_str::<HashMap<String, Map>>(text).ok());
    files.flatten().collect()
});

/// Puts an operation's example into it: parameters, body, answer.
pub fn add(id: &str, operation: &mut Map) {
    let Some(example) = EXAMPLES.get(id) else { return };
    let shown = |part: &str| example.get(part).map(|v| stand_in(v.clone()));
    for place in ["path", "query"] {
        let Some(Value::Object(values)) = shown(place) else { continue };
        for parameter in list(operation, "parameters").iter_mut().filter_map(Value::as_object_mut) {
            if let Some(value) = values.get(&text(parameter, "name")).filter(|_| text(parameter, "in") == place) {
                let value = typed(value, parameter);
                parameter.insert("example".to_owned(), value);
            }
        }
    }
    if let (Some(body), true) = (shown("body"), operation.contains_key("requestBody")) {
        // A body that is a text is the one of a media type that is no JSON.
        let media_is_json = !body.is_string();
        for (media, content) in child(child(operation, "requestBody"), "content").iter_mut() {
            if let Some(content) = content.as_object_mut().filter(|_| media.contains("json") == media_is_json) {
                let shown = if media.contains("form") { form(&body) } else { body.clone() };
                content.insert("example".to_owned(), shown);
            }
        }
    }
    let answer = shown("answer").unwrap_or_default();
    let status = answer.get("status").map(Value::to_string).unwrap_or_default();
    let Some(body) = answer.get("body").filter(|body| !body.is_null()) else { return };
    if let Some(content) = child(operation, "responses").get_mut(&status).and_then(|r| r.get_mut("content")) {
        for media in content.as_object_mut().into_iter().flat_map(Map::values_mut).filter_map(Value::as_object_mut) {
            media.insert("example".to_owned(), body.clone());
        }
    }
}

/// A form as the object that its schema describes.
fn form(body: &Value) -> Value {
    let pairs = form_urlencoded::parse(body.as_str().unwrap_or_default().as_bytes());
    pairs.map(|(name, value)| (name.into_owned(), json!(value))).collect::<Map>().into()
}

/// In a list of values a parameter travels with commas; in the document it is the list.
fn typed(value: &Value, parameter: &Map) -> Value {
    let schema = parameter.get("schema");
    let kind = schema.and_then(|s| s.get("type")).and_then(Value::as_str);
    match (kind, value.as_str()) {
        (Some("array"), Some(text)) => json!(text.split(',').collect::<Vec<_>>()),
        (Some("integer"), Some(text)) => text.parse::<i64>().map_or(value.clone(), |n| json!(n)),
        (Some("boolean"), Some(text)) => json!(text == "true"),
        _ => value.clone(),
    }
}

/// The same value with a lasting stand-in for each `{{placeholder}}`: ids are new in every network.
pub fn stand_in(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(filled(&text)),
        Value::Array(list) => list.into_iter().map(stand_in).collect(),
        Value::Object(map) => map.into_iter().map(|(key, value)| (key, stand_in(value))).collect(),
        other => other,
    }
}

fn filled(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let (name, after) = after.split_once("}}").unwrap_or((after, ""));
        out.push_str(before);
        out.push_str(&stand_in_for(name.trim()));
        rest = after;
    }
    out + rest
}

/// What stands in the document for a placeholder: an id by its name, so that it is the same in
/// request and answer.
pub fn stand_in_for(name: &str) -> String {
    let digest: [u8; 32] = Sha256::digest(name.as_bytes()).into();
    let half = digest.first_chunk::<16>().copied().unwrap_or_default();
    match name.split(':').next().unwrap_or_default() {
        "password" => "the password of the account".to_owned(),
        "email" => "olena.example@ministry.example".to_owned(),
        "etag" => format!("\"1.{}\"", URL_SAFE_NO_PAD.encode(digest.first_chunk::<12>().copied().unwrap_or_default())),
        "token" | "secret" => hex::encode(half),
        _ => uuid::Builder::from_custom_bytes(half).into_uuid().to_string(),
    }
}
