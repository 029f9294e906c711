//! The two doors: limits, routing, pages, one mapping of errors. No business words here.

mod accepted;
pub mod browser;
mod client_address;
pub mod deprecated;
#[cfg(feature = "floor")]
pub mod floor;
mod form;
pub mod graphql;
pub mod machines;
pub mod metrics;
pub mod openapi;
pub mod operations;
pub mod packed;
pub mod pages;
mod pages_access_request;
mod pages_item;
mod pages_links;
mod pages_proposal;
pub mod pages_routes;
mod pages_start;
pub mod rest;
pub mod sorts;
pub mod surroundings;
pub mod trouble;
mod where_from;
