//! The sight proof: random networks, and every surface compared with the rule for every reader.
//! `Drawn` is a network as plain data, `rule` what may be seen of it, `Built` the same network in a
//! database, `surfaces` every way to look. A new slice adds what it shows to `drawn`, `rule`, `built`
//! and `surfaces`; `log` notices an address or query that nothing asks.

mod built;
mod case;
mod drawn;
mod lean;
mod left_out;
mod log;
mod proof;
mod rule;
mod shrink;
mod surfaces;
mod told;
mod turns;

use drawn::Size;
use log::Log;

use crate::harness::Kind;
use crate::harness::seeds::Proof;

/// How many networks are drawn on each database.
const NETWORKS: &str = "FOCALPOINT_TEST_NETWORKS";

/// On the databases that this run looks at.
fn everywhere(proof: &Proof, size: Size, log: &Log) {
    let seeds = proof.seeds();
    for kind in [Kind::Sqlite, Kind::Postgres].into_iter().filter(|kind| kind.is_wanted()) {
        actix_web::rt::System::new().block_on(proof::prove(kind, (proof, &seeds), size, log));
    }
}

#[test]
fn every_surface_shows_what_the_rule_says_and_nothing_else() {
    let test = "sight::every_surface_shows_what_the_rule_says_and_nothing_else";
    let log = Log::default();
    let size = Size { people: 40, partners: 3, updates: 300, looks: 1 };
    everywhere(&Proof { test, first: 1, usual: 1, many: NETWORKS }, size, &log);
    log.is_whole();
}

/// Small networks have what large ones have no room for: nobody in a group, a body without editors.
#[test]
fn small_networks_show_what_the_rule_says() {
    // Other networks find more than other days of the same one. Where a rule was left out on purpose
    // everybody looks on the first day already, and there are more networks to find it in: the first
    // difference ends the search.
    let (usual, looks) = if proof::is_left_out() { (8, 4) } else { (3, 1) };
    let test = "sight::small_networks_show_what_the_rule_says";
    let size = Size { people: 16, partners: 2, updates: 40, looks };
    everywhere(&Proof { test, first: 100, usual, many: NETWORKS }, size, &Log::default());
}
