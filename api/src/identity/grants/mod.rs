//! Grants: the gift of a role to a post or partner system in a scope, and its end.

mod steps;
pub(crate) mod store;

pub use steps::{NewGrant, begin_counting, end_grant, insert_grant, refuse_grant};
