//! Numbers found by hashes: a sorted array, and where in it each leading part of a hash begins.

use super::FlatArray;
use rayon::prelude::*;
use std::ops::Range;

/// Numbers by their hashes. A few numbers of other hashes are found with them, for whoever asks to
/// tell apart.
#[derive(Clone, Debug)]
pub(crate) struct HashIndex {
    /// In the order of their hashes: a number, and above it as many of the lower bits of its hash
    /// as there is room for.
    kept: FlatArray<u32>,
    /// The bits that numbers take.
    numbers: u32,
    /// Where those begin whose hash has these upper bits; one more than there are.
    starts: FlatArray<u32>,
    /// How far a hash is shifted to leave its upper bits.
    shift: u32,
}

/// A pair of a hash and a number, as a table is made of them.
pub(crate) fn pair(hash: u32, number: u32) -> u64 {
    u64::from(hash) << 32 | u64::from(number)
}

/// The bits that numbers below this take.
fn mask(numbers: usize) -> u32 {
    u32::MAX.checked_shr((numbers.saturating_sub(1) as u32).leading_zeros()).unwrap_or(0)
}

impl Default for HashIndex {
    fn default() -> Self {
        HashIndex::new(Vec::new(), 0)
    }
}

impl HashIndex {
    /// A table of these pairs, whose numbers are below `numbers`.
    pub(crate) fn new(mut pairs: Vec<u64>, numbers: usize) -> Self {
        pairs.par_sort_unstable();
        pairs.dedup();
        // About four numbers for each start, so that one cache line of them is read.
        let bits = (pairs.len() / 4).next_power_of_two().ilog2().clamp(1, 31);
        let shift = 32 - bits;
        let mut starts = Vec::with_capacity((1 << bits) + 1);
        for (at, pair) in pairs.iter().enumerate() {
            let start = (pair >> 32 >> shift) as usize;
            if starts.len() <= start {
                starts.resize(start + 1, at as u32);
            }
        }
        starts.resize((1 << bits) + 1, pairs.len() as u32);
        let numbers = mask(numbers);
        let kept = |pair: &u64| tag((pair >> 32) as u32, numbers) | *pair as u32;
        HashIndex { kept: pairs.iter().map(kept).collect(), numbers, starts: starts.into(), shift }
    }

    /// The first number of this hash that `is_it`.
    pub(crate) fn find(&self, hash: u32, is_it: impl Fn(u32) -> bool) -> Option<u32> {
        let start = (hash >> self.shift) as usize;
        let tag = tag(hash, self.numbers);
        let kept = &self.kept[self.starts[start] as usize..self.starts[start + 1] as usize];
        let same = kept.iter().filter(|kept| *kept & !self.numbers == tag);
        same.map(|kept| kept & self.numbers).find(|number| is_it(*number))
    }

    /// The numbers of these hashes, one after the other.
    ///
    /// Most of what is read lies far apart in memory. So that the processor asks for much of it at
    /// once, no branch here depends on what is still on its way.
    pub(crate) fn of(&self, hashes: &[u32]) -> Vec<u32> {
        let range = |hash: &u32| {
            let start = (hash >> self.shift) as usize;
            (tag(*hash, self.numbers), self.starts[start] as usize..self.starts[start + 1] as usize)
        };
        let ranges: Vec<(u32, Range<usize>)> = hashes.iter().map(range).collect();
        let mut numbers = vec![0; ranges.iter().map(|(_, range)| range.len()).sum::<usize>() + 1];
        let mut found = 0;
        for (tag, range) in ranges {
            for kept in &self.kept[range] {
                numbers[found] = kept & self.numbers;
                found += usize::from(kept & !self.numbers == tag);
            }
        }
        numbers.truncate(found);
        numbers
    }
}

/// The lower bits of a hash, above those that numbers take.
fn tag(hash: u32, numbers: u32) -> u32 {
    hash.checked_shl(numbers.count_ones()).unwrap_or(0)
}

#[cfg(feature = "snapshot")]
mod stored {
    use super::*;
    use crate::error::Error;
    use crate::storage::{SnapshotReader, SnapshotWriter, all, ensure, is_ascending};

    impl HashIndex {
        pub(crate) fn save<'a>(&'a self, name: &str, to: &mut SnapshotWriter<'a>) {
            to.put(&format!("{name}.kept"), &self.kept);
            to.put(&format!("{name}.starts"), &self.starts);
        }

        /// A table whose numbers are below `numbers`.
        pub(crate) fn open(
            name: &str,
            from: &SnapshotReader,
            numbers: usize,
        ) -> Result<Self, Error> {
            let kept: FlatArray<u32> = from.take(&format!("{name}.kept"))?;
            let starts: FlatArray<u32> = from.take(&format!("{name}.starts"))?;
            let bits = starts.len().saturating_sub(1);
            ensure(name, bits.is_power_of_two() && (1..=31).contains(&bits.ilog2()))?;
            ensure(name, starts[0] == 0 && is_ascending(&starts))?;
            ensure(name, starts.last().map(|end| *end as usize) == Some(kept.len()))?;
            let mask = mask(numbers);
            ensure(name, all(&kept, |kept| ((kept & mask) as usize) < numbers))?;
            Ok(HashIndex { kept, numbers: mask, starts, shift: 32 - bits.ilog2() })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_is_found_by_its_hash_and_no_other() {
        let hashes = [0, 7, 7, 1 << 31, u32::MAX, u32::MAX - 1];
        let buckets = HashIndex::new((0..).zip(hashes).map(|(n, hash)| pair(hash, n)).collect(), 6);
        let found = |hash| buckets.of(&[hash]);
        assert_eq!([found(0), found(7), found(1 << 31)], [vec![0], vec![1, 2], vec![3]]);
        assert_eq!([found(u32::MAX), found(u32::MAX - 1), found(5)], [vec![4], vec![5], vec![]]);
        assert_eq!(buckets.of(&[7, 5, 0, 7]), [1, 2, 0, 1, 2]);
        assert_eq!(buckets.find(7, |number| number > 1), Some(2));
        assert_eq!(buckets.find(7, |number| number > 2), None);
        assert!(HashIndex::default().of(&[3]).is_empty());
    }
}
