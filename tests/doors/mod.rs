//! The two doors themselves: what is true of every operation, whatever slice it belongs to.

mod bounds;
mod caching;
mod codes;
mod contract;
mod controls;
mod examples;
mod headers;
mod hostile;
mod idempotency;
mod introspection;
mod languages;
mod limits;
mod matrix;
mod named_alike;
mod nulls;
mod objects;
mod order;
mod pages;
mod references;
mod schemas;
pub mod stage;
mod surroundings;
mod twin;
mod values;
