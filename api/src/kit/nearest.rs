//! The nearest codes that exist, for errors about one that does not.

use std::cmp::Reverse;

/// Most characters of a code that are compared, and said again: more than any code has.
const LONGEST: usize = 64;

/// What is said of a code that does not exist, or is not shown to the asker.
pub fn unknown(what: &str, code: &str, known: &[String]) -> String {
    let beginning: String = code.chars().take(LONGEST).collect();
    let more = if beginning.len() < code.len() { "…" } else { "" };
    // Nothing is near an id: it was copied, and not typed.
    let near = if known.is_empty() || uuid::Uuid::parse_str(code).is_ok() {
        String::new()
    } else {
        format!("; nearest are {}", nearest(code, known))
    };
    format!("There is no {what} `{beginning}{more}` here{near}.")
}

/// What is said of a word that is none of a short vocabulary: the sentence names all of it.
pub fn none_of<'a>(what: &str, word: &str, known: impl Iterator<Item = &'a str>) -> String {
    let known: Vec<String> = known.map(|known| format!("`{known}`")).collect();
    let beginning: String = word.chars().take(LONGEST).collect();
    format!("There is no {what} `{beginning}`; there are {}.", known.join(", "))
}

/// Up to three of `known` that are most like `code`, in backquotes.
pub fn nearest(code: &str, known: &[String]) -> String {
    let code: String = code.chars().take(LONGEST).flat_map(char::to_lowercase).collect();
    let mut by_likeness: Vec<_> = known.iter().map(|k| (unlikeness(&code, &k.to_lowercase()), k)).collect();
    by_likeness.sort();
    by_likeness.iter().take(3).map(|(_, k)| format!("`{k}`")).collect::<Vec<_>>().join(", ")
}

/// Typing errors between the two; somebody may also have written one word of a compound code
/// (`readmision` for `return-readmission`). Of two as far away, the one that begins alike is nearer.
fn unlikeness(code: &str, known: &str) -> (usize, Reverse<usize>) {
    let whole = strsim::damerau_levenshtein(code, known);
    let words = known.split(['-', '_', '/']).filter(|word| *word != known);
    let errors = words.map(|word| strsim::damerau_levenshtein(code, word) + 1).fold(whole, usize::min);
    let alike = code.chars().zip(known.chars()).take_while(|(a, b)| a == b).count();
    (errors, Reverse(alike))
}

#[cfg(test)]
mod tests {
    use super::{nearest, unknown};

    fn of(code: &str, known: &[&str]) -> String {
        nearest(code, &known.iter().map(ToString::to_string).collect::<Vec<_>>())
    }

    #[test]
    fn one_word_of_a_compound_code_is_near_it() {
        let fields = ["reception", "return-readmission", "detention", "repatriation"];
        assert!(of("readmision", &fields).starts_with("`return-readmission`"));
    }

    #[test]
    fn an_endless_code_is_said_again_by_its_beginning() {
        let said = unknown("country", &"x".repeat(1_000_000), &["UA".to_owned()]);
        assert!(said.len() < 200 && said.contains("x…`"), "{said}");
    }

    #[test]
    fn what_begins_alike_is_nearer() {
        assert!(of("UKR", &["SK", "UA", "BY"]).starts_with("`UA`"));
    }
}
