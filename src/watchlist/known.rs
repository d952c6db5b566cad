//! What a list knows of a token: how close its own tokens are, in a table that is asked for one of
//! them, and in the order in which a search reads their posting lists.

use super::Watchlist;
use crate::evidence::{Bits, Model, in_two};
use crate::vocabulary::{Bytes, Closeness, Kind, Similar, Spelling, TokenId};
use std::ops::Range;

/// The tokens of a list that are similar to one token, and that one's rarity.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) rarity: Bits,
    /// Similar tokens in the order of the upper bits of their mixed numbers.
    similar: Box<[(TokenId, Closeness)]>,
    /// Where those begin whose mixed numbers have these upper bits; one more than there are.
    starts: Box<[u32]>,
    shift: u32,
    /// A bit for each leading part of a mixed number, set where a similar token has it: most tokens
    /// that are asked for are not similar, and these few lines of memory say so of most of them.
    filter: [u64; FILTER / 64],
    /// The same tokens by what they weigh.
    steps: Box<[Step]>,
    tokens: Box<[TokenId]>,
    /// The fathers' names for this one, if it is a patronymic.
    fathers: Box<[TokenId]>,
    /// The pairs of tokens that are written as this one together.
    parts: Box<[[TokenId; 2]]>,
}

/// Bits of the filter: several for each token that most tokens are similar to.
const FILTER: usize = 2048;

/// Posting lists with the same bits, read together.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    /// The most that a record in them gains.
    pub(crate) bits: Bits,
    /// Which lists.
    pub(crate) lists: Range<u32>,
    pub(crate) records: u32,
}

/// Spreads token numbers evenly over the table.
fn mixed(token: TokenId) -> u32 {
    token.wrapping_mul(0x9e37_79b1)
}

/// The word and the bit in it that a token has in the filter.
fn filter_bit(token: TokenId) -> (usize, u64) {
    let bit = (mixed(token) >> (32 - FILTER.ilog2())) as usize;
    (bit / 64, 1 << (bit % 64))
}

impl Known {
    pub(super) fn new(watchlist: &Watchlist, token: &Spelling, similar: &[Similar]) -> Self {
        let rarity = watchlist.rarity(token, similar);
        // Four similar tokens for each start, and at least two starts, for a shift below 32.
        let bits = (similar.len() / 8).next_power_of_two().ilog2();
        let shift = 31 - bits;
        let mut filter = [0; FILTER / 64];
        for similar in similar {
            let (word, bit) = filter_bit(similar.token);
            filter[word] |= bit;
        }
        let place = |token: TokenId| (mixed(token) >> shift) as usize;
        let mut starts = vec![0_u32; (2 << bits) + 1];
        similar.iter().for_each(|similar| starts[place(similar.token)] += 1);
        let mut end = 0;
        for start in &mut starts {
            end += *start;
            *start = end;
        }
        let mut table = vec![(0, Closeness::IDENTICAL); similar.len()];
        for Similar { token, closeness } in similar {
            // Filled from behind, so that each end becomes a start.
            let start = &mut starts[place(*token)];
            *start -= 1;
            table[*start as usize] = (*token, *closeness);
        }

        let is_father = |similar: &&Similar| similar.closeness.kind == Kind::Father;
        let weighed = |similar: &Similar| {
            let bits = watchlist.model.token_agreement(rarity, similar.closeness).hundredths();
            // In one number, which is faster to sort: most bits first, then by token.
            u64::from(i32::MAX.abs_diff(bits)) << 32 | u64::from(similar.token)
        };
        let mut by_bits: Vec<u64> = similar.iter().filter(|s| !is_father(s)).map(weighed).collect();
        by_bits.sort_unstable();
        let tokens: Vec<TokenId> = by_bits.iter().map(|weighed| *weighed as u32).collect();
        let records = tokens.iter().map(|token| watchlist.postings.of_token(*token).len() as u32);
        let records: Vec<u32> = records.collect();
        let mut steps: Vec<Step> = Vec::new();
        for (at, (weighed, records)) in (0..).zip(by_bits.iter().zip(records)) {
            let bits =
                Bits::from_hundredths(i32::MAX.wrapping_sub_unsigned((weighed >> 32) as u32));
            match steps.last_mut().filter(|step| step.bits == bits) {
                Some(step) => {
                    step.lists.end += 1;
                    step.records += records;
                }
                None => steps.push(Step { bits, lists: at..at + 1, records }),
            }
        }
        Known {
            rarity,
            similar: table.into(),
            starts: starts.into(),
            shift,
            filter,
            steps: steps.into(),
            tokens: tokens.into(),
            fathers: similar.iter().filter(is_father).map(|similar| similar.token).collect(),
            parts: in_two(token.text()).filter_map(|parts| watchlist.tokens(parts)).collect(),
        }
    }

    /// How close a token of the list is; `None` where it is not similar.
    pub(crate) fn closeness(&self, token: TokenId) -> Option<Closeness> {
        let (word, bit) = filter_bit(token);
        if self.filter[word] & bit == 0 {
            return None;
        }
        let start = (mixed(token) >> self.shift) as usize;
        let range = self.starts[start] as usize..self.starts[start + 1] as usize;
        self.similar[range]
            .iter()
            .find(|(found, _)| *found == token)
            .map(|(_, closeness)| *closeness)
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

    /// The tokens of all steps, in their order.
    pub(crate) fn tokens(&self) -> &[TokenId] {
        &self.tokens
    }
}

impl Bytes for Known {
    fn bytes(&self) -> usize {
        size_of::<Known>()
            + size_of_val(&*self.similar)
            + size_of_val(&*self.starts)
            + size_of_val(&*self.steps)
            + size_of_val(&*self.tokens)
            + size_of_val(&*self.parts)
            + size_of_val(&*self.fathers)
    }
}
