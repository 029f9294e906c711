//! What a title, summary, body and language must be.

use crate::error::{Findings, Result};
use crate::exchange::items::prose;
use crate::kit::language::normal_tag;
use crate::kit::markdown::Rendered;

const TITLE: usize = 300;
const SUMMARY: usize = 1_000;
/// Longest body, in kilobytes.
const BODY: usize = 200;
/// Most policy fields, and most countries, of an update.
const SUBJECTS: usize = 50;

/// The text of an update, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// Title.
    pub title: String,
    /// One paragraph.
    pub summary: Option<String>,
    /// The body.
    pub body: Rendered,
}

pub(super) fn title(findings: &mut Findings, title: &str) -> String {
    let title = title.trim();
    let fits = (1..=TITLE).contains(&title.chars().count());
    findings.check(fits, "/title", &format!("Use 1 to {TITLE} characters."));
    findings.one_line("/title", title);
    title.to_owned()
}

/// A blank summary is none.
pub(super) fn summary(findings: &mut Findings, summary: Option<&str>) -> Option<String> {
    let summary = summary.map(str::trim).filter(|text| !text.is_empty())?;
    findings.at_most(SUMMARY, "/summary", Some(summary));
    Some(summary.to_owned())
}

pub(super) async fn body(findings: &mut Findings, body: &str) -> Result<Rendered> {
    prose::body(findings, body, BODY).await
}

pub(super) fn language(findings: &mut Findings, tag: Option<&str>) -> Option<String> {
    let normal = normal_tag(tag?);
    let detail = "Write it as a language tag (BCP 47), like `en`, `uk` or `sr-Latn`.";
    findings.check(normal.is_some(), "/language", detail);
    normal
}

/// Codes without repetitions, if there are not too many.
pub(super) fn subjects(findings: &mut Findings, codes: &[String], pointer: &str) -> Vec<String> {
    findings.check(codes.len() <= SUBJECTS, pointer, &format!("Name at most {SUBJECTS}."));
    let mut once: Vec<String> = Vec::new();
    for code in codes.iter().take(SUBJECTS) {
        if !once.contains(code) {
            once.push(code.clone());
        }
    }
    once
}
