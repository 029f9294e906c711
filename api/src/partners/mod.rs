//! What other systems follow: the change feed, the export, the live subscription.

pub mod changes;
pub mod export;
