//! Parsed documents: clients send the same few again and again, and parsing one takes longer than much
//! of what follows. What a text means never changes, so that remembering it is exact.

use std::sync::LazyLock;

use async_graphql::parser::parse_query;
use async_graphql::parser::types::ExecutableDocument;

use super::{limits, nesting};
use crate::error::{Code, Error, Result};
use crate::kit::remembered::Remembered;

/// Documents that are remembered, and how long they are at most.
const MANY: usize = 500;
const LONG: usize = 8 * 1024;

static PARSED: LazyLock<Remembered<String, ExecutableDocument>> = LazyLock::new(|| Remembered::of(MANY));

/// The document of a text, which keeps to the limits.
pub(super) fn parsed(query: &str) -> Result<ExecutableDocument> {
    let key = query.to_owned();
    if let Some(document) = PARSED.get(&key) {
        return Ok(document);
    }
    nesting::check(query)?;
    let document = parse_query(query).map_err(|error| Error::new(Code::QueryInvalid, error.to_string()))?;
    limits::check(&document)?;
    if query.len() <= LONG {
        PARSED.put(key, document.clone());
    }
    Ok(document)
}
