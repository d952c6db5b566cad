//! Which identifiers were used, and where.

use rustc_hash::FxHashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasher, RandomState};

/// The identifiers that were used, as two independent keyed hashes: a list's identifiers need not
/// be held twice, and nobody can choose two that collide.
#[derive(Default)]
pub(super) struct SeenIds {
    keys: (RandomState, RandomState),
    lines: FxHashMap<(u64, u64), u64>,
}

impl SeenIds {
    /// The line that used the identifier before, or `None` where this is the first.
    pub(super) fn first_line(&mut self, id: &str, line: u64) -> Option<u64> {
        let key = (self.keys.0.hash_one(id), self.keys.1.hash_one(id));
        match self.lines.entry(key) {
            Entry::Occupied(first) => Some(*first.get()),
            Entry::Vacant(place) => {
                place.insert(line);
                None
            }
        }
    }
}
