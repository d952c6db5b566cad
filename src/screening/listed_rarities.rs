//! How rare the tokens of a list are, each found when it is first asked for.

use crate::evidence::Bits;
use crate::vocabulary::TokenId;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicI32, Ordering};

/// The rarities of a list's own tokens. Finding one takes a search of the vocabulary, and most tokens are
/// never asked for.
#[derive(Debug, Default)]
pub(super) struct ListedRarities(OnceLock<Box<[AtomicI32]>>);

/// A rarity that was not asked for yet. Rarities are at least 0.
const UNKNOWN: i32 = -1;

impl ListedRarities {
    /// The rarity of a token of a list with this many tokens. Threads may find it twice, and get the same.
    pub(super) fn get_or_insert(
        &self,
        tokens: usize,
        token: TokenId,
        find: impl FnOnce() -> Bits,
    ) -> Bits {
        let unknown = || (0..tokens).map(|_| AtomicI32::new(UNKNOWN)).collect();
        let rarity = &self.0.get_or_init(unknown)[token as usize];
        // Nothing else is published with a rarity, so the order does not matter.
        match rarity.load(Ordering::Relaxed) {
            UNKNOWN => {
                let found = find();
                rarity.store(found.hundredths(), Ordering::Relaxed);
                found
            }
            found => Bits::from_hundredths(found),
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
            let rarity = rarities.get_or_insert(3, token, || {
                found.push(token);
                Bits::from_hundredths(100 * token as i32)
            });
            assert_eq!(rarity, Bits::from_hundredths(100 * token as i32));
        }
        assert_eq!(found, [2, 0]);
    }
}
