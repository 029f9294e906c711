//! The schemas of the OpenAPI document, as something that judges.

use std::collections::HashMap;

use focalpoint_api::server;
use jsonschema::Validator;
use serde_json::{Map, Value, json};

/// The document.
pub struct Document {
    pub whole: Value,
    strict: Value,
}

/// One operation of it.
pub struct Operation<'a> {
    pub id: String,
    pub method: String,
    pub path: String,
    pub said: &'a Value,
}

impl Document {
    pub fn read() -> Self {
        let whole = server::contracts().openapi;
        let mut strict = whole["components"].clone();
        close(&mut strict);
        Self { whole, strict }
    }

    /// All operations, those that read first.
    pub fn operations(&self) -> Vec<Operation<'_>> {
        let mut out = Vec::new();
        for (path, item) in self.whole["paths"].as_object().expect("paths") {
            for (method, said) in item.as_object().expect("a path") {
                let id = said["operationId"].as_str().expect("an id").to_owned();
                out.push(Operation { id, method: method.to_uppercase(), path: path.clone(), said });
            }
        }
        out.sort_by_key(|o| (o.method != "GET", o.path.clone(), o.method.clone()));
        out
    }

    /// A schema, or the component that it refers to.
    pub fn resolved<'a>(&'a self, schema: &'a Value) -> &'a Value {
        match schema["$ref"].as_str().and_then(|name| name.rsplit('/').next()) {
            Some(name) => &self.whole["components"]["schemas"][name],
            None => schema,
        }
    }

    /// What is wrong with a value by a schema. Our own answers keep to our own enumerations, which
    /// are open only for clients.
    pub fn wrong(&self, schema: &Value, value: &Value) -> Vec<String> {
        let mut schema = schema.clone();
        close(&mut schema);
        let with_components = json!({ "allOf": [schema], "components": self.strict });
        let judge: Validator = jsonschema::options()
            .with_draft(jsonschema::Draft::Draft202012)
            .should_validate_formats(true)
            .build(&with_components)
            .expect("a schema");
        judge.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).take(5).collect()
    }
}

impl Operation<'_> {
    /// The schema of the request's body, by media type.
    pub fn body(&self, media: &str) -> Option<&Value> {
        self.said["requestBody"]["content"].get(media)?.get("schema")
    }

    /// The schema of an answer; null where it has no body, none where the status is not documented.
    pub fn answer(&self, document: &Document, status: u16) -> Option<Value> {
        let mut response = self.said["responses"].get(status.to_string())?.clone();
        if let Some(name) = response["$ref"].as_str().and_then(|r| r.rsplit('/').next()) {
            response = document.whole["components"]["responses"][name].clone();
        }
        let content = response["content"].as_object().cloned().unwrap_or_default();
        Some(content.values().next().map_or(Value::Null, |media| media["schema"].clone()))
    }

    /// Names of its parameters in a place.
    pub fn parameters(&self, place: &str) -> HashMap<String, Value> {
        let all = self.said["parameters"].as_array().into_iter().flatten().filter(|p| p["in"] == place);
        all.map(|p| (p["name"].as_str().expect("a name").to_owned(), p.clone())).collect()
    }
}

/// Takes the `{"type": "string"}` beside each enumeration away again.
fn close(value: &mut Value) {
    match value {
        Value::Object(map) => {
            if let Some(closed) = closed(map) {
                *value = closed;
            } else {
                map.values_mut().for_each(close);
            }
        }
        Value::Array(list) => list.iter_mut().for_each(close),
        _ => {}
    }
}

fn closed(map: &Map<String, Value>) -> Option<Value> {
    match map.get("anyOf")?.as_array()?.as_slice() {
        [named, open] if named.get("$ref").is_some() && *open == json!({ "type": "string" }) => Some(named.clone()),
        _ => None,
    }
}
