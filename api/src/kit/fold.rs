//! Text folded for sorting and for search, in any script: `Lviv` finds `Львів` and the other way round.
//!
//! Two foldings serve search. The *plain* form is the official romanisation in lower-case ASCII, so that what is typed
//! in Latin letters finds by its beginning, letter by letter. The *skeleton* is what romanisations agree on: it makes
//! `Homel`, `Gomel` and `Гомель` one. An index keeps both ([`index_forms`]), a query asks for both ([`query_forms`]).

use std::collections::BTreeSet;

use any_ascii::any_ascii_char;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::romanise::{Language, romanise};

/// The key that a list is sorted by, compared bytewise, so that both databases agree: lower case, no diacritics,
/// white space folded. Latin letters and everything before them come first, then each other script in its own order;
/// letters that differ by a mark only (и, ї; ș, s) sort as one.
#[must_use]
pub fn sort_key(text: &str) -> String {
    let folded: String = text
        .nfc()
        .flat_map(char::to_lowercase)
        .flat_map(|letter| sort_letter(letter).chars().collect::<Vec<_>>())
        .collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn sort_letter(letter: char) -> String {
    let own = match letter {
        'ґ' => 'г',
        'є' => 'е',
        'ё' => 'е',
        'і' | 'ї' => 'и',
        'ў' => 'у',
        'й' => 'й',
        // Latin and its extensions (up to U+024F, and U+1E00–U+1EFF), and punctuation.
        '\u{80}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' | '\u{2000}'..='\u{206f}' => {
            return any_ascii_char(letter).to_lowercase();
        }
        other => return std::iter::once(other).nfd().filter(|part| !is_combining_mark(*part)).collect(),
    };
    own.to_string()
}

/// The words under which an index keeps a text: plain and skeleton, in each reading. Sorted, without repetitions.
#[must_use]
pub fn fold_words(text: &str) -> Vec<String> {
    let forms = index_forms(text, None);
    let words: BTreeSet<&str> = forms.iter().flat_map(|form| form.split(' ')).collect();
    words.into_iter().map(str::to_owned).collect()
}

/// What an index keeps of a text: its plain and its skeleton form, in each reading that its letters leave open.
/// Sorted, without repetitions, no empty ones. `language` is a BCP 47 tag, where it is known.
#[must_use]
pub fn index_forms(text: &str, language: Option<&str>) -> Vec<String> {
    let named = language.and_then(Language::of_tag);
    let readings = match named {
        Some(known) => vec![Some(known)],
        None => vec![Some(Language::Ukrainian), Some(Language::Belarusian), Some(Language::Russian)],
    };
    let mut forms = BTreeSet::new();
    for reading in readings {
        let words = plain_words(text, reading);
        forms.insert(words.join(" "));
        forms.insert(
            words.iter().map(|word| skeleton(word)).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" "),
        );
    }
    forms.remove("");
    forms.into_iter().collect()
}

/// What to look for: for each word of the query its forms, one of which must be the beginning of a word of one of the
/// index's forms. Words with nothing to look for are left out.
#[must_use]
pub fn query_forms(query: &str) -> Vec<Vec<String>> {
    let plain = plain_words(query, None);
    plain
        .into_iter()
        .map(|word| {
            let skeleton = skeleton(&word);
            let mut forms = vec![word, skeleton];
            forms.retain(|form| !form.is_empty());
            forms.dedup();
            forms
        })
        .filter(|forms| !forms.is_empty())
        .collect()
}

fn plain_words(text: &str, language: Option<Language>) -> Vec<String> {
    let text: String = text.nfc().flat_map(char::to_lowercase).filter(|letter| !is_inside_words(*letter)).collect();
    text.split(|letter: char| !(letter.is_alphanumeric() || is_combining_mark(letter)))
        .filter(|word| !word.is_empty())
        .map(|word| {
            let language = language.unwrap_or_else(|| Language::of_letters(word));
            let ascii = romanise(word, language);
            ascii.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
        })
        .filter(|word: &String| !word.is_empty())
        .collect()
}

/// Apostrophes of every kind: they stand within words (`Об'єднані`, `L'viv`).
const fn is_inside_words(letter: char) -> bool {
    matches!(letter, '\'' | '’' | '‘' | 'ʼ' | 'ʹ' | 'ʺ' | '`' | '´' | '′' | '″' | '\u{ad}')
}

/// What romanisations agree on. Longest first; applied once from left to right.
const AGREED: [(&str, &str); 22] = [
    ("shch", "s"),
    ("sch", "s"),
    ("kh", "h"),
    ("gh", "h"),
    ("zh", "z"),
    ("sh", "s"),
    ("sz", "s"),
    ("ch", "c"),
    ("cz", "c"),
    ("ts", "c"),
    ("tz", "c"),
    ("ph", "f"),
    ("th", "t"),
    ("ck", "k"),
    ("x", "ks"),
    ("q", "k"),
    // Ukrainian and Belarusian г is h where Russian says g: Homel, Gomel.
    ("g", "h"),
    ("w", "v"),
    ("y", "i"),
    ("j", "i"),
    ("yi", "i"),
    ("iy", "i"),
];

fn skeleton(plain: &str) -> String {
    let mut agreed = String::with_capacity(plain.len());
    let mut rest = plain;
    while let Some(letter) = rest.chars().next() {
        let rule = AGREED.iter().find_map(|(from, to)| rest.strip_prefix(from).map(|after| (*to, after)));
        if let Some((to, after)) = rule {
            agreed.push_str(to);
            rest = after;
        } else {
            agreed.push(letter);
            rest = rest.get(letter.len_utf8()..).unwrap_or_default();
        }
    }
    // Zaporizhzhia and Zaporizhia, Odessa and Odesa; then є is ie, ye or e: an i before another vowel goes.
    let once = without_doubles(&agreed);
    let mut letters = once.chars().peekable();
    let mut kept = String::with_capacity(once.len());
    while let Some(letter) = letters.next() {
        if letter != 'i' || !matches!(letters.peek(), Some('a' | 'e' | 'o' | 'u')) {
            kept.push(letter);
        }
    }
    without_doubles(&kept)
}

/// Letters that come twice in a row, once: within a word some write a double letter and others do not. At its
/// beginning none is doubled, and thrice none stands in any spelling, so that `zzzz` is no other writing of z; but one i
/// may be written by three letters (Kyjiv) and at the beginning by two (Yizhak). Digits stay (2004 is not 204).
fn without_doubles(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let mut times = 1;
        while letters.next_if_eq(&letter).is_some() {
            times += 1;
        }
        let spelling = match letter {
            'i' => times <= 3,
            _ => letter.is_ascii_alphabetic() && times <= 2 && !kept.is_empty(),
        };
        kept.extend(std::iter::repeat_n(letter, if spelling { 1 } else { times }));
    }
    kept
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn skeleton_words(text: &str) -> Vec<String> {
        plain_words(text, None).iter().map(|word| skeleton(word)).filter(|word| !word.is_empty()).collect()
    }

    fn skeletons(text: &str) -> String {
        skeleton_words(text).join(" ")
    }

    #[test]
    fn one_place_has_one_skeleton_in_every_spelling() {
        for spellings in [
            &["Lviv", "L'viv", "L’viv", "Львів", "ЛЬВІВ", "Lʹviv"][..],
            &["Kyiv", "Київ", "Kyjiv"],
            &["Kiev", "Киев"],
            &["Kharkiv", "Харків"],
            &["Kharkov", "Харьков"],
            &["Odesa", "Odessa", "Одеса", "Одесса"],
            &["Homel", "Gomel", "Гомель", "Homiel", "Homieĺ"],
            &["Hrodna", "Grodna", "Гродна"],
            &["Grodno", "Гродно"],
            &["Mahiliou", "Mahilioŭ", "Магілёў"],
            &["Vitsebsk", "Viciebsk", "Віцебск"],
            &["Brest", "Brest", "Брэст", "Брест"],
            &["Chișinău", "Chisinau", "CHIŞINĂU", "Chis\u{326}ina\u{306}u"],
            &["Bălți", "Balti", "Bălţi"],
            &["Khmelnytskyi", "Khmelnitsky", "Хмельницький", "Хмельницкий"],
            &["Vinnytsia", "Vinnitsa", "Вінниця", "Винница"],
            &["Chernivtsi", "Чернівці"],
            &["Zaporizhzhia", "Запоріжжя", "Zaporizhia"],
            &["Mykolaiv", "Миколаїв"],
            &["Uzhhorod", "Ужгород", "Uzhgorod"],
            &["Rzeszów", "Rzeszow"],
            &["Łódź", "Lodz"],
            &["Iași", "Iasi"],
            &["Košice", "Kosice"],
            &["Győr", "Gyor"],
            &["Rīga", "Riga", "Рига", "Ріга"],
            &["Šiauliai", "Siauliai"],
            &["Söderköping", "Soderkoping"],
            &["Schengen", "Шенген"],
            &["Yalta", "Ialta", "Ялта"],
        ] {
            let folded: BTreeSet<String> = spellings.iter().map(|name| skeletons(name)).collect();
            assert_eq!(folded.len(), 1, "{spellings:?} {folded:?}");
        }
    }

    #[test]
    fn different_places_stay_different() {
        let places = [
            "Lviv",
            "Lublin",
            "Kyiv",
            "Kaunas",
            "Košice",
            "Brest",
            "Bratislava",
            "Riga",
            "Rivne",
            "Iași",
            "2004",
            "204",
        ];
        let folded: BTreeSet<String> = places.iter().map(|name| skeletons(name)).collect();
        assert_eq!(folded.len(), places.len());
    }

    /// What a search does: every word of the query begins a word of some form.
    fn finds(query: &str, text: &str, language: Option<&str>) -> bool {
        let forms = index_forms(text, language);
        let words: Vec<&str> = forms.iter().flat_map(|form| form.split(' ')).collect();
        let asked = query_forms(query);
        !asked.is_empty()
            && asked.iter().all(|word| word.iter().any(|form| words.iter().any(|has| has.starts_with(form.as_str()))))
    }

    #[test]
    fn what_no_spelling_has_finds_nothing_but_itself() {
        let names = ["Zakhidna", "Державна служба", "Żytomierz", "Жовква", "Straż", "Siauliai", "Yalta", "Zoo"];
        for nonsense in ["zzzz", "zzz", "zz", "ssss", "жжж", "zhzhzhzh", "shshsh", "szszsz", "iiii", "yyyy", "iaiaia"]
        {
            for name in names {
                assert!(!finds(nonsense, name, None), "{nonsense} in {name}");
            }
            assert!(finds(nonsense, &format!("Team {nonsense}"), None), "{nonsense} in itself");
        }
        // What is doubled within a word is still one writing of many.
        for (query, name) in [("odes", "Одесса"), ("odess", "Одеса"), ("zaporizhzh", "Zaporizhia"), ("kyji", "Київ")]
        {
            assert!(finds(query, name, None), "{query} in {name}");
        }
    }

    #[test]
    fn every_beginning_finds_in_both_scripts() {
        for (latin, cyrillic, language) in [
            ("Kharkiv", "Харків", "uk"),
            ("Vinnytsia", "Вінниця", "uk"),
            ("Kyiv", "Київ", "uk"),
            ("Zaporizhzhia", "Запоріжжя", "uk"),
            ("Homel", "Гомель", "be"),
            ("Mahiliou", "Магілёў", "be"),
            ("Khmelnytskyi", "Хмельницький", "uk"),
            ("Yalta", "Ялта", "uk"),
            ("Derzhavna mihratsiina sluzhba", "Державна міграційна служба", "uk"),
            ("Smolensk", "Смоленск", "ru"),
        ] {
            for language in [None, Some(language)] {
                for beginnings in [latin, cyrillic] {
                    for end in 1..=beginnings.chars().count() {
                        let query: String = beginnings.chars().take(end).collect();
                        assert!(finds(&query, latin, None), "{query} in {latin}");
                        assert!(finds(&query, cyrillic, language), "{query} in {cyrillic} {language:?}");
                    }
                }
            }
        }
        assert!(finds("gomel", "Гомель", None) && finds("гоме", "Homel", None));
        assert!(finds("служба migr", "Migration Service / Служба", None));
        assert!(!finds("Lublin", "Львів", None));
        assert!(!finds(" -- ", "Львів", None));
    }

    #[test]
    fn sorting_ignores_case_and_marks_and_keeps_scripts_apart() {
        let mut names = vec![
            "Ямпіль",
            "Žilina",
            "zagreb",
            "Łódź",
            "Lviv",
            "Їжак",
            "Ивье",
            "Ґданьск",
            "Гродно",
            "ábel",
            "Abc",
            "Дубно",
        ];
        names.sort_by_key(|name| sort_key(name));
        assert_eq!(
            names,
            ["Abc", "ábel", "Łódź", "Lviv", "zagreb", "Žilina", "Ґданьск", "Гродно", "Дубно", "Ивье", "Їжак", "Ямпіль"]
        );
        assert_eq!(sort_key("  State   Border\tGuard "), "state border guard");
        assert_eq!(sort_key("и\u{306}"), sort_key("й"));
    }

    proptest! {
        #[test]
        fn folding_never_panics_and_is_plain(text in ".*") {
            let folded = skeletons(&text);
            prop_assert!(folded.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b' '));
            prop_assert_eq!(sort_key(&sort_key(&text)), sort_key(&text));
            let _ = index_forms(&text, Some("uk-UA"));
        }

        #[test]
        fn case_does_not_matter(text in "[a-zA-Zа-яА-ЯіїєґІЇЄҐўЎёЁ' -]{0,30}") {
            prop_assert_eq!(skeletons(&text), skeletons(&text.to_uppercase()));
            prop_assert_eq!(sort_key(&text), sort_key(&text.to_uppercase()));
        }

        #[test]
        fn a_text_finds_itself(text in "[a-zа-яіїєґўёșțăłő]{1,12}( [a-zа-яіїєґўёșțăłő]{1,12}){0,2}") {
            let asked = query_forms(&text);
            prop_assume!(!asked.is_empty());
            prop_assert!(finds(&text, &text, None));
        }
    }
}
