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
use focalpoint_api::access::broken::Rule;

use crate::harness::Kind;
use crate::harness::broken::must_be_caught;

/// The seed of the first network.
const SEED: &str = "FOCALPOINT_TEST_SEED";
/// How many networks are drawn on each database.
const NETWORKS: &str = "FOCALPOINT_TEST_NETWORKS";

fn number(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// The databases that this run looks at.
fn everywhere(seeds: std::ops::Range<u64>, size: Size) {
    for kind in [Kind::Sqlite, Kind::Postgres].into_iter().filter(|kind| kind.is_wanted()) {
        actix_web::rt::System::new().block_on(proof::prove(kind, seeds.clone(), size));
    }
}

#[test]
fn every_surface_shows_what_the_rule_says_and_nothing_else() {
    let (first, networks) = (number(SEED, 1), number(NETWORKS, 1));
    everywhere(first..first + networks, Size { people: 40, partners: 3, updates: 300, looks: 1 });
}

/// Small networks have what large ones have no room for: nobody in a group, a body without editors.
#[test]
fn small_networks_show_what_the_rule_says() {
    everywhere(100..102, Size { people: 16, partners: 2, updates: 40, looks: 4 });
}

/// The prover is proved: whatever is left out of the rule in the product, somebody notices.
#[test]
fn whatever_is_left_out_of_sight_is_noticed() {
    for rule in [
        Rule::HolderStands,
        Rule::OwnSightIsWhole,
        Rule::RightsEnd,
        Rule::PostsEnd,
        Rule::MembershipsEnd,
        Rule::KeepersByGrantAlone,
        Rule::StateCounts,
        Rule::EffectiveAudience,
        Rule::CirclesStay,
    ] {
        must_be_caught(rule, "sight::small_networks_show_what_the_rule_says", "sight differs from the rule");
    }
}
