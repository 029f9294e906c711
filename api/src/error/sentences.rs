//! What was wrong this time, in the reader's language. The English sentence is its own key: code says
//! it as it stands and needs no second name for it, and what a file in `texts/` does not have is said
//! in English. `{0}`, `{1}` … stand for what the sentence was filled with.

use std::collections::HashMap;
use std::sync::LazyLock;

const FILES: &[(&str, &str)] = &[("uk", include_str!("texts/sentences.uk.json"))];

#[derive(Debug, Default)]
struct Sentences {
    /// As they stand.
    whole: HashMap<String, String>,
    /// Those that are filled in, cut where something was put in; the longest text first.
    filled: Vec<(Vec<String>, String)>,
}

static SENTENCES: LazyLock<HashMap<&'static str, Sentences>> =
    LazyLock::new(|| FILES.iter().map(|(language, text)| (*language, Sentences::read(text))).collect());

/// A sentence in the first of the languages that has it; as it stands where none has.
pub fn in_languages(english: &str, languages: &[String]) -> String {
    for language in languages {
        let language = language.to_ascii_lowercase();
        let wider = language.split('-').next().unwrap_or_default();
        if wider == "en" {
            break;
        }
        if let Some(told) = SENTENCES.get(wider).and_then(|sentences| sentences.told(english)) {
            return told;
        }
    }
    english.to_owned()
}

impl Sentences {
    fn read(text: &str) -> Self {
        let all: HashMap<String, String> = serde_json::from_str(text).unwrap_or_default();
        let mut sentences = Self::default();
        for (english, told) in all {
            match cut(&english) {
                pieces if pieces.len() == 1 => {
                    sentences.whole.insert(english, told);
                }
                pieces => sentences.filled.push((pieces, told)),
            }
        }
        let length = |pieces: &[String]| pieces.iter().map(String::len).sum::<usize>();
        sentences.filled.sort_by_key(|(pieces, _)| std::cmp::Reverse(length(pieces)));
        sentences
    }

    fn told(&self, english: &str) -> Option<String> {
        self.whole.get(english).cloned().or_else(|| {
            self.filled.iter().find_map(|(pieces, told)| {
                let fillings = fillings(english, pieces)?;
                let fill = |told: String, (n, filling): (usize, &str)| told.replace(&format!("{{{n}}}"), filling);
                Some(fillings.into_iter().enumerate().fold(told.clone(), fill))
            })
        })
    }
}

/// The pieces between `{0}`, `{1}` …; other braces are text.
fn cut(english: &str) -> Vec<String> {
    let (mut pieces, mut rest) = (Vec::new(), english);
    while let Some((piece, after)) = rest.split_once(&format!("{{{}}}", pieces.len())) {
        pieces.push(piece.to_owned());
        rest = after;
    }
    pieces.push(rest.to_owned());
    pieces
}

/// What a sentence was filled with, if it is made of these pieces.
fn fillings<'a>(sentence: &'a str, pieces: &[String]) -> Option<Vec<&'a str>> {
    let (first, rest) = pieces.split_first()?;
    let (last, between) = rest.split_last()?;
    let mut left = sentence.strip_prefix(first.as_str())?;
    let mut found = Vec::new();
    for piece in between {
        let (filling, after) = left.split_once(piece.as_str())?;
        found.push(filling);
        left = after;
    }
    found.push(left.strip_suffix(last.as_str())?);
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(english: &str, languages: &[&str]) -> String {
        in_languages(english, &languages.iter().map(|&language| language.to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn a_sentence_is_told_in_the_readers_language_with_what_it_was_filled_with() {
        assert_eq!(told("Sign in first.", &["uk"]), "Спершу увійдіть.");
        assert_eq!(told("Sign in first.", &["uk-UA", "en"]), "Спершу увійдіть.");
        assert_eq!(
            told("There is no country `AU` here; nearest are `UA`, `AT`.", &["uk"]),
            "Тут немає країни `AU`; найближчі: `UA`, `AT`."
        );
        assert_eq!(told("Sign in first.", &["en", "uk"]), "Sign in first.");
        assert_eq!(told("Sign in first.", &["pl"]), "Sign in first.");
        assert_eq!(told("Something new.", &["uk"]), "Something new.");
    }

    #[test]
    fn a_file_can_be_read_and_puts_in_what_the_english_sentence_has() {
        for (language, text) in FILES {
            let all: HashMap<String, String> = serde_json::from_str(text).unwrap_or_default();
            assert!(all.len() > 100, "{language}: {}", all.len());
            for (english, told) in all {
                for n in 0..4 {
                    let place = format!("{{{n}}}");
                    assert_eq!(english.contains(&place), told.contains(&place), "{language}: {english}");
                }
            }
        }
    }
}
