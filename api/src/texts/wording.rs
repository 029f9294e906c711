//! A text before it is known who reads it: letters are worded once, and written in each reader's language.

use super::Language;
use crate::kit::day::Zone;
use crate::kit::mail::Letter;
use crate::kit::timestamp::Timestamp;

/// A text of the catalogue with what it is filled with.
#[derive(Clone, Debug)]
pub struct Text {
    english: &'static str,
    with: Vec<Filling>,
}

#[derive(Clone, Debug)]
enum Filling {
    AsItIs(String),
    Told(Text),
    Instant(Zone, Timestamp),
}

impl Text {
    /// A text of the catalogue.
    pub const fn of(english: &'static str) -> Self {
        Self { english, with: Vec::new() }
    }

    /// Filled with what is the same in every language: an address, a name, a number.
    pub fn with(mut self, filling: impl ToString) -> Self {
        self.with.push(Filling::AsItIs(filling.to_string()));
        self
    }

    /// Filled with a text of the catalogue.
    pub fn told(mut self, filling: impl Into<Self>) -> Self {
        self.with.push(Filling::Told(filling.into()));
        self
    }

    /// Filled with an instant.
    pub fn at(mut self, zone: &Zone, at: Timestamp) -> Self {
        self.with.push(Filling::Instant(zone.clone(), at));
        self
    }

    /// In a language.
    pub fn in_language(&self, language: Language) -> String {
        let told = |filling: &Filling| match filling {
            Filling::AsItIs(text) => text.clone(),
            Filling::Told(text) => text.in_language(language),
            Filling::Instant(zone, at) => language.instant(zone, *at),
        };
        let with: Vec<String> = self.with.iter().map(told).collect();
        language.filled(self.english, &with.iter().map(String::as_str).collect::<Vec<_>>())
    }
}

impl From<&'static str> for Text {
    fn from(english: &'static str) -> Self {
        Self::of(english)
    }
}

/// What a letter says, whoever reads it.
#[derive(Clone, Debug)]
pub struct Wording {
    subject: Text,
    paragraphs: Vec<Text>,
}

impl Wording {
    /// A letter with a subject.
    pub fn new(subject: impl Into<Text>) -> Self {
        Self { subject: subject.into(), paragraphs: Vec::new() }
    }

    /// And one more paragraph.
    pub fn and(mut self, paragraph: impl Into<Text>) -> Self {
        self.paragraphs.push(paragraph.into());
        self
    }

    /// The letter to a reader.
    pub fn to(&self, reader: &Reader) -> Letter {
        let language = reader.language;
        let paragraphs: Vec<String> = self.paragraphs.iter().map(|text| text.in_language(language)).collect();
        Letter {
            to: reader.address.clone(),
            subject: self.subject.in_language(language),
            text: format!("{}\n", paragraphs.join("\n\n")),
            language: Some(language.tag().to_owned()),
        }
    }
}

/// Who reads a letter.
#[derive(Clone, PartialEq, Eq)]
pub struct Reader {
    /// The address.
    pub address: String,
    /// The language that their account, or their invitation, asks for.
    pub language: Language,
}

impl Reader {
    /// Of an address, in the language that was asked for; English where none was.
    pub fn new(address: impl Into<String>, language: Option<&str>) -> Self {
        Self { address: address.into(), language: Language::first_of(language) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_wording_is_written_in_each_readers_language() {
        let inner = Text::of("Member");
        let wording = Wording::new("Sign in").and(Text::of("{0} for {1}").told(inner).with("UA")).and("Name");
        let letter = |language| wording.to(&Reader::new("a@b.example", language));
        assert_eq!((letter(None).subject.as_str(), letter(None).text.as_str()), ("Sign in", "Member for UA\n\nName\n"));
        let told = letter(Some("uk"));
        assert_eq!((told.subject.as_str(), told.text.as_str()), ("Увійти", "Учасник: UA\n\nНазва\n"));
        assert_eq!(told.language.as_deref(), Some("uk"));
        assert_eq!(letter(Some("pl")).language.as_deref(), Some("en"));
    }
}
