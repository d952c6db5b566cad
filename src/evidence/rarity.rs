//! How rare a token is: what its frequency is counted from, and the bits that follow from it.

use super::bits::Bits;
use crate::name::BackgroundFrequency;

/// What is known of the frequency of a token: how many names of a list have it, and how usual it is elsewhere.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct TokenFrequency {
    /// How many names the list has.
    pub(crate) names: u64,
    /// What one sighting in the list counts less than a whole one: that a name was seen says less of the next
    /// list than of this one.
    pub(crate) discount: f64,
    /// How many names have the token in some spelling: the sum over similar tokens of their count times the
    /// probability of the spelling.
    pub(crate) spelling: f64,
    /// The same with all other forms of the name that it is a form of.
    pub(crate) forms: f64,
    /// How many names have a token with a reading in common.
    pub(crate) heard: u64,
    /// How usual it is among people at large.
    pub(crate) background: BackgroundFrequency,
}

/// How rare a token is: -log2 of the probability that the name of another person has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Rarity {
    /// Of the token, however it is spelled.
    pub(crate) spelling: Bits,
    /// Of any form of the name that it is a form of. At most that of the spelling.
    pub(crate) forms: Bits,
    /// Whether so many people have it that it is a name of its own, and no slip in another.
    pub(crate) is_attested: bool,
}

impl Rarity {
    /// Of what is no form of a name.
    pub(crate) fn of_spelling(spelling: Bits) -> Rarity {
        Rarity { spelling, forms: spelling, is_attested: false }
    }
}
