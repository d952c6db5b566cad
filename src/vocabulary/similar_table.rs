//! The result of a search: similar tokens in a hash table by token id.
//!
//! This module knows token ids and closeness. It is a hash table with open addressing in one
//! allocation: a search fills it once, and a scorer looks up millions of tokens in it, most of which
//! are absent. At least half of the slots are free, so a look-up reads one or two of them.

use super::closeness::{Closeness, ClosenessKind};
use super::ids::TokenId;
use crate::storage::hash_number;
use bytemuck::Contiguous;

/// A token of the vocabulary that is close to a query token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Similar {
    pub(crate) token: TokenId,
    pub(crate) closeness: Closeness,
}

/// Similar tokens with the best closeness of each.
#[derive(Clone, Debug)]
pub(crate) struct SimilarTable {
    /// Packed items, each in the slot that the hash of its token leads to, or in the next free one.
    slots: Box<[u64]>,
    /// How far a hash is shifted right to give a slot.
    shift: u32,
}

/// Marks a free slot. No token has this id.
const FREE: u64 = u64::MAX;

/// Packs an item so that those of one token are ordered by closeness.
fn pack(similar: Similar) -> u64 {
    let Closeness { cost, kind } = similar.closeness;
    u64::from(similar.token) << 32 | u64::from(cost) << 8 | u64::from(kind.into_integer())
}

fn unpack(packed: u64) -> Similar {
    let kind = ClosenessKind::from_integer(packed as u8).expect("a slot has what `pack` returned");
    let closeness = Closeness { cost: (packed >> 8) as u16, kind };
    Similar { token: (packed >> 32) as TokenId, closeness }
}

/// The hash of a token, whose upper bits are its slot.
fn slot_hash(token: TokenId) -> u32 {
    hash_number(token)
}

impl SimilarTable {
    /// A table for at most that many tokens.
    pub(crate) fn with_capacity(tokens: usize) -> Self {
        let slots = (2 * tokens).next_power_of_two().max(2);
        SimilarTable { slots: vec![FREE; slots].into(), shift: 32 - slots.ilog2() }
    }

    /// Adds a token. Of a token that is already there the better closeness stays.
    pub(crate) fn insert(&mut self, similar: Similar) {
        let packed = pack(similar);
        let mut at = (slot_hash(similar.token) >> self.shift) as usize;
        loop {
            let slot = &mut self.slots[at];
            if *slot == FREE || *slot >> 32 == packed >> 32 {
                *slot = packed.min(*slot);
                return;
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }

    /// The closeness of a token; `None` if it is not in the table.
    pub(crate) fn get(&self, token: TokenId) -> Option<Closeness> {
        let mut at = (slot_hash(token) >> self.shift) as usize;
        loop {
            match self.slots[at] {
                FREE => return None,
                packed if packed >> 32 == u64::from(token) => {
                    return Some(unpack(packed).closeness);
                }
                _ => at = (at + 1) & (self.slots.len() - 1),
            }
        }
    }

    /// All tokens, in no order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Similar> {
        self.slots.iter().filter(|packed| **packed != FREE).map(|packed| unpack(*packed))
    }

    /// The size of its allocation in bytes.
    pub(crate) fn bytes(&self) -> usize {
        size_of_val(&*self.slots)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_closeness_of_each_token_is_kept() {
        let similar = |token, cost, kind| Similar { token, closeness: Closeness { cost, kind } };
        let kinds = ClosenessKind::MIN_VALUE..=ClosenessKind::MAX_VALUE;
        let kinds: Vec<ClosenessKind> = kinds.filter_map(ClosenessKind::from_integer).collect();
        let mut table = SimilarTable::with_capacity(400);
        for cost in [70, 30, 50] {
            let near = |n: u32| similar(n * 7, cost + n as u16, ClosenessKind::Near);
            (0..100).for_each(|n| table.insert(near(n)));
        }
        for (n, kind) in (0..).zip(&kinds) {
            table.insert(similar(1000 + n, u16::MAX, *kind));
            assert_eq!(table.get(1000 + n).map(|closeness| closeness.kind), Some(*kind));
        }
        assert_eq!(table.iter().count(), 100 + kinds.len());
        for token in 0..700 {
            let expected = (token % 7 == 0).then(|| (30 + token / 7) as u16);
            assert_eq!(table.get(token).map(|closeness| closeness.cost), expected);
        }
        assert_eq!(SimilarTable::with_capacity(0).get(3), None);
    }
}
