//! The sight proof: random networks, and every surface compared with the rule for every reader.
//! `Drawn` is a network as plain data, `rule` what may be seen of it, `Built` the same network in a
//! database, `surfaces` every way to look. A new slice adds what it shows to `drawn`, `rule`,
//! `built` and `surfaces`.

mod built;
mod case;
mod dice;
mod drawn;
mod proof;
mod rule;
mod shrink;
mod surfaces;
mod told;

use drawn::Size;

use crate::harness::Kind;

/// The seed of the first network.
const SEED: &str = "FOCALPOINT_TEST_SEED";
/// How many networks are drawn on each database.
const NETWORKS: &str = "FOCALPOINT_TEST_NETWORKS";

fn number(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

#[test]
fn every_surface_shows_what_the_rule_says_and_nothing_else() {
    let (first, networks) = (number(SEED, 1), number(NETWORKS, 1));
    let size = Size { people: 40, partners: 3, updates: 300 };
    for kind in [Kind::Sqlite, Kind::Postgres] {
        actix_web::rt::System::new().block_on(proof::prove(kind, first..first + networks, size));
    }
}
