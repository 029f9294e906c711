//! The messages of the protocol.

use serde::Deserialize;
use serde_json::{Value as Json, json};

use crate::edge::graphql::door::Envelope;

/// What a client says.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum FromClient {
    ConnectionInit {
        #[serde(default)]
        payload: Option<Json>,
    },
    Ping {
        #[serde(default)]
        payload: Option<Json>,
    },
    Pong {},
    Subscribe {
        id: String,
        payload: Box<Envelope>,
    },
    Complete {
        id: String,
    },
}

/// The access token in a payload: `{"authorization": "Bearer …"}`, in whatever case, or
/// `{"accessToken": "…"}`.
pub(super) fn token_in(payload: Option<&Json>) -> Option<String> {
    let object = payload?.as_object()?;
    let named =
        |name: &str| object.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).and_then(|(_, v)| v.as_str());
    let bearer = named("authorization").and_then(|value| {
        let (scheme, token) = value.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    });
    bearer.or_else(|| named("accessToken")).map(str::to_owned)
}

pub(super) fn acknowledged() -> String {
    json!({ "type": "connection_ack" }).to_string()
}

pub(super) fn pong() -> String {
    json!({ "type": "pong" }).to_string()
}

/// `payload` is JSON already, in the order of fields that was asked for.
pub(super) fn next(id: &str, payload: &str) -> String {
    format!("{{\"id\":{},\"type\":\"next\",\"payload\":{payload}}}", Json::from(id))
}

pub(super) fn error(id: &str, errors: &Json) -> String {
    json!({ "id": id, "type": "error", "payload": errors }).to_string()
}

pub(super) fn complete(id: &str) -> String {
    json!({ "id": id, "type": "complete" }).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_found_however_clients_write_it() {
        for payload in [
            json!({"authorization": "Bearer abc"}),
            json!({"Authorization": "bearer abc"}),
            json!({"accessToken": "abc"}),
        ] {
            assert_eq!(token_in(Some(&payload)).as_deref(), Some("abc"));
        }
        for payload in [json!({"authorization": "abc"}), json!("abc"), json!(null)] {
            assert_eq!(token_in(Some(&payload)), None);
        }
    }
}
