//! Accounts and what they may: grants, what waits for a word, invitations, partner systems, audit.

pub mod access_requests;
pub mod partners;
pub mod bodies;
pub mod accounts;
pub mod actors;
pub mod audit;
pub mod explain;
pub mod grants;
pub mod links;
pub mod roles;
pub mod sessions;
pub mod invitations;
