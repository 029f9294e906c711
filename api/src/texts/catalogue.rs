//! The catalogue itself: English as the key, a file of each other language, and the choice between them.

use std::collections::HashMap;
use std::sync::LazyLock;

/// A language that texts for people come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Language {
    tag: &'static str,
    own_name: &'static str,
}

/// What a language is made of: its files, by who says what stands in them.
struct Files {
    language: Language,
    /// What is said with an error, filled in already when it is looked up.
    sentences: &'static str,
    /// What is looked up by its English text alone.
    others: &'static [&'static str],
}

const FILES: &[Files] = &[Files {
    language: Language { tag: "uk", own_name: "Українська" },
    sentences: include_str!("sentences.uk.json"),
    others: &[
        include_str!("titles.uk.json"),
        include_str!("pages.uk.json"),
        include_str!("letters.uk.json"),
        include_str!("playground.uk.json"),
        include_str!("words.uk.json"),
        include_str!("acts.uk.json"),
        include_str!("advice.uk.json"),
    ],
}];

#[derive(Debug, Default)]
struct Catalogue {
    /// By the English text, with `{0}`, `{1}` … where something is put in.
    texts: HashMap<String, String>,
    /// Sentences that come filled in, cut where something was put in; the longest text first.
    filled: Vec<(Vec<String>, String)>,
}

static CATALOGUES: LazyLock<HashMap<&'static str, Catalogue>> =
    LazyLock::new(|| FILES.iter().map(|files| (files.language.tag, Catalogue::read(files))).collect());

impl Language {
    /// English, which stands in the code and is always whole.
    pub const ENGLISH: Self = Self { tag: "en", own_name: "English" };

    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        std::iter::once(Self::ENGLISH).chain(FILES.iter().map(|files| files.language))
    }

    /// The language of a tag, or of the language that it is a variety of (`uk-UA`).
    pub fn named(tag: &str) -> Option<Self> {
        let wider = tag.split('-').next().unwrap_or_default();
        Self::all().find(|language| language.tag.eq_ignore_ascii_case(wider))
    }

    /// The first of the wanted ones that there is; English where there is none.
    pub fn first_of<T: AsRef<str>>(wanted: impl IntoIterator<Item = T>) -> Self {
        wanted.into_iter().find_map(|tag| Self::named(tag.as_ref())).unwrap_or(Self::ENGLISH)
    }

    /// BCP 47.
    pub const fn tag(self) -> &'static str {
        self.tag
    }

    /// Its name in itself.
    pub const fn own_name(self) -> &'static str {
        self.own_name
    }

    /// A text of the catalogue. What a language does not have is said in English.
    pub fn told(self, english: &str) -> &str {
        let found = CATALOGUES.get(self.tag).and_then(|catalogue| catalogue.texts.get(english));
        found.map_or(english, String::as_str)
    }

    /// The same, with `{0}`, `{1}` … replaced.
    pub fn filled(self, english: &str, with: &[&str]) -> String {
        filled(self.told(english), with)
    }

    /// A sentence that was filled in already, as errors bring it along.
    pub fn sentence(self, english: &str) -> String {
        let Some(catalogue) = CATALOGUES.get(self.tag) else { return english.to_owned() };
        let whole = catalogue.texts.get(english).cloned();
        whole.or_else(|| catalogue.recognised(english)).unwrap_or_else(|| english.to_owned())
    }
}

impl Catalogue {
    fn read(files: &Files) -> Self {
        let mut all = Self::default();
        for (english, told) in entries(files.sentences) {
            if let pieces @ [_, _, ..] = cut(&english).as_slice() {
                all.filled.push((pieces.to_vec(), told.clone()));
            }
            all.texts.insert(english, told);
        }
        all.texts.extend(files.others.iter().flat_map(|text| entries(text)));
        let length = |pieces: &[String]| pieces.iter().map(String::len).sum::<usize>();
        all.filled.sort_by_key(|(pieces, _)| std::cmp::Reverse(length(pieces)));
        all
    }

    fn recognised(&self, english: &str) -> Option<String> {
        self.filled.iter().find_map(|(pieces, told)| Some(filled(told, &fillings(english, pieces)?)))
    }
}

/// A file's texts. One that cannot be read has none, which a test finds.
fn entries(file: &str) -> HashMap<String, String> {
    serde_json::from_str(file).unwrap_or_default()
}

/// Each place once, from left to right: what is put in is never looked at again.
fn filled(text: &str, with: &[&str]) -> String {
    let (mut out, mut rest) = (String::new(), text);
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let place = after.split_once('}').and_then(|(n, after)| Some((with.get(n.parse::<usize>().ok()?)?, after)));
        match place {
            Some((filling, after)) => {
                out.push_str(filling);
                rest = after;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out + rest
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
    use std::collections::BTreeSet;

    use super::*;

    fn told(english: &str, languages: &[&str]) -> String {
        Language::first_of(languages).sentence(english)
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
        assert_eq!(told("Sign in first.", &["xx", "uk"]), "Спершу увійдіть.");
        assert_eq!(told("Sign in first.", &["pl"]), "Sign in first.");
        assert_eq!(told("Something new.", &["uk"]), "Something new.");
    }

    #[test]
    fn what_is_put_into_a_text_is_never_read_as_a_place_itself() {
        assert_eq!(filled("{0} and {1}, {id}, {", &["{1}", "b"]), "{1} and b, {id}, {");
        assert_eq!(filled("{2}", &["a"]), "{2}");
    }

    #[test]
    fn a_file_can_be_read_puts_in_what_the_english_text_has_and_says_nothing_twice() {
        for files in FILES {
            let mut said = BTreeSet::new();
            for text in std::iter::once(&files.sentences).chain(files.others) {
                let all = entries(text);
                assert!(all.len() > 10, "{}: {}", files.language.tag, all.len());
                for (english, told) in all {
                    for n in 0..4 {
                        let place = format!("{{{n}}}");
                        assert_eq!(english.contains(&place), told.contains(&place), "{english}");
                    }
                    for markup in ["<strong>", "</strong>", "<code>", "</code>", "<a ", "</a>", "`"] {
                        assert_eq!(english.matches(markup).count(), told.matches(markup).count(), "{english}");
                    }
                    assert!(!told.trim().is_empty(), "{english}");
                    assert!(said.insert(english.clone()), "two files say: {english}");
                }
            }
        }
    }
}
