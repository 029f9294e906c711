//! The body of a text that people write: checked, and rendered. That takes its time, so it is done away
//! from the threads that answer, and before a unit is begun: everybody's writes wait for one that is.

use tokio::task::spawn_blocking;

use crate::error::{Error, Findings, Result};
use crate::kit::markdown::{self, Rendered};

/// A body of at most so many kilobytes.
pub(crate) async fn body(findings: &mut Findings, markdown: &str, kilobytes: usize) -> Result<Rendered> {
    const POINTER: &str = "/bodyMarkdown";
    let fits = markdown.len() <= kilobytes * 1_000;
    findings.check(fits, POINTER, &format!("Use at most {kilobytes} kB of text."));
    findings.plain(POINTER, markdown);
    if !fits {
        return Ok(Rendered::default());
    }
    let markdown = markdown.to_owned();
    match spawn_blocking(|| markdown::rendered(markdown)).await.map_err(Error::internal)? {
        Ok(rendered) => Ok(rendered),
        Err(too_much) => {
            findings.add(POINTER, too_much.to_string());
            Ok(Rendered::default())
        }
    }
}
