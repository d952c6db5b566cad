//! How rare a token is: the u-probability of its agreement by chance.
//!
//! The counts are facts of an index. What a similar token contributes is a weight of the model.

use crate::evidence::{Bits, Model, Rarity, TokenFrequency};
use crate::index::TokenCounts;
use crate::name::background_frequency;
use crate::spelling::Spelling;
use crate::vocabulary::{Closeness, ClosenessKind, Similar, TokenId};

/// Costs below this have precomputed probabilities: 16 bits in hundredths, more than any two readings differ
/// by.
const COMMON_COSTS: u16 = 1600;

/// Probabilities are integers in units of 2^-32, so that their sums do not depend on the order.
const UNITS: f64 = (1_u64 << 32) as f64;

/// More sounds than any token has, so that the length of a token does not bound its rarity.
const UNBOUNDED_SOUNDS: usize = 1 << 10;

/// By how much each count is lowered: n1 / (n1 + 2 n2), where n1 tokens were seen once and n2 twice (Ney, Essen
/// and Kneser 1994). Between 0 and 1.
fn discount(counts: &TokenCounts) -> f64 {
    let [once, twice] = [1, 2].map(|count| counts.tokens_seen(count) as f64);
    once / (once + 2.0 * twice).max(1.0)
}

fn probability(model: &Model, closeness: Closeness) -> u64 {
    (model.spelling_probability(closeness) * UNITS).round() as u64
}

/// The counts of tokens in the names of a list, ready to be turned into bits. Frozen: they do not follow a
/// list that changes.
#[derive(Clone, Debug)]
pub(crate) struct TermFrequencies {
    counts: TokenCounts,
    discount: f64,
    /// The probability of a spelling by its cost, for common costs.
    probabilities: Vec<u64>,
}

impl TermFrequencies {
    pub(super) fn new(model: &Model, counts: TokenCounts) -> Self {
        let probability = |cost| probability(model, Closeness { cost, kind: ClosenessKind::Near });
        let probabilities = (0..COMMON_COSTS).map(probability).collect();
        TermFrequencies { discount: discount(&counts), counts, probabilities }
    }

    /// The rarity of a token, given all tokens of the list that are similar to it.
    pub(super) fn rarity(
        &self,
        model: &Model,
        token: &Spelling,
        similar: impl Iterator<Item = Similar>,
    ) -> Rarity {
        let background = background_frequency(token);
        model
            .rarity(TokenFrequency { background, ..self.seen(model, similar) }, token.sound_count())
    }

    /// The most that the rarity of a token can be which is similar to these tokens of the list, and perhaps to
    /// others.
    pub(super) fn most_rarity(
        &self,
        model: &Model,
        similar: impl Iterator<Item = Similar>,
    ) -> Bits {
        model.rarity(self.seen(model, similar), UNBOUNDED_SOUNDS).spelling
    }

    /// What the list says of a token that is similar to these.
    fn seen(&self, model: &Model, similar: impl Iterator<Item = Similar>) -> TokenFrequency {
        let (mut spelling, mut forms, mut heard) = (0_u64, 0_u64, 0_u64);
        for Similar { token, closeness } in similar {
            let count = u64::from(self.counts.of(token));
            let common = match closeness.kind {
                ClosenessKind::Near => self.probabilities.get(usize::from(closeness.cost)),
                _ => None,
            };
            let of_spelling = common.copied().unwrap_or_else(|| probability(model, closeness));
            let of_form = if closeness.kind.is_other_form() { UNITS as u64 } else { of_spelling };
            spelling = spelling.saturating_add(count * of_spelling);
            forms = forms.saturating_add(count.saturating_mul(of_form));
            if matches!(closeness.kind, ClosenessKind::Identical | ClosenessKind::SameReading) {
                heard += count;
            }
        }
        let [spelling, forms] = [spelling, forms].map(|mass| mass as f64 / UNITS);
        let (names, discount) = (self.counts.names(), self.discount);
        TokenFrequency { names, discount, spelling, forms, heard, ..TokenFrequency::default() }
    }

    /// The same frequencies by the token numbers of another vocabulary of `tokens` tokens, in which `find`
    /// looks up those of this one; `None` if it lacks any. Both give the same rarity.
    pub(super) fn renumbered(
        &self,
        tokens: usize,
        find: impl Fn(TokenId) -> Option<TokenId>,
    ) -> Option<Self> {
        let counts = self.counts.renumbered(tokens, find)?;
        Some(TermFrequencies { counts, ..self.clone() })
    }
}
