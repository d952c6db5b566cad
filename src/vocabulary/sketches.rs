//! Sketches of tokens: how often each letter stands in their outlines. Two of them tell in a few
//! instructions, without a look at the readings, that the tokens are at least so far apart.
//!
//! A difference between two sound strings that does not show leaves some outline as it is, and one that
//! shows changes the numbers of runs of equal letters by two in all: a letter more may part a run, another
//! letter in one place or two neighbours in each other's place begin one run and end another. So half of the
//! difference of those numbers, counted up, is the least number of differences that show, of which
//! each costs what [`found_within`](super::outlines::found_within) has for the cheapest.

use super::outlines::Outline;
use bytemuck::{Pod, Zeroable};

/// The least and the most runs of each letter in any outline of any reading of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(C, align(16))]
pub(crate) struct Sketch {
    least: [u8; LETTERS],
    most: [u8; LETTERS],
}

/// Letters that are told apart; each of the rarer ones of an outline is one with another here.
const LETTERS: usize = 8;

/// The place of a letter of an outline, which has them from 1.
const fn place(letter: u8) -> usize {
    match letter {
        0..=6 => letter.saturating_sub(1) as usize,
        // m and n
        7 | 8 => 6,
        // r, and sounds that have no letter
        _ => 7,
    }
}

impl Sketch {
    /// Of a token without readings, which is near no other by sound.
    pub(super) const NONE: Sketch = Sketch { least: [u8::MAX; LETTERS], most: [0; LETTERS] };
    /// Of a reading with outlines that are not known.
    const ANY: Sketch = Sketch { least: [0; LETTERS], most: [u8::MAX; LETTERS] };

    /// The sketch of a reading by its outlines; `None` where they are too many or too long.
    pub(super) fn of(outlines: Option<&[Outline]>) -> Self {
        let Some(outlines) = outlines else { return Sketch::ANY };
        let of_outline = |outline: &Outline| {
            let mut runs = [0_u8; LETTERS];
            outline.letters().for_each(|letter| runs[place(letter)] += 1);
            Sketch { least: runs, most: runs }
        };
        outlines.iter().map(of_outline).fold(Sketch::NONE, Sketch::or)
    }

    /// The sketch of a token that has the readings of both.
    pub(super) fn or(mut self, other: Sketch) -> Self {
        for n in 0..LETTERS {
            self.least[n] = self.least[n].min(other.least[n]);
            self.most[n] = self.most[n].max(other.most[n]);
        }
        self
    }

    /// The fewest differences that show between a reading of one token and one of the other.
    pub(super) fn differences(&self, other: &Sketch) -> u16 {
        let fewer = |one: &[u8; LETTERS], other: &[u8; LETTERS]| {
            let differences = one.iter().zip(other).map(|(one, other)| one.saturating_sub(*other));
            differences.map(u16::from).sum::<u16>()
        };
        (fewer(&self.least, &other.most) + fewer(&other.least, &self.most)).div_ceil(2)
    }
}
