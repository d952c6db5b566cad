//! How rare a token is: the u-probability of its agreement by chance.
//!
//! The counts are facts of an index. What a similar token contributes is a weight of the model.

use crate::evidence::{Bits, Model};
use crate::index::TokenCounts;
use crate::vocabulary::{Closeness, ClosenessKind, Similar, TokenId};

/// Costs below this have precomputed probabilities: 16 bits in hundredths, more than any two readings differ
/// by.
const COMMON_COSTS: u16 = 1600;

/// Probabilities are integers in units of 2^-32, so that their sums do not depend on the order.
const UNITS: f64 = (1_u64 << 32) as f64;

fn probability(model: &Model, closeness: Closeness) -> u64 {
    (model.spelling_probability(closeness) * UNITS).round() as u64
}

/// The counts of tokens in the names of a list, ready to be turned into bits. Frozen: they do not follow a
/// list that changes.
#[derive(Clone, Debug)]
pub(crate) struct TermFrequencies {
    counts: TokenCounts,
    /// The probability of a spelling by its cost, for common costs.
    probabilities: Vec<u64>,
}

impl TermFrequencies {
    pub(super) fn new(model: &Model, counts: TokenCounts) -> Self {
        let probability = |cost| probability(model, Closeness { cost, kind: ClosenessKind::Near });
        let probabilities = (0..COMMON_COSTS).map(probability).collect();
        TermFrequencies { counts, probabilities }
    }

    /// The rarity of a token with this number of sounds, given all tokens that are similar to it.
    pub(super) fn rarity(
        &self,
        model: &Model,
        similar: impl Iterator<Item = Similar>,
        sounds: usize,
    ) -> Bits {
        let seen = similar.map(|similar| {
            let common = match similar.closeness.kind {
                ClosenessKind::Near => self.probabilities.get(usize::from(similar.closeness.cost)),
                _ => None,
            };
            let probability =
                common.copied().unwrap_or_else(|| probability(model, similar.closeness));
            u64::from(self.counts.of(similar.token)) * probability
        });
        let mass = seen.fold(0_u64, u64::saturating_add) as f64 / UNITS;
        model.rarity(mass, self.counts.names(), sounds)
    }

    /// The same frequencies by the token numbers of another vocabulary of `tokens` tokens, in which `find`
    /// looks up those of this one; `None` if it lacks any. Both give the same rarity.
    pub(super) fn renumbered(
        &self,
        tokens: usize,
        find: impl Fn(TokenId) -> Option<TokenId>,
    ) -> Option<Self> {
        let counts = self.counts.renumbered(tokens, find)?;
        Some(TermFrequencies { counts, probabilities: self.probabilities.clone() })
    }
}
