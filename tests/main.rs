//! Black-box tests over HTTP, on both databases. Named after the rule they hold.

mod circles;
mod competences;
mod countries;
mod harness;
mod sharing_groups;
