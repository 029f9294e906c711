//! Dated facts: one mechanism, keyed by item, in two times. A correction supersedes and never
//! overwrites, so that the network can say what it believed on a day.

mod correct;
pub mod graphql;
mod history;
pub(crate) mod life;
pub mod rest;
mod span;
mod steps;
pub(crate) mod store;
pub mod view;

pub use correct::{CorrectFact, correct};
pub use history::{Histories, HistoryFilter, histories_of, history_of, said_at};
pub use span::{Bound, Span};
pub use steps::{NewFact, restate_facts, state_facts};
