//! Focalpoint, the open exchange server of expert networks: the map of the rooms.
//!
//! | room | what is in it |
//! |---|---|
//! | [`access`] | who may: `decide`, `may_grant`, `Permit`, the SQL of sight |
//! | [`ledger`] | the one order of all writes: units, change records, audit chain |
//! | [`authn`] | who is asking: passwords, tokens, keys, sessions |
//! | [`ctx`] | the only way a verb reaches the world |
//! | [`error`] | one error, one table of codes |
//! | [`texts`] | what is said to people: one catalogue, by language |
//! | [`kit`] | what another product could use, too |
//! | [`network`] | countries, groups, organisations, experts, focal points, policy fields |
//! | [`identity`] | accounts, grants, what waits for a word, audit |
//! | [`exchange`] | items, audiences, updates |
//! | [`partners`] | what other systems follow: change feed, export, subscription |
//! | [`jobs`] | what runs later because of something: mail, due changes, purges |
//! | [`edge`] | the two doors |
//! | [`sample`] | the sample network and the reference data |
//! | [`commands`] | what the command line does |
//! | [`config`] | one typed configuration |
//! | [`start`] | from a configuration to a world |
//! | [`server`] | builds the server, for the command line and the tests |

#![recursion_limit = "512"] // one async block for each field of the GraphQL roots, nested

pub mod access;
pub mod authn;
pub mod commands;
pub mod config;
pub mod ctx;
pub mod edge;
pub mod error;
pub mod exchange;
pub mod identity;
pub mod jobs;
pub mod kit;
pub mod ledger;
pub mod network;
pub mod partners;
pub mod sample;
pub mod server;
pub mod start;
pub mod texts;
