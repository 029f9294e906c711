//! Names and titles: one line of text that leaves alone what stands beside it.

/// Whether a character may not stand in a name or title: control characters, the ends of lines and paragraphs, and
/// those that turn the direction of what follows (U+202A–202E, U+2066–2069). A name is shown amid other people's
/// words, in lists, letters and logs, and one that is left open there turns these round, or makes a file name or
/// an office look like another one. A longer text stands in a paragraph of its own, which ends what it began, and
/// a writer in Arabic or Hebrew needs them there; so texts may hold them, and names need them not: each is read in
/// one direction, and the marks that join letters (U+200C–200F) are allowed.
pub fn is_turning(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Whether a text can be a name or title.
pub fn is_one_line(text: &str) -> bool {
    !text.chars().any(is_turning)
}

#[cfg(test)]
mod tests {
    use super::is_one_line;

    #[test]
    fn names_in_any_script_are_one_line_and_what_turns_or_breaks_it_is_not() {
        for name in ["Державна міграційна служба", "O’Neill-Şahin", "می\u{200C}خواهم", "محمد", "שלום", "a\u{200D}b", ""]
        {
            assert!(is_one_line(name), "{name:?}");
        }
        let turning =
            ['\u{202A}', '\u{202E}', '\u{2066}', '\u{2069}', '\u{2028}', '\n', '\t', '\r', '\u{7F}', '\u{85}'];
        for c in turning {
            assert!(!is_one_line(&format!("Of{c}fice")), "{c:?}");
        }
    }
}
