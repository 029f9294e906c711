//! Enumerations in answers are open: a client generated today reads tomorrow's values.

use serde_json::{Value, json};

use super::schemas::sides;
use super::tree::{Map, child};

/// Wherever an answer has an enumeration, it may also have another text; an answer of several
/// shapes may have another shape. What is sent stays closed.
pub fn open(document: &mut Map) {
    let (inputs, outputs) = sides(document);
    let schemas = child(child(document, "components"), "schemas");
    let of = |has: fn(&Value) -> bool| -> Vec<String> {
        schemas.iter().filter(|(_, schema)| has(schema)).map(|(name, _)| name.clone()).collect()
    };
    let enumerations = of(|schema| schema.get("enum").is_some());
    for (name, schema) in schemas.iter_mut() {
        if outputs.contains(name) && !inputs.contains(name) && !enumerations.contains(name) {
            one_of_several(schema);
            widen(schema, &enumerations);
        }
    }
    super::tree::each_operation(document, |_, _, operation| {
        operation.get_mut("responses").into_iter().for_each(|responses| widen(responses, &enumerations));
    });
}

fn widen(value: &mut Value, enumerations: &[String]) {
    match value {
        Value::Object(map) => {
            let named = map.get("$ref").and_then(Value::as_str).and_then(|r| r.strip_prefix("#/components/schemas/"));
            if named.is_some_and(|name| enumerations.iter().any(|e| e == name)) {
                let closed = map.remove("$ref").unwrap_or_default();
                map.insert("anyOf".to_owned(), json!([{ "$ref": closed }, { "type": "string" }]));
                return;
            }
            map.values_mut().for_each(|v| widen(v, enumerations));
        }
        Value::Array(list) => list.iter_mut().for_each(|v| widen(v, enumerations)),
        _ => {}
    }
}

/// `oneOf` of named objects: the first release may have one of them, a later one will have more.
fn one_of_several(schema: &mut Value) {
    let Some(map) = schema.as_object_mut() else { return };
    let all_named = |list: &[Value]| !list.is_empty() && list.iter().all(|part| part.get("$ref").is_some());
    if !map.get("oneOf").and_then(Value::as_array).is_some_and(|list| all_named(list)) {
        return;
    }
    if let Some(Value::Array(mut shapes)) = map.remove("oneOf") {
        let another = json!({ "type": "object", "description": "A shape that is not known yet.",
            "required": ["id", "kind"],
            "properties": { "id": { "type": "string", "format": "uuid" }, "kind": { "type": "string" } } });
        shapes.push(another);
        map.insert("anyOf".to_owned(), Value::Array(shapes));
    }
}
