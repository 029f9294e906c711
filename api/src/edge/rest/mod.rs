//! The REST door: what every handler takes and gives.

mod acted;
mod answer;
pub mod asking;
mod params;
mod plain;
mod problems;
mod proposed;
mod repeated;
mod request;
pub mod routes;
mod write;

pub use acted::Acted;
pub use answer::{Created, Linked, Listed, Plain, Secret, Tagged, has_already};
pub use params::{NoFilter, PageParams, Params};
pub use problems::Problems;
pub use proposed::{ItemOrProposal, Proposed};
pub use repeated::{acted_before, answered_before, decided_before};
pub use request::{actor_of, context, languages, languages_of, respond_to_nobody};
pub use write::{Open, Write, revision_in};
pub(crate) use write::{framed, json, whole};
