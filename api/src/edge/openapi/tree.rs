//! Walking about in a JSON document.

use serde_json::Value;

/// A JSON object.
pub type Map = serde_json::Map<String, Value>;

const METHODS: [&str; 5] = ["get", "put", "post", "delete", "patch"];

/// The object under a key; made where it is missing.
pub fn child<'a>(map: &'a mut Map, key: &str) -> &'a mut Map {
    object(map.entry(key).or_insert(Value::Null))
}

fn object(value: &mut Value) -> &mut Map {
    match value {
        Value::Object(map) => map,
        other => {
            *other = Value::Object(Map::new());
            object(other)
        }
    }
}

/// The list under a key; made where it is missing.
pub fn list<'a>(map: &'a mut Map, key: &str) -> &'a mut Vec<Value> {
    array(map.entry(key).or_insert(Value::Null))
}

fn array(value: &mut Value) -> &mut Vec<Value> {
    match value {
        Value::Array(list) => list,
        other => {
            *other = Value::Array(Vec::new());
            array(other)
        }
    }
}

/// The text under a key; empty where there is none.
pub fn text(map: &Map, key: &str) -> String {
    map.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// Does something with every operation: its path, its method, itself.
pub fn each_operation(document: &mut Map, mut with: impl FnMut(&str, &str, &mut Map)) {
    for (path, item) in child(document, "paths").iter_mut() {
        for (method, operation) in item.as_object_mut().into_iter().flatten() {
            if let Some(operation) = operation.as_object_mut().filter(|_| METHODS.contains(&method.as_str())) {
                with(path, method, operation);
            }
        }
    }
}

/// Names of the schemas that a part of the document refers to.
pub fn references(value: &Value, out: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            let named = map.get("$ref").and_then(Value::as_str);
            out.extend(named.and_then(|r| r.strip_prefix("#/components/schemas/")).map(str::to_owned));
            map.values().for_each(|v| references(v, out));
        }
        Value::Array(list) => list.iter().for_each(|v| references(v, out)),
        _ => {}
    }
}
