//! How deep a document is nested, before it is parsed: the parser calls itself for each bracket that
//! opens, and a document of a kilobyte could take all of its stack.

use super::limits;
use crate::error::{Code, Error, Result};

/// Brackets open at once, of any kind. What the other limits let through needs far fewer.
const MOST: usize = 64;

/// Refuses a document that is nested deeper than any that could be run. Brackets in texts and comments
/// do not count. A text that does not end is refused here: the parser might take what follows its
/// quotation marks for something else.
pub fn check(document: &str) -> Result<()> {
    let (mut rest, mut open) = (document.as_bytes(), 0_usize);
    while let Some((first, after)) = rest.split_first() {
        rest = match first {
            b'{' | b'[' | b'(' => {
                open += 1;
                if open > MOST {
                    let detail =
                        format!("At most {MOST} brackets within each other, of which {} fields.", limits::DEPTH);
                    return Err(Error::new(Code::QueryTooDeep, detail));
                }
                after
            }
            b'}' | b']' | b')' => {
                open = open.saturating_sub(1);
                after
            }
            b'#' => {
                let end = after.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(after.len());
                after.get(end..).unwrap_or_default()
            }
            b'"' => match after {
                [b'"', b'"', block @ ..] => after_block(block).ok_or_else(endless)?,
                _ => after_text(after).ok_or_else(endless)?,
            },
            _ => after,
        };
    }
    Ok(())
}

fn endless() -> Error {
    Error::new(Code::QueryInvalid, "A text in the document does not end.")
}

/// What follows a text in quotation marks: it ends in its line.
fn after_text(mut rest: &[u8]) -> Option<&[u8]> {
    loop {
        rest = match rest {
            [b'"', after @ ..] => return Some(after),
            [] | [b'\n' | b'\r', ..] => return None,
            [b'\\', _, after @ ..] | [_, after @ ..] => after,
        };
    }
}

/// What follows a text in threefold quotation marks.
fn after_block(mut rest: &[u8]) -> Option<&[u8]> {
    loop {
        rest = match rest {
            [b'"', b'"', b'"', after @ ..] => return Some(after),
            [b'\\', b'"', b'"', b'"', after @ ..] | [_, after @ ..] => after,
            [] => return None,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(document: &str) -> Option<Code> {
        check(document).err().map(|error| error.code())
    }

    #[test]
    fn brackets_count_whatever_their_kind_and_not_in_texts_and_comments() {
        for (open, close) in [("{", "}"), ("[", "]"), ("(", ")"), ("{a(b:[", "])}")] {
            let deep = |levels: usize| format!("{}{}", open.repeat(levels), close.repeat(levels));
            assert_eq!(code(&deep(MOST / open.matches(['{', '(', '[']).count())), None, "{open}");
            for levels in [100, 500, 5_000] {
                assert_eq!(code(&deep(levels)), Some(Code::QueryTooDeep), "{open} {levels}");
            }
        }
        let many = "[".repeat(1_000);
        for harmless in [
            format!("{{ a(b: \"{many}\") }}"),
            format!("{{ a(b: \"\\\"{many}\") }}"),
            format!("{{ a(b: \"\"\"{many} \" \\\"\"\" {many}\n\"\"\") }}"),
            format!("# {many}\n{{ a }}"),
            "{ a } ".repeat(1_000),
        ] {
            assert_eq!(code(&harmless), None, "{}", harmless.chars().take(30).collect::<String>());
        }
        for hidden in [
            format!("{{ a(b: \"\", c: {many}) }}"),
            format!("{{ a(b: \"\\\\\", c: {many}) }}"),
            format!("{{ a(b: \"\"\"x\"\"\" c: {many}) }}"),
            format!("# \"\n{many}"),
            format!("# \"\r{many}"),
        ] {
            assert_eq!(code(&hidden), Some(Code::QueryTooDeep), "{}", hidden.chars().take(30).collect::<String>());
        }
    }

    #[test]
    fn a_text_that_does_not_end_hides_nothing() {
        let many = "[".repeat(1_000);
        for endless in [format!("{{ a(b: [\"\"\"x\"{many}"), format!("{{ a(b: \"x\n{many}"), "\"".to_owned()] {
            assert_eq!(code(&endless), Some(Code::QueryInvalid));
        }
    }
}
