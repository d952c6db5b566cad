//! How often each token of a vocabulary occurs: the u-probabilities of names.

use super::bits::Bits;
use super::model::Model;
use crate::vocabulary::{Similar, TokenId};

/// Counts of the names that hold each token, out of so many names. A frozen state: it does not
/// follow a list that changes.
#[derive(Clone, Debug, Default)]
pub(crate) struct TermFrequencies {
    names: u64,
    counts: Vec<u32>,
}

impl TermFrequencies {
    /// Frequencies over a vocabulary of that many tokens.
    pub(crate) fn new(names: u64, counts: Vec<u32>) -> Self {
        TermFrequencies { names, counts }
    }

    /// The rarity of a token with so many sounds, given all tokens that are similar to it.
    pub(crate) fn rarity(&self, model: &Model, similar: &[Similar], sounds: usize) -> Bits {
        // In whole 2^-32ths, so that the sum does not depend on an order.
        let unit = 32_f64.exp2();
        let seen = similar.iter().map(|similar| {
            let probability = model.spelling_probability(similar.closeness);
            u64::from(self.count(similar.token)) * (probability * unit).round() as u64
        });
        let mass = seen.fold(0_u64, u64::saturating_add) as f64 / unit;
        model.rarity(mass, self.names, sounds)
    }

    fn count(&self, token: TokenId) -> u32 {
        self.counts.get(token as usize).copied().unwrap_or(0)
    }
}
