//! Revisions of items: what an item said before, each shown to whoever is in both its own circle and
//! the item's present one. Differences are worked out by clients.

pub mod graphql;
mod read;
pub mod rest;
pub mod view;

pub(crate) use read::{Kept, Of};
pub use read::{SORTS, list, one};
pub use view::Revision;
