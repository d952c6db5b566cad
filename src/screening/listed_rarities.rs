//! How rare the tokens of a list are, each found when it is first asked for.

use crate::evidence::{Bits, Rarity};
use crate::vocabulary::TokenId;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

/// The rarities of a list's own tokens. Finding one takes a search of the vocabulary, and most tokens are
/// never asked for.
#[derive(Debug, Default)]
pub(super) struct ListedRarities(OnceLock<Box<[AtomicU64]>>);

/// A rarity that was not asked for yet. Bits are at least 0, so no packed rarity has all bits set.
const UNKNOWN: u64 = u64::MAX;

/// From the lowest bit: whether the token is attested, 31 bits for its forms, 32 for its spelling.
fn pack(rarity: Rarity) -> u64 {
    let [spelling, forms] =
        [rarity.spelling, rarity.forms].map(|bits| u64::from(bits.hundredths().unsigned_abs()));
    spelling << 32 | forms << 1 | u64::from(rarity.is_attested)
}

fn unpack(packed: u64) -> Rarity {
    let bits = |hundredths: u64| Bits::from_hundredths(hundredths as i32);
    Rarity {
        spelling: bits(packed >> 32),
        forms: bits(packed as u32 as u64 >> 1),
        is_attested: packed & 1 == 1,
    }
}

impl ListedRarities {
    /// The rarity of a token of a list with this many tokens. Threads may find it twice, and get the same.
    pub(super) fn get_or_insert(
        &self,
        tokens: usize,
        token: TokenId,
        find: impl FnOnce() -> Rarity,
    ) -> Rarity {
        let unknown = || (0..tokens).map(|_| AtomicU64::new(UNKNOWN)).collect();
        let rarity = &self.0.get_or_init(unknown)[token as usize];
        // Nothing else is published with a rarity, so the order does not matter.
        match rarity.load(Ordering::Relaxed) {
            UNKNOWN => {
                let found = find();
                rarity.store(pack(found), Ordering::Relaxed);
                found
            }
            found => unpack(found),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rarity_is_found_once() {
        let (rarities, mut found) = (ListedRarities::default(), Vec::new());
        for token in [2, 0, 2, 2] {
            let [spelling, forms] =
                [100, 70].map(|bits| Bits::from_hundredths(bits * token as i32));
            let rarity = Rarity { spelling, forms, is_attested: token == 2 };
            let got = rarities.get_or_insert(3, token, || {
                found.push(token);
                rarity
            });
            assert_eq!(got, rarity);
        }
        assert_eq!(found, [2, 0]);
    }
}
