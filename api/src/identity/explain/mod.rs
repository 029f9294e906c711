//! *May X do Y here, then, and by which grant or why not*: answered by the same functions that
//! decide.

mod ask;
pub mod graphql;
pub mod rest;
mod targets;
pub mod view;

pub use ask::{ExplainInput, explain};
pub use targets::target_of;
pub use view::Explanation;
