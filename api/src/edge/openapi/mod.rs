//! The OpenAPI document: what the handlers say of themselves, completed with what is true of every
//! operation, so that a new one is whole without saying it again.

mod deprecated;
mod enumerations;
mod examples;
mod operation;
mod route;
mod schemas;
mod shared;
mod tree;
mod whole;

use serde_json::Value;
use utoipa::openapi::OpenApi;

pub use examples::{FILES, stand_in_for};
pub use operation::open_to_nobody;
pub use route::{Route, Routes};

use tree::{Map, child};

use super::deprecated::Deprecated;
use super::graphql::Roots;
use super::operations::OPERATIONS;

/// The document as it is served.
pub fn finished(document: &OpenApi, roots: &Roots, table: &[Deprecated]) -> Value {
    let Ok(Value::Object(mut document)) = serde_json::to_value(document) else {
        return Value::Null;
    };
    whole::describe(&mut document);
    schemas::tidy(&mut document);
    shared::declare(child(&mut document, "components"));
    tree::each_operation(&mut document, |path, method, operation| complete(path, method, operation, roots));
    enumerations::open(&mut document);
    deprecated::mark(&mut document, table);
    Value::Object(document)
}

fn complete(path: &str, method: &str, operation: &mut Map, roots: &Roots) {
    let id = tree::text(operation, "operationId");
    let known = OPERATIONS.iter().find(|o| o.rest == Some(id.as_str()));
    operation::complete(path, method, operation, known, roots);
    examples::add(&id, operation);
}
