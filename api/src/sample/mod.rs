//! The sample network: what a newcomer finds after `serve --sample`, and the
//! reference data with which a real network starts.

pub mod files;
