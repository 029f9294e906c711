//! Ids: UUIDv7 of the clock's time, in order within a process.

use std::sync::Mutex;

use uuid::{ContextV7, Timestamp as UuidTime, Uuid};

use super::clock::Clock;

/// Makes ids.
#[derive(Debug)]
pub struct Ids(Mutex<ContextV7>);

impl Default for Ids {
    fn default() -> Self {
        Self(Mutex::new(ContextV7::new()))
    }
}

impl Ids {
    /// A new id (RFC 9562 UUIDv7) of the clock's time; ids of one instant are in order, too.
    pub fn new_id(&self, clock: &dyn Clock) -> Uuid {
        let micros = clock.now().micros();
        let seconds = u64::try_from(micros.div_euclid(1_000_000)).unwrap_or_default();
        let nanos = u32::try_from(micros.rem_euclid(1_000_000) * 1_000).unwrap_or_default();
        let context = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        Uuid::new_v7(UuidTime::from_unix(&*context, seconds, nanos))
    }
}
