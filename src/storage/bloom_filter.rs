//! A Bloom filter with one hash function, for look-ups of which most find nothing.

use super::{FlatArray, Section, ensure, stored};
use crate::error::Error;

/// A set of hashes that may contain more than was added: about one in ten of all other hashes.
#[derive(Clone, Debug)]
pub(crate) struct BloomFilter {
    words: FlatArray<u64>,
    /// How far a hash is shifted right to give the number of its bit.
    shift: u32,
}

/// Bits per hash, at least.
const BITS: usize = 8;

impl Default for BloomFilter {
    fn default() -> Self {
        BloomFilter::new(&[])
    }
}

impl BloomFilter {
    /// A filter of these hashes.
    pub(crate) fn new(hashes: &[u32]) -> Self {
        let bits = (hashes.len() * BITS).next_power_of_two().ilog2().clamp(6, 31);
        let mut words = vec![0; 1 << (bits - 6)];
        let shift = 32 - bits;
        for hash in hashes {
            let (word, bit) = position(hash >> shift);
            words[word] |= bit;
        }
        BloomFilter { words: words.into(), shift }
    }

    /// Whether the filter may contain a hash; never false for one that was added.
    pub(crate) fn may_contain(&self, hash: u32) -> bool {
        let (word, bit) = position(hash >> self.shift);
        self.words[word] & bit != 0
    }
}

/// The word of a bit, and its mask in that word.
fn position(bit: u32) -> (usize, u64) {
    (bit as usize / 64, 1 << (bit % 64))
}

stored!(BloomFilter { words: Words } => BloomFilter::from_stored(words));

impl BloomFilter {
    fn from_stored(words: FlatArray<u64>) -> Result<Self, Error> {
        ensure(Section::Words, words.len().is_power_of_two() && words.len().ilog2() <= 25)?;
        let shift = 32 - 6 - words.len().ilog2();
        Ok(BloomFilter { words, shift })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_hash_that_was_added_is_found_and_few_others() {
        let hash = super::super::hash_number;
        let hashes: Vec<u32> = (0..1_000).map(hash).collect();
        let filter = BloomFilter::new(&hashes);
        assert!(hashes.iter().all(|hash| filter.may_contain(*hash)));
        let others = (1_000..11_000).map(hash).filter(|hash| filter.may_contain(*hash)).count();
        assert!(others < 2_000, "{others}");
        assert!(!BloomFilter::default().may_contain(7));
    }
}
