//! Folding text for sorting and for search in two scripts: `Lviv` finds `Львів` and the other way
//! round, and diacritics do not matter.

use any_ascii::any_ascii;

/// A key that both databases compare byte by byte: Latin letters without diacritics, lower case.
pub fn sort_key(text: &str) -> String {
    any_ascii(text).to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The folded words of a text: what `q=` is compared with.
pub fn fold_words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric() && !is_soft(c))
        .map(skeleton)
        .filter(|word| !word.is_empty())
        .collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// Apostrophes and soft signs stand inside words and are not heard.
fn is_soft(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ' | '`')
}

/// What is left of a word when the ways of romanising it no longer differ. The tables of the
/// countries (KMU 55/2010 for Ukrainian, the Belarusian instruction of 2007, passports for Russian)
/// disagree in `h`/`g`, `kh`/`h`, `y`/`i`/`j`, `ie`/`ye`/`yo`; both sides are reduced alike.
fn skeleton(word: &str) -> String {
    let plain: String = word.chars().filter(|c| !is_soft(*c) && !matches!(c, 'ь' | 'Ь' | 'ъ' | 'Ъ')).collect();
    let plain = plain.to_lowercase().replace('ё', "е").replace('щ', "шч");
    let mut latin = any_ascii(&plain).to_lowercase();
    latin.retain(|c| c.is_ascii_alphanumeric());
    for (from, to) in [
        ("shch", "sc"),
        ("kh", "h"),
        ("zh", "z"),
        ("sh", "s"),
        ("ch", "c"),
        ("ts", "c"),
        ("cz", "c"),
        ("sz", "s"),
        ("w", "v"),
        ("g", "h"),
        ("x", "ks"),
        ("ya", "ia"),
        ("yu", "iu"),
        ("ye", "e"),
        ("ie", "e"),
        ("je", "e"),
        ("y", "i"),
        ("j", "i"),
    ] {
        latin = latin.replace(from, to);
    }
    let mut out = String::with_capacity(latin.len());
    for c in latin.chars() {
        if !out.ends_with(c) || c.is_ascii_digit() {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn either_script_finds_the_other() {
        for (latin, cyrillic) in [
            ("Lviv", "Львів"),
            ("Kyiv", "Київ"),
            ("Homel", "Гомель"),
            ("Gomel", "Гомель"),
            ("Kharkiv", "Харків"),
            ("Chernivtsi", "Чернівці"),
            ("Uzhhorod", "Ужгород"),
            ("Minsk", "Мінск"),
            ("Sluzhba", "Служба"),
            ("Olena", "Олена"),
            ("Yevhen", "Євген"),
        ] {
            assert_eq!(fold_words(latin), fold_words(cyrillic), "{latin} {cyrillic}");
        }
    }

    #[test]
    fn diacritics_do_not_matter() {
        assert_eq!(fold_words("Chișinău"), fold_words("Chisinau"));
        assert_eq!(fold_words("Söderköping Łódź"), fold_words("Soderkoping Lodz"));
        assert_eq!(sort_key("  Łódź  Žilina"), "lodz zilina");
    }
}
