//! The words of parsers, for whoever wrote what they could not read.

/// How the parsers of JSON and forms begin what they say of text that they cannot make out. It is told as it stands,
/// within a sentence of ours; what they say of fields and types is in the catalogue.
const OF_TEXT: &[&str] = &[
    "expected ",
    "EOF while ",
    "trailing ",
    "key must be ",
    "control character ",
    "lone leading surrogate ",
    "unexpected end ",
    "invalid escape",
    "invalid number",
    "invalid unicode ",
    "number out of range",
    "recursion limit exceeded",
    "data did not match any variant",
];

/// What a parser says of a value, said to whoever wrote the value.
pub(super) fn in_plain_words(what: String) -> String {
    let begins = |words: &[&str]| words.iter().any(|word| what.starts_with(word));
    if begins(&["UUID parsing failed"]) {
        "Write an id, like `0198a1f2-3b4c-7d5e-8f60-718293a4b5c6`; several by comma where several are taken.".to_owned()
    } else if begins(&["invalid digit", "number too", "cannot parse integer"]) {
        "Write a whole number within the bounds that the contract names.".to_owned()
    } else if begins(&["provided string was not"]) {
        "Write `true` or `false`.".to_owned()
    } else if begins(OF_TEXT) {
        format!("This cannot be read: {what}.")
    } else {
        what
    }
}

#[cfg(test)]
mod tests {
    use super::in_plain_words;
    use crate::texts::Language;

    #[test]
    fn what_parsers_say_is_told_in_ukrainian() {
        let said = |json: &str| {
            #[derive(Debug, serde::Deserialize)]
            #[serde(deny_unknown_fields)]
            struct Asked {
                #[serde(rename = "first")]
                _first: u8,
            }
            let error = serde_json::from_str::<Asked>(json).err().map(|error| error.to_string()).unwrap_or_default();
            let what = error.split(" at line").next().unwrap_or_default().to_owned();
            let told = in_plain_words(what.clone());
            let ukrainian = Language::first_of(["uk"]).sentence(&told);
            assert_ne!(ukrainian, told, "{json}");
            assert!(ukrainian.chars().any(|c| ('а'..='я').contains(&c)), "{json}: {ukrainian}");
            told
        };
        for wrong in ["{", "{\"first\": }", "{\"first\": \"x\"}", "{\"first\": 1e999}", "{\"first\": 300}", "{}"] {
            said(wrong);
        }
        for wrong in ["{\"second\": 1}", "{\"first\": 1, \"first\": 2}", "{\"first\": 1,}", "[", "{'a': 1}"] {
            said(wrong);
        }
        assert_eq!(said("{\"first\": }"), "This cannot be read: expected value.");
    }
}
