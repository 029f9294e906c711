//! Cyrillic in Latin letters, by each language's official table; every other script by `any_ascii`.

use any_ascii::any_ascii_char;

/// A language with a table of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Resolution 55 of the Cabinet of Ministers of Ukraine, 27 January 2010.
    Ukrainian,
    /// The machine-readable zone's table (ICAO Doc 9303 part 3, section 6 B), as in Belarusian passports: `г` is `h`.
    Belarusian,
    /// The same table for Russian, as in Russian passports since 2014: `г` is `g`.
    Russian,
}

impl Language {
    /// The language of a BCP 47 tag (`uk`, `be-BY`); none for one without a table here.
    #[must_use]
    pub fn of_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        match primary.as_str() {
            "uk" => Some(Self::Ukrainian),
            "be" => Some(Self::Belarusian),
            "ru" => Some(Self::Russian),
            _ => None,
        }
    }

    /// The language that a word's letters speak for (lower case); Ukrainian where they leave it open and there is an
    /// `і`, else Russian, whose table then differs in `г` and `и` alone.
    #[must_use]
    pub fn of_letters(word: &str) -> Self {
        let has = |letters: &[char]| word.contains(letters);
        if has(&['ў']) || (has(&['і']) && has(&['ы', 'э', 'ё'])) {
            Self::Belarusian
        } else if has(&['і', 'ї', 'є', 'ґ']) {
            Self::Ukrainian
        } else {
            Self::Russian
        }
    }
}

/// One lower-case word in ASCII: Cyrillic letters by the language's table, all others by `any_ascii`, which has a
/// reading for practically every script.
#[must_use]
pub fn romanise(word: &str, language: Language) -> String {
    let mut ascii = String::with_capacity(word.len() * 2);
    let mut before = None;
    for letter in word.chars() {
        let own = match language {
            Language::Ukrainian => ukrainian(letter, before),
            Language::Belarusian => belarusian(letter),
            Language::Russian => russian(letter),
        };
        ascii.push_str(own.or_else(|| shared(letter)).unwrap_or_else(|| any_ascii_char(letter)));
        before = Some(letter);
    }
    ascii
}

fn ukrainian(letter: char, before: Option<char>) -> Option<&'static str> {
    let first = before.is_none();
    Some(match letter {
        // зг is zgh, so that it is not read as ж.
        'г' if before == Some('з') => "gh",
        'г' => "h",
        'ґ' => "g",
        'є' => {
            if first {
                "ye"
            } else {
                "ie"
            }
        }
        'и' => "y",
        'ї' => {
            if first {
                "yi"
            } else {
                "i"
            }
        }
        'й' => {
            if first {
                "y"
            } else {
                "i"
            }
        }
        'ю' => {
            if first {
                "yu"
            } else {
                "iu"
            }
        }
        'я' => {
            if first {
                "ya"
            } else {
                "ia"
            }
        }
        _ => return None,
    })
}

const fn belarusian(letter: char) -> Option<&'static str> {
    Some(match letter {
        'г' => "h",
        'ё' => "io",
        'ў' => "u",
        'и' => "i",
        _ => return None,
    })
}

const fn russian(letter: char) -> Option<&'static str> {
    Some(match letter {
        'г' => "g",
        'ё' => "e",
        'и' => "i",
        'ъ' => "ie",
        _ => return None,
    })
}

/// What the three tables have in common.
const fn shared(letter: char) -> Option<&'static str> {
    Some(match letter {
        'а' => "a",
        'б' => "b",
        'в' => "v",
        'ґ' => "g",
        'д' => "d",
        'е' | 'э' => "e",
        'ё' => "io",
        'є' => "ie",
        'ж' => "zh",
        'з' => "z",
        'і' | 'ї' | 'й' => "i",
        'к' => "k",
        'л' => "l",
        'м' => "m",
        'н' => "n",
        'о' => "o",
        'п' => "p",
        'р' => "r",
        'с' => "s",
        'т' => "t",
        'у' | 'ў' => "u",
        'ф' => "f",
        'х' => "kh",
        'ц' => "ts",
        'ч' => "ch",
        'ш' => "sh",
        'щ' => "shch",
        'ы' => "y",
        'ь' | 'ъ' => "",
        'ю' => "iu",
        'я' => "ia",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ukrainian_by_the_examples_of_the_resolution() {
        for (word, latin) in [
            ("алушта", "alushta"),
            ("борщагівка", "borshchahivka"),
            ("вишгород", "vyshhorod"),
            ("гадяч", "hadiach"),
            ("ґалаґан", "galagan"),
            ("єнакієве", "yenakiieve"),
            ("житомир", "zhytomyr"),
            ("згорани", "zghorany"),
            ("їжакевич", "yizhakevych"),
            ("кадиївка", "kadyivka"),
            ("йосипівка", "yosypivka"),
            ("стрий", "stryi"),
            ("харків", "kharkiv"),
            ("біла", "bila"),
            ("щербухи", "shcherbukhy"),
            ("юрій", "yurii"),
            ("корюківка", "koriukivka"),
            ("яготин", "yahotyn"),
            ("костянтин", "kostiantyn"),
            ("знамянка", "znamianka"),
        ] {
            assert_eq!(romanise(word, Language::Ukrainian), latin);
        }
    }

    #[test]
    fn belarusian_and_russian_by_icao() {
        assert_eq!(romanise("гомель", Language::Belarusian), "homel");
        assert_eq!(romanise("магілёў", Language::Belarusian), "mahiliou");
        assert_eq!(romanise("гомель", Language::Russian), "gomel");
        assert_eq!(romanise("объезд", Language::Russian), "obieezd");
        assert_eq!(romanise("щёлково", Language::Russian), "shchelkovo");
    }

    #[test]
    fn letters_and_tags_tell_the_language() {
        assert_eq!(Language::of_letters("магілёў"), Language::Belarusian);
        assert_eq!(Language::of_letters("львів"), Language::Ukrainian);
        assert_eq!(Language::of_letters("объезд"), Language::Russian);
        assert_eq!(Language::of_tag("uk-UA"), Some(Language::Ukrainian));
        assert_eq!(Language::of_tag("ro"), None);
    }

    #[test]
    fn other_scripts_are_read_too() {
        assert_eq!(romanise("αθήνα", Language::Russian), "athina");
        assert_eq!(romanise("straße", Language::Russian), "strasse");
    }
}
