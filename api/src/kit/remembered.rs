//! What was found out and may be used again, in bounded memory. Only for what never changes under its
//! key, or may be old: whatever is in it may be gone at any time.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

/// Entries of one generation.
const USUAL: usize = 10_000;

/// A memory of two generations: when the young one is full it becomes the old one, and the old one is
/// forgotten. What is asked for again becomes young again.
#[derive(Debug)]
pub struct Remembered<K, V> {
    generations: Mutex<Generations<K, V>>,
    most: usize,
}

#[derive(Debug)]
struct Generations<K, V> {
    young: HashMap<K, Kept<V>>,
    old: HashMap<K, Kept<V>>,
    /// What the young one weighs.
    weight: usize,
}

#[derive(Clone, Debug)]
struct Kept<V> {
    value: V,
    weight: usize,
}

impl<K: Eq + Hash, V: Clone> Default for Remembered<K, V> {
    fn default() -> Self {
        Self::of(USUAL)
    }
}

impl<K: Eq + Hash, V: Clone> Remembered<K, V> {
    /// A memory for twice as many as `most`, or for what weighs twice as much.
    pub fn of(most: usize) -> Self {
        let none = Generations { young: HashMap::new(), old: HashMap::new(), weight: 0 };
        Self { generations: Mutex::new(none), most }
    }

    /// What is remembered under a key.
    pub fn get(&self, key: &K) -> Option<V> {
        let mut generations = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(kept) = generations.young.get(key) {
            return Some(kept.value.clone());
        }
        let (key, kept) = generations.old.remove_entry(key)?;
        generations.put(key, kept.clone(), self.most);
        Some(kept.value)
    }

    /// Remembers.
    pub fn put(&self, key: K, value: V) {
        self.put_weighing(key, value, 1);
    }

    /// Remembers what counts as much as its weight, where things differ in size.
    pub fn put_weighing(&self, key: K, value: V, weight: usize) {
        let mut generations = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
        generations.put(key, Kept { value, weight }, self.most);
    }
}

impl<K: Eq + Hash, V> Generations<K, V> {
    fn put(&mut self, key: K, kept: Kept<V>, most: usize) {
        if self.weight.saturating_add(kept.weight) > most {
            self.old = std::mem::take(&mut self.young);
            self.weight = 0;
        }
        self.weight = self.weight.saturating_add(kept.weight);
        if let Some(before) = self.young.insert(key, kept) {
            self.weight = self.weight.saturating_sub(before.weight);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_used_stays_and_what_is_not_is_forgotten() {
        let memory = Remembered::of(10);
        for n in 0..100 {
            memory.put(n, n);
            assert_eq!(memory.get(&0), Some(0));
        }
        assert_eq!((memory.get(&99), memory.get(&50)), (Some(99), None));
    }

    #[test]
    fn what_is_large_makes_way_for_no_more_than_its_weight() {
        let memory = Remembered::of(100);
        for n in 0..50 {
            memory.put_weighing(n, n, 40);
        }
        let held = |memory: &Remembered<i32, i32>| {
            let generations = memory.generations.lock().unwrap_or_else(PoisonError::into_inner);
            (generations.young.len(), generations.old.len())
        };
        assert_eq!(held(&memory), (2, 2), "two of 40 in each generation");
        // The same key again weighs once.
        for _ in 0..50 {
            memory.put_weighing(49, 49, 40);
        }
        assert_eq!((memory.get(&49), memory.get(&48)), (Some(49), Some(48)));
    }
}
