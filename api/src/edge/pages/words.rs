//! Words of the vocabularies as people read them.

/// `FOCAL_POINT` as "Focal point".
pub fn words(word: &str) -> String {
    let text = word.replace('_', " ").to_lowercase();
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Text from elsewhere as a value of a query string (RFC 3986).
pub fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn a_word_is_read_by_people() {
        assert_eq!(words("FOCAL_POINT"), "Focal point");
        assert_eq!(words(""), "");
    }
}
