//! What waits for the word of somebody who may: the publication of what its author may not publish
//! so, a change of what is published whose result the keeper may not publish, and the transfer to
//! another owner. While it waits, a proposal is seen by the item's keepers and by those asked, whether or
//! not the item itself is shared with them; once it was decided, by the item's keepers, and without its
//! text by the posts that proposed and decided it. It changes nothing until it is confirmed.

mod content;
pub mod graphql;
pub mod loader;
mod read;
pub mod rest;
mod said;
mod steps;
pub(super) mod store;
pub mod view;

pub use content::{Content, ProposedContent};
pub(super) use read::content_of;
pub use read::{ProposalFilter, SORTS, asked_about, list, list_of, one, successor, waiting_about};
pub use steps::{NewProposal, add, decide};
pub(super) use steps::{ask, close_waiting, follow_keepers, replace_own};
pub(crate) use store::waiting_for;
pub use view::Proposal;
