//! The clock, which tests turn by hand.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::timestamp::Timestamp;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;

    /// What the database's clock told, as this clock counts. Only a clock that is turned by hand counts otherwise.
    fn of_database(&self, told: Timestamp) -> Timestamp {
        told
    }
}

/// How far clocks may be apart: of a server and its database, and so of two servers on one.
pub const APART: Duration = Duration::from_secs(2);

/// The system's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that asks the system")]
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
    }
}

/// A clock that does not go behind an instant that was reached. Of several servers one may be a little ahead; what
/// another one writes after it is dated by the ledger no earlier, and must count there with the next request. What
/// is further ahead than clocks may be apart is no reason to follow: then somebody's clock is wrong.
pub struct Steady {
    clock: Arc<dyn Clock>,
    reached: AtomicI64,
}

impl Steady {
    /// Goes by a clock.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, reached: AtomicI64::new(i64::MIN) }
    }

    /// Now.
    pub fn now(&self) -> Timestamp {
        let now = self.clock.now();
        let reached = Timestamp::from_micros(self.reached.load(Ordering::SeqCst));
        if reached <= now.plus(APART) { now.max(reached) } else { now }
    }

    /// Now, and from now on no earlier than `instant`, unless that is too far ahead.
    pub fn reach(&self, instant: Timestamp) -> Timestamp {
        if instant <= self.clock.now().plus(APART) {
            self.reached.fetch_max(instant.micros(), Ordering::SeqCst);
        }
        self.now()
    }
}

impl Clock for Steady {
    fn now(&self) -> Timestamp {
        Self::now(self)
    }

    fn of_database(&self, told: Timestamp) -> Timestamp {
        self.clock.of_database(told)
    }
}

/// A clock that stands still until it is moved.
#[derive(Debug)]
pub struct ManualClock {
    now: AtomicI64,
    /// How far the database's clock is ahead of it, in microseconds.
    database: AtomicI64,
}

impl ManualClock {
    /// A clock that stands at an instant.
    pub fn at(now: Timestamp) -> Self {
        Self { now: AtomicI64::new(now.micros()), database: AtomicI64::new(0) }
    }

    /// Sets it.
    pub fn set(&self, now: Timestamp) {
        self.now.store(now.micros(), Ordering::SeqCst);
    }

    /// Moves it on.
    pub fn advance(&self, by: Duration) {
        self.set(self.now().plus(by));
    }

    /// Has the database's clock be ahead of it by so many microseconds, or behind it where that is negative.
    pub fn database_is_ahead(&self, micros: i64) {
        self.database.store(micros, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.now.load(Ordering::SeqCst))
    }

    fn of_database(&self, _told: Timestamp) -> Timestamp {
        let ahead = self.database.load(Ordering::SeqCst);
        Timestamp::from_micros(self.now().micros().saturating_add(ahead))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(seconds * 1_000_000)
    }

    #[test]
    fn a_steady_clock_stands_where_it_was_until_the_clock_is_there_again() {
        let hands = Arc::new(ManualClock::at(at(100)));
        let steady = Steady::new(hands.clone());
        assert_eq!(steady.reach(at(101)), at(101));
        hands.set(at(99));
        assert_eq!(steady.now(), at(101));
        hands.set(at(102));
        assert_eq!(steady.now(), at(102));
    }

    #[test]
    fn it_follows_nobody_whose_clock_is_wrong() {
        let hands = Arc::new(ManualClock::at(at(100)));
        let steady = Steady::new(hands.clone());
        assert_eq!(steady.reach(at(103)), at(100), "too far ahead");
        assert_eq!(steady.reach(at(102)), at(102));
        // Somebody sets it right by more than a little.
        hands.set(at(40));
        assert_eq!(steady.now(), at(40));
    }
}
