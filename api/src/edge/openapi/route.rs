//! What the doors know of each route before its handler runs: read off the document, so that it
//! cannot differ from it.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use actix_web::http::Method;
use actix_web::http::header::{HeaderName, HeaderValue};
use serde_json::Value;

use super::shared;
use super::tree::{self, Map};
use crate::access::Act;
use crate::edge::deprecated::Deprecated;
use crate::edge::operations::OPERATIONS;
use crate::edge::sorts;

/// A documented route.
#[derive(Clone, Debug)]
pub struct Route {
    /// REST `operationId`.
    pub id: String,
    /// The act that is asked for.
    pub act: Act,
    /// Names of its query parameters.
    pub query: BTreeSet<String>,
    /// Whether it may be repeated under an `Idempotency-Key`.
    pub keyed: bool,
    /// Keys of its orders, where it is a list.
    pub sorts: Option<&'static [&'static str]>,
    /// What its answers say where it is to go.
    pub going: Vec<(HeaderName, HeaderValue)>,
}

/// All documented routes, by template and method.
#[derive(Clone, Debug, Default)]
pub struct Routes(HashMap<String, HashMap<String, Arc<Route>>>);

impl Routes {
    /// Reads them off the finished document, in which those of `table` are to go.
    pub fn of(document: &Value, table: &[Deprecated]) -> Self {
        let mut routes: HashMap<String, HashMap<String, Arc<Route>>> = HashMap::new();
        let mut document = document.as_object().cloned().unwrap_or_default();
        tree::each_operation(&mut document, |path, method, operation| {
            let id = tree::text(operation, "operationId");
            let act = OPERATIONS.iter().find(|o| o.rest == Some(id.as_str())).map_or(Act::Look, |o| o.act);
            let going = table.iter().filter(|entry| entry.operation().is_some_and(|o| o.rest == Some(id.as_str())));
            let going = going.flat_map(Deprecated::headers).collect();
            let (query, keyed) = (query(operation), keyed(operation));
            let route = Route { act, query, keyed, sorts: sorts::of(&id), going, id };
            routes.entry(path.to_owned()).or_default().insert(method.to_uppercase(), Arc::new(route));
        });
        Self(routes)
    }

    /// The route of a template and method.
    pub fn get(&self, template: &str, method: &Method) -> Option<Arc<Route>> {
        self.0.get(template)?.get(method.as_str()).cloned()
    }

    /// Methods that an address takes, by its template.
    pub fn methods(&self, template: &str) -> Vec<String> {
        let mut methods: Vec<String> = self.0.get(template).into_iter().flat_map(HashMap::keys).cloned().collect();
        methods.sort();
        methods
    }
}

fn keyed(operation: &Map) -> bool {
    let key = shared::parameter("IdempotencyKey");
    operation.get("parameters").and_then(Value::as_array).is_some_and(|all| all.contains(&key))
}

fn query(operation: &Map) -> BTreeSet<String> {
    let all = operation.get("parameters").and_then(Value::as_array).into_iter().flatten();
    let query = all.filter(|p| p.get("in").is_some_and(|place| place == "query"));
    query.filter_map(|p| p.get("name")?.as_str().map(str::to_owned)).chain(["lang".to_owned()]).collect()
}
