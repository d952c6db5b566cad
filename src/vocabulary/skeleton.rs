//! Skeletons of sound strings, and those that are an edit away.
//!
//! Most spellings of a name differ in vowels, in the voicing of a consonant, in a glide or an h. A
//! skeleton has none of that: one letter for all vowels, one for all labials, one for all sibilants and
//! so on, and no letter twice in a row. So a reading that is near another has a skeleton in common with
//! it, or one that is a single edit away, and few other readings do. This module knows the codes of sounds.

use super::distance::{CODES, code, codes};
use crate::spelling::Spelling;
use crate::storage::hash_wide;
use smallvec::{SmallVec, smallvec};

/// The letter of all vowels.
pub(super) const VOWEL: u8 = 1;
/// Pairs of sounds with different letters that some orthography writes alike: c and k, ж and j. They are those that
/// cost less than other differences between letters in the default model (`evidence/sound_costs.tsv`).
pub(super) const MISTAKEN: [[u8; 2]; 2] = [[code(b'c'), code(b'k')], [code(b'Z'), code(b'j')]];
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
pub(super) fn letters(code_of_sound: u8) -> (u8, Option<u8>) {
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
    pub(super) fn for_each_index_key(self, mut visit: impl FnMut(SkeletonKey)) {
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
    pub(super) fn for_each_query_key(self, mut visit: impl FnMut(SkeletonKey)) {
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
pub(super) struct SkeletonKey(Skeleton, u32);

/// The key of an indexed skeleton as it is.
const WHOLE: u32 = 0;
/// The key of an indexed skeleton without some letter.
const SHORTENED: u32 = 1;
/// The key of a skeleton on either side without the letter at the position that is added to this.
const WITHOUT_POSITION: u32 = 2;

impl SkeletonKey {
    /// A collision only adds candidates.
    pub(super) fn hash(self) -> u32 {
        let SkeletonKey(Skeleton(skeleton), which) = self;
        hash_wide(skeleton, u64::from(which).rotate_right(8))
    }
}

/// Skeletons of a string of codes, of which most have few.
pub(super) type Skeletons = SmallVec<[Skeleton; 8]>;

/// The skeletons of a string of codes, each once; `None` if they are too many or too long.
pub(super) fn skeletons(codes: &[u8]) -> Option<Skeletons> {
    let mut skeletons: Skeletons = smallvec![Skeleton::default()];
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
pub(super) fn for_each_with_cheap_edit(codes: &[u8], mut visit: impl FnMut(Skeleton)) -> bool {
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

/// Calls `visit` with the string of codes in which the other sound of a pair in [`MISTAKEN`] stands, at each place and
/// for each run of one sound. A run that is replaced whole is a doubled sound on this side alone: `cc` for `k`.
fn for_each_mistaken(codes: &[u8], mut visit: impl FnMut(&[u8])) {
    let mut mistaken: Option<SmallVec<[u8; 32]>> = None;
    let mut start = 0;
    for run in codes.chunk_by(|code, next| code == next) {
        let end = start + run.len();
        for [one, other] in MISTAKEN {
            let instead = match run[0] {
                sound if sound == one => other,
                sound if sound == other => one,
                _ => continue,
            };
            let mistaken = mistaken.get_or_insert_with(|| codes.into());
            let whole = (run.len() > 1).then_some(start..end);
            for range in (start..end).map(|place| place..place + 1).chain(whole) {
                mistaken[range.clone()].fill(instead);
                visit(mistaken);
                mistaken[range].fill(run[0]);
            }
        }
        start = end;
    }
}
