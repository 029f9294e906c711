//! Slows down guessing. Tries are counted for an account and an address together, so that nobody
//! can lock a colleague out, nor one ministry's address all its people; and for an address alone,
//! much more generously.

use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::error::{Code, Error, Result};

/// How often something may be tried.
pub struct Throttle {
    pair: DefaultKeyedRateLimiter<String>,
    address: DefaultKeyedRateLimiter<String>,
}

const PAIR_BURST: NonZeroU32 = NonZeroU32::new(8).unwrap();
const ADDRESS_PER_MINUTE: NonZeroU32 = NonZeroU32::new(300).unwrap();

impl Default for Throttle {
    fn default() -> Self {
        let pair = Quota::with_period(Duration::from_secs(30))
            .unwrap_or(Quota::per_minute(PAIR_BURST))
            .allow_burst(PAIR_BURST);
        Self { pair: RateLimiter::keyed(pair), address: RateLimiter::keyed(Quota::per_minute(ADDRESS_PER_MINUTE)) }
    }
}

impl Throttle {
    /// Counts a try of `subject` (an account's address, a client id) from `address`; 429 with
    /// `Retry-After` when there were too many.
    pub fn attempt(&self, subject: &str, address: &str) -> Result<()> {
        self.pair.check_key(&format!("{subject}\n{address}")).map_err(|wait| too_many(&wait))?;
        self.address.check_key(&address.to_owned()).map_err(|wait| too_many(&wait))
    }

    /// How many tries a pair may make at once, for the `RateLimit-Policy` header.
    pub const fn burst() -> u32 {
        PAIR_BURST.get()
    }
}

fn too_many(wait: &governor::NotUntil<<DefaultClock as Clock>::Instant>) -> Error {
    let seconds = wait.wait_time_from(DefaultClock::default().now()).as_secs() + 1;
    Error::new(Code::TooManyRequests, format!("Too many tries; wait {seconds} seconds.")).retry_after(seconds)
}
