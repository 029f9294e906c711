//! What is right for a person's names and languages, whoever writes them.

use crate::error::Findings;
use crate::kit::language::normal_tag;
use crate::network::facts::view::LanguageText;

const NAME: &str = "A name has 1 to 200 characters.";
const TAG: &str = "Use a BCP 47 tag, like uk or sr-Latn.";

/// Notes what is wrong with a name, with the names in other languages, one a language, and with the
/// languages somebody works in.
pub fn check_named(name: Option<&str>, native: &[LanguageText], languages: &[String], findings: &mut Findings) {
    let fits = |text: &str| !text.trim().is_empty() && text.chars().count() <= 200;
    findings.check(name.is_none_or(fits), "/name", NAME);
    let mut before: Vec<String> = Vec::new();
    for (n, text) in native.iter().enumerate() {
        findings.check(fits(&text.name), &format!("/nativeNames/{n}/name"), NAME);
        let pointer = format!("/nativeNames/{n}/language");
        let tag = normal_tag(&text.language);
        findings.check(tag.is_some(), &pointer, TAG);
        let tag = tag.unwrap_or_else(|| text.language.clone());
        findings.check(!before.contains(&tag), &pointer, "There is one name a language.");
        before.push(tag);
    }
    for (n, tag) in languages.iter().enumerate() {
        findings.check(normal_tag(tag).is_some(), &format!("/languages/{n}"), TAG);
    }
}
