//! The id of the request that is being served, for errors, log and ledger.

use std::cell::RefCell;

use uuid::Uuid;

tokio::task_local! {
    static CURRENT: RefCell<String>;
}

/// A new request id.
pub fn new() -> String {
    Uuid::new_v4().simple().to_string()
}

/// The id of the request being served; empty outside of one.
pub fn current() -> String {
    CURRENT.try_with(|id| id.borrow().clone()).unwrap_or_default()
}

/// Runs `future` as part of the request `id`.
pub async fn scope<F: Future>(id: String, future: F) -> F::Output {
    CURRENT.scope(RefCell::new(id), future).await
}
