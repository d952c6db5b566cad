//! What was looked up of tokens, remembered for as long as there is room.
//!
//! An answer never depends on what is remembered: a token is looked up in a list that does not
//! change.

use super::Known;
use rustc_hash::{FxBuildHasher, FxHashMap};
use std::hash::BuildHasher;
use std::sync::{Arc, Mutex, PoisonError};

/// Parts that are locked one by one, so that threads seldom wait for each other.
const SHARDS: usize = 64;
/// Bytes that a part holds at most: 64 MiB in all.
const ROOM: usize = (64 << 20) / SHARDS;

/// Tokens with what is known of them.
#[derive(Debug)]
pub(super) struct Memo(Vec<Mutex<Shard>>);

/// The tokens asked for lately, and those asked for before: when half of the room is taken, the
/// former become the latter, and those are forgotten.
#[derive(Debug, Default)]
struct Shard {
    recent: FxHashMap<Box<str>, Arc<Known>>,
    earlier: FxHashMap<Box<str>, Arc<Known>>,
    bytes: usize,
}

impl Default for Memo {
    fn default() -> Self {
        Memo((0..SHARDS).map(|_| Mutex::default()).collect())
    }
}

impl Memo {
    /// What is known of a token; looked up where it is not remembered, perhaps by several threads
    /// at once.
    pub(super) fn get_or_insert(&self, token: &str, look_up: impl FnOnce() -> Known) -> Arc<Known> {
        let number = FxBuildHasher.hash_one(token) >> 32;
        let shard = &self.0[number as usize % SHARDS];
        // A shard is left whole between its locks, so a panic elsewhere spoils none.
        let lock = || shard.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lock().get(token) {
            return known;
        }
        let known = Arc::new(look_up());
        lock().insert(token.into(), known.clone());
        known
    }
}

impl Shard {
    fn get(&mut self, token: &str) -> Option<Arc<Known>> {
        if let Some(known) = self.recent.get(token) {
            return Some(known.clone());
        }
        let (token, known) = self.earlier.remove_entry(token)?;
        self.insert(token, known.clone());
        Some(known)
    }

    fn insert(&mut self, token: Box<str>, known: Arc<Known>) {
        self.bytes += known.bytes() + token.len();
        self.recent.insert(token, known);
        if self.bytes > ROOM / 2 {
            self.earlier = std::mem::take(&mut self.recent);
            self.bytes = 0;
        }
    }
}
