//! What a list knows of a token: how close its own tokens are, in a table that is asked for one of
//! them, and in the order in which a search reads their posting lists.

use super::Watchlist;
use crate::evidence::{Bits, Model, in_two};
use crate::vocabulary::{Closeness, Kind, Similar, Spelling, TokenId};
use std::ops::Range;

/// The tokens of a list that are similar to one token, and that one's rarity.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) rarity: Bits,
    /// Similar tokens in the order of their mixed numbers.
    similar: Box<[(u32, Closeness)]>,
    /// Where those begin whose mixed numbers have these upper bits; one more than there are.
    starts: Box<[u32]>,
    shift: u32,
    /// The same tokens by what they weigh.
    steps: Box<[Step]>,
    tokens: Box<[TokenId]>,
    /// The fathers' names for this one, if it is a patronymic.
    fathers: Box<[TokenId]>,
    /// The pairs of tokens that are written as this one together.
    parts: Box<[[TokenId; 2]]>,
}

/// Posting lists with the same bits, read together.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    /// The most that a record in them gains.
    pub(crate) bits: Bits,
    /// Which lists.
    pub(crate) lists: Range<u32>,
    pub(crate) records: u32,
}

/// Spreads token numbers evenly over the table; reversible, so that none is taken for another.
fn mixed(token: TokenId) -> u32 {
    token.wrapping_mul(0x9e37_79b1)
}

impl Known {
    pub(super) fn new(watchlist: &Watchlist, token: &Spelling, similar: &[Similar]) -> Self {
        let rarity = watchlist.rarity(token, similar);
        let bits = (similar.len() / 2).next_power_of_two().ilog2();
        // Two similar tokens for each start, and at least two starts, for a shift below 32.
        let shift = 31 - bits;
        let mut table: Vec<(u32, Closeness)> =
            similar.iter().map(|similar| (mixed(similar.token), similar.closeness)).collect();
        table.sort_unstable();
        let mut starts = Vec::with_capacity((2 << bits) + 1);
        for (at, (mixed, _)) in table.iter().enumerate() {
            let start = (mixed >> shift) as usize;
            if starts.len() <= start {
                starts.resize(start + 1, at as u32);
            }
        }
        starts.resize((2 << bits) + 1, table.len() as u32);

        let is_father = |similar: &&Similar| similar.closeness.kind == Kind::Father;
        let weighed = |similar: &Similar| {
            (watchlist.model.token_agreement(rarity, similar.closeness), similar.token)
        };
        let mut by_bits: Vec<(Bits, TokenId)> =
            similar.iter().filter(|s| !is_father(s)).map(weighed).collect();
        by_bits.sort_unstable_by_key(|(bits, token)| (std::cmp::Reverse(*bits), *token));
        let mut steps: Vec<Step> = Vec::new();
        for (at, (bits, token)) in (0..).zip(&by_bits) {
            let records = watchlist.postings.of_token(*token).len() as u32;
            match steps.last_mut().filter(|step| step.bits == *bits) {
                Some(step) => {
                    step.lists.end += 1;
                    step.records += records;
                }
                None => steps.push(Step { bits: *bits, lists: at..at + 1, records }),
            }
        }
        Known {
            rarity,
            similar: table.into(),
            starts: starts.into(),
            shift,
            steps: steps.into(),
            tokens: by_bits.into_iter().map(|(_, token)| token).collect(),
            fathers: similar.iter().filter(is_father).map(|similar| similar.token).collect(),
            parts: in_two(token.text()).filter_map(|parts| watchlist.tokens(parts)).collect(),
        }
    }

    /// How close a token of the list is; `None` where it is not similar.
    pub(crate) fn closeness(&self, token: TokenId) -> Option<Closeness> {
        let sought = mixed(token);
        let start = (sought >> self.shift) as usize;
        let range = self.starts[start] as usize..self.starts[start + 1] as usize;
        self.similar[range].iter().find(|(token, _)| *token == sought).map(|(_, found)| *found)
    }

    /// The list's names of fathers for this one, which agree with it as a patronymic.
    pub(crate) fn fathers(&self) -> &[TokenId] {
        &self.fathers
    }

    /// What such an agreement weighs.
    pub(crate) fn as_father(&self, model: &Model) -> Bits {
        let closeness = self.fathers.first().and_then(|father| self.closeness(*father));
        closeness.map_or(Bits::ZERO, |closeness| model.token_agreement(self.rarity, closeness))
    }

    /// The pairs of the list's tokens that make this one when they are written together.
    pub(crate) fn parts(&self) -> &[[TokenId; 2]] {
        &self.parts
    }

    /// Similar tokens by their bits, most first.
    pub(crate) fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The tokens of a step.
    pub(crate) fn tokens(&self, lists: Range<u32>) -> &[TokenId] {
        &self.tokens[lists.start as usize..lists.end as usize]
    }

    pub(super) fn bytes(&self) -> usize {
        size_of::<Known>()
            + size_of_val(&*self.similar)
            + size_of_val(&*self.starts)
            + size_of_val(&*self.steps)
            + size_of_val(&*self.tokens)
            + size_of_val(&*self.parts)
            + size_of_val(&*self.fathers)
    }
}
