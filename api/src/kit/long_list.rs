//! Lists in a request that are longer than any person's or program's honest one. Each value becomes
//! a parameter of a statement, of which both databases take some ten thousand, so that an end is
//! needed; it stands before every list of every operation, at both doors.

use serde_json::Value as Json;

/// Most values of one list in a request.
pub const MOST: usize = 500;

/// Where the first list with too many values stands (RFC 6901), if there is one.
pub fn longer_list(value: &Json) -> Option<String> {
    match value {
        Json::Array(values) if values.len() > MOST => Some(String::new()),
        Json::Array(values) => values.iter().enumerate().find_map(|(n, value)| below(&n.to_string(), value)),
        Json::Object(members) => members.iter().find_map(|(name, value)| below(name, value)),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => None,
    }
}

fn below(name: &str, value: &Json) -> Option<String> {
    longer_list(value).map(|rest| format!("/{}{rest}", name.replace('~', "~0").replace('/', "~1")))
}

/// What is said of it.
pub fn too_long() -> String {
    format!("A list in a request has at most {MOST} values; send several requests.")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{MOST, longer_list};

    #[test]
    fn a_list_that_is_too_long_is_pointed_at() {
        let long = vec![0; MOST + 1];
        assert_eq!(longer_list(&json!({ "a": [{ "b/c": long }] })).as_deref(), Some("/a/0/b~1c"));
        assert_eq!(longer_list(&json!({ "a": vec![0; MOST] })), None);
    }
}
