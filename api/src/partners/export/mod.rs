//! The export: everything a reader may see, item by item, in constant memory, and where the feed goes
//! on from there. It is the feed's page function run to the end of what its reader does not hold.

mod lines;
pub mod rest;
mod store;

pub use lines::{ExportFilter, Lines, export};
