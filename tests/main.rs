//! Black-box tests over HTTP, on both databases. Named after the rule they hold.

mod broken;
mod circles;
mod comments;
mod competences;
mod contracts;
mod countries;
mod directory;
mod directory_silence;
mod erasure;
mod experts;
mod focal_points;
mod harness;
mod identity;
mod identity_pages;
mod identity_tokens;
mod invitations;
mod ledger;
mod migrations;
mod organisations;
mod partners;
mod playground_examples;
mod sharing_groups;
mod structure;
mod updates;
mod updates_sight;
