//! Parsed documents: clients send the same few again and again, and parsing one takes longer than much
//! of what follows. What a text means never changes, so that remembering it is exact.
//!
//! Anybody may send a document, so only one that ran is remembered: what somebody makes up, and the schema
//! refuses, takes no memory and crowds out nothing that clients use.

use std::sync::{Arc, LazyLock};

use async_graphql::Response;
use async_graphql::parser::parse_query;
use async_graphql::parser::types::ExecutableDocument;

use super::door::has_run;
use super::field_order::AnswerOrder;
use super::{limits, nesting};
use crate::error::{Code, Error, Result};
use crate::kit::remembered::Remembered;

/// Bytes of text whose documents one generation remembers (a parsed one takes some fifty times as much), and how
/// long one is at most.
const MANY: usize = 256 * 1024;
const LONG: usize = 8 * 1024;

static PARSED: LazyLock<Remembered<String, Arc<ExecutableDocument>>> = LazyLock::new(|| Remembered::of(MANY));

/// A document that was parsed for the first time, or again; it is remembered once it has run.
#[derive(Debug)]
struct New {
    text: String,
    document: Arc<ExecutableDocument>,
}

/// A document that keeps to the limits.
#[derive(Debug)]
pub(super) struct Parsed {
    /// The document.
    pub document: ExecutableDocument,
    new: Option<New>,
}

/// What is done with each answer to a document.
#[derive(Debug)]
pub(super) struct Answering {
    order: AnswerOrder,
    new: Option<New>,
}

/// The document of a text, which keeps to the limits.
pub(super) fn parsed(query: &str) -> Result<Parsed> {
    if query.len() > LONG {
        return parse(query).map(|document| Parsed { document, new: None });
    }
    let text = query.to_owned();
    if let Some(document) = PARSED.get(&text) {
        return Ok(Parsed { document: ExecutableDocument::clone(&document), new: None });
    }
    let document = parse(query)?;
    let new = New { text, document: Arc::new(document.clone()) };
    Ok(Parsed { document, new: Some(new) })
}

fn parse(query: &str) -> Result<ExecutableDocument> {
    nesting::check(query)?;
    let document = parse_query(query).map_err(|error| Error::new(Code::QueryInvalid, error.to_string()))?;
    limits::check(&document)?;
    Ok(document)
}

impl Parsed {
    /// The document to be run, and what is done with its answers: `name` is the operation's.
    pub(super) fn into_run(self, name: Option<&str>) -> (ExecutableDocument, Answering) {
        let order = AnswerOrder::of(&self.document, name);
        (self.document, Answering { order, new: self.new })
    }
}

impl Answering {
    /// Whether it is a mutation's.
    pub(super) fn is_of_mutation(&self) -> bool {
        self.order.is_of_mutation()
    }

    /// Puts an answer's fields into the order in which they were asked for. What ran is remembered.
    pub(super) fn arrange(&mut self, response: Response) -> Response {
        if let Some(New { text, document }) = self.new.take_if(|_| has_run(&response)) {
            let weight = text.len();
            PARSED.put_weighing(text, document, weight);
        }
        self.order.arrange(response)
    }
}

#[cfg(test)]
#[expect(clippy::expect_used, reason = "a document that is wrong fails its test")]
mod tests {
    use async_graphql::{ServerError, Value};

    use super::*;

    fn is_remembered(text: &str) -> bool {
        PARSED.get(&text.to_owned()).is_some()
    }

    #[test]
    fn only_what_ran_is_remembered() {
        let text = "{ rememberedOnceItRan }";
        let (_, mut answering) = parsed(text).expect("a document").into_run(None);
        assert!(!is_remembered(text), "it was only parsed");
        answering.arrange(Response::from_errors(vec![ServerError::new("Unknown field", None)]));
        assert!(!is_remembered(text), "the schema refused it");
        answering.arrange(Response::new(Value::Null));
        assert!(is_remembered(text));
        let long = format!("{{ rememberedOnceItRan }}{}", " ".repeat(LONG));
        let (_, mut answering) = parsed(&long).expect("a document").into_run(None);
        answering.arrange(Response::new(Value::Null));
        assert!(!is_remembered(&long), "it is too long");
    }
}
