//! Optimal string alignment distance (insertion, deletion, substitution, and transposition of
//! neighbours) of byte strings up to 64 long, bit-parallel.
//!
//! Source: H. Hyyrö, "A bit-vector algorithm for computing Levenshtein and Damerau edit
//! distances", Nordic Journal of Computing 10 (2003). One column of the table of distances is two
//! machine words: where it rises and where it falls. `strsim::osa_distance` is the plain sibling
//! that the tests hold it to.

/// A string made ready to be compared with many others.
pub(super) struct OsaPattern<'a> {
    string: &'a [u8],
    /// For each byte, where it stands in the string.
    places: [u64; 128],
}

impl<'a> OsaPattern<'a> {
    pub(super) fn new(string: &'a [u8]) -> Self {
        let mut places = [0_u64; 128];
        for (n, byte) in string.iter().take(64).enumerate() {
            places[usize::from(byte & 127)] |= 1 << n;
        }
        OsaPattern { string, places }
    }

    /// The distance to another string, if it is at most `limit`. Strings of more than 64 bytes
    /// only agree with themselves; sound strings are at most that long.
    pub(super) fn distance_within(&self, other: &[u8], limit: usize) -> Option<usize> {
        let length = self.string.len();
        if self.string == other {
            return Some(0);
        }
        if limit == 0 || length.abs_diff(other.len()) > limit || length > 64 {
            return None;
        }
        if length == 0 {
            return Some(other.len());
        }
        let last = 1_u64 << (length - 1);
        let (mut rises, mut falls) = (u64::MAX, 0_u64);
        let (mut diagonal, mut earlier) = (0_u64, 0_u64);
        let mut distance = length;
        for byte in other {
            let here = self.places[usize::from(byte & 127)];
            let swapped = (((!diagonal) & here) << 1) & earlier;
            diagonal = (((here & rises).wrapping_add(rises)) ^ rises) | here | falls | swapped;
            let up = falls | !(diagonal | rises);
            let down = diagonal & rises;
            distance += usize::from(up & last != 0);
            distance -= usize::from(down & last != 0);
            let up = (up << 1) | 1;
            rises = (down << 1) | !(diagonal | up);
            falls = up & diagonal;
            earlier = here;
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
        fn agrees_with_strsim(one in "[abc]{0,12}", other in "[abc]{0,12}", limit in 0_usize..4) {
            let plain = strsim::osa_distance(&one, &other);
            let found = OsaPattern::new(one.as_bytes()).distance_within(other.as_bytes(), limit);
            prop_assert_eq!(found, (plain <= limit).then_some(plain));
        }
    }

    #[test]
    fn agrees_with_strsim_at_full_length() {
        let long = "abcdefgh".repeat(8);
        for other in [long.replacen("ab", "ba", 1), long[1..].to_owned(), long.replace('h', "i")] {
            let plain = strsim::osa_distance(&long, &other);
            assert_eq!(
                OsaPattern::new(long.as_bytes()).distance_within(other.as_bytes(), 64),
                Some(plain)
            );
        }
    }
}
