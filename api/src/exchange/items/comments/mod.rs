//! Comments: what is said about an item to those who see it. *What was said to a circle stays in the
//! circle*: a comment keeps the effective audience of when it was made, and is shown to whoever is
//! in both that and the item's present one.

pub mod graphql;
pub mod loader;
mod moderate;
mod read;
pub mod rest;
mod steps;
pub(crate) mod store;
mod text;
pub mod view;
mod write;

pub use moderate::{ModerateComment, moderate};
pub use read::{SORTS, list, nested, one};
pub use steps::{CommentCircle, Commenting, commenting, delete_of};
pub use view::Comment;
pub use write::{CommentOnItem, EditComment, WithdrawComment, add_comments, comment, edit, withdraw};
