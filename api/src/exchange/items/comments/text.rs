//! What the text of a comment must be.

use crate::error::Findings;

/// Longest comment, in bytes.
const LONGEST: usize = 20_000;

pub(super) fn body(findings: &mut Findings, body: &str) -> String {
    let body = body.trim();
    findings.check(!body.is_empty(), "/bodyMarkdown", "Say something.");
    findings.check(body.len() <= LONGEST, "/bodyMarkdown", "Use at most 20 kB of text.");
    let plain = body.chars().all(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t'));
    findings.check(plain, "/bodyMarkdown", "Leave out control characters other than line breaks and tabs.");
    body.to_owned()
}
