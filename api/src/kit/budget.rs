//! How often something may be tried: a budget for each key that fills again with time (GCRA, the
//! leaky bucket as a meter).
//!
//! `governor` was here before; it cannot give a try back, so that whoever signed in rightly nine times
//! was slowed down like somebody who guesses.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::secret::hash_token;
use super::timestamp::Timestamp;

/// With fewer keys nothing is forgotten.
const MANY: usize = 50_000;

/// Budgets of one kind.
#[derive(Debug)]
pub struct Budget {
    tries: u32,
    seconds_each: u32,
    keys: Mutex<Keys>,
}

#[derive(Debug)]
struct Keys {
    /// When each key's budget is full again, in microseconds.
    full_at: HashMap<[u8; 32], i64>,
    /// At how many keys the full budgets among them are forgotten: they say nothing.
    sweep_at: usize,
}

impl Keys {
    /// Looks through all of them only once they have doubled, so that many who guess at once do not
    /// make every try of everybody else wait for that.
    fn sweep(&mut self, now: i64) {
        if self.full_at.len() >= self.sweep_at {
            self.full_at.retain(|_, full_at| *full_at > now);
            self.sweep_at = MANY.max(self.full_at.len().saturating_mul(2));
        }
    }
}

/// Where a budget stands, as the RateLimit fields tell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// Tries of a full budget.
    pub quota: u32,
    /// Seconds in which an empty one fills.
    pub window: u32,
    /// Tries that are left.
    pub remaining: u32,
    /// Seconds until there is one more.
    pub wait: u32,
}

impl Budget {
    /// `tries` at once, and one more every `seconds_each`.
    pub fn new(tries: u32, seconds_each: u32) -> Self {
        let keys = Keys { full_at: HashMap::new(), sweep_at: MANY };
        Self { tries, seconds_each, keys: Mutex::new(keys) }
    }

    /// Takes a try from the budget of `key`; an error where there is none left. Keys are kept as
    /// hashes: a stranger chooses them, and how long they are.
    pub fn take(&self, key: &str, now: Timestamp) -> Result<Rate, Rate> {
        let now = now.micros();
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        keys.sweep(now);
        let full_at = keys.full_at.entry(hash_token(key)).or_insert(now);
        let spent = i64::max(*full_at, now).saturating_add(self.one());
        if spent > now.saturating_add(self.all()) {
            return Err(self.rate(*full_at, now));
        }
        *full_at = spent;
        Ok(self.rate(spent, now))
    }

    /// Gives a try back: it was no guess.
    pub fn give_back(&self, key: &str) {
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(full_at) = keys.full_at.get_mut(&hash_token(key)) {
            *full_at = full_at.saturating_sub(self.one());
        }
    }

    fn one(&self) -> i64 {
        i64::from(self.seconds_each) * 1_000_000
    }

    fn all(&self) -> i64 {
        self.one().saturating_mul(i64::from(self.tries))
    }

    fn rate(&self, full_at: i64, now: i64) -> Rate {
        let free = now.saturating_add(self.all()).saturating_sub(full_at);
        let whole = |micros: i64| u32::try_from(micros).unwrap_or(u32::MAX);
        let remaining = whole(free.div_euclid(self.one()));
        let missing = self.one().saturating_sub(free.rem_euclid(self.one()));
        Rate {
            quota: self.tries,
            window: self.seconds_each.saturating_mul(self.tries),
            remaining,
            // Rounded up: whoever waits so long gets in.
            wait: whole(missing.saturating_add(999_999).div_euclid(1_000_000)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_budget_empties_and_fills_again_one_by_one() {
        let budget = Budget::new(2, 30);
        let start = Timestamp::from_micros(1_000_000_000);
        let at = |seconds: u64| start.plus(Duration::from_secs(seconds));
        assert_eq!(budget.take("a", start).map(|rate| rate.remaining), Ok(1));
        assert_eq!(budget.take("a", at(10)).map(|rate| rate.remaining), Ok(0));
        assert_eq!(budget.take("a", at(10)).map_err(|rate| (rate.remaining, rate.wait)), Err((0, 20)));
        assert_eq!(budget.take("b", at(10)).map(|rate| rate.remaining), Ok(1), "another key has its own");
        assert!(budget.take("a", at(29)).is_err());
        assert!(budget.take("a", at(30)).is_ok(), "one more after the time it said");
        assert!(budget.take("a", at(30)).is_err());
        assert_eq!(budget.take("a", at(1_000)).map(|rate| (rate.remaining, rate.quota, rate.window)), Ok((1, 2, 60)));
    }

    #[test]
    fn what_is_given_back_can_be_taken_again() {
        let budget = Budget::new(1, 30);
        let now = Timestamp::from_micros(1_000_000_000);
        for _ in 0..5 {
            assert!(budget.take("a", now).is_ok());
            budget.give_back("a");
        }
        assert!(budget.take("a", now).is_ok());
        assert!(budget.take("a", now).is_err());
    }

    #[test]
    fn full_budgets_are_forgotten_where_there_are_many() {
        let budget = Budget::new(8, 1);
        let start = Timestamp::from_micros(1_000_000_000);
        for n in 0..MANY {
            assert!(budget.take(&n.to_string(), start).is_ok());
        }
        assert!(budget.take("last", start.plus(Duration::from_secs(60))).is_ok());
        assert_eq!(budget.keys.lock().map(|keys| keys.full_at.len()).ok(), Some(1));
    }
}
