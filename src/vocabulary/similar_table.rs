//! Similar tokens found by their numbers: a table with open addressing, in one piece of memory.

use super::closeness::{Closeness, ClosenessKind};
use super::ids::TokenId;

/// A token of the vocabulary that is close to the one sought.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Similar {
    pub(crate) token: TokenId,
    pub(crate) closeness: Closeness,
}

/// Tokens with the best closeness of each.
#[derive(Clone, Debug)]
pub(crate) struct SimilarTable {
    /// PackedClasses, each at the place that its mixed number leads to, or at the next free one.
    places: Box<[u64]>,
    /// How far a mixed number is shifted to leave its place.
    shift: u32,
}

/// At a free place; no token has this number.
const FREE: u64 = u64::MAX;

/// The kinds by their numbers.
const KINDS: [ClosenessKind; 9] = [
    ClosenessKind::Identical,
    ClosenessKind::SameReading,
    ClosenessKind::Near,
    ClosenessKind::NationalForm,
    ClosenessKind::Diminutive,
    ClosenessKind::Russified,
    ClosenessKind::Father,
    ClosenessKind::Gendered,
    ClosenessKind::Initial,
];

/// Numbers in the order of the closeness of one token, and with it above of the tokens.
fn packed(similar: Similar) -> u64 {
    let Closeness { cost, kind } = similar.closeness;
    u64::from(similar.token) << 32 | u64::from(cost) << 8 | kind as u64
}

fn unpacked(packed: u64) -> Similar {
    let kind = KINDS[packed as usize & 0xff];
    let closeness = Closeness { cost: (packed >> 8) as u16, kind };
    Similar { token: (packed >> 32) as TokenId, closeness }
}

impl SimilarTable {
    /// A table for so many tokens. At least half of it stays free.
    pub(crate) fn for_many(tokens: usize) -> Self {
        let places = (2 * tokens).next_power_of_two().max(2);
        SimilarTable { places: vec![FREE; places].into(), shift: 32 - places.ilog2() }
    }

    /// Spreads token numbers evenly.
    pub(crate) fn mixed(token: TokenId) -> u32 {
        token.wrapping_mul(0x9e37_79b1)
    }

    /// Adds a token, or the closeness of one that is there where it is better.
    pub(crate) fn insert(&mut self, similar: Similar) {
        let packed = packed(similar);
        let mut at = (SimilarTable::mixed(similar.token) >> self.shift) as usize;
        loop {
            let place = &mut self.places[at];
            if *place == FREE || *place >> 32 == packed >> 32 {
                *place = packed.min(*place);
                return;
            }
            at = (at + 1) & (self.places.len() - 1);
        }
    }

    /// The closeness of a token; `None` where it was not added.
    pub(crate) fn get(&self, token: TokenId) -> Option<Closeness> {
        let mut at = (SimilarTable::mixed(token) >> self.shift) as usize;
        loop {
            match self.places[at] {
                FREE => return None,
                packed if packed >> 32 == u64::from(token) => {
                    return Some(unpacked(packed).closeness);
                }
                _ => at = (at + 1) & (self.places.len() - 1),
            }
        }
    }

    /// All tokens, in no order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Similar> {
        self.places.iter().filter(|packed| **packed != FREE).map(|packed| unpacked(*packed))
    }

    /// How many bytes it takes beside itself.
    pub(crate) fn bytes(&self) -> usize {
        size_of_val(&*self.places)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_closeness_of_each_token_comes_back() {
        let similar = |token, cost, kind| Similar { token, closeness: Closeness { cost, kind } };
        let mut table = SimilarTable::for_many(400);
        for cost in [70, 30, 50] {
            (0..100)
                .for_each(|n| table.insert(similar(n * 7, cost + n as u16, ClosenessKind::Near)));
        }
        for (n, kind) in (0..).zip(KINDS) {
            table.insert(similar(1000 + n, u16::MAX, kind));
            assert_eq!(table.get(1000 + n).map(|closeness| closeness.kind), Some(kind));
        }
        assert_eq!(table.iter().count(), 109);
        for token in 0..700 {
            let expected = (token % 7 == 0).then(|| (30 + token / 7) as u16);
            assert_eq!(table.get(token).map(|closeness| closeness.cost), expected);
        }
        assert_eq!(SimilarTable::for_many(0).get(3), None);
    }
}
