//! The identifiers that were used, to find duplicates.

use rustc_hash::FxHashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasher, RandomState};

/// The used identifiers as two independent keyed hashes. This takes less memory than the strings, and
/// nobody can construct identifiers that collide.
#[derive(Default)]
pub(super) struct SeenIds {
    keys: (RandomState, RandomState),
    lines: FxHashMap<(u64, u64), u64>,
}

impl SeenIds {
    /// The earlier line with the identifier; `None` where this line is the first.
    pub(super) fn first_line(&mut self, id: &str, line: u64) -> Option<u64> {
        let key = (self.keys.0.hash_one(id), self.keys.1.hash_one(id));
        match self.lines.entry(key) {
            Entry::Occupied(first) => Some(*first.get()),
            Entry::Vacant(vacant) => {
                vacant.insert(line);
                None
            }
        }
    }
}
