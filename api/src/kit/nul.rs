//! The character NUL: no text of a person has one, and PostgreSQL's texts cannot hold it.

use serde_json::Value as Json;

/// Whether a text with backslash escapes (JSON, GraphQL) has a NUL, raw or escaped.
pub fn is_in_escaped(text: &[u8]) -> bool {
    let mut rest = text;
    while let Some((first, after)) = rest.split_first() {
        rest = match (first, after) {
            (0, _) => return true,
            (b'\\', [b'u', b'0', b'0', b'0', b'0', ..]) => return true,
            // Whatever is escaped is no beginning of an escape.
            (b'\\', [_, after @ ..]) => after,
            _ => after,
        };
    }
    false
}

/// Whether a text in a JSON value, or a name of it, has a NUL.
pub fn is_in_json(value: &Json) -> bool {
    match value {
        Json::String(text) => text.contains('\0'),
        Json::Array(values) => values.iter().any(is_in_json),
        Json::Object(members) => members.iter().any(|(name, value)| name.contains('\0') || is_in_json(value)),
        Json::Null | Json::Bool(_) | Json::Number(_) => false,
    }
}

/// Where the first text with a NUL stands, as a JSON pointer; a member whose name has one is told by its object.
pub fn pointer_in(value: &Json) -> Option<String> {
    let below = |(step, value): (String, &Json)| pointer_in(value).map(|rest| format!("/{step}{rest}"));
    match value {
        Json::String(text) => text.contains('\0').then(String::new),
        Json::Array(values) => values.iter().enumerate().map(|(n, value)| (n.to_string(), value)).find_map(below),
        Json::Object(members) if members.keys().any(|name| name.contains('\0')) => Some(String::new()),
        Json::Object(members) => members.iter().map(|(name, value)| (name.clone(), value)).find_map(below),
        Json::Null | Json::Bool(_) | Json::Number(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{is_in_escaped, pointer_in};

    #[test]
    fn the_text_with_a_nul_is_pointed_at() {
        assert_eq!(pointer_in(&json!({"a": "b", "c": [{"d": "e"}, {"d": "f\0"}]})), Some("/c/1/d".to_owned()));
        assert_eq!(pointer_in(&json!({"a": {"b\0": 1}})), Some("/a".to_owned()));
        assert_eq!(pointer_in(&json!({"a": ["b", 1, null, true]})), None);
    }

    #[test]
    fn a_nul_is_found_raw_and_escaped_and_nothing_else_is() {
        for (text, has) in [
            (&b"{\"q\": \"a\"}"[..], false),
            (b"a\0b", true),
            (br#"{"q": "\u0000"}"#, true),
            (br#"{"q": "\\u0000"}"#, false),
            (br#"{"q": "\\\u0000"}"#, true),
            (br#"{"q": "\u0001"}"#, false),
            (br"\", false),
        ] {
            assert_eq!(is_in_escaped(text), has, "{}", String::from_utf8_lossy(text));
        }
    }
}
