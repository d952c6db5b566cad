//! A cache of what a list knows of tokens, bounded by size.
//!
//! No answer depends on what is cached, as a list never changes.

use crate::evidence::Rarity;
use crate::spelling::allocated_bytes;
use rustc_hash::{FxBuildHasher, FxHashMap};
use smol_str::SmolStr;
use std::hash::BuildHasher;
use std::sync::{Arc, Mutex, PoisonError};

/// Shards have a lock each, so threads rarely wait for each other.
const SHARDS: usize = 64;

/// Values by the text of a token. Evicts in two generations, which approximates least recently used.
#[derive(Debug)]
pub(super) struct TokenCache<T> {
    shards: Vec<Mutex<CacheShard<T>>>,
    /// The capacity of a shard in bytes.
    capacity: usize,
}

/// The entries used recently, and those used before. When the recent ones fill half of the capacity they
/// become the earlier ones, and the earlier ones that were not used since are evicted.
#[derive(Debug)]
struct CacheShard<T> {
    recent: FxHashMap<SmolStr, Arc<T>>,
    earlier: FxHashMap<SmolStr, Arc<T>>,
    bytes: usize,
}

/// The size of a cached value in memory.
pub(super) trait CacheSize {
    /// Bytes, with all that the value owns.
    fn bytes(&self) -> usize;
}

impl CacheSize for Rarity {
    fn bytes(&self) -> usize {
        size_of::<Rarity>()
    }
}

impl<T: CacheSize> TokenCache<T> {
    /// A cache with a capacity in bytes.
    pub(super) fn new(bytes: usize) -> Self {
        let shard =
            || CacheShard { recent: FxHashMap::default(), earlier: FxHashMap::default(), bytes: 0 };
        TokenCache {
            shards: (0..SHARDS).map(|_| Mutex::new(shard())).collect(),
            capacity: bytes / SHARDS,
        }
    }

    /// The value of a token, computed if it is not cached. Several threads may compute it at once, as no lock
    /// is held meanwhile.
    pub(super) fn get_or_insert(&self, token: &str, compute: impl FnOnce() -> T) -> Arc<T> {
        let hash = FxBuildHasher.hash_one(token) >> 32;
        let shard = &self.shards[hash as usize % SHARDS];
        // A shard is consistent whenever its lock is free, so a poisoned lock is safe to use.
        let lock = || shard.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(value) = lock().get(token, self.capacity) {
            return value;
        }
        let value = Arc::new(compute());
        let evicted = lock().insert(token.into(), value.clone(), self.capacity);
        drop(evicted);
        value
    }
}

impl<T: CacheSize> CacheShard<T> {
    fn get(&mut self, token: &str, capacity: usize) -> Option<Arc<T>> {
        if let Some(value) = self.recent.get(token) {
            return Some(value.clone());
        }
        let (token, value) = self.earlier.remove_entry(token)?;
        self.insert(token, value.clone(), capacity);
        Some(value)
    }

    /// Returns what is evicted, so that it is not freed while the lock is held.
    fn insert(
        &mut self,
        token: SmolStr,
        value: Arc<T>,
        capacity: usize,
    ) -> FxHashMap<SmolStr, Arc<T>> {
        self.bytes += value.bytes() + size_of::<SmolStr>() + allocated_bytes(&token);
        self.recent.insert(token, value);
        if self.bytes <= capacity / 2 {
            return FxHashMap::default();
        }
        self.bytes = 0;
        std::mem::replace(&mut self.earlier, std::mem::take(&mut self.recent))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Bits;

    #[test]
    fn recently_used_values_stay_and_others_are_evicted() {
        let cache = TokenCache::new(SHARDS * 100);
        let computed = std::cell::Cell::new(0);
        let get = |token: &str| {
            let value = cache.get_or_insert(token, || {
                computed.set(computed.get() + 1);
                let spelling = Bits::from_hundredths(token.len() as i32);
                Rarity { spelling, ..Rarity::default() }
            });
            value.spelling.hundredths()
        };
        assert_eq!([get("abc"), get("abc"), get("ab")], [3, 3, 2]);
        assert_eq!(computed.get(), 2);
        for n in 0..10_000 {
            get(&n.to_string());
        }
        assert_eq!([get("abc"), computed.get()], [3, 10_003]);
    }
}
