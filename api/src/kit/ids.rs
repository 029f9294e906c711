//! Ids: UUIDv7 of the clock's time, in order within a process.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

use uuid::{ContextV7, Timestamp as UuidTime, Uuid};

use super::clock::Clock;
use super::dice::Dice;

/// Makes ids.
#[derive(Debug)]
pub enum Ids {
    /// Nobody can guess them.
    Random(Mutex<ContextV7>),
    /// The same ones each time, of a clock that is turned by hand: for what is drawn from a seed.
    Drawn(Mutex<Dice>, AtomicU32),
}

impl Default for Ids {
    fn default() -> Self {
        Self::Random(Mutex::new(ContextV7::new()))
    }
}

impl Ids {
    /// The same ids for the same seed and the same instants.
    pub fn drawn(seed: u64) -> Self {
        Self::Drawn(Mutex::new(Dice::new(seed)), AtomicU32::new(0))
    }

    /// A new id (RFC 9562 UUIDv7) of the clock's time; ids of one instant are in order, too.
    pub fn new_id(&self, clock: &dyn Clock) -> Uuid {
        let micros = clock.now().micros();
        let seconds = u64::try_from(micros.div_euclid(1_000_000)).unwrap_or_default();
        let nanos = u32::try_from(micros.rem_euclid(1_000_000) * 1_000).unwrap_or_default();
        match self {
            Self::Random(context) => {
                let context = context.lock().unwrap_or_else(PoisonError::into_inner);
                Uuid::new_v7(UuidTime::from_unix(&*context, seconds, nanos))
            }
            Self::Drawn(dice, count) => {
                let millis = u128::from(seconds * 1_000 + u64::from(nanos / 1_000_000));
                let number = u128::from(count.fetch_add(1, Ordering::Relaxed));
                let drawn = u128::from(dice.lock().unwrap_or_else(PoisonError::into_inner).draw() >> 22);
                // A counter in front keeps the ids of one instant in order; version and variant lie within it.
                let (front, back) = (number >> 20, number & 0xF_FFFF);
                Uuid::from_u128(millis << 80 | 7 << 76 | front << 64 | 2 << 62 | back << 42 | drawn)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::clock::ManualClock;
    use crate::kit::timestamp::Timestamp;

    #[test]
    fn drawn_ids_are_the_same_again_and_in_order() {
        let clock = ManualClock::at(Timestamp::from_micros(1_700_000_000_000_000));
        let made = |seed| {
            let ids = Ids::drawn(seed);
            (0..100_000).map(|_| ids.new_id(&clock)).collect::<Vec<_>>()
        };
        let ids = made(1);
        assert!(ids.is_sorted() && ids.iter().all(|id| id.get_version_num() == 7));
        assert!(ids.iter().zip(ids.iter().skip(1)).all(|(one, next)| one != next));
        assert_eq!(ids, made(1));
        assert_ne!(ids, made(2));
    }
}
