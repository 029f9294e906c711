//! Black-box tests over HTTP, on both databases. Named after the rule they hold.

mod competences;
mod harness;
mod identity;
mod identity_pages;
mod identity_tokens;
