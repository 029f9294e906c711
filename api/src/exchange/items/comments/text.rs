//! What the text of a comment must be.

use crate::error::{Findings, Result};
use crate::exchange::items::prose;
use crate::kit::markdown::Rendered;

/// Longest comment, in kilobytes.
const LONGEST: usize = 20;

pub(super) async fn body(findings: &mut Findings, body: &str) -> Result<Rendered> {
    let body = body.trim();
    findings.check(!body.is_empty(), "/bodyMarkdown", "Say something.");
    prose::body(findings, body, LONGEST).await
}
