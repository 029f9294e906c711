//! What waits for a word: access acts that change somebody's parties count once the keepers of
//! what is entered have said so, and never on the word of somebody who gains by it.

mod ask;
mod became;
mod carry_out;
pub mod graphql;
mod letters;
mod read;
pub mod rest;
mod said;
mod say;
pub(crate) mod store;
pub mod view;

pub use ask::{Asked, Word, ask};
pub(crate) use ask::{changed_meanwhile, says_the_word, still_says, word_was_said};
pub use became::{Outcome, commit_act, waiting};
pub use read::{AccessRequestFilter, SORTS, list, one};
pub(crate) use read::{PostWaiting, posts_waiting, target_of};
pub use say::{ApproveRequest, RefuseRequest, WithdrawRequest, approve, refuse, withdraw};
pub use view::AccessRequest;
