//! Accounts: the sign-in of an expert, what is held about a person, password and address.

mod add;
pub(crate) mod store;

pub use add::{add_account, email_key, insert_account};
