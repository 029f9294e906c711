//! Focalpoint, the open exchange server of expert networks: the map of the rooms.

pub mod edge;
