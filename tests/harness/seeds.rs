//! Which random worlds a proof draws: those of every run, so that it can be repeated, and on demand one that no run
//! had before, so that runs add up.

use super::number;

/// The first seed of a proof.
const FIRST: &str = "FOCALPOINT_TEST_SEED";
/// Whether one more is drawn afresh: CI sets it.
const FRESH: &str = "FOCALPOINT_TEST_FRESH";

/// How a proof is told which seeds to play.
pub struct Proof {
    /// Its name, as `cargo test` finds it.
    pub test: &'static str,
    /// The usual first seed.
    pub first: u64,
    /// How many there are usually.
    pub usual: u64,
    /// The variable that says how many.
    pub many: &'static str,
}

impl Proof {
    /// The seeds of this run.
    pub fn seeds(&self) -> Vec<u64> {
        let first = number(FIRST, self.first);
        let mut seeds: Vec<u64> = (first..first + number(self.many, self.usual)).collect();
        let is_free = [FIRST, "FOCALPOINT_BROKEN"].iter().all(|name| std::env::var_os(name).is_none());
        if is_free && std::env::var_os(FRESH).is_some() {
            // Far from those that are drawn in order, and short enough to be typed.
            let fresh = 1_000_000 + u64::from(rand::random::<u32>() % 1_000_000);
            // A test that fails is shown with what it said.
            eprintln!("one is drawn afresh; again: {}", self.again(fresh));
            seeds.push(fresh);
        }
        seeds
    }

    /// The command that plays one seed again.
    pub fn again(&self, seed: u64) -> String {
        format!("{FIRST}={seed} {}=1 cargo test -p focalpoint_tests -- {}", self.many, self.test)
    }
}
