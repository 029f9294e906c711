//! What all items share: one row with owner, state, audience and effective audience. Every slice
//! writes its items through the steps here, so that `seen_by` and the change record are worked out
//! in one place.

pub mod filters;
mod steps;
pub(crate) mod store;

pub use filters::Lifecycle;
pub use steps::{NewItem, Rewrite, insert_item, rewrite_item};
