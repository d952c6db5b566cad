//! Every hash function of the crate that is not a hash map's.
//!
//! Those of saved arrays are part of the file format: a change of one needs a new version of it.

/// The odd number next to 2^32 divided by the golden ratio, and the same of 2^64 (Knuth, *The Art of
/// Computer Programming*, volume 3, section 6.4).
const GOLDEN_32: u32 = 0x9e37_79b1;
const GOLDEN_64: u64 = 0x9e37_79b9_7f4a_7c15;

/// A hash of bytes: the upper half of xxh3.
pub(crate) fn hash_bytes(bytes: &[u8]) -> u32 {
    (xxhash_rust::xxh3::xxh3_64(bytes) >> 32) as u32
}

/// A hash of two byte strings in this order: the upper half of xxh3, seeded with the first.
pub(crate) fn hash_pair(first: &[u8], second: &[u8]) -> u32 {
    let seed = xxhash_rust::xxh3::xxh3_64(first);
    (xxhash_rust::xxh3::xxh3_64_with_seed(second, seed) >> 32) as u32
}

/// A hash of a number, whose upper bits are the good ones.
#[inline]
pub(crate) fn hash_number(number: u32) -> u32 {
    number.wrapping_mul(GOLDEN_32)
}

/// A hash of 128 bits and a salt.
#[inline]
pub(crate) fn hash_wide(bits: u128, salt: u64) -> u32 {
    let (low, high) = (bits as u64, (bits >> 64) as u64);
    let mixed = (low ^ high.rotate_left(31) ^ salt).wrapping_mul(GOLDEN_64);
    // One multiplication leaves the lower bits without influence of the upper ones.
    ((mixed ^ mixed >> 32).wrapping_mul(0xd6e8_feb8_6659_fd93) >> 32) as u32
}

/// Spreads consecutive numbers over 64 bits.
pub(crate) fn spread(number: u64) -> u64 {
    number.wrapping_mul(GOLDEN_64)
}

/// The finalizer of SplitMix64: a permutation of all 64-bit numbers whose results look random
/// (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
pub(crate) fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}
