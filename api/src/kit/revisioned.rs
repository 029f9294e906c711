//! What counts its changes.

/// What has a revision.
pub trait Revisioned {
    /// Counts its changes, from 1.
    fn revision(&self) -> i32;
}
