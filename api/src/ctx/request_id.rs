//! The request that is being served, as far as errors, log and ledger name it: its id, and the
//! languages that whoever sent it reads.

use std::cell::Cell;

use uuid::Uuid;

use super::Answered;

tokio::task_local! {
    static CURRENT: Current;
}

struct Current {
    id: String,
    languages: Vec<String>,
    answered: Cell<Option<Answered>>,
}

/// A new request id.
pub fn fresh() -> String {
    Uuid::new_v4().simple().to_string()
}

/// The id of the request being served; empty outside of one.
pub fn current() -> String {
    CURRENT.try_with(|current| current.id.clone()).unwrap_or_default()
}

/// Languages asked for by the request being served, best first.
pub fn languages() -> Vec<String> {
    CURRENT.try_with(|current| current.languages.clone()).unwrap_or_default()
}

/// Keeps what the request being served made when it was sent before under its `Idempotency-Key`.
pub fn note_answered(before: Answered) {
    // Outside a request there is nothing to keep it for.
    CURRENT.try_with(|current| current.answered.set(Some(before))).unwrap_or_default();
}

/// What the request being served made when it was sent before.
pub fn answered() -> Option<Answered> {
    CURRENT.try_with(|current| current.answered.get()).unwrap_or_default()
}

/// Runs `future` as part of the request `id`.
pub async fn scope<F: Future>(id: String, languages: Vec<String>, future: F) -> F::Output {
    CURRENT.scope(Current { id, languages, answered: Cell::new(None) }, future).await
}
