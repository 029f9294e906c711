//! What all pages share: the head, the foot, and the small words in between.

use super::assets;
use crate::texts::{Language, Named};

/// What the head and foot of every page need.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The name of the network, for example "Söderköping process".
    pub network: String,
    /// The name of who is signed in.
    pub reader: Option<String>,
    /// The CSRF token of this browser, which every form sends back. Also when nobody is signed in.
    pub csrf: String,
    /// The language that the page is in.
    pub language: Language,
    /// Its own path and query, without a language.
    pub address: String,
    /// The version of this program.
    pub version: &'static str,
}

impl Frame {
    /// A frame of this program's version, in English, at the landing page.
    pub fn new(network: impl Into<String>, reader: Option<String>, csrf: impl Into<String>) -> Self {
        let (language, address, version) = (Language::ENGLISH, "/".to_owned(), env!("CARGO_PKG_VERSION"));
        Self { network: network.into(), reader, csrf: csrf.into(), language, address, version }
    }

    /// The same in a language, at an address.
    pub fn told(self, language: Language, address: impl Into<String>) -> Self {
        Self { language, address: address.into(), ..self }
    }

    /// A text of the catalogue.
    pub fn t<'a>(&self, english: &'a str) -> &'a str {
        self.language.told(english)
    }

    /// The same, filled in.
    pub fn fill(&self, english: &str, with: &[&str]) -> String {
        self.language.filled(english, with)
    }

    /// A text of the catalogue with markup of its own, filled with what is nobody's markup: it goes out as it is.
    pub fn html(&self, english: &str, with: &[&str]) -> String {
        let escaped: Vec<String> = with.iter().map(|text| escaped(text)).collect();
        self.language.filled(english, &escaped.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// The name of something out of a vocabulary.
    pub fn name(&self, of: impl Named) -> &'static str {
        self.language.name(of)
    }

    /// The languages that the page could be read in, too.
    pub fn other_languages(&self) -> impl Iterator<Item = Language> {
        Language::all().filter(|language| *language != self.language)
    }

    /// Whether it is read in a language other than that of the contracts.
    pub fn in_another_language(&self) -> bool {
        self.language != Language::ENGLISH
    }

    /// The same page in another language.
    pub fn address_in(&self, language: &Language) -> String {
        let joint = if self.address.contains('?') { '&' } else { '?' };
        format!("{}{joint}lang={}", self.address, language.tag())
    }

    /// The address of a file of ours, for use in templates.
    pub fn asset(&self, name: &str) -> String {
        assets::address(name)
    }
}

/// As HTML that says just this.
fn escaped(text: &str) -> String {
    let letter = |c: char| match c {
        '<' => "&#60;".to_owned(),
        '>' => "&#62;".to_owned(),
        '&' => "&#38;".to_owned(),
        '"' => "&#34;".to_owned(),
        '\'' => "&#39;".to_owned(),
        other => other.to_string(),
    };
    text.chars().map(letter).collect()
}

/// An instant or a day, as machines and as people read it.
#[derive(Clone, Debug)]
pub struct When {
    /// RFC 3339, or a plain day.
    pub iso: String,
    /// As people read it, with the zone where it matters.
    pub text: String,
}

/// A name and a value, as one line of a list.
#[derive(Clone, Debug)]
pub struct Fact {
    /// For example "Acronym": a text of the catalogue.
    pub name: &'static str,
    /// What it is.
    pub value: String,
}

impl Fact {
    /// A line where there is a value.
    pub fn of(name: &'static str, value: Option<impl Into<String>>) -> Option<Self> {
        let value: String = value?.into();
        (!value.is_empty()).then_some(Self { name, value })
    }
}

/// A role in its scope, in words.
#[derive(Clone, Debug)]
pub struct RoleHeld {
    /// For example "Focal point".
    pub name: &'static str,
    /// For example "Ukraine".
    pub scope: String,
    /// The policy field, for example "Visas".
    pub field: Option<String>,
    /// For example "Deputy", for appointments.
    pub rank: Option<&'static str>,
    /// The last day, if there is one.
    pub until: Option<String>,
    /// Why it does not count at present, in a sentence; null where it does.
    pub idle: Option<String>,
}
