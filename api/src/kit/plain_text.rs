//! Longer texts: several lines and paragraphs, in any script, and nothing that a terminal or a log would obey.

/// Whether a text is free of control characters other than line breaks and tabs. What turns the direction of
/// writing may stand in it (see `one_line`).
pub fn is_plain(text: &str) -> bool {
    text.chars().all(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t'))
}

#[cfg(test)]
mod tests {
    use super::is_plain;

    #[test]
    fn a_text_has_lines_and_tabs_and_nothing_that_is_obeyed() {
        for text in ["", "One.\nTwo.\r\n\tThree.", "\u{202B}שלום\u{202C}", "a\u{200D}b"] {
            assert!(is_plain(text), "{text:?}");
        }
        for c in ['\0', '\u{1B}', '\u{7}', '\u{8}', '\u{7F}', '\u{85}', '\u{9B}'] {
            assert!(!is_plain(&format!("a{c}b")), "{c:?}");
        }
    }
}
