//! ClassString strings packed into numbers, and whether two are within few edits.

use super::distance::{NUMBERS, number, sound};
use bytemuck::{Pod, Zeroable};

/// A class string of at most 25 sounds in five bits each, the first in the lowest ones; zeros
/// after the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Pod, Zeroable)]
#[repr(transparent)]
pub(super) struct PackedClasses(pub(super) u128);

const BITS: u32 = 5;
const LONGEST: usize = 25;

impl PackedClasses {
    /// `None` for a string that is too long, or has a sound without a number of its own.
    pub(super) fn new(class: &str) -> Option<Self> {
        let mut packed = 0;
        for (n, sound) in class.bytes().enumerate() {
            let number = number(sound);
            if n == LONGEST || usize::from(number) == NUMBERS - 1 {
                return None;
            }
            packed |= u128::from(number) << (n as u32 * BITS);
        }
        Some(PackedClasses(packed))
    }

    /// Whether a number stands for a string.
    #[cfg(feature = "snapshot")]
    pub(super) fn is_sound(self) -> bool {
        self.0 >> (LONGEST as u32 * BITS) == 0
    }

    /// Sounds in the string.
    pub(super) fn len(self) -> usize {
        (u128::BITS - self.0.leading_zeros()).div_ceil(BITS) as usize
    }

    /// The numbers of its sounds.
    pub(super) fn numbers(self) -> Vec<u8> {
        let number = |n: usize| (self.0 >> (n as u32 * BITS)) as u8 & (NUMBERS as u8 - 1);
        (0..self.len()).map(number).collect()
    }

    /// The string as it was.
    pub(super) fn unpacked(self) -> String {
        self.numbers().into_iter().map(|number| char::from(sound(number))).collect()
    }

    /// The string without the sound at that place.
    pub(super) fn without(self, at: usize) -> PackedClasses {
        let before = (1 << (at as u32 * BITS)) - 1;
        PackedClasses(self.0 & before | self.0 >> BITS & !before)
    }

    /// Whether two strings are within the edits that their lengths allow: insertion, deletion,
    /// substitution and transposition of neighbours (optimal string alignment).
    pub(super) fn is_within_allowed(self, other: PackedClasses) -> bool {
        let (one, two) = (self.len(), other.len());
        let allowed = edits_allowed(one, two);
        one.abs_diff(two) <= allowed && within(self.0, other.0, allowed)
    }
}

/// What is equal at the front of both never needs an edit, so the first difference is the place of
/// one, and there are four. Beyond its end a string has zeros, which are left out like sounds.
fn within(one: u128, other: u128, edits: usize) -> bool {
    let different = one ^ other;
    if different == 0 {
        return true;
    }
    let Some(left) = edits.checked_sub(1) else { return false };
    let equal = different.trailing_zeros() / BITS * BITS;
    let (one, other) = (one >> equal, other >> equal);
    let (one_after, other_after) = (one >> BITS, other >> BITS);
    let first = |string: u128| string & ((1 << BITS) - 1);
    within(one_after, other_after, left)
        || within(one_after, other, left)
        || within(one, other_after, left)
        || first(one) == first(other_after)
            && first(one_after) == first(other)
            && within(one_after >> BITS, other_after >> BITS, left)
}

/// Edits allowed between two class strings, by the length of the shorter: in a short token one
/// edit makes another name (Ким, Хим), in a long one two are a likely misspelling.
pub(super) fn edits_allowed(one: usize, other: usize) -> usize {
    match one.min(other) {
        0..=3 => 0,
        4..=7 => 1,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]
        #[test]
        fn packed_strings_are_within_the_edits_that_strsim_counts(
            one in "[abc]{0,12}",
            other in "[abc]{0,12}",
            edits in 0_usize..3,
        ) {
            let packed = [&one, &other].map(|class| PackedClasses::new(class).unwrap());
            prop_assert_eq!(packed.map(PackedClasses::len), [one.len(), other.len()]);
            prop_assert_eq!(packed.map(PackedClasses::unpacked), [one.clone(), other.clone()]);
            prop_assert_eq!(
                within(packed[0].0, packed[1].0, edits),
                strsim::osa_distance(&one, &other) <= edits
            );
        }

        #[test]
        fn a_sound_is_taken_out(class in "[abcdegr]{1,25}", at in 0_usize..25) {
            let at = at % class.len();
            let mut without = class.clone();
            without.remove(at);
            prop_assert_eq!(PackedClasses::new(&class).unwrap().without(at), PackedClasses::new(&without).unwrap());
        }
    }

    #[test]
    fn strings_that_do_not_fit_are_not_packed() {
        assert!(PackedClasses::new(&"a".repeat(25)).is_some());
        assert!(PackedClasses::new(&"a".repeat(26)).is_none());
        assert!(PackedClasses::new("aXb").is_none());
    }
}
