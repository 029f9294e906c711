//! The request that is being served, as far as errors, log and ledger name it: its id, and the
//! languages that whoever sent it reads.

use std::cell::{Cell, RefCell};

use uuid::Uuid;

use super::Answered;

tokio::task_local! {
    static CURRENT: Current;
}

struct Current {
    id: String,
    languages: RefCell<Vec<String>>,
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
    CURRENT.try_with(|current| current.languages.borrow().clone()).unwrap_or_default()
}

/// Whoever sent the request being served is known by now, and so is which languages they read.
pub fn reads(languages: &[String]) {
    // Outside a request nobody is told anything.
    CURRENT.try_with(|current| current.languages.replace(languages.to_vec())).unwrap_or_default();
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

/// Runs `work`, which does not wait, as part of the request `id`.
pub fn within<T>(id: &str, languages: &[String], work: impl FnOnce() -> T) -> T {
    let current = Current { id: id.to_owned(), languages: RefCell::new(languages.to_vec()), answered: Cell::new(None) };
    CURRENT.sync_scope(current, work)
}

/// Runs `future` as part of the request `id`.
pub async fn scope<F: Future>(id: String, languages: Vec<String>, future: F) -> F::Output {
    let current = Current { id, languages: RefCell::new(languages), answered: Cell::new(None) };
    CURRENT.scope(current, future).await
}
