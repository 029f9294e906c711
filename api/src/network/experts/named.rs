//! What is right for a person's names and languages, whoever writes them.

use crate::error::Findings;
use crate::kit::language::normal_tag;
use crate::network::facts::view::LanguageText;

const NAME: &str = "A name has 1 to 200 characters.";

/// Notes what is wrong with a name, with the names in other languages, one a language, and with the
/// languages somebody works in.
pub fn check_named(name: Option<&str>, native: &[LanguageText], languages: &[String], findings: &mut Findings) {
    let fits = |text: &str| !text.trim().is_empty() && text.chars().count() <= 200;
    findings.check(name.is_none_or(fits), "/name", NAME);
    findings.one_line("/name", name.unwrap_or_default());
    let mut before: Vec<String> = Vec::new();
    for (n, text) in native.iter().enumerate() {
        let pointer = format!("/nativeNames/{n}/name");
        findings.check(fits(&text.name), &pointer, NAME);
        findings.one_line(&pointer, &text.name);
        let pointer = format!("/nativeNames/{n}/language");
        findings.language(&pointer, &text.language);
        let tag = normal_tag(&text.language).unwrap_or_else(|| text.language.clone());
        findings.check(!before.contains(&tag), &pointer, "There is one name a language.");
        before.push(tag);
    }
    for (n, tag) in languages.iter().enumerate() {
        findings.language(&format!("/languages/{n}"), tag);
    }
}

/// Notes what is wrong with the title of a post.
pub fn check_title(findings: &mut Findings, pointer: &str, title: &str) {
    let fits = !title.trim().is_empty() && title.chars().count() <= 200;
    findings.check(fits, pointer, "A title has 1 to 200 characters.");
    findings.one_line(pointer, title);
}
