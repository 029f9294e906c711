//! Accounts and what they may: grants, what waits for a word, invitations, partner systems, audit.

pub mod accounts;
pub mod sessions;
pub mod access_requests;
pub mod grants;
