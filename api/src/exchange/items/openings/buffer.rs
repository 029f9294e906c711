//! What was opened and is not written yet.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use entity::vocabulary::OpeningKind;
use uuid::Uuid;

/// What openings are counted by: whatever may have changed in between is counted apart, so that what is told
/// of one is true of all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub item: Uuid,
    pub reader: Uuid,
    pub day: i32,
    pub kind: OpeningKind,
    pub seen_by: i64,
    pub sight: Uuid,
}

/// How often, since when, and where the reader stood.
#[derive(Clone, Copy, Debug)]
pub(super) struct Count {
    pub organisation: Uuid,
    pub times: i32,
    pub first_at: i64,
}

/// Openings that are not written yet.
#[derive(Debug, Default)]
pub struct Openings(Mutex<BTreeMap<Key, Count>>);

impl Openings {
    pub(super) fn add(&self, key: Key, count: Count) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let sum = waiting.entry(key).or_insert(Count { times: 0, ..count });
        sum.times = sum.times.saturating_add(count.times);
        sum.first_at = sum.first_at.min(count.first_at);
    }

    pub(super) fn forget(&self, readers: &[Uuid]) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.retain(|key, _| !readers.contains(&key.reader));
    }

    /// How many rows they are.
    pub(super) fn len(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    pub(super) fn take(&self) -> BTreeMap<Key, Count> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
