//! The sample network: what a newcomer finds after `serve --sample`, and the reference data with
//! which a real network starts. Both are written through the same steps as users' writes.

mod accounts_file;
mod begin;
mod convert;
pub mod files;
mod load;
mod people;
mod reference;
mod synthetic;
mod updates;

pub use begin::{Beginning, begin, recover};
pub use load::{HALF, Held, held, load, reset};
pub use synthetic::{Counted, Drawn, load_synthetic};
