//! The optimal string alignment distance (insertion, deletion, substitution, transposition of
//! neighbours) between byte strings of up to 64 bytes, bit-parallel.
//!
//! This module knows bytes, nothing else. A column of the dynamic programming table is two machine
//! words, one bit per cell: where the distance rises and where it falls. A comparison takes a few
//! instructions for each byte of the second string. The tests compare it with `strsim::osa_distance`.
//!
//! Source: H. Hyyrö, "A bit-vector algorithm for computing Levenshtein and Damerau edit distances",
//! Nordic Journal of Computing 10 (2003).

/// The longest string that is compared, in bytes.
const MAX_LENGTH: usize = 64;

/// A string prepared for comparison with many others.
pub(super) struct OsaPattern<'a> {
    string: &'a [u8],
    /// For each byte value, a bit for each of its positions in the string.
    positions: [u64; 128],
}

impl<'a> OsaPattern<'a> {
    /// Prepares a string of ASCII.
    pub(super) fn new(string: &'a [u8]) -> Self {
        let mut positions = [0_u64; 128];
        for (n, byte) in string.iter().take(MAX_LENGTH).enumerate() {
            positions[usize::from(byte & 127)] |= 1 << n;
        }
        OsaPattern { string, positions }
    }

    /// The distance to another string; `None` above `limit`. A string of more than 64 bytes matches
    /// only itself. Sound strings are never longer.
    pub(super) fn distance_within(&self, other: &[u8], limit: usize) -> Option<usize> {
        let length = self.string.len();
        if self.string == other {
            return Some(0);
        }
        if limit == 0 || length.abs_diff(other.len()) > limit || length > MAX_LENGTH {
            return None;
        }
        if length == 0 {
            return Some(other.len());
        }
        let last = 1_u64 << (length - 1);
        // In the paper VP and VN; then D0, and the match bits of the byte before.
        let (mut rises, mut falls) = (u64::MAX, 0_u64);
        let (mut diagonal, mut equal_before) = (0_u64, 0_u64);
        let mut distance = length;
        for byte in other {
            let equal = self.positions[usize::from(byte & 127)];
            let transposed = (((!diagonal) & equal) << 1) & equal_before;
            diagonal = (((equal & rises).wrapping_add(rises)) ^ rises) | equal | falls | transposed;
            let up = falls | !(diagonal | rises);
            let down = diagonal & rises;
            distance += usize::from(up & last != 0);
            distance -= usize::from(down & last != 0);
            let up = (up << 1) | 1;
            rises = (down << 1) | !(diagonal | up);
            falls = up & diagonal;
            equal_before = equal;
        }
        (distance <= limit).then_some(distance)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]
        #[test]
        fn distances_equal_those_of_strsim(
            one in "[abc]{0,12}",
            other in "[abc]{0,12}",
            limit in 0_usize..4,
        ) {
            let expected = strsim::osa_distance(&one, &other);
            let found = OsaPattern::new(one.as_bytes()).distance_within(other.as_bytes(), limit);
            prop_assert_eq!(found, (expected <= limit).then_some(expected));
        }
    }

    #[test]
    fn distances_of_strings_of_64_bytes_equal_those_of_strsim() {
        let long = "abcdefgh".repeat(8);
        for other in [long.replacen("ab", "ba", 1), long[1..].to_owned(), long.replace('h', "i")] {
            let expected = strsim::osa_distance(&long, &other);
            let found = OsaPattern::new(long.as_bytes()).distance_within(other.as_bytes(), 64);
            assert_eq!(found, Some(expected));
        }
    }
}
