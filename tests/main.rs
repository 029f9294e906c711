//! Black-box tests over HTTP, on both databases. Named after the rule they hold.

mod competences;
mod harness;
mod updates;
mod updates_sight;
