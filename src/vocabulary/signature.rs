//! Signatures of tokens: how often each letter occurs in their skeletons. Two signatures give a lower
//! bound on the differences between two tokens in a few instructions, without a look at their readings.
//!
//! A difference between two sound strings that is not visible leaves some skeleton as it is. A visible
//! one changes the counts of letters by at most two in all: a letter more may split a run of another
//! one, and another letter in one place, or two neighbours in swapped order, start one run and end
//! another. So half of the difference of the counts, rounded up, is the least number of visible
//! differences, and each of them costs at least [`least_visible_cost`](super::skeleton_index::least_visible_cost).
//!
//! Between class strings there are at least as many edits, as each class is a letter or a part of a run of one. So
//! tokens with more visible differences than [`edits_allowed`](super::classes::edits_allowed) are not near each other.
//!
//! This module knows skeletons, never costs or ids. A signature is 16 bytes.

use super::classes::most_edits_allowed;
use super::distance::codes;
use super::skeleton::{Skeleton, skeletons};
use crate::spelling::{SoundString, Spelling};
use bytemuck::{Pod, Zeroable};

/// The least and the greatest count of each letter in any skeleton of any reading of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(C, align(16))]
pub(super) struct Signature {
    least: [u8; LETTERS],
    most: [u8; LETTERS],
}

/// Letters that are counted separately. The rarer letters of skeletons share a count.
const LETTERS: usize = 8;

/// Where a letter of a skeleton is counted. Letters of skeletons start from 1.
const fn counter(letter: u8) -> usize {
    match letter {
        0..=6 => letter.saturating_sub(1) as usize,
        // m and n
        7 | 8 => 6,
        // r, and sounds that belong to no class
        _ => 7,
    }
}

/// The signature of a token that is looked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct QuerySignature {
    counts: Signature,
    /// The most visible differences to a token that is near it: as many as edits of class strings are allowed.
    most_differences: u16,
}

impl QuerySignature {
    pub(crate) fn of(spelling: &Spelling) -> Self {
        let lengths = spelling.readings().iter().map(|reading| reading.class.len());
        let edits = lengths.map(most_edits_allowed).max().unwrap_or_default();
        QuerySignature { counts: Signature::of(spelling), most_differences: edits as u16 }
    }

    /// A lower bound on the visible differences between a reading of this token and one of another token, at most
    /// [`MOST_EDITS`](super::MOST_EDITS); `None` if no two of them are near each other.
    pub(super) fn min_visible_differences(&self, other: &Signature) -> Option<u16> {
        let differences = self.counts.min_visible_differences(other);
        (differences <= self.most_differences).then_some(differences)
    }
}

impl Signature {
    /// The signature of a token without readings, which is near no other token by sound.
    const NONE: Signature = Signature { least: [u8::MAX; LETTERS], most: [0; LETTERS] };
    /// The signature of a reading with too many or too long skeletons, which may be near any other.
    const ANY: Signature = Signature { least: [0; LETTERS], most: [u8::MAX; LETTERS] };

    /// The signature of a token.
    fn of(spelling: &Spelling) -> Self {
        let of_reading = |reading: &SoundString| {
            Signature::of_skeletons(skeletons(&codes(&reading.sounds)).as_deref())
        };
        Signature::of_any(spelling.readings().iter().map(of_reading))
    }

    /// The signature of a reading; `None` stands for too many or too long skeletons.
    pub(super) fn of_skeletons(skeletons: Option<&[Skeleton]>) -> Self {
        let Some(skeletons) = skeletons else { return Signature::ANY };
        let of_skeleton = |skeleton: &Skeleton| {
            let mut counts = [0_u8; LETTERS];
            skeleton.letters().for_each(|letter| counts[counter(letter)] += 1);
            Signature { least: counts, most: counts }
        };
        Signature::of_any(skeletons.iter().map(of_skeleton))
    }

    /// The signature of a token from those of its readings.
    pub(super) fn of_any(signatures: impl Iterator<Item = Signature>) -> Self {
        signatures.fold(Signature::NONE, Signature::union)
    }

    fn union(mut self, other: Signature) -> Self {
        for n in 0..LETTERS {
            self.least[n] = self.least[n].min(other.least[n]);
            self.most[n] = self.most[n].max(other.most[n]);
        }
        self
    }

    /// A lower bound on the number of visible differences between any reading of one token and any
    /// reading of the other.
    fn min_visible_differences(&self, other: &Signature) -> u16 {
        let excess = |least: &[u8; LETTERS], most: &[u8; LETTERS]| {
            let excess = least.iter().zip(most).map(|(least, most)| least.saturating_sub(*most));
            excess.map(u16::from).sum::<u16>()
        };
        (excess(&self.least, &other.most) + excess(&other.least, &self.most)).div_ceil(2)
    }
}

#[cfg(test)]
mod tests {
    use super::super::skeleton_index::least_visible_cost;
    use super::super::strategies::{sound_costs, two_similar_strings};
    use super::*;
    use crate::name::spelling;
    use proptest::prelude::*;

    fn signature(sounds: &str) -> Signature {
        Signature::of_skeletons(skeletons(&codes(sounds)).as_deref())
    }

    fn min_visible_differences(one: &str, other: &str) -> u16 {
        let [one, other] = [one, other].map(signature);
        assert_eq!(one.min_visible_differences(&other), other.min_visible_differences(&one));
        one.min_visible_differences(&other)
    }

    #[test]
    fn only_visible_differences_are_counted() {
        for (one, other, expected) in [
            ("petrov", "pedrof", 0),
            ("kirill", "kiril", 0),
            ("bogdan", "bohdan", 0),
            ("konj", "kon", 0),
            // The order of letters doesn't count.
            ("boris", "sirob", 0),
            ("mamed", "mmed", 1),
            ("petrov", "petrol", 1),
            ("petrov", "petr", 1),
            ("kimova", "kipova", 1),
            ("petrov", "mamedi", 3),
            // Too long for a skeleton, so it may be near anything.
            ("petrov", &"kamata".repeat(8), 0),
        ] {
            assert_eq!(min_visible_differences(one, other), expected, "{one} {other}");
        }
    }

    #[test]
    fn a_token_is_near_what_any_of_its_readings_is_near() {
        let [one, other] = ["chavez", "щавес"].map(|token| Signature::of(&spelling(token)));
        assert_eq!(one.min_visible_differences(&other), 0);
        let none = Signature::of(&spelling("金"));
        assert!(none.min_visible_differences(&one) > 100);
        assert!(none.min_visible_differences(&none) > 100);
    }

    #[test]
    fn tokens_with_more_differences_than_edits_are_allowed_are_not_near() {
        for (one, other, allowed, expected) in [
            ("ким", "кем", 0, Some(0)),
            ("ким", "кима", 0, None),
            ("ким", "кит", 0, None),
            ("петров", "петлов", 1, Some(1)),
            ("петров", "сидоров", 1, None),
            ("александрова", "алексантлова", 2, Some(1)),
            ("александрова", "магомедалиев", 2, Some(2)),
            ("александрова", "никитин", 2, None),
            ("金", "петров", 0, None),
        ] {
            let (one, other) = (spelling(one), spelling(other));
            let query = QuerySignature::of(&one);
            assert_eq!(query.most_differences, allowed, "{}", one.text());
            let differences = query.min_visible_differences(&Signature::of(&other));
            assert_eq!(differences, expected, "{} {}", one.text(), other.text());
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]
        #[test]
        fn strings_are_at_least_as_far_apart_as_their_signatures_say(
            (one, other) in two_similar_strings(),
            costs in sound_costs(),
        ) {
            let Some(distance) = costs.distance_in_tenths(&codes(&one), &codes(&other)) else {
                return Ok(());
            };
            let differences = signature(&one).min_visible_differences(&signature(&other));
            let least = differences * u16::from(least_visible_cost(&costs));
            prop_assert!(u16::from(distance) >= least, "{} {} {} {}", one, other, distance, least);
        }
    }
}
