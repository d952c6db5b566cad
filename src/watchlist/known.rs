//! What a list knows of a token: how close its own tokens are, in a table that is asked for one of
//! them, and in the order in which a search reads their posting lists.

use super::Watchlist;
use crate::evidence::{Bits, Model, alone_least, contradiction_least, in_two};
use crate::vocabulary::{Bytes, Closeness, Kind, Similar, Spelling, Table, TokenId};
use std::ops::Range;

/// The tokens of a list that are similar to one token, and that one's rarity.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) rarity: Bits,
    similar: Table,
    /// A bit for each leading part of a mixed number, set where a similar token has it: most tokens
    /// that are asked for are not similar, and these few lines of memory say so of most of them.
    filter: [u64; FILTER / 64],
    /// Of these the ones that weigh more than standing alone, by what they weigh.
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

/// The word and the bit in it that a token has in the filter.
fn filter_bit(token: TokenId) -> (usize, u64) {
    let bit = (Table::mixed(token) >> (32 - FILTER.ilog2())) as usize;
    (bit / 64, 1 << (bit % 64))
}

impl Known {
    pub(super) fn new(watchlist: &Watchlist, token: &Spelling, similar: &[Similar]) -> Self {
        let model = &watchlist.model;
        let rarity = watchlist.rarity(token, similar);
        // What would weigh no more than a contradiction is as good as not similar.
        let (nothing, alone) = (contradiction_least(model), alone_least(model));
        let mut table = Table::for_many(similar.len());
        let mut filter = [0; FILTER / 64];
        let mut fathers = Vec::new();
        // Most bits first, then by token; each in one number, which is faster to sort.
        let mut by_bits: Vec<u64> = Vec::with_capacity(similar.len());
        for similar in similar {
            let bits = model.token_agreement(rarity, similar.closeness);
            if similar.closeness.kind == Kind::Father {
                fathers.push(similar.token);
            } else if bits > alone {
                let bits = i32::MAX.abs_diff(bits.hundredths());
                by_bits.push(u64::from(bits) << 32 | u64::from(similar.token));
            } else if bits <= nothing {
                continue;
            }
            table.insert(*similar);
            let (word, bit) = filter_bit(similar.token);
            filter[word] |= bit;
        }
        fathers.sort_unstable();
        by_bits.sort_unstable();
        let tokens: Box<[TokenId]> = by_bits.iter().map(|weighed| *weighed as u32).collect();
        let mut steps: Vec<Step> = Vec::new();
        for (at, weighed) in (0..).zip(by_bits) {
            let records = watchlist.postings.of_token(weighed as u32).len() as u32;
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
            similar: table,
            filter,
            steps: steps.into(),
            tokens,
            fathers: fathers.into(),
            parts: in_two(token.text()).filter_map(|parts| watchlist.tokens(parts)).collect(),
        }
    }

    /// How close a token of the list is; `None` where it is not similar, or so little that it weighs
    /// no more than another name.
    pub(crate) fn closeness(&self, token: TokenId) -> Option<Closeness> {
        let (word, bit) = filter_bit(token);
        if self.filter[word] & bit == 0 {
            return None;
        }
        self.similar.get(token)
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

    /// Similar tokens that weigh more than standing alone, by their bits, most first.
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
            + self.similar.bytes()
            + size_of_val(&*self.steps)
            + size_of_val(&*self.tokens)
            + size_of_val(&*self.parts)
            + size_of_val(&*self.fathers)
    }
}
