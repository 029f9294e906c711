//! Accounts and what they may: grants, what waits for a word, invitations, partner systems, audit.

pub mod access_requests;
pub mod accounts;
pub mod actors;
pub mod audit;
pub mod explain;
pub mod grants;
pub mod invitations;
pub mod links;
pub mod partners;
pub mod roles;
pub mod sessions;
