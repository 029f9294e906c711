//! The words of parsers, for whoever wrote what they could not read.

/// What a parser says of a value, said to whoever wrote the value.
pub(super) fn in_plain_words(what: String) -> String {
    let begins = |words: &[&str]| words.iter().any(|word| what.starts_with(word));
    if begins(&["UUID parsing failed"]) {
        "Write an id, like `0198a1f2-3b4c-7d5e-8f60-718293a4b5c6`; several by comma where several are taken.".to_owned()
    } else if begins(&["invalid digit", "number too", "cannot parse integer"]) {
        "Write a whole number within the bounds that the contract names.".to_owned()
    } else if begins(&["provided string was not"]) {
        "Write `true` or `false`.".to_owned()
    } else {
        what
    }
}
