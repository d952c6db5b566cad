//! Which hashes something has: a small filter before a table that is asked for many hashes and has few.

use super::FlatArray;

/// A bit for each leading part of a hash, set where something has it. Of the hashes that nothing has, about
/// one in ten passes for one that something has.
#[derive(Clone, Debug)]
pub(crate) struct BloomFilter {
    words: FlatArray<u64>,
    /// How far a hash is shifted to leave the leading part.
    shift: u32,
}

/// Bits for each hash, at least.
const BITS: usize = 8;

impl Default for BloomFilter {
    fn default() -> Self {
        BloomFilter::new(&[])
    }
}

impl BloomFilter {
    pub(crate) fn new(hashes: &[u32]) -> Self {
        let bits = (hashes.len() * BITS).next_power_of_two().ilog2().clamp(6, 31);
        let mut words = vec![0; 1 << (bits - 6)];
        let shift = 32 - bits;
        for hash in hashes {
            let (word, bit) = place(hash >> shift);
            words[word] |= bit;
        }
        BloomFilter { words: words.into(), shift }
    }

    /// Whether something may have this hash.
    pub(crate) fn may_have(&self, hash: u32) -> bool {
        let (word, bit) = place(hash >> self.shift);
        self.words[word] & bit != 0
    }
}

/// The word of a bit, and the bit in it.
fn place(bit: u32) -> (usize, u64) {
    (bit as usize / 64, 1 << (bit % 64))
}

#[cfg(feature = "snapshot")]
mod stored {
    use super::*;
    use crate::error::Error;
    use crate::storage::{SnapshotReader, SnapshotWriter, ensure};

    impl BloomFilter {
        pub(crate) fn save<'a>(&'a self, name: &str, to: &mut SnapshotWriter<'a>) {
            to.put(name, &self.words);
        }

        pub(crate) fn open(name: &str, from: &SnapshotReader) -> Result<Self, Error> {
            let words: FlatArray<u64> = from.take(name)?;
            ensure(name, words.len().is_power_of_two() && words.len().ilog2() <= 25)?;
            let shift = 32 - 6 - words.len().ilog2();
            Ok(BloomFilter { words, shift })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_added_is_present_and_little_else() {
        let hash = |n: u32| n.wrapping_mul(0x9e37_79b9);
        let hashes: Vec<u32> = (0..1_000).map(hash).collect();
        let presence = BloomFilter::new(&hashes);
        assert!(hashes.iter().all(|hash| presence.may_have(*hash)));
        let others = (1_000..11_000).map(hash).filter(|hash| presence.may_have(*hash)).count();
        assert!(others < 2_000, "{others}");
        assert!(!BloomFilter::default().may_have(7));
    }
}
