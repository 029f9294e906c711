//! The directory: who is in the network and who does what.

pub mod competences;
pub mod facts;
pub mod experts;
pub mod focal_points;
pub mod references;
