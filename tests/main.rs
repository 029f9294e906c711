//! Black-box tests over HTTP, on both databases. Named after the rule they hold.

mod circles;
mod competences;
mod contracts;
mod countries;
mod harness;
mod sharing_groups;
mod structure;
mod updates;
mod updates_sight;
