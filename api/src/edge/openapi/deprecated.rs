//! What is to go, as the document says it.

use serde_json::{Value, json};

use super::shared::header;
use super::tree::{Map, child, each_operation, text};
use crate::edge::deprecated::{Deprecated, What};

/// Marks operations and members.
pub fn mark(document: &mut Map, table: &[Deprecated]) {
    for entry in table {
        match entry.what {
            What::Member { schema, name, .. } => member(document, (schema, name), entry),
            What::Operation(_) => {
                let Some(id) = entry.operation().and_then(|o| o.rest) else { continue };
                each_operation(document, |_, _, operation| {
                    if text(operation, "operationId") == id {
                        say(operation, entry);
                        answers(operation);
                    }
                });
            }
        }
    }
}

fn say(map: &mut Map, entry: &Deprecated) {
    let told = [text(map, "description"), format!("**Deprecated.** {}", entry.reason())];
    let told = told.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n");
    map.insert("description".to_owned(), json!(told));
    map.insert("deprecated".to_owned(), json!(true));
    map.insert("x-sunset".to_owned(), json!(entry.sunset));
}

fn member(document: &mut Map, (schema, name): (&str, &str), entry: &Deprecated) {
    let schemas = child(child(document, "components"), "schemas");
    let of = schemas.get_mut(schema).and_then(|schema| schema.pointer_mut("/properties")?.as_object_mut());
    if let Some(member) = of.and_then(|members| members.get_mut(name)?.as_object_mut()) {
        say(member, entry);
    }
}

fn answers(operation: &mut Map) {
    for response in child(operation, "responses").values_mut().filter_map(Value::as_object_mut) {
        if !response.contains_key("$ref") {
            let headers = child(response, "headers");
            headers.insert("Deprecation".to_owned(), header("Deprecation"));
            headers.insert("Sunset".to_owned(), header("Sunset"));
        }
    }
}
