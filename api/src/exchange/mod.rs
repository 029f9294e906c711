//! What members exchange: items and their audiences, and the kinds of items people write.

pub mod items;
pub mod updates;
