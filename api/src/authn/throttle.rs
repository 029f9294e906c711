//! Slows down guessing. Tries at a password are counted for an account and an address together, so
//! that nobody can lock a colleague out; and for an address alone, much more generously, for those who
//! try one password on many accounts. Whoever signed in from an address lately is exempt from its
//! budget, so that nobody can lock a ministry's one address out either.
//!
//! What cannot be guessed (secrets, links and refresh tokens of 256 bits) is looked up first, and only
//! wrong tries are counted: the right one always gets in.
//!
//! Each process counts for itself: with several replicas the budgets add up.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::error::{Code, Error, Result};
use crate::kit::budget::{Budget, Rate};
use crate::kit::secret::hash_token;
use crate::kit::timestamp::Timestamp;

/// How long an account that signed in from an address is exempt from the address's budget.
const KNOWN: Duration = Duration::from_secs(30 * 24 * 3_600);

/// How often something may be tried.
#[derive(Debug)]
pub struct Throttle {
    pair: Budget,
    address: Budget,
    letters: Budget,
    known: Known,
}

impl Default for Throttle {
    fn default() -> Self {
        Self {
            // Eight at once, and one more every half minute.
            pair: Budget::new(8, 30),
            address: Budget::new(300, 1),
            // Five letters an hour to one mailbox, whoever asks for them.
            letters: Budget::new(5, 720),
            known: Known::default(),
        }
    }
}

impl Throttle {
    /// Counts a try of `subject` (the address of an account) from `address`, before it is known to be
    /// right; 429 where there were too many.
    pub fn attempt(&self, subject: &str, address: &str, now: Timestamp) -> Result<Rate> {
        let (pair, from) = keys(subject, address);
        // The source first: once its budget is spent, invented accounts cost this server no memory.
        if !self.known.holds(&pair, now) {
            self.address.take(&from, now).map_err(too_many)?;
        }
        self.pair.take(&pair, now).map_err(too_many)
    }

    /// The try was right: it costs nothing.
    pub fn was_right(&self, subject: &str, address: &str, now: Timestamp) {
        let (pair, from) = keys(subject, address);
        self.pair.give_back(&pair);
        if !self.known.holds(&pair, now) {
            self.address.give_back(&from);
        }
        self.known.note(pair, now);
    }

    /// Counts a wrong try at something that cannot be guessed: `subject` says what. 429 where there
    /// were too many.
    pub fn was_wrong(&self, subject: &str, address: &str, now: Timestamp) -> Result<Rate> {
        self.pair.take(&keys(subject, address).0, now).map_err(too_many)
    }

    /// Whether one more letter may go to a mailbox that a stranger names.
    pub fn may_write(&self, mailbox: &str, now: Timestamp) -> bool {
        self.write(mailbox, now).is_ok()
    }

    /// The same for somebody who is known and is told: 429 where it may not.
    pub fn write(&self, mailbox: &str, now: Timestamp) -> Result<()> {
        self.letters.take(mailbox, now).map(|_| ()).map_err(too_many)
    }
}

/// Accounts that signed in from an address lately, as hashes.
#[derive(Debug, Default)]
struct Known(Mutex<HashMap<[u8; 32], i64>>);

impl Known {
    const MOST: usize = 100_000;

    fn holds(&self, pair: &str, now: Timestamp) -> bool {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(&hash_token(pair)).is_some_and(|until| *until > now.micros())
    }

    fn note(&self, pair: String, now: Timestamp) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= Self::MOST {
            all.retain(|_, until| *until > now.micros());
        }
        if all.len() < Self::MOST {
            all.insert(hash_token(&pair), now.plus(KNOWN).micros());
        }
    }
}

fn keys(subject: &str, address: &str) -> (String, String) {
    let from = network_of(address);
    (format!("{subject}\n{from}"), from)
}

/// An IPv6 customer has a network of 2⁶⁴ addresses and can come from a new one each time.
fn network_of(address: &str) -> String {
    let Ok(IpAddr::V6(v6)) = address.parse::<IpAddr>() else { return address.to_owned() };
    let [a, b, c, d, ..] = v6.segments();
    Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).to_string()
}

fn too_many(rate: Rate) -> Error {
    Error::new(Code::TooManyRequests, format!("Too many tries; wait {} seconds.", rate.wait))
        .retry_after(u64::from(rate.wait))
        .limited(rate)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(1_000_000_000);

    #[test]
    fn a_colleague_behind_the_same_address_is_not_locked_out() {
        let throttle = Throttle::default();
        throttle.was_right("ana", "10.0.0.1", NOW);
        for n in 0..400 {
            let _ = throttle.attempt(&format!("account {n}"), "10.0.0.1", NOW);
        }
        assert!(throttle.attempt("bo", "10.0.0.1", NOW).is_err(), "many accounts from one address");
        assert!(throttle.attempt("ana", "10.0.0.1", NOW).is_ok(), "who signed in from there lately");
        assert!(throttle.attempt("bo", "10.0.0.2", NOW).is_ok());
    }

    #[test]
    fn right_tries_cost_nothing() {
        let throttle = Throttle::default();
        for _ in 0..50 {
            assert_eq!(throttle.attempt("ana", "10.0.0.1", NOW).map(|rate| rate.remaining).ok(), Some(7));
            throttle.was_right("ana", "10.0.0.1", NOW);
        }
    }

    #[test]
    fn a_whole_ipv6_network_is_one_address() {
        let throttle = Throttle::default();
        let from = |n: u16| format!("2001:db8:1:2::{n:x}");
        for n in 0..8 {
            assert!(throttle.attempt("ana", &from(n), NOW).is_ok());
        }
        assert!(throttle.attempt("ana", &from(9), NOW).is_err());
        assert!(throttle.attempt("ana", "2001:db8:1:3::1", NOW).is_ok());
    }
}
