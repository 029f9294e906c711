//! Accounts and what they may: grants, what waits for a word, invitations, partner systems, audit.

pub mod accounts;
pub mod links;
pub mod sessions;
pub mod access_requests;
pub mod links;
pub mod partners;
pub mod bodies;
pub mod actors;
pub mod audit;
pub mod explain;
pub mod grants;
pub mod roles;
pub mod accounts;
pub mod sessions;
