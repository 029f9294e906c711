//! Sessions: signing in, refreshing, signing out, and ends of sessions that others decide.

mod step;
pub(crate) mod store;

pub use step::end_sessions_of_post;
