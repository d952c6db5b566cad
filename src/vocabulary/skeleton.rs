//! Skeletons of sound strings, and an index of readings by them.
//!
//! Most spellings of a name differ in vowels, in the voicing of a consonant, in a glide or an h. A
//! skeleton has none of that: one letter for all vowels, one for all labials, one for all sibilants and
//! so on, and no letter twice in a row. So a reading that is near another has a skeleton in common with
//! it, or one that is a single edit away, and few other readings do. Up to which distance that is
//! certain follows from the costs of the sounds, see [`guaranteed_limit`].
//!
//! This module knows the codes of sounds, their costs and the ids of readings. The index is complete:
//! [`SkeletonIndex::find_candidates`] returns every reading that has such a skeleton. A look-up with a cheap edit is
//! one or two hashes for each letter of the skeletons, with any edit two or three, which also find many more readings.

use super::distance::{CODES, SoundCosts, code, codes};
use super::ids::ReadingId;
use super::search_buffers::SearchBuffers;
use crate::error::Error;
use crate::spelling::Spelling;
use crate::storage::{
    FlatArray, HashIndex, JaggedArray, JaggedArrayBuilder, Section, all, ensure, hash_wide, pair,
    stored,
};
use rayon::prelude::*;
use std::ops::Range;

/// How far apart the nearest skeletons of two strings may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SkeletonDistance {
    /// They have a skeleton in common.
    Equal,
    /// Or they would have but for one cheap edit: a vowel that one side lacks, or another sound of a pair in
    /// [`MISTAKEN`].
    AtMostOneCheapEdit,
    /// A skeleton of one is at most one edit from a skeleton of the other: a letter more or less,
    /// another letter in one place, or two neighbours in swapped order.
    AtMostOneEdit,
}

/// The letter of all vowels.
const VOWEL: u8 = 1;
/// Sounds of two letters that some orthography writes alike: c and k, and ж and j.
const MISTAKEN: [[u8; 2]; 2] = [[code(b'c'), code(b'k')], [code(b'Z'), code(b'j')]];
/// The letter of sounds that belong to no class.
const OTHER_LETTER: u8 = 15;

/// A skeleton of at most 32 letters of four bits each, the first in the lowest bits. Zeros follow the
/// last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Skeleton(u128);

/// Bits of a letter.
const BITS: u32 = 4;
/// The mask of a letter.
const LETTER: u8 = (1 << BITS) - 1;
/// The most letters that fit.
const MAX_LETTERS: u32 = u128::BITS / BITS;
/// The most skeletons of one string. Each h, and each glide that stands by itself, may be heard or
/// silent.
const MAX_SKELETONS: usize = 16;

/// The letter of a sound, by its code, and its alternative if it has one: 0, silence, for h and j.
fn letters(code_of_sound: u8) -> (u8, Option<u8>) {
    static LETTERS: [u8; CODES] = {
        let mut letters = [OTHER_LETTER; CODES];
        let classes: [&[u8]; 9] =
            [b"aeiouyAOUj", b"gkxh", b"bpvf", b"dt", b"szZScC", b"l", b"m", b"n", b"r"];
        let mut class = 0;
        while class < classes.len() {
            let mut n = 0;
            while n < classes[class].len() {
                letters[code(classes[class][n]) as usize] = class as u8 + 1;
                n += 1;
            }
            class += 1;
        }
        letters
    };
    let letter = LETTERS[usize::from(code_of_sound)];
    let may_be_silent = code_of_sound == code(b'h') || code_of_sound == code(b'j');
    (letter, may_be_silent.then_some(0))
}

impl Skeleton {
    fn len(self) -> u32 {
        (u128::BITS - self.0.leading_zeros()).div_ceil(BITS)
    }

    /// The letters, from 1 on.
    pub(super) fn letters(self) -> impl Iterator<Item = u8> {
        (0..self.len()).map(move |position| self.letter(position))
    }

    fn letter(self, position: u32) -> u8 {
        (self.0 >> (position * BITS)) as u8 & LETTER
    }

    /// Appends a letter. Silence and a repetition of the last letter change nothing. `None` if the
    /// skeleton is full.
    fn with(self, letter: u8) -> Option<Skeleton> {
        let length = self.len();
        let is_new = letter > 0 && (length == 0 || self.letter(length - 1) != letter);
        match is_new {
            false => Some(self),
            true if length == MAX_LETTERS => None,
            true => Some(Skeleton(self.0 | u128::from(letter) << (length * BITS))),
        }
    }

    /// The skeleton of two strings, one written after the other. `None` if it has too many letters.
    pub(super) fn followed_by(self, other: Skeleton) -> Option<Skeleton> {
        other.letters().try_fold(self, Skeleton::with)
    }

    /// A hash of the whole skeleton.
    pub(super) fn hash(self) -> u32 {
        SkeletonKey(self, WHOLE).hash()
    }

    /// Deletes some letters from that position on. Equal letters that become neighbours merge.
    fn without(self, position: u32, letters: u32) -> Skeleton {
        let end = position + letters;
        let merge =
            position > 0 && end < self.len() && self.letter(position - 1) == self.letter(end);
        let after = end + u32::from(merge);
        let before = self.0 & !(u128::MAX << (position * BITS));
        let rest = self.0.checked_shr(after * BITS).unwrap_or(0);
        Skeleton(before | rest << (position * BITS))
    }

    /// Calls `visit` with the skeletons of strings that have a vowel more, or less, than a string with this one.
    fn for_each_with_vowel_changed(self, mut visit: impl FnMut(Skeleton)) {
        let (length, mut before) = (self.len(), 0);
        for position in 0..length {
            let letter = self.letter(position);
            match letter {
                VOWEL => visit(self.without(position, 1)),
                // Between two sounds of one run, and before the run unless a vowel is there.
                _ => {
                    visit(self.with_inserted(position + 1, &[VOWEL, letter]));
                    if before != VOWEL {
                        visit(self.with_inserted(position, &[VOWEL]));
                    }
                }
            }
            before = letter;
        }
        if before != VOWEL {
            visit(self.with_inserted(length, &[VOWEL]));
        }
    }

    /// Inserts letters before a position. Letters after the last that fits are lost.
    fn with_inserted(self, position: u32, letters: &[u8]) -> Skeleton {
        let (start, inserted) = (position * BITS, letters.len() as u32 * BITS);
        let letters = (0..).zip(letters).map(|(n, letter)| u128::from(*letter) << (n * BITS));
        let before = self.0 & !u128::MAX.checked_shl(start).unwrap_or(0);
        let after = (self.0 & !before).checked_shl(inserted).unwrap_or(0);
        Skeleton(before | letters.sum::<u128>().checked_shl(start).unwrap_or(0) | after)
    }

    /// Calls `visit` with the keys under which this skeleton is in the index.
    fn for_each_index_key(self, mut visit: impl FnMut(SkeletonKey)) {
        visit(SkeletonKey(self, WHOLE));
        for position in 0..self.len() {
            let shorter = self.without(position, 1);
            visit(SkeletonKey(shorter, SHORTENED));
            visit(SkeletonKey(shorter, WITHOUT_POSITION + position));
        }
        self.for_each_without_repetition(|shorter| visit(SkeletonKey(shorter, SHORTENED)));
    }

    /// Calls `visit` with the keys that find all skeletons at most one edit from this one: the skeleton
    /// itself, a letter more or less, another letter in one place, two neighbours in swapped order.
    fn for_each_query_key(self, mut visit: impl FnMut(SkeletonKey)) {
        visit(SkeletonKey(self, WHOLE));
        visit(SkeletonKey(self, SHORTENED));
        for position in 0..self.len() {
            let shorter = self.without(position, 1);
            visit(SkeletonKey(shorter, WHOLE));
            visit(SkeletonKey(shorter, WITHOUT_POSITION + position));
        }
        self.for_each_without_repetition(|shorter| visit(SkeletonKey(shorter, WHOLE)));
        for position in 1..self.len() {
            let both = self.0 >> ((position - 1) * BITS) & 0xff;
            let swapped = both >> BITS | (both & u128::from(LETTER)) << BITS;
            let swapped = self.0 ^ (both ^ swapped) << ((position - 1) * BITS);
            visit(SkeletonKey(Skeleton(swapped), WHOLE));
        }
    }

    /// Calls `visit` with the skeleton in which a repeated pair of letters stands once, for each such
    /// pair. That is what remains of two doubled sounds (`kkpp`) if the two in the middle are swapped.
    fn for_each_without_repetition(self, mut visit: impl FnMut(Skeleton)) {
        for position in 3..self.len() {
            let letter = |back: u32| self.letter(position - back);
            if letter(0) == letter(2) && letter(1) == letter(3) {
                visit(self.without(position - 2, 2));
            }
        }
    }
}

/// A skeleton, whole or shortened, and how it was shortened. Without the latter a letter more on one
/// side and a letter less on the other would pass for another letter in one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct SkeletonKey(Skeleton, u32);

/// The key of an indexed skeleton as it is.
const WHOLE: u32 = 0;
/// The key of an indexed skeleton without some letter.
const SHORTENED: u32 = 1;
/// The key of a skeleton on either side without the letter at the position that is added to this.
const WITHOUT_POSITION: u32 = 2;

impl SkeletonKey {
    /// A collision only adds candidates.
    fn hash(self) -> u32 {
        let SkeletonKey(Skeleton(skeleton), which) = self;
        hash_wide(skeleton, u64::from(which).rotate_right(8))
    }
}

/// The skeletons of a string of codes, each once; `None` if they are too many or too long.
pub(super) fn skeletons(codes: &[u8]) -> Option<Vec<Skeleton>> {
    let mut skeletons = vec![Skeleton::default()];
    for sound in codes {
        let (letter, alternative) = letters(*sound);
        let before = skeletons.len();
        if let Some(alternative) = alternative {
            for n in 0..before {
                skeletons.push(skeletons[n].with(alternative)?);
            }
        }
        for skeleton in &mut skeletons[..before] {
            *skeleton = skeleton.with(letter)?;
        }
        if alternative.is_some() {
            skeletons.sort_unstable();
            skeletons.dedup();
            if skeletons.len() > MAX_SKELETONS {
                return None;
            }
        }
    }
    // A glide beside a vowel gives the same skeleton whether it is heard or silent.
    skeletons.sort_unstable();
    skeletons.dedup();
    Some(skeletons)
}

/// A number by which strings of codes with the same skeletons, or similar ones, are sorted together.
pub(super) fn skeleton_order(codes: &[u8]) -> u128 {
    let skeletons = skeletons(codes);
    let first = skeletons.as_ref().and_then(|skeletons| skeletons.first());
    // The first letters are in the lowest bits, and should count the most.
    first.map_or(u128::MAX, |skeleton| skeleton.0.reverse_bits())
}

/// A number by which tokens that sound alike are sorted together. Tokens with the same number are in the
/// order of [`Spelling::sound_and_text`].
pub(crate) fn sort_key(spelling: &Spelling) -> u128 {
    let first = spelling.readings().first();
    first.map_or(u128::MAX, |reading| skeleton_order(&codes(&reading.sounds)))
}

/// Calls `visit` with the skeletons of a string of codes, and with those that it has after a cheap edit, perhaps more
/// than once. Returns false if they are too many or too long.
fn for_each_with_cheap_edit(codes: &[u8], mut visit: impl FnMut(Skeleton)) -> bool {
    let Some(own) = skeletons(codes) else { return false };
    for skeleton in own {
        visit(skeleton);
        skeleton.for_each_with_vowel_changed(&mut visit);
    }
    let mut have_skeletons = true;
    for_each_mistaken(codes, |mistaken| match skeletons(mistaken) {
        Some(skeletons) => skeletons.into_iter().for_each(&mut visit),
        None => have_skeletons = false,
    });
    have_skeletons
}

/// Calls `visit` with the codes that another sound of a pair in [`MISTAKEN`] gives, for each place.
fn for_each_mistaken(codes: &[u8], mut visit: impl FnMut(&[u8])) {
    let mut mistaken: Option<Vec<u8>> = None;
    for (position, code) in codes.iter().enumerate() {
        for [one, other] in MISTAKEN {
            if *code == one || *code == other {
                let mistaken = mistaken.get_or_insert_with(|| codes.to_vec());
                mistaken[position] = if *code == one { other } else { one };
                visit(mistaken);
                mistaken[position] = *code;
            }
        }
    }
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
/// but for a vowel, or for the sound that stands instead. So two visible differences, or one of another kind, are the
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
    pub(super) fn new(skeletons_of_readings: Vec<Option<Vec<Skeleton>>>) -> Self {
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
    /// Returns false if the string of codes itself, or one that it may be mistaken for, has too many or too long skeletons.
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

    /// All readings that have one of these skeletons, and perhaps some others, perhaps more than once.
    pub(super) fn with_skeletons(&self, skeletons: &[Skeleton]) -> Vec<ReadingId> {
        let (mut found, mut readings) = (Vec::new(), Vec::new());
        let hashes: Vec<u32> = skeletons.iter().map(|skeleton| skeleton.hash()).collect();
        self.add_with_keys(&hashes, &mut found, &mut readings);
        readings
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
    use super::super::strategies::{sound_costs, two_similar_strings};
    use super::*;
    use crate::evidence::Model;
    use proptest::prelude::*;

    fn share_a_skeleton(one: &str, other: &str) -> bool {
        let [one, other] = [one, other].map(|sounds| skeletons(&codes(sounds)).unwrap());
        one.iter().any(|skeleton| other.contains(skeleton))
    }

    fn share_a_skeleton_after_a_cheap_edit(one: &str, other: &str) -> bool {
        let other = skeletons(&codes(other)).unwrap();
        let mut share = false;
        let has_skeletons = for_each_with_cheap_edit(&codes(one), |skeleton| {
            share |= other.contains(&skeleton);
        });
        share || !has_skeletons
    }

    fn share_a_key(one: &str, other: &str) -> bool {
        let (mut indexed, mut query) = (Vec::new(), Vec::new());
        for skeleton in skeletons(&codes(one)).unwrap() {
            skeleton.for_each_index_key(|key| indexed.push(key));
        }
        for skeleton in skeletons(&codes(other)).unwrap() {
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
