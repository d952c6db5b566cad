//! The exact index of class strings: deletion neighbourhoods.
//!
//! Two strings within `k` edits, transpositions among them, become equal when at most `k` bytes
//! are taken out of each. So a table of every listed string with up to `k` bytes taken out,
//! looked up with every such variant of the string sought, holds all strings within `k` edits, and
//! a few more that the distance itself rules out.
//!
//! Source: T. Bocek, E. Hunt and B. Stiller, "Fast similarity search in large dictionaries"
//! (University of Zurich, 2007), there for the Levenshtein distance.

use super::closeness::edits_allowed;
use super::osa::Pattern;
use super::strings::Strings;
use rayon::prelude::*;
use std::hash::Hasher;

/// Distinct class strings, found by what is left of them after deletions.
#[derive(Clone, Debug)]
pub(super) struct DeletionIndex {
    strings: Strings,
    /// Hash of a variant above, number of its string below; sorted.
    variants: Vec<u64>,
    /// Where the variants begin whose hash has these upper bits; one more than there are.
    starts: Vec<u32>,
    /// How far a hash is shifted to leave its upper bits.
    shift: u32,
}

impl DeletionIndex {
    /// Indexes distinct strings, numbered in their order.
    pub(super) fn new(strings: &[&str]) -> Self {
        let numbered: Vec<(u64, &str)> = (0..).zip(strings.iter().copied()).collect();
        let variants_of = |(number, string): &(u64, &str)| {
            let mut variants = Vec::new();
            each_variant(string.as_bytes(), |hash| variants.push(u64::from(hash) << 32 | number));
            variants
        };
        let mut variants: Vec<u64> = numbered.par_iter().flat_map_iter(variants_of).collect();
        variants.par_sort_unstable();
        variants.dedup();
        // About four variants for each start, so that one cache line of them is read.
        let bits = (variants.len() / 4).next_power_of_two().ilog2().clamp(1, 31);
        let shift = 32 - bits;
        let first = |upper: u64| variants.partition_point(|v| v >> 32 >> shift < upper) as u32;
        let starts = (0..=1_u64 << bits).into_par_iter().map(first).collect();
        DeletionIndex { strings: strings.iter().copied().collect(), variants, starts, shift }
    }

    /// Every string within the edits that its length and that of `sought` allow, with their
    /// number, each string once.
    pub(super) fn within_allowed(&self, sought: &str, mut visit: impl FnMut(u32, usize)) {
        let mut candidates: Vec<u32> = Vec::new();
        each_variant(sought.as_bytes(), |hash| {
            let start = (hash >> self.shift) as usize;
            let range = self.starts[start] as usize..self.starts[start + 1] as usize;
            let same = self.variants[range].iter().filter(|v| *v >> 32 == u64::from(hash));
            candidates.extend(same.map(|variant| *variant as u32));
        });
        candidates.sort_unstable();
        candidates.dedup();
        let pattern = Pattern::new(sought.as_bytes());
        for number in candidates {
            let string = self.strings.get(number);
            let allowed = edits_allowed(sought.len(), string.len());
            if let Some(edits) = pattern.distance_within(string, allowed) {
                visit(number, edits);
            }
        }
    }
}

/// Calls `visit` with the hash of the string and of what is left after each choice of as many
/// deletions as its length allows. An edit between two strings is allowed by the shorter of them,
/// so the longer one's own allowance is never too small.
fn each_variant(string: &[u8], mut visit: impl FnMut(u32)) {
    let most = edits_allowed(string.len(), string.len());
    visit(hash(&[string]));
    if most == 0 {
        return;
    }
    for one in 0..string.len() {
        let (head, tail) = (&string[..one], &string[one + 1..]);
        visit(hash(&[head, tail]));
        if most > 1 {
            for other in 0..tail.len() {
                visit(hash(&[head, &tail[..other], &tail[other + 1..]]));
            }
        }
    }
}

/// Hash collisions only add candidates.
fn hash(parts: &[&[u8]]) -> u32 {
    let mut hasher = rustc_hash::FxHasher::default();
    for byte in parts.iter().copied().flatten() {
        hasher.write_u8(*byte);
    }
    // The hasher leaves the best mixed bits below; the table is addressed by the upper ones.
    (hasher.finish().wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn finds_what_strsim_finds(
            strings in prop::collection::btree_set("[abc]{1,5}|[abcd]{6,11}", 0..40),
            sought in "[abc]{1,5}|[abcd]{6,11}",
        ) {
            let listed: Vec<&str> = strings.iter().map(String::as_str).collect();
            let mut found = BTreeSet::new();
            DeletionIndex::new(&listed).within_allowed(&sought, |number, edits| {
                found.insert((listed[number as usize], edits));
            });
            let expected: BTreeSet<(&str, usize)> = listed
                .iter()
                .map(|string| (*string, strsim::osa_distance(string, &sought)))
                .filter(|(string, edits)| *edits <= edits_allowed(string.len(), sought.len()))
                .collect();
            prop_assert_eq!(found, expected);
        }
    }
}
