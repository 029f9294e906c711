//! The messages of the protocol.

use serde::Deserialize;
use serde_json::{Map, Value as Json, json};

/// What a client says: an object, whose `payload` is one, too. (What is told apart by a tag is kept in
/// between by serde, which then would read a list, member by member, as the struct that is meant.)
pub(super) fn read(text: &str) -> serde_json::Result<FromClient> {
    let object: Map<String, Json> = serde_json::from_str(text)?;
    serde_json::from_value(Json::Object(object))
}

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
        payload: Map<String, Json>,
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
    fn no_list_is_read_as_a_message_or_as_what_is_asked_in_it() {
        let asked = json!({"type": "subscribe", "id": "1", "payload": {"query": "{ __typename }"}});
        assert!(matches!(read(&asked.to_string()), Ok(FromClient::Subscribe { .. })));
        for wrong in [
            json!(["subscribe", "1", {"query": "{ __typename }"}]),
            json!({"type": "subscribe", "id": "1", "payload": ["{ __typename }", null, null, null]}),
            json!({"type": "subscribe", "id": "1", "payload": null}),
            json!({"type": "subscribe", "id": ["1"], "payload": {"query": "{ __typename }"}}),
            json!({"type": ["pong"]}),
        ] {
            assert!(read(&wrong.to_string()).is_err(), "{wrong}");
        }
    }

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
