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
    young: HashMap<K, V>,
    old: HashMap<K, V>,
}

impl<K: Eq + Hash, V: Clone> Default for Remembered<K, V> {
    fn default() -> Self {
        Self::of(USUAL)
    }
}

impl<K: Eq + Hash, V: Clone> Remembered<K, V> {
    /// A memory for twice as many as `most`.
    pub fn of(most: usize) -> Self {
        Self { generations: Mutex::new(Generations { young: HashMap::new(), old: HashMap::new() }), most }
    }

    /// What is remembered under a key.
    pub fn get(&self, key: &K) -> Option<V> {
        let mut generations = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(value) = generations.young.get(key) {
            return Some(value.clone());
        }
        let (key, value) = generations.old.remove_entry(key)?;
        generations.put(key, value.clone(), self.most);
        Some(value)
    }

    /// Remembers.
    pub fn put(&self, key: K, value: V) {
        let mut generations = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
        generations.put(key, value, self.most);
    }
}

impl<K: Eq + Hash, V> Generations<K, V> {
    fn put(&mut self, key: K, value: V, most: usize) {
        if self.young.len() >= most {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(key, value);
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
}
