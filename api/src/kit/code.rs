//! Codes that people give to things: short, written in one way, fit for an address.

/// Whether a text is a code of at most `most` letters: lower-case Latin letters, digits and hyphens, and what else the
/// kind of thing allows.
pub fn is_code(text: &str, most: usize, also: &[char]) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || also.contains(&c);
    (1..=most).contains(&text.len()) && text.chars().all(fits)
}

#[cfg(test)]
mod tests {
    use super::is_code;

    #[test]
    fn a_code_has_letters_digits_and_hyphens_and_what_is_allowed_besides() {
        assert!(is_code("ua-sms", 100, &[]) && is_code("ua/mvs.1", 100, &['.', '/']));
        for wrong in ["", "UA", "ua sms", "ua/mvs", "їжак", "toolong"] {
            assert!(!is_code(wrong, 6, &[]), "{wrong}");
        }
    }
}
