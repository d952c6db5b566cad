//! Signaturees of tokens: how often each letter stands in their skeletons. Two of them tell in a few
//! instructions, without a look at the readings, that the tokens are at least so far apart.
//!
//! A difference between two sound strings that does not show leaves some skeleton as it is, and one that
//! shows changes the numbers of runs of equal letters by at most two: a letter more may part a run, another
//! letter in one place or two neighbours in each other's place begin one run and end another. So half of the
//! difference of those numbers, counted up, is the least number of differences that show, of which
//! each costs no less than [`shows_from`](super::skeleton::shows_from) says.

use super::distance::numbers;
use super::skeleton::{Skeleton, skeletons};
use crate::spelling::{SoundString, Spelling};
use bytemuck::{Pod, Zeroable};

/// The least and the most runs of each letter in any skeleton of any reading of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(C, align(16))]
pub(crate) struct Signature {
    least: [u8; LETTERS],
    most: [u8; LETTERS],
}

/// Letters that are told apart; each of the rarer ones of a skeleton is one with another here.
const LETTERS: usize = 8;

/// The place of a letter of a skeleton, which has them from 1.
const fn place(letter: u8) -> usize {
    match letter {
        0..=6 => letter.saturating_sub(1) as usize,
        // m and n
        7 | 8 => 6,
        // r, and sounds that have no letter
        _ => 7,
    }
}

impl Signature {
    /// Of a token without readings, which is near no other by sound.
    pub(super) const NONE: Signature = Signature { least: [u8::MAX; LETTERS], most: [0; LETTERS] };
    /// Of a reading with skeletons that are not known.
    const ANY: Signature = Signature { least: [0; LETTERS], most: [u8::MAX; LETTERS] };

    /// The signature of a reading by its skeletons; `None` where they are too many or too long.
    pub(super) fn of(skeletons: Option<&[Skeleton]>) -> Self {
        let Some(skeletons) = skeletons else { return Signature::ANY };
        let of_skeleton = |skeleton: &Skeleton| {
            let mut runs = [0_u8; LETTERS];
            skeleton.letters().for_each(|letter| runs[place(letter)] += 1);
            Signature { least: runs, most: runs }
        };
        skeletons.iter().map(of_skeleton).fold(Signature::NONE, Signature::or)
    }

    /// The signature of a token that has the readings of both.
    pub(super) fn or(mut self, other: Signature) -> Self {
        for n in 0..LETTERS {
            self.least[n] = self.least[n].min(other.least[n]);
            self.most[n] = self.most[n].max(other.most[n]);
        }
        self
    }

    /// The fewest differences that show between a reading of one token and one of the other.
    pub(super) fn differences(&self, other: &Signature) -> u16 {
        let fewer = |one: &[u8; LETTERS], other: &[u8; LETTERS]| {
            let differences = one.iter().zip(other).map(|(one, other)| one.saturating_sub(*other));
            differences.map(u16::from).sum::<u16>()
        };
        (fewer(&self.least, &other.most) + fewer(&other.least, &self.most)).div_ceil(2)
    }
}

/// The signature of a spelling.
pub(super) fn signature(spelling: &Spelling) -> Signature {
    let of_reading =
        |reading: &SoundString| Signature::of(skeletons(&numbers(&reading.sounds)).as_deref());
    spelling.readings().iter().map(of_reading).fold(Signature::NONE, Signature::or)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::spelling;

    fn differences(one: &str, other: &str) -> u16 {
        let of = |sounds: &str| Signature::of(skeletons(&numbers(sounds)).as_deref());
        let (one, other) = (of(one), of(other));
        assert_eq!(one.differences(&other), other.differences(&one));
        one.differences(&other)
    }

    #[test]
    fn differences_that_show_are_counted_and_others_not() {
        for (one, other, expected) in [
            ("petrov", "pedrof", 0),
            ("kirill", "kiril", 0),
            ("bogdan", "bohdan", 0),
            ("konj", "kon", 0),
            // In what order the letters stand it does not see.
            ("boris", "sirob", 0),
            ("mamed", "mmed", 1),
            ("petrov", "petrol", 1),
            ("petrov", "petr", 1),
            ("kimova", "kipova", 1),
            ("petrov", "mamedi", 3),
            // So much has no skeletons that are kept, and may be like anything.
            ("petrov", &"kamata".repeat(8), 0),
        ] {
            assert_eq!(differences(one, other), expected, "{one} {other}");
        }
    }

    #[test]
    fn a_token_has_the_letters_of_any_of_its_readings_or_is_like_none() {
        let [one, other] = ["chavez", "щавес"].map(|token| signature(&spelling(token)));
        assert_eq!(one.differences(&other), 0);
        let none = signature(&spelling("金"));
        assert!(none.differences(&one) > 100 && none.differences(&none) > 100);
    }
}
