//! *Preview before publishing*: who would see something today, and all who join later. The same step
//! says what widening an audience opens, before it is confirmed.

mod ask;
mod ended;
pub mod graphql;
mod reach;
pub mod rest;
mod store;
pub mod view;

pub use ask::{PreviewAudience, preview_audience};
pub(super) use reach::gained;
pub use view::AudiencePreview;
