//! Black-box tests over HTTP, on both databases. Named after the rule they hold.

mod competences;
mod experts;
mod focal_points;
mod harness;
