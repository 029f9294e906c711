//! Accounts: the sign-in of an expert, what is held about a person, password and address. What is
//! held about a person is theirs, by account, with or without a post.

mod add;
mod address;
mod erase;
mod export;
pub mod graphql;
mod password;
mod read;
mod reset;
pub mod rest;
mod said;
pub(crate) mod store;
mod store_address;
mod store_erase;
mod store_export;
mod store_person;
mod store_reset;
mod store_suspension;
mod update;
pub mod view;
mod visit;

pub use add::{account_of_address, add_account, email_key, insert_account};
pub use address::{AddressWord, ChangeAddress, Saying, change_address, look_at_address, make_due_changes, say_address};
pub(crate) use address::{sent_to, void_what_was_sent, void_what_was_sent_to};
pub use erase::{EraseMe, erase_me, forget_account};
pub use export::export;
pub(crate) use password::judged;
pub use password::{ChangePassword, change_password};
pub(crate) use read::suspensions;
pub use read::{account, me, one};
pub use reset::{RequestReset, ResetRequested, look_at_reset, request_reset, set_password};
pub use update::{UpdateMe, update_me};
pub use view::{Account, Me, OwnExpert, OwnWaiting, Suspension};
pub use visit::{Known, MarkVisit, Visit, last_visit, mark_visit};
