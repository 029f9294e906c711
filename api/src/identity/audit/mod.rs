//! The ledger, read by those who may.

pub mod graphql;
mod read;
pub mod rest;
mod store;
pub mod view;

pub use read::{AuditFilter, SORTS, list};
pub use view::AuditEvent;
