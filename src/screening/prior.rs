//! The prior: how probable it is, before any comparison, that an entry is about one particular record.

use crate::evidence::Bits;
// The functions of the standard library call those of the operating system, which differ in the last
// digit between systems.
use libm::{exp2, log2};

/// The prior odds of a single record, as the bits of evidence that outweigh them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Prior {
    cost: f64,
}

impl Prior {
    /// Two facts bound the odds: the records of the list share what is listed of the entries, and no record
    /// is likelier than one person of the population. The lower bound counts.
    pub(super) fn new(records: usize, listed_share: f64, population: u64) -> Self {
        let by_share = records.max(1) as f64 / listed_share;
        Prior { cost: log2(by_share.max(population.max(1) as f64)) }
    }

    /// The probability of a record with these bits, rounded to six decimals. No model is accurate enough for
    /// more.
    pub(super) fn probability(self, bits: Bits) -> f64 {
        let probability = 1.0 / (1.0 + exp2(self.cost - bits.as_f64()));
        (probability * 1e6).round() / 1e6
    }

    /// The bits at which a record has this probability.
    pub(super) fn bits_for_probability(self, probability: f64) -> Bits {
        let odds = log2(probability / (1.0 - probability));
        Bits::nearest((self.cost + odds).clamp(-1e6, 1e6))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn even_odds_take_the_larger_of_population_and_records_by_share() {
        // The table in the documentation of `Policy`, in hundredths of a bit: log2 of 10,000, 100,000 and so on.
        for (records, share, population, even) in [
            (0, 0.1, 10_000, 1329),
            (1, 0.1, 10_000, 1329),
            (1_000, 0.1, 10_000, 1329),
            (10_000, 0.1, 10_000, 1661),
            (1_000_000, 0.1, 10_000, 2325),
            (1, 0.001, 10_000, 1329),
            (1_000, 0.001, 10_000, 1993),
            (1_000_000, 0.001, 10_000, 2990),
            (1, 1.0, 10_000, 1329),
            (10_000, 1.0, 10_000, 1329),
            (1_000_000, 1.0, 10_000, 1993),
            // A station that 2,000,000 people pass.
            (1, 0.1, 2_000_000, 2093),
            (10_000, 0.1, 2_000_000, 2093),
            // One of eight suspects.
            (8, 1.0, 1, 300),
            (8, 1.0, 0, 300),
        ] {
            let prior = Prior::new(records, share, population);
            assert_eq!(
                prior.bits_for_probability(0.5).hundredths(),
                even,
                "{records} records, {share}, {population}"
            );
        }
    }

    #[test]
    fn probability_and_bits_convert_into_each_other_for_every_size_of_list() {
        for records in [1, 1_000, 10_000_000] {
            for share in [1e-300, 1e-6, 0.1, 1.0] {
                for probability in [0.01, 0.5, 0.99] {
                    let prior = Prior::new(records, share, 10_000);
                    let again = prior.probability(prior.bits_for_probability(probability));
                    assert!((again - probability).abs() < 0.01, "{probability} of {records}");
                }
            }
        }
    }
}
