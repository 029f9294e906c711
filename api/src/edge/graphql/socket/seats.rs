//! How many sockets an account has open, in this process.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use uuid::Uuid;

/// The sockets of each account and partner system, counted.
#[derive(Clone, Debug)]
pub struct Seats {
    most: u16,
    taken: Arc<Mutex<HashMap<Uuid, u16>>>,
}

/// One socket of somebody's; given back when it is dropped.
#[derive(Debug)]
pub(super) struct Seat {
    whose: Uuid,
    seats: Seats,
}

impl Seats {
    /// With so many for each.
    pub fn new(most: u16) -> Self {
        Self { most, taken: Arc::default() }
    }

    pub(super) fn most(&self) -> u16 {
        self.most
    }

    /// A seat, if there is one left.
    pub(super) fn take(&self, whose: Uuid) -> Option<Seat> {
        let mut taken = self.counts();
        let count = taken.entry(whose).or_default();
        if *count >= self.most {
            return None;
        }
        *count += 1;
        Some(Seat { whose, seats: self.clone() })
    }

    fn counts(&self) -> MutexGuard<'_, HashMap<Uuid, u16>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = self.seats.counts();
        if let Some(count) = taken.get_mut(&self.whose) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                taken.remove(&self.whose);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seat_is_free_again_once_it_was_given_back() {
        let (seats, me, you) = (Seats::new(2), Uuid::from_u128(1), Uuid::from_u128(2));
        let (first, second) = (seats.take(me), seats.take(me));
        assert!(first.is_some() && second.is_some() && seats.take(me).is_none() && seats.take(you).is_some());
        drop(first);
        assert!(seats.take(me).is_some());
        drop(second);
        assert!(seats.counts().is_empty(), "nobody is remembered");
    }
}
