//! Dated facts: one mechanism, keyed by item, in two times. A correction supersedes and never
//! overwrites, so that the network can say what it believed on a day.

mod span;
mod steps;
pub(crate) mod store;
pub mod view;

pub use span::{Bound, Span};
pub use steps::{NewFact, restate_facts, state_facts};
