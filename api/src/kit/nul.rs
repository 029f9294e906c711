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

#[cfg(test)]
mod tests {
    use super::is_in_escaped;

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
