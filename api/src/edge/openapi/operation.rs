//! What is completed in every operation, by its method, its path and its act.

use serde_json::{Value, json};

use super::shared::{header, parameter, problem};
use super::tree::{Map, child, list, text};
use crate::access::{Act, oauth_scope};
use crate::edge::graphql::Roots;
use crate::edge::operations::Operation;
use crate::edge::sorts;

/// Completes one operation. What speaks another standard (OAuth) answers by that standard.
pub fn complete(path: &str, method: &str, operation: &mut Map, known: Option<&Operation>, roots: &Roots) {
    summary(operation, known);
    let act = known.map_or(Act::Look, |o| o.act);
    if !path.starts_with("/v1/") {
        return;
    }
    let id = text(operation, "operationId");
    let twin = known.and_then(|o| o.graphql);
    let revised = twin.is_some_and(|field| roots.takes_revision(field));
    let keyed = twin.is_some_and(|field| roots.changes(field)) && makes_something(act);
    security(operation, act);
    sorting(operation, &id);
    parameters(operation, method, keyed, revised);
    merge_patch(operation, method);
    problems(operation, method, act, revised);
    success(operation, method);
}

/// The first line is the summary, the rest the description, with the act and its OAuth scope.
fn summary(operation: &mut Map, known: Option<&Operation>) {
    let (said, more) = (text(operation, "summary"), text(operation, "description"));
    let (first, rest) = said.split_once('\n').unwrap_or((&said, ""));
    let act = known.map(|o| match oauth_scope(o.act) {
        Some(scope) => format!("Act `{}`; a partner system's token needs the scope `{scope}`.", o.act.name()),
        None => format!("Act `{}`.", o.act.name()),
    });
    let parts = [rest.trim().to_owned(), more, act.unwrap_or_default()];
    let description = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n");
    operation.insert("summary".to_owned(), json!(first.trim().trim_end_matches('.')));
    operation.insert("description".to_owned(), json!(description));
}

/// Whether nobody may ask for an act: what is PUBLIC is seen without an account.
pub fn open_to_nobody(act: Act) -> bool {
    matches!(act, Act::Look | Act::Authenticate)
}

/// Whether an act writes an item, grant or directory entry. Repeating one that ends sessions or a
/// person finds nothing more to end, and is no harm.
fn makes_something(act: Act) -> bool {
    !matches!(
        act,
        Act::Authenticate
            | Act::KeepOwnAccount
            | Act::SuspendAccount
            | Act::ResumeAccount
            | Act::EndSessions
            | Act::EraseExpert
            | Act::EraseOwnPerson
    )
}

fn security(operation: &mut Map, act: Act) {
    let ways = match act {
        Act::Authenticate => json!([{}]),
        act if open_to_nobody(act) => json!([{}, { "bearer": [] }]),
        _ => json!([{ "bearer": [] }]),
    };
    operation.insert("security".to_owned(), ways);
}

/// Which orders a list has.
fn sorting(operation: &mut Map, id: &str) {
    let Some(keys) = sorts::of(id) else {
        // Pages that have one order and are not counted take neither parameter.
        list(operation, "parameters").retain(|p| p.get("name").is_none_or(|name| name != "sort" && name != "count"));
        return;
    };
    let both = keys.iter().map(|k| k.trim_start_matches('-')).flat_map(|k| [json!(k), json!(format!("-{k}"))]);
    let schema = json!({ "type": "string", "enum": both.collect::<Vec<_>>(), "default": keys.first() });
    for asked in list(operation, "parameters").iter_mut().filter_map(Value::as_object_mut) {
        if text(asked, "name") == "sort" {
            asked.insert("schema".to_owned(), schema.clone());
        }
    }
}

fn parameters(operation: &mut Map, method: &str, keyed: bool, revised: bool) {
    let all = list(operation, "parameters");
    match (method, revised) {
        ("get", _) => all.push(parameter("IfNoneMatch")),
        ("patch" | "put", _) => all.push(parameter("IfMatch")),
        (_, true) => all.push(parameter("IfMatchMaybe")),
        _ => {}
    }
    if method == "post" && keyed {
        all.push(parameter("IdempotencyKey"));
    }
    all.push(parameter("Lang"));
}

/// A PATCH is a merge patch (RFC 7396), and accepted by its own name as well.
fn merge_patch(operation: &mut Map, method: &str) {
    if method != "patch" {
        return;
    }
    let content = child(child(operation, "requestBody"), "content");
    if let Some(body) = content.get("application/json").cloned() {
        content.insert("application/merge-patch+json".to_owned(), body);
    }
}

fn problems(operation: &mut Map, method: &str, act: Act, revised: bool) {
    let has_body = operation.contains_key("requestBody");
    let responses = child(operation, "responses");
    // What is gone, and where to go on instead, an operation says in its own words.
    responses
        .retain(|status, response| status == "410" || response.pointer("/content/application~1problem+json").is_none());
    let mut statuses = vec!["400", "401", "403", "404", "422", "429", "503"];
    if has_body {
        statuses.extend(["413", "415"]);
    }
    if method != "get" {
        statuses.push("409");
    }
    if revised || matches!(method, "patch" | "put") {
        statuses.extend(["412", "428"]);
    }
    if act == Act::Authenticate {
        statuses.push("410");
    }
    for status in statuses {
        responses.insert(status.to_owned(), problem(status));
    }
    if method == "get" {
        responses.insert("304".to_owned(), json!({ "$ref": "#/components/responses/NotModified" }));
    }
}

fn success(operation: &mut Map, method: &str) {
    let asked = operation.get("parameters").and_then(Value::as_array).into_iter().flatten();
    let paged = asked.filter_map(|p| p.get("name")).any(|name| name == "after");
    for (status, response) in child(operation, "responses").iter_mut() {
        let Some(response) = response.as_object_mut().filter(|r| !r.contains_key("$ref")) else { continue };
        let headers = child(response, "headers");
        headers.insert("X-Request-Id".to_owned(), header("RequestId"));
        match (status.as_str(), method) {
            ("200", _) => headers.insert("ETag".to_owned(), header("ETag")),
            ("201", _) => headers.insert("ETag".to_owned(), header("ETag")),
            _ => None,
        };
        if matches!(status.as_str(), "201" | "202") {
            headers.insert("Location".to_owned(), header("Location"));
        }
        if paged && status == "200" {
            headers.insert("Link".to_owned(), header("Link"));
        }
    }
}
