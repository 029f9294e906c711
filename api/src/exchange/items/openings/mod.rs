//! Openings: who opened an item that is not for the whole network, by day: whoever asked for it by its id,
//! alone or among others, or for one of its revisions; and, told apart, whoever its text came to along with
//! others'. They are no acts: gathered in memory, written by the jobs' runner and at shutdown, outside the
//! ledger, and forgotten after the time that the configuration says.

mod buffer;
mod note;
pub(crate) mod store;

pub use buffer::Openings;
pub use note::Openable;
pub use store::{flush, relieve};
