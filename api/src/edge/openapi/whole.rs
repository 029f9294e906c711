//! What the document says of itself.

use serde_json::{Value, json};

use super::tree::{Map, child};

const DESCRIPTION: &str = "\
The open exchange server of expert networks: its REST door. The GraphQL door at `/graphql` has the same \
operations with the same names, inputs and answers.

**Who asks.** Send `Authorization: Bearer <access token>`; people get one at `/v1/auth/sign-in`, partner \
systems at `/oauth/token`. Without a token one is nobody and sees what is public. What one may not see does \
not exist: it answers 404.

**Growth.** `v1` only grows. New members of answers and new values of enumerations in answers come at any \
time: ignore members you do not know, and have a branch for values you do not know. What you send is closed: \
an unknown member or parameter is refused by its name.

**Conditions.** Everything that can be changed carries a `revision` and an `ETag`; PATCH and PUT want it back \
in `If-Match`. `If-None-Match` spares the body of an answer you have. A POST with an `Idempotency-Key` may be \
repeated: for 24 hours the repetition answers with what the first one made.

**Language.** `lang=` or `Accept-Language` choose the language of labels and content, where there is one.

**Errors** are `application/problem+json` (RFC 9457) with a `code` out of one table.";

/// Titles and descriptions of the groups that operations stand in.
const TAGS: &[(&str, &str)] = &[
    ("Who", "Signing in, one's own account and sessions."),
    ("Accounts", "Accounts of others: suspending, ending sessions, inviting."),
    ("Access", "Roles, grants, what waits for a word, why somebody may or may not, the audit log."),
    ("Changes", "Following everything that is shared with one: the feed and the export."),
    ("Directory", "Countries, groups, organisations, experts, posts, focal points, policy fields."),
    ("Items", "What can be seen, shared and withdrawn, whatever its kind."),
    ("Updates", "News that members post."),
    ("Partner systems", "Machine clients: registering them, their secrets, their tokens."),
];

/// Fills in `info`, servers, tags and the ways to say who asks.
pub fn describe(document: &mut Map) {
    let info = child(document, "info");
    info.insert("description".to_owned(), json!(DESCRIPTION));
    document.insert("servers".to_owned(), json!([{ "url": "/", "description": "This server." }]));
    document.insert("security".to_owned(), json!([{}, { "bearer": [] }]));
    let used = used_tags(document);
    let tags: Vec<Value> = used
        .iter()
        .map(|name| {
            let known = TAGS.iter().find(|(tag, _)| tag == name);
            json!({ "name": name, "description": known.map_or("", |(_, what)| what) })
        })
        .collect();
    document.insert("tags".to_owned(), Value::Array(tags));
    let schemes = json!({
        "bearer": { "type": "http", "scheme": "bearer", "bearerFormat": "JWT",
            "description": "An access token of ten minutes, from `/v1/auth/sign-in`, `/v1/auth/refresh` or `/oauth/token`." },
        "basic": { "type": "http", "scheme": "basic",
            "description": "A partner system's client identifier and secret; at `/oauth/token` alone." },
    });
    child(document, "components").insert("securitySchemes".to_owned(), schemes);
}

fn used_tags(document: &mut Map) -> Vec<String> {
    let mut used = Vec::new();
    super::tree::each_operation(document, |_, _, operation| {
        let tags = operation.get("tags").and_then(Value::as_array).into_iter().flatten();
        used.extend(tags.filter_map(Value::as_str).map(str::to_owned));
    });
    used.sort();
    used.dedup();
    used
}
