//! What operations share and refer to: problems by status, headers, parameters.

use serde_json::{Value, json};

use super::tree::{Map, child};

/// Statuses of refusals, and what each means.
const PROBLEMS: &[(&str, &str)] = &[
    ("400", "The request cannot be read: `errors` points at what is wrong."),
    ("401", "Sign in first, or the session has ended."),
    ("403", "Seen, but not allowed."),
    ("404", "Nothing here, or not shared with you."),
    ("409", "Something stands in the way."),
    ("410", "The link was used or has run out."),
    ("412", "It was changed meanwhile."),
    ("413", "The body is too large."),
    ("415", "That media type is not accepted here."),
    ("422", "The input is not right: `errors` points at what is wrong."),
    ("428", "Say which revision you are changing."),
    ("429", "Too many tries: wait as long as `Retry-After` says."),
    ("503", "Not now: try again later."),
];

/// Puts the shared pieces among the components.
pub fn declare(components: &mut Map) {
    let responses = child(components, "responses");
    for (status, what) in PROBLEMS {
        let mut headers = Map::from_iter([("X-Request-Id".to_owned(), header("RequestId"))]);
        if matches!(*status, "429" | "503") {
            headers.insert("Retry-After".to_owned(), header("RetryAfter"));
        }
        if *status == "401" {
            headers.insert("WWW-Authenticate".to_owned(), header("Challenge"));
        }
        let problem = json!({
            "description": what,
            "headers": headers,
            "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
        });
        responses.insert(format!("Problem{status}"), problem);
    }
    responses.insert(
        "NotModified".to_owned(),
        json!({ "description": "The client has it already.", "headers": { "ETag": header("ETag") } }),
    );
    components.insert("headers".to_owned(), headers());
    components.insert("parameters".to_owned(), parameters());
}

/// A reference to the problem of a status.
pub fn problem(status: &str) -> Value {
    json!({ "$ref": format!("#/components/responses/Problem{status}") })
}

/// A reference to a header.
pub fn header(name: &str) -> Value {
    json!({ "$ref": format!("#/components/headers/{name}") })
}

/// A reference to a parameter.
pub fn parameter(name: &str) -> Value {
    json!({ "$ref": format!("#/components/parameters/{name}") })
}

fn headers() -> Value {
    json!({
        "ETag": { "description": "What is now there: the revision and a hash of this answer. Send it back in `If-Match` or `If-None-Match`.",
            "schema": { "type": "string" }, "example": "\"3.Zk1x0dQ7bq2WmA4e\"" },
        "Location": { "description": "Address of what was made, or of what waits.", "schema": { "type": "string" } },
        "Link": { "description": "The next page, `rel=\"next\"` (RFC 8288); absent on the last one.", "schema": { "type": "string" } },
        "Deprecation": { "description": "Since when it is to go: seconds since 1970 behind an `@` (RFC 9745).", "schema": { "type": "string" } },
        "Sunset": { "description": "The first day on which it may be gone (RFC 8594).", "schema": { "type": "string" } },
        "RequestId": { "description": "Names this request in the server's log.", "schema": { "type": "string" } },
        "RetryAfter": { "description": "Seconds to wait.", "schema": { "type": "integer", "minimum": 0 } },
        "Challenge": { "description": "How to say who asks (RFC 9110 §11.6.1).", "schema": { "type": "string" } },
    })
}

fn parameters() -> Value {
    const TAG: &str = "^(W/)?\"[0-9]{1,9}(\\.[A-Za-z0-9_-]+)?\"$";
    let if_match = |required: bool, what: &str| {
        json!({ "name": "If-Match", "in": "header", "required": required, "description": what,
            "schema": { "type": "string", "pattern": TAG }, "example": "\"3.Zk1x0dQ7bq2WmA4e\"" })
    };
    json!({
        "IfMatch": if_match(true, "The `ETag` that was read: 412 if it was changed meanwhile. Only the revision in it counts."),
        "IfMatchMaybe": if_match(false, "The `ETag` that was read, where a change meanwhile is to be noticed (412)."),
        "IfNoneMatch": { "name": "If-None-Match", "in": "header", "required": false,
            "description": "`ETag`s of answers that the client has: 304 where one is still right.", "schema": { "type": "string" } },
        "IdempotencyKey": { "name": "Idempotency-Key", "in": "header", "required": false,
            "description": "A name for this request, new for each: repeated within 24 hours with the same body, it answers with what the first one made.",
            "schema": { "type": "string", "pattern": "^[!-~]{1,255}$" } },
        "Lang": { "name": "lang", "in": "query", "required": false,
            "description": "Language of labels and content, where there is one (BCP 47); goes before `Accept-Language`.",
            "schema": { "type": "string" }, "example": "uk" },
    })
}
