//! The table of roles and the matrix of acts, as the functions of `access` say them: what is shown
//! here cannot differ from what is decided.

pub mod graphql;
pub mod page;
mod record;
pub mod rest;
mod store;
pub mod view;

pub use record::record_table;
pub use view::{AccessMatrix, ActEntry, RoleEntry, RoleTable, matrix, table};
