//! The index of readings by their skeletons, and up to which distance it is complete.
//!
//! This module knows skeletons ([`skeleton`](super::skeleton)), the costs of sounds and the ids of readings. The index
//! is complete: [`SkeletonIndex::find_candidates`] returns every reading that has such a skeleton. A look-up with a
//! cheap edit is one or two hashes for each letter of the skeletons, with any edit two or three, which also find many
//! more readings.

use super::distance::{CODES, SoundCosts};
use super::ids::ReadingId;
use super::search_buffers::SearchBuffers;
use super::skeleton::{MISTAKEN, Skeleton, VOWEL, for_each_with_cheap_edit, letters, skeletons};
use crate::error::Error;
use crate::storage::{
    FlatArray, HashIndex, JaggedArray, JaggedArrayBuilder, Section, all, ensure, pair, stored,
};
use rayon::prelude::*;
use std::ops::Range;

/// How far apart the nearest skeletons of two strings may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SkeletonDistance {
    /// They have a skeleton in common.
    Equal,
    /// They have one, or would but for one cheap edit: a vowel that one side lacks, or the other sound of a pair
    /// in [`MISTAKEN`].
    AtMostOneCheapEdit,
    /// A skeleton of one is at most one edit from a skeleton of the other: a letter more or less,
    /// another letter in one place, or two neighbours in swapped order.
    AtMostOneEdit,
}

/// The cost, in tenths of a bit, of the cheapest difference that is visible in skeletons.
///
/// Some skeleton stays the same if a sound is substituted by another with the same letter, if a sound that
/// may be silent is left out, or if a sound is doubled. Every other difference is visible.
pub(super) fn least_visible_cost(costs: &SoundCosts) -> u8 {
    least_cheap_cost(costs).min(least_other_cost(costs))
}

/// The cost of the cheapest visible difference of those that [`SkeletonDistance::AtMostOneCheapEdit`] names.
fn least_cheap_cost(costs: &SoundCosts) -> u8 {
    let gaps =
        SOUNDS.filter(|sound| is_gap_cheap(*sound)).map(|sound| costs.gap[usize::from(sound)]);
    let substitution =
        |[one, other]: [u8; 2]| costs.substitution[usize::from(one)][usize::from(other)];
    gaps.chain(MISTAKEN.map(substitution)).min().unwrap_or(u8::MAX)
}

/// The cost of the cheapest of all other visible differences.
fn least_other_cost(costs: &SoundCosts) -> u8 {
    let pairs = SOUNDS.flat_map(|one| (one + 1..CODES as u8).map(move |other| [one, other]));
    let substitutions = pairs
        .filter(|pair| letters(pair[0]).0 != letters(pair[1]).0)
        .filter(|[one, other]| {
            !MISTAKEN.contains(&[*one, *other]) && !MISTAKEN.contains(&[*other, *one])
        })
        .map(|[one, other]| costs.substitution[usize::from(one)][usize::from(other)]);
    let gaps = SOUNDS
        .filter(|sound| letters(*sound).1.is_none() && !is_gap_cheap(*sound))
        .map(|sound| costs.gap[usize::from(sound)]);
    let least = substitutions.chain(gaps).min().unwrap_or(u8::MAX);
    least.min(costs.transposition)
}

/// The codes of all sounds.
const SOUNDS: Range<u8> = 1..CODES as u8;

/// Whether a search for one cheap edit finds strings that lack this sound.
fn is_gap_cheap(sound: u8) -> bool {
    letters(sound) == (VOWEL, None)
}

/// The greatest distance, in tenths of a bit and at most the limit of the costs, up to which any two
/// strings certainly have such skeletons; `None` if not even strings at distance 0 do.
///
/// Strings without a visible difference have a skeleton in common, so the cheapest visible difference is the least
/// distance that [`SkeletonDistance::Equal`] may miss. With one that is cheap, one of them has a skeleton of the other
/// but for a vowel, or for the sound that stands instead of one, or of a doubled one. So two visible differences, or one of another kind, are the
/// least distance that [`SkeletonDistance::AtMostOneCheapEdit`] may miss. One visible difference is at one place:
/// deleting the letter there on both sides leaves equal skeletons with equally many letters before it.
/// Swapped sounds are swapped letters, unless they merge with their neighbours. So two visible
/// differences are the least distance that [`SkeletonDistance::AtMostOneEdit`] may miss.
pub(super) fn guaranteed_limit(costs: &SoundCosts, which: SkeletonDistance) -> Option<u8> {
    let least = least_visible_cost(costs);
    let two = least.saturating_mul(2);
    let least_missed = match which {
        SkeletonDistance::Equal => least,
        SkeletonDistance::AtMostOneCheapEdit => two.min(least_other_cost(costs)),
        SkeletonDistance::AtMostOneEdit => two,
    };
    Some(least_missed.checked_sub(1)?.min(costs.limit))
}

/// Readings by their skeletons.
#[derive(Clone, Debug)]
pub(super) struct SkeletonIndex {
    /// The ids of distinct skeletons by the hashes of their keys.
    keys: HashIndex,
    readings: JaggedArray<ReadingId>,
    /// Readings with too many or too long skeletons. Every look-up returns them.
    unindexed: FlatArray<ReadingId>,
}

impl SkeletonIndex {
    /// Indexes readings by their skeletons, which are given in the order of the readings.
    pub(super) fn new(skeletons_of_readings: Vec<Option<Box<[Skeleton]>>>) -> Self {
        let mut unindexed = Vec::new();
        let mut pairs: Vec<(Skeleton, ReadingId)> = Vec::new();
        for (reading, skeletons) in (0..).zip(skeletons_of_readings) {
            match skeletons {
                Some(skeletons) => pairs.extend(skeletons.into_iter().map(|one| (one, reading))),
                None => unindexed.push(reading),
            }
        }
        pairs.par_sort_unstable();
        let mut distinct: Vec<Skeleton> = Vec::new();
        let mut readings = JaggedArrayBuilder::default();
        for same in pairs.chunk_by(|(one, _), (other, _)| one == other) {
            distinct.push(same[0].0);
            readings.push(same.iter().map(|(_, reading)| *reading));
        }
        let keys_of = |(id, skeleton): (usize, &Skeleton)| {
            let mut keys = Vec::with_capacity(16);
            skeleton.for_each_index_key(|key| keys.push(pair(key.hash(), id as u32)));
            keys
        };
        let keys = distinct.par_iter().enumerate().flat_map_iter(keys_of).collect();
        let keys = HashIndex::new(keys, distinct.len());
        SkeletonIndex { keys, readings: readings.build(), unindexed: unindexed.into() }
    }

    /// Writes all readings that have such a skeleton to the candidates, and some others, perhaps more than once.
    /// Returns false if the string of codes itself, or one that it may be mistaken for, has too many or too long
    /// skeletons.
    pub(super) fn find_candidates(
        &self,
        codes: &[u8],
        which: SkeletonDistance,
        buffers: &mut SearchBuffers,
    ) -> bool {
        let SearchBuffers { hashes, found, candidates, .. } = buffers;
        hashes.clear();
        let has_skeletons = match which {
            SkeletonDistance::Equal => {
                let skeletons = skeletons(codes);
                hashes.extend(skeletons.iter().flatten().map(|skeleton| skeleton.hash()));
                skeletons.is_some()
            }
            SkeletonDistance::AtMostOneCheapEdit => {
                for_each_with_cheap_edit(codes, |skeleton| hashes.push(skeleton.hash()))
            }
            SkeletonDistance::AtMostOneEdit => {
                let skeletons = skeletons(codes);
                skeletons.iter().flatten().for_each(|skeleton| {
                    skeleton.for_each_query_key(|key| hashes.push(key.hash()));
                });
                skeletons.is_some()
            }
        };
        if !has_skeletons {
            return false;
        }
        candidates.clear();
        candidates.extend_from_slice(&self.unindexed);
        self.add_with_keys(hashes, found, candidates);
        true
    }

    /// Writes the readings that have one of these skeletons to the candidates, and perhaps some others, perhaps more
    /// than once.
    pub(super) fn find_skeletons(&self, skeletons: &[Skeleton], buffers: &mut SearchBuffers) {
        let SearchBuffers { hashes, found, candidates, .. } = buffers;
        hashes.clear();
        hashes.extend(skeletons.iter().map(|skeleton| skeleton.hash()));
        candidates.clear();
        self.add_with_keys(hashes, found, candidates);
    }

    /// Adds the readings whose skeletons have keys with these hashes.
    fn add_with_keys(&self, hashes: &[u32], found: &mut Vec<u32>, readings: &mut Vec<ReadingId>) {
        self.keys.find_all(hashes, found);
        found.sort_unstable();
        found.dedup();
        self.readings.each(found, |_, row| readings.extend_from_slice(row));
    }
}

stored!(SkeletonIndex { keys: Keys, readings: Readings, unindexed: Unindexed });

impl SkeletonIndex {
    /// Checks what was opened from a file: the index of that many readings.
    pub(super) fn check(&self, count: usize) -> Result<(), Error> {
        let is_reading = |reading: &ReadingId| (*reading as usize) < count;
        let skeletons = self.readings.len();
        self.readings.check(Section::Skeletons, skeletons, is_reading)?;
        ensure(Section::Unindexed, all(&self.unindexed, is_reading))?;
        self.keys.check(Section::Skeletons, skeletons)
    }
}

#[cfg(test)]
mod tests {
    use super::super::distance::codes;
    use super::super::skeleton::Skeletons;
    use super::super::strategies::{sound_costs, two_similar_strings};
    use super::*;
    use crate::evidence::Model;
    use proptest::prelude::*;

    /// The skeletons of two strings; `None` if one has too many of them, so that every look-up finds it, or none.
    fn skeletons_of_both(one: &str, other: &str) -> Option<[Skeletons; 2]> {
        Some([skeletons(&codes(one))?, skeletons(&codes(other))?])
    }

    fn share_a_skeleton(one: &str, other: &str) -> bool {
        skeletons_of_both(one, other)
            .is_none_or(|[one, other]| one.iter().any(|skeleton| other.contains(skeleton)))
    }

    fn share_a_skeleton_after_a_cheap_edit(one: &str, other: &str) -> bool {
        let Some([_, other]) = skeletons_of_both(one, other) else { return true };
        let mut share = false;
        let has_skeletons = for_each_with_cheap_edit(&codes(one), |skeleton| {
            share |= other.contains(&skeleton);
        });
        share || !has_skeletons
    }

    fn share_a_key(one: &str, other: &str) -> bool {
        let Some([one, other]) = skeletons_of_both(one, other) else { return true };
        let (mut indexed, mut query) = (Vec::new(), Vec::new());
        for skeleton in one {
            skeleton.for_each_index_key(|key| indexed.push(key));
        }
        for skeleton in other {
            skeleton.for_each_query_key(|key| query.push(key));
        }
        query.iter().any(|key| indexed.contains(key))
    }

    #[test]
    fn the_default_costs_guarantee_4_4_and_5_9_and_8_9_bits() {
        let costs = Model::default().closeness_costs().sounds.clone();
        assert_eq!(guaranteed_limit(&costs, SkeletonDistance::Equal), Some(44));
        assert_eq!(guaranteed_limit(&costs, SkeletonDistance::AtMostOneCheapEdit), Some(59));
        assert_eq!(guaranteed_limit(&costs, SkeletonDistance::AtMostOneEdit), Some(89));
    }

    #[test]
    fn spellings_of_one_name_share_a_key() {
        for (one, other) in [
            ("bogdan", "bohdan"),
            ("mixail", "mikajl"),
            ("mamed", "mmed"),
            ("kirill", "kiril"),
            ("petrov", "pedrof"),
            ("sazonov", "sasonov"),
            ("konj", "kon"),
            ("baZan", "bajan"),
            ("", "a"),
            ("aleksandr", "aleksnadr"),
            ("boris", "voris"),
            ("ciric", "siriC"),
        ] {
            assert!(share_a_key(one, other), "{one} {other}");
        }
        assert!(!share_a_key("petrov", "sidorov"));
    }

    #[test]
    fn a_cheap_edit_is_a_vowel_more_or_less_or_another_sound_of_a_mistaken_pair() {
        for (one, other, expected) in [
            ("petrov", "petrov", true),
            ("mamed", "mmed", true),
            ("mmed", "mamed", true),
            ("konstantin", "konstntn", false),
            ("petrov", "peterov", true),
            ("petrov", "apetrov", true),
            ("petr", "petra", true),
            ("kabva", "kabava", true),
            ("abva", "bva", true),
            ("ivanov", "ivnov", true),
            ("nikolaj", "nicolaj", true),
            ("baZan", "bajan", true),
            ("rebecca", "rebeka", true),
            ("baZZZo", "bajo", true),
            ("ccacc", "kak", false),
            ("petrov", "petlov", false),
            ("petrov", "perov", false),
            ("", "a", true),
            ("b", "", false),
        ] {
            assert_eq!(share_a_skeleton_after_a_cheap_edit(one, other), expected, "{one} {other}");
            assert_eq!(share_a_skeleton_after_a_cheap_edit(other, one), expected, "{other} {one}");
        }
        assert!(share_a_skeleton("petrov", "pedrof") && !share_a_skeleton("mamed", "mmed"));
        // As long as a skeleton may be, a vowel is lost at its end.
        let long = "bada".repeat(8);
        let shorter = &long[..long.len() - 1];
        assert!(share_a_skeleton_after_a_cheap_edit(shorter, &long));
        assert!(share_a_skeleton_after_a_cheap_edit(&long, shorter));
        assert!(!share_a_skeleton_after_a_cheap_edit(&long, &long.replacen('b', "g", 1)));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]
        #[test]
        fn strings_within_a_guaranteed_limit_have_such_skeletons(
            (one, other) in two_similar_strings(),
            costs in sound_costs(),
        ) {
            let Some(distance) = costs.distance_in_tenths(&codes(&one), &codes(&other)) else {
                return Ok(());
            };
            if Some(distance) <= guaranteed_limit(&costs, SkeletonDistance::Equal) {
                prop_assert!(share_a_skeleton(&one, &other), "{} {}", one, other);
            }
            if Some(distance) <= guaranteed_limit(&costs, SkeletonDistance::AtMostOneCheapEdit) {
                prop_assert!(share_a_skeleton_after_a_cheap_edit(&one, &other), "{} {}", one, other);
            }
            if Some(distance) <= guaranteed_limit(&costs, SkeletonDistance::AtMostOneEdit) {
                prop_assert!(share_a_key(&one, &other), "{} {}", one, other);
            }
        }
    }
}
