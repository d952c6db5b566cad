//! How often each token of a vocabulary occurs: the u-probabilities of names.

use super::bits::Bits;
use super::model::Model;
use crate::storage::FlatArray;
use crate::vocabulary::{Closeness, ClosenessKind, Similar, TokenId};

/// Costs below this are looked up: 16 bits in hundredths, more than two readings may differ by.
const COMMON_COSTS: u16 = 1600;

/// Of these a probability is made.
const PARTS: f64 = (1_u64 << 32) as f64;

fn probability(model: &Model, closeness: Closeness) -> u64 {
    (model.spelling_probability(closeness) * PARTS).round() as u64
}

/// Counts of the names that hold each token, out of so many names. A frozen state: it does not
/// follow a list that changes.
#[derive(Clone, Debug)]
pub(crate) struct TermFrequencies {
    names: u64,
    counts: FlatArray<u32>,
    /// In whole 2^-32ths, so that sums do not depend on an order: how probable a spelling is of
    /// each cost, as far as these are common.
    probabilities: Vec<u64>,
}

impl TermFrequencies {
    /// Frequencies over a vocabulary of that many tokens.
    pub(crate) fn new(model: &Model, names: u64, counts: FlatArray<u32>) -> Self {
        let probability = |cost| probability(model, Closeness { cost, kind: ClosenessKind::Near });
        let probabilities = (0..COMMON_COSTS).map(probability).collect();
        TermFrequencies { names, counts, probabilities }
    }

    /// The rarity of a token with so many sounds, given all tokens that are similar to it.
    pub(crate) fn rarity(
        &self,
        model: &Model,
        similar: impl Iterator<Item = Similar>,
        sounds: usize,
    ) -> Bits {
        let seen = similar.map(|similar| {
            let known = match similar.closeness.kind {
                ClosenessKind::Near => self.probabilities.get(usize::from(similar.closeness.cost)),
                _ => None,
            };
            let probability =
                known.copied().unwrap_or_else(|| probability(model, similar.closeness));
            u64::from(self.count(similar.token)) * probability
        });
        let mass = seen.fold(0_u64, u64::saturating_add) as f64 / PARTS;
        model.rarity(mass, self.names, sounds)
    }

    /// The same frequencies over another vocabulary of so many tokens, in which `number` finds those of
    /// this one; `None` where it lacks any. Rarity is then the same by either.
    #[cfg(feature = "snapshot")]
    pub(crate) fn renumbered(
        &self,
        tokens: usize,
        number: impl Fn(TokenId) -> Option<TokenId>,
    ) -> Option<Self> {
        let mut counts = vec![0; tokens];
        for (token, count) in (0..).zip(self.counts.iter()) {
            counts[number(token)? as usize] = *count;
        }
        let TermFrequencies { names, ref probabilities, .. } = *self;
        Some(TermFrequencies { names, counts: counts.into(), probabilities: probabilities.clone() })
    }

    fn count(&self, token: TokenId) -> u32 {
        self.counts.get(token as usize).copied().unwrap_or(0)
    }
}

#[cfg(feature = "snapshot")]
mod stored {
    use super::*;
    use crate::error::Error;
    use crate::storage::{SnapshotReader, SnapshotWriter, ensure};

    impl TermFrequencies {
        pub(crate) fn save<'a>(&'a self, to: &mut SnapshotWriter<'a>) {
            to.put("frequencies.names", std::slice::from_ref(&self.names));
            to.put("frequencies.tokens", &self.counts);
        }

        pub(crate) fn open(
            model: &Model,
            from: &SnapshotReader,
            tokens: usize,
        ) -> Result<Self, Error> {
            let names: FlatArray<u64> = from.take("frequencies.names")?;
            let counts: FlatArray<u32> = from.take("frequencies.tokens")?;
            ensure("frequencies.names", names.len() == 1)?;
            ensure("frequencies.tokens", counts.len() == tokens)?;
            Ok(TermFrequencies::new(model, names[0], counts))
        }
    }
}
