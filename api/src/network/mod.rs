//! The directory: who is in the network and who does what.

pub mod competences;
pub mod countries;
pub mod experts;
pub mod facts;
pub mod focal_points;
pub mod groups;
pub mod organisations;
pub mod references;
