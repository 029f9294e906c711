//! Texts for people, by code and language. English is the table of codes itself and always whole;
//! another language is a file of titles in `texts/`, and what it does not have is said in English.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::Code;

type Titles = HashMap<String, String>;

/// Languages beside English (BCP 47).
const FILES: &[(&str, &str)] = &[("uk", include_str!("texts/uk.json"))];

static TITLES: LazyLock<HashMap<&'static str, Titles>> = LazyLock::new(|| {
    FILES.iter().map(|(language, text)| (*language, serde_json::from_str(text).unwrap_or_default())).collect()
});

/// The title of a code in the first of the languages that has it, and which language that is.
pub fn title(code: Code, languages: &[String]) -> (&'static str, &'static str) {
    for language in languages {
        let language = language.to_ascii_lowercase();
        if language == "en" {
            break;
        }
        let found = TITLES.get_key_value(language.as_str());
        if let Some((language, title)) = found.and_then(|(language, titles)| Some((language, titles.get(code.name())?)))
        {
            return (title, language);
        }
    }
    (code.title(), "en")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_texts_names_codes_of_the_table_and_only_them() {
        for (language, text) in FILES {
            let titles: Titles = serde_json::from_str(text).unwrap_or_default();
            assert!(!titles.is_empty(), "{language} cannot be read");
            for code in titles.keys() {
                assert!(Code::ALL.iter().any(|known| known.name() == code), "{language} has a title of {code}");
            }
        }
    }

    #[test]
    fn english_stands_in_and_goes_first_where_it_is_preferred() {
        let of =
            |languages: &[&str]| title(Code::NotFound, &languages.iter().map(|&l| l.to_owned()).collect::<Vec<_>>());
        assert_eq!(of(&["xx", "uk"]).1, "uk");
        assert_eq!(of(&["en", "uk"]), (Code::NotFound.title(), "en"));
        assert_eq!(of(&["xx"]), (Code::NotFound.title(), "en"));
    }
}
