//! The two doors themselves: what is true of every operation, whatever slice it belongs to.

mod bounds;
mod codes;
mod contract;
mod examples;
mod idempotency;
mod introspection;
mod languages;
mod limits;
mod order;
mod pages;
mod schemas;
mod stage;
mod surroundings;
mod twin;
