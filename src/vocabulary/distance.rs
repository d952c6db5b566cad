//! The weighted edit distance between two sound strings. Edits are substitution, insertion, deletion
//! and transposition of neighbours (optimal string alignment), each at a cost that depends on the
//! sounds.
//!
//! This module knows sounds and costs, nothing else. Costs come in and distances go out in hundredths
//! of a bit. In between they are tenths, so a distance within the limit fits in a byte and `kernel`
//! can compute 64 of them at once. The function here is the definition that the kernel is tested
//! against. It takes time proportional to the product of both lengths.
//!
//! Source: R. A. Wagner and M. J. Fischer, "The string-to-string correction problem", Journal of the
//! ACM 21 (1974), with the transposition of neighbours added.

use smallvec::SmallVec;

/// The sounds that have a code of their own, from 1 on. All other bytes share one more code.
const SOUNDS: &[u8] = b"aeiouyAOUjbvghxdzZklmnprstfcCS";
/// The number of codes. Code 0 is no sound.
pub(super) const CODES: usize = 32;
/// The code of every byte that is not in [`SOUNDS`].
const OTHER: u8 = 31;
/// Hundredths of a bit in a tenth.
const TENTH: u16 = 10;

static CODE_OF: [u8; 256] = {
    let mut codes = [OTHER; 256];
    let mut n = 0;
    while n < SOUNDS.len() {
        codes[SOUNDS[n] as usize] = n as u8 + 1;
        n += 1;
    }
    codes
};

/// The code of a sound.
pub(super) const fn code(sound: u8) -> u8 {
    CODE_OF[sound as usize]
}

/// A string of codes. Most are so short that they lie in the value itself.
pub(super) type CodeString = SmallVec<[u8; 23]>;

/// The codes of the sounds of a string.
pub(super) fn codes(sounds: &str) -> CodeString {
    sounds.bytes().map(code).collect()
}

/// The sound with that code; of codes that no sound in [`SOUNDS`] has, a question mark.
pub(super) fn sound(code: u8) -> u8 {
    let position = usize::from(code).wrapping_sub(1);
    SOUNDS.get(position).copied().unwrap_or(b'?')
}

/// The sounds with these codes.
pub(super) fn sounds(codes: &[u8]) -> impl Iterator<Item = u8> + Clone {
    codes.iter().map(|code| sound(*code))
}

/// What each difference between two sound strings costs, in tenths of a bit. The numbers come from the
/// model of evidence.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SoundCosts {
    /// One sound instead of the other, by the codes of both. Symmetric.
    pub(super) substitution: Vec<[u8; CODES]>,
    /// A sound that one string has and the other lacks, by its code.
    pub(super) gap: [u8; CODES],
    /// A gap at a sound that equals the one before it.
    pub(super) doubled: u8,
    /// Two neighbours in swapped order.
    pub(super) transposition: u8,
    /// The greatest distance of two strings that agree.
    pub(super) limit: u8,
}

/// Above every limit, and small enough that adding costs to it can't overflow.
const UNREACHABLE: u16 = u16::MAX / 4;
/// The length of the longest sound string.
pub(super) const MAX_SOUNDS: usize = 64;

/// A cost in tenths of a bit; the largest byte for a cost above any limit.
fn to_tenths(cost: u16) -> u8 {
    debug_assert!(cost.is_multiple_of(TENTH), "{cost} is not a whole number of tenths of a bit");
    u8::try_from(cost / TENTH).unwrap_or(u8::MAX)
}

impl SoundCosts {
    /// Costs with the same number for every substitution and every gap, as a start. All arguments are
    /// hundredths of a bit and multiples of ten; the limit is below 2,550.
    pub(crate) fn uniform(edit: u16, doubled: u16, transposition: u16, limit: u16) -> Self {
        let mut costs = SoundCosts {
            substitution: vec![[to_tenths(edit); CODES]; CODES],
            gap: [to_tenths(edit); CODES],
            doubled: to_tenths(doubled),
            transposition: to_tenths(transposition),
            limit: (limit / TENTH).min(u16::from(u8::MAX) - 1) as u8,
        };
        for sound in 0..CODES {
            costs.substitution[sound][sound] = 0;
        }
        costs
    }

    /// Sets the cost of one sound instead of another, in both directions.
    pub(crate) fn set_substitution(&mut self, one: u8, other: u8, cost: u16) {
        let (one, other) = (code(one), code(other));
        self.substitution[usize::from(one)][usize::from(other)] = to_tenths(cost);
        self.substitution[usize::from(other)][usize::from(one)] = to_tenths(cost);
    }

    /// Sets the cost of a sound that one side lacks.
    pub(crate) fn set_gap(&mut self, sound: u8, cost: u16) {
        self.gap[usize::from(code(sound))] = to_tenths(cost);
    }

    /// The same costs with another limit, in tenths of a bit.
    pub(super) fn with_limit(&self, limit: u8) -> Self {
        SoundCosts { limit, ..self.clone() }
    }

    /// What a gap at that position of a string of codes costs, in tenths of a bit.
    pub(super) fn gap_at(&self, codes: &[u8], position: usize) -> u8 {
        let is_doubled = position > 0 && codes[position - 1] == codes[position];
        if is_doubled { self.doubled } else { self.gap[usize::from(codes[position])] }
    }

    /// Tenths of a bit as hundredths.
    pub(super) fn to_hundredths(tenths: u8) -> u16 {
        u16::from(tenths) * TENTH
    }

    /// The distance between two sound strings in hundredths of a bit; `None` above the limit.
    /// Symmetric. Only the first 64 sounds of a string count.
    pub(super) fn distance(&self, one: &[u8], other: &[u8]) -> Option<u16> {
        let codes = |sounds: &[u8]| {
            let mut codes = [0; MAX_SOUNDS];
            codes.iter_mut().zip(sounds).for_each(|(to, sound)| *to = code(*sound));
            codes
        };
        let lengths = [one, other].map(|sounds| sounds.len().min(MAX_SOUNDS));
        self.distance_of_codes(&codes(one)[..lengths[0]], &codes(other)[..lengths[1]])
    }

    /// The distance between two strings of at most 64 codes in hundredths of a bit.
    pub(super) fn distance_of_codes(&self, one: &[u8], other: &[u8]) -> Option<u16> {
        self.distance_in_tenths(one, other).map(SoundCosts::to_hundredths)
    }

    /// The distance between two strings of at most 64 codes in tenths of a bit.
    pub(super) fn distance_in_tenths(&self, one: &[u8], other: &[u8]) -> Option<u8> {
        let width = other.len();
        let mut gaps = [0_u16; MAX_SOUNDS];
        // Three rows of the dynamic programming table. Column 0 is the empty prefix of `other`.
        let [before_last, last, row] = &mut [[UNREACHABLE; MAX_SOUNDS + 1]; 3];
        let (mut before_last, mut last, mut row) = (before_last, last, row);
        last[0] = 0;
        for to in 0..width {
            gaps[to] = self.gap_at(other, to).into();
            last[to + 1] = last[to] + gaps[to];
        }
        for at in 0..one.len() {
            let gap = u16::from(self.gap_at(one, at));
            let substitution = &self.substitution[usize::from(one[at])];
            row[0] = last[0] + gap;
            for to in 0..width {
                let mut cost = (last[to] + u16::from(substitution[usize::from(other[to])]))
                    .min(last[to + 1] + gap)
                    .min(row[to] + gaps[to]);
                if to > 0 && at > 0 && one[at] == other[to - 1] && one[at - 1] == other[to] {
                    cost = cost.min(before_last[to - 1] + u16::from(self.transposition));
                }
                row[to + 1] = cost;
            }
            (before_last, last, row) = (last, row, before_last);
        }
        u8::try_from(last[width]).ok().filter(|distance| *distance <= self.limit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]
        #[test]
        fn equal_costs_give_the_unweighted_distance(
            one in "[abcX]{0,10}",
            other in "[abcX]{0,10}",
            limit in 0_u16..50,
        ) {
            let costs = SoundCosts::uniform(100, 100, 100, limit * 10);
            let unweighted = strsim::osa_distance(&one, &other) * 100;
            let weighted = costs.distance(one.as_bytes(), other.as_bytes());
            let is_within = |distance: &usize| *distance <= usize::from(limit * 10);
            prop_assert_eq!(weighted.map(usize::from), Some(unweighted).filter(is_within));
        }

        #[test]
        fn the_distance_is_symmetric_and_zero_for_equal_strings(
            one in "[aeijbp]{0,9}",
            other in "[aeijbp]{0,9}",
        ) {
            let mut costs = SoundCosts::uniform(600, 40, 700, 2500);
            costs.set_substitution(b'a', b'e', 250);
            costs.set_substitution(b'b', b'p', 200);
            costs.set_gap(b'j', 50);
            let distance = |a: &str, b: &str| costs.distance(a.as_bytes(), b.as_bytes());
            prop_assert_eq!(distance(&one, &other), distance(&other, &one));
            prop_assert_eq!(distance(&one, &one), Some(0));
        }
    }
}
