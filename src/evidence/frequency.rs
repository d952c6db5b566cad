//! How often each token of a vocabulary occurs: the u-probabilities of names.

use super::bits::Bits;
use super::model::Model;
use crate::vocabulary::{Closeness, Similar, TokenId};

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
        // Whole counts for each closeness first, so that the sum does not depend on an order.
        // An initial stands for no name in particular.
        let spelled = Closeness::ALL.into_iter().filter(|c| *c != Closeness::Initial);
        let mass = spelled.map(|closeness| {
            let of_closeness = similar.iter().filter(|similar| similar.closeness == closeness);
            let count: u64 = of_closeness.map(|similar| u64::from(self.count(similar.token))).sum();
            count as f64 * (-model.spelling_cost(closeness).as_f64()).exp2()
        });
        model.rarity(mass.sum(), self.names, sounds)
    }

    fn count(&self, token: TokenId) -> u32 {
        self.counts.get(token as usize).copied().unwrap_or(0)
    }
}
