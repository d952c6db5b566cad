//! An index from hashes to ids: a sorted array, and the position in it where each bucket starts.

use super::{FlatArray, Section, all, ensure, is_ascending, prefetch, stored};
use crate::error::Error;
use rayon::prelude::*;

/// Ids by their hashes. A look-up also returns a few ids with other hashes, so the caller compares the
/// values themselves.
#[derive(Clone, Debug)]
pub(crate) struct HashIndex {
    /// Sorted by hash: the id in the lower bits, and above it as many of the lower bits of the hash as
    /// fit.
    entries: FlatArray<u32>,
    /// The bits of an entry that hold the id.
    id_mask: u32,
    /// For the upper bits of a hash, where the entries of its bucket start; at the end the number of
    /// entries.
    starts: FlatArray<u32>,
    /// How far a hash is shifted right to give its bucket.
    shift: u32,
}

/// A hash and its id, as [`HashIndex::new`] takes them.
pub(crate) fn pair(hash: u32, id: u32) -> u64 {
    u64::from(hash) << 32 | u64::from(id)
}

/// The bits that hold every id below `ids`.
fn mask(ids: usize) -> u32 {
    u32::MAX.checked_shr((ids.saturating_sub(1) as u32).leading_zeros()).unwrap_or(0)
}

impl Default for HashIndex {
    fn default() -> Self {
        HashIndex::new(Vec::new(), 0)
    }
}

impl HashIndex {
    /// An index of these pairs, whose ids are below `ids`.
    pub(crate) fn new(mut pairs: Vec<u64>, ids: usize) -> Self {
        pairs.par_sort_unstable();
        pairs.dedup();
        // Four to eight entries per bucket, which lie in one cache line or two.
        let bits = (pairs.len() / 8).next_power_of_two().ilog2().clamp(1, 31);
        let shift = 32 - bits;
        let mut starts = Vec::with_capacity((1 << bits) + 1);
        for (at, pair) in pairs.iter().enumerate() {
            let start = (pair >> 32 >> shift) as usize;
            if starts.len() <= start {
                starts.resize(start + 1, at as u32);
            }
        }
        starts.resize((1 << bits) + 1, pairs.len() as u32);
        let id_mask = mask(ids);
        let entry = |pair: &u64| tag((pair >> 32) as u32, id_mask) | *pair as u32;
        HashIndex {
            entries: pairs.par_iter().map(entry).collect::<Vec<u32>>().into(),
            id_mask,
            starts: starts.into(),
            shift,
        }
    }

    /// The first id with this hash that `is_it` accepts.
    pub(crate) fn find(&self, hash: u32, is_it: impl Fn(u32) -> bool) -> Option<u32> {
        let start = (hash >> self.shift) as usize;
        let tag = tag(hash, self.id_mask);
        let entries = &self.entries[self.starts[start] as usize..self.starts[start + 1] as usize];
        let same = entries.iter().filter(|entry| *entry & !self.id_mask == tag);
        same.map(|entry| entry & self.id_mask).find(|id| is_it(*id))
    }

    /// Writes the ids with these hashes, one hash after the other.
    ///
    /// The buckets lie far apart in memory. Where each starts is read of many hashes together, then the first and
    /// the last entry of each bucket, and no branch depends on a value that is still being loaded. So the processor
    /// loads many of them at once, which takes a quarter less time than to begin with the entries of one bucket.
    pub(crate) fn find_all(&self, hashes: &[u32], ids: &mut Vec<u32>) {
        ids.clear();
        for hashes in hashes.chunks(BATCH) {
            let mut ranges = [(0, 0, 0); BATCH];
            for (range, hash) in ranges.iter_mut().zip(hashes) {
                let bucket = (hash >> self.shift) as usize;
                *range = (tag(*hash, self.id_mask), self.starts[bucket], self.starts[bucket + 1]);
            }
            let ranges = &ranges[..hashes.len()];
            for (_, start, end) in ranges {
                prefetch(self.entries.get(*start as usize).copied());
                prefetch(self.entries.get((*end as usize).wrapping_sub(1)).copied());
            }
            let mut found = ids.len();
            let most: u32 = ranges.iter().map(|(_, start, end)| end - start).sum();
            ids.resize(found + most as usize + 1, 0);
            for (tag, start, end) in ranges {
                for entry in &self.entries[*start as usize..*end as usize] {
                    ids[found] = entry & self.id_mask;
                    found += usize::from(entry & !self.id_mask == *tag);
                }
            }
            ids.truncate(found);
        }
    }
}

/// Look-ups that are under way at once.
const BATCH: usize = 64;

/// The lower bits of a hash, shifted above the id.
fn tag(hash: u32, id_mask: u32) -> u32 {
    hash.checked_shl(id_mask.count_ones()).unwrap_or(0)
}

stored! {
    HashIndex { entries: Entries, starts: Starts, id_mask: IdMask }
        => HashIndex::from_stored(entries, starts, id_mask)
}

impl HashIndex {
    fn from_stored(
        entries: FlatArray<u32>,
        starts: FlatArray<u32>,
        id_mask: u32,
    ) -> Result<Self, Error> {
        let buckets = starts.len().saturating_sub(1);
        let is_valid = buckets.is_power_of_two() && (1..=31).contains(&buckets.ilog2());
        ensure(Section::Starts, is_valid)?;
        Ok(HashIndex { entries, id_mask, starts, shift: 32 - buckets.ilog2() })
    }

    /// Checks what was opened from a file: an index of ids below `ids`.
    pub(crate) fn check(&self, section: Section, ids: usize) -> Result<(), Error> {
        ensure(section, self.id_mask == mask(ids))?;
        ensure(section, self.starts[0] == 0 && is_ascending(&self.starts))?;
        ensure(section, self.starts.last().map(|end| *end as usize) == Some(self.entries.len()))?;
        ensure(section, all(&self.entries, |entry| ((entry & self.id_mask) as usize) < ids))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_id_is_found_by_its_hash_and_no_other() {
        let hashes = [0, 7, 7, 1 << 31, u32::MAX, u32::MAX - 1];
        let index = HashIndex::new((0..).zip(hashes).map(|(n, hash)| pair(hash, n)).collect(), 6);
        let find_all = |index: &HashIndex, hashes: &[u32]| {
            let mut found = vec![9];
            index.find_all(hashes, &mut found);
            found
        };
        let found = |hash| find_all(&index, &[hash]);
        assert_eq!([found(0), found(7), found(1 << 31)], [vec![0], vec![1, 2], vec![3]]);
        assert_eq!([found(u32::MAX), found(u32::MAX - 1), found(5)], [vec![4], vec![5], vec![]]);
        assert_eq!(find_all(&index, &[7, 5, 0, 7]), [1, 2, 0, 1, 2]);
        assert_eq!(find_all(&index, &[7; 100]), [1, 2].repeat(100));
        assert_eq!(index.find(7, |id| id > 1), Some(2));
        assert_eq!(index.find(7, |id| id > 2), None);
        assert!(find_all(&HashIndex::default(), &[3]).is_empty());
    }
}
