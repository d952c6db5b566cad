//! What was looked up of strings, remembered for as long as there is room.
//!
//! An answer never depends on what is remembered: a string is looked up in a list that does not
//! change.

use rustc_hash::{FxBuildHasher, FxHashMap};
use std::hash::BuildHasher;
use std::sync::{Arc, Mutex, PoisonError};

/// Parts that are locked one by one, so that threads seldom wait for each other.
const SHARDS: usize = 64;

/// Strings with what is known of them.
#[derive(Debug)]
pub(crate) struct Memo<T> {
    shards: Vec<Mutex<Shard<T>>>,
    /// Bytes that a part holds at most.
    room: usize,
}

/// The strings asked for lately, and those asked for before: when half of the room is taken, the
/// former become the latter, and those are forgotten.
#[derive(Debug)]
struct Shard<T> {
    recent: FxHashMap<Box<str>, Arc<T>>,
    earlier: FxHashMap<Box<str>, Arc<T>>,
    bytes: usize,
}

/// What has a size in memory.
pub(crate) trait Bytes {
    /// How many bytes it takes, with all it owns.
    fn bytes(&self) -> usize;
}

impl<T: Copy> Bytes for Vec<T> {
    fn bytes(&self) -> usize {
        size_of::<Vec<T>>() + self.capacity() * size_of::<T>()
    }
}

impl<T: Bytes> Memo<T> {
    /// Room for so many bytes.
    pub(crate) fn new(bytes: usize) -> Self {
        let shard =
            || Shard { recent: FxHashMap::default(), earlier: FxHashMap::default(), bytes: 0 };
        Memo { shards: (0..SHARDS).map(|_| Mutex::new(shard())).collect(), room: bytes / SHARDS }
    }

    /// What is known of a string; looked up where it is not remembered, perhaps by several threads
    /// at once.
    pub(crate) fn get_or_insert(&self, string: &str, look_up: impl FnOnce() -> T) -> Arc<T> {
        let number = FxBuildHasher.hash_one(string) >> 32;
        let shard = &self.shards[number as usize % SHARDS];
        // A shard is left whole between its locks, so a panic elsewhere spoils none.
        let lock = || shard.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lock().get(string, self.room) {
            return known;
        }
        let known = Arc::new(look_up());
        let forgotten = lock().insert(string.into(), known.clone(), self.room);
        drop(forgotten);
        known
    }
}

impl<T: Bytes> Shard<T> {
    fn get(&mut self, string: &str, room: usize) -> Option<Arc<T>> {
        if let Some(known) = self.recent.get(string) {
            return Some(known.clone());
        }
        let (string, known) = self.earlier.remove_entry(string)?;
        self.insert(string, known.clone(), room);
        Some(known)
    }

    /// Returns what is forgotten for it, so that it need not be freed under the lock.
    fn insert(
        &mut self,
        string: Box<str>,
        known: Arc<T>,
        room: usize,
    ) -> FxHashMap<Box<str>, Arc<T>> {
        self.bytes += known.bytes() + string.len();
        self.recent.insert(string, known);
        if self.bytes <= room / 2 {
            return FxHashMap::default();
        }
        self.bytes = 0;
        std::mem::replace(&mut self.earlier, std::mem::take(&mut self.recent))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_asked_for_lately_is_remembered_and_the_rest_forgotten() {
        let memo = Memo::new(SHARDS * 400);
        let looked_up = std::cell::Cell::new(0);
        let ask = |string: &str| {
            memo.get_or_insert(string, || {
                looked_up.set(looked_up.get() + 1);
                vec![string.len() as u32]
            })
        };
        assert_eq!([ask("abc")[0], ask("abc")[0], ask("ab")[0]], [3, 3, 2]);
        assert_eq!(looked_up.get(), 2);
        for n in 0..10_000 {
            ask(&n.to_string());
        }
        assert_eq!([ask("abc")[0], looked_up.get()], [3, 10_003]);
    }
}
