//! Black-box tests over HTTP, on both databases. Named after the rule they hold.

mod competences;
mod contracts;
mod harness;
mod structure;
mod updates;
mod updates_sight;
