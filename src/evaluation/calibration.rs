//! How well stated probabilities come true.

use super::share::Share;
use crate::error::{Error, ErrorKind};
use std::ops::RangeInclusive;

/// Pairs with about the same stated probability.
#[derive(Clone, Debug, PartialEq)]
pub struct ReliabilityBin {
    stated: RangeInclusive<f64>,
    mean: f64,
    came_true: Share,
}

impl ReliabilityBin {
    /// The least and the greatest probability of the pairs.
    pub fn stated(&self) -> &RangeInclusive<f64> {
        &self.stated
    }

    /// The mean of the probabilities.
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// How many of the pairs are of one person.
    pub fn came_true(&self) -> Share {
        self.came_true
    }
}

/// How well stated probabilities come true: reliability in bins, and two figures that sum it up.
#[derive(Clone, Debug, PartialEq)]
pub struct Calibration {
    bins: Vec<ReliabilityBin>,
    pairs: usize,
    brier: f64,
    error: f64,
}

impl Calibration {
    /// Compares probabilities with the truth, in at most so many bins with about as many pairs each. Pairs with one
    /// probability are in one bin, so the order of the pairs does not matter.
    ///
    /// # Errors
    /// [`ErrorKind::Empty`] without a pair; [`ErrorKind::InvalidValue`] for a number that is no probability, and for no
    /// bin.
    pub fn new(stated: &[(f64, bool)], bins: usize) -> Result<Self, Error> {
        if let Some((wrong, _)) = stated.iter().find(|(p, _)| !(0.0..=1.0).contains(p)) {
            return Err(Error::new(ErrorKind::InvalidValue, "not a probability")
                .with_value(&wrong.to_string())
                .expecting("a number from 0 to 1"));
        }
        if stated.is_empty() || bins == 0 {
            let kind = if bins == 0 { ErrorKind::InvalidValue } else { ErrorKind::Empty };
            return Err(Error::new(kind, "nothing to calibrate")
                .expecting("at least one pair, and at least one bin"));
        }
        let mut sorted = stated.to_vec();
        sorted.sort_by(|one, other| one.0.total_cmp(&other.0));
        let total = sorted.len();
        let square = |(p, is_match): &(f64, bool)| (p - f64::from(u8::from(*is_match))).powi(2);
        let brier = sorted.iter().map(square).sum::<f64>() / total as f64;
        let mut parts: Vec<ReliabilityBin> = Vec::new();
        let mut start = 0;
        for n in 1..=bins {
            let mut end = n * total / bins;
            while end > start && end < total && sorted[end].0 == sorted[end - 1].0 {
                end += 1;
            }
            if end > start {
                parts.push(bin(&sorted[start..end]));
                start = end;
            }
        }
        let apart = |bin: &ReliabilityBin| {
            bin.came_true.of() as f64 * (bin.mean - bin.came_true.value()).abs()
        };
        let error = parts.iter().map(apart).sum::<f64>() / total as f64;
        Ok(Calibration { bins: parts, pairs: total, brier, error })
    }

    /// The bins, from the least probability up.
    pub fn bins(&self) -> &[ReliabilityBin] {
        &self.bins
    }

    /// The number of pairs.
    pub fn pairs(&self) -> usize {
        self.pairs
    }

    /// The Brier score: the mean square of the difference between a probability and what came true, 0 to 1 (Brier,
    /// "Verification of forecasts expressed in terms of probability", 1950, in the form for two outcomes).
    pub fn brier(&self) -> f64 {
        self.brier
    }

    /// The expected calibration error: the mean over pairs of the difference between the mean probability of the bin and
    /// what came true in it, 0 to 1 (Naeini, Cooper and Hauskrecht, "Obtaining well calibrated probabilities using
    /// Bayesian binning", 2015, here with bins of equal mass).
    pub fn error(&self) -> f64 {
        self.error
    }
}

fn bin(pairs: &[(f64, bool)]) -> ReliabilityBin {
    let came_true = pairs.iter().map(|(_, is_match)| *is_match).collect();
    let mean = pairs.iter().map(|(p, _)| p).sum::<f64>() / pairs.len() as f64;
    ReliabilityBin { stated: pairs[0].0..=pairs[pairs.len() - 1].0, mean, came_true }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn figures_counted_by_hand() {
        let stated = [(0.1, false), (0.3, true), (0.8, true), (0.9, true)];
        let two = Calibration::new(&stated, 2).unwrap();
        // .01 + .49 + .04 + .01 over four.
        assert!((two.brier() - 0.55 / 4.0).abs() < 1e-12);
        // The bins state .2 and .85 on average, and .5 and 1 came true: (2 · .3 + 2 · .15) / 4.
        assert!((two.error() - 0.225).abs() < 1e-12);
        let bins: Vec<_> =
            two.bins().iter().map(|bin| (bin.came_true().count(), bin.came_true().of())).collect();
        assert_eq!(bins, [(1, 2), (2, 2)]);
        assert_eq!(two.bins()[0].stated(), &(0.1..=0.3));
    }

    #[test]
    fn perfect_and_worst_forecasts() {
        for (p, brier, error) in [(1.0, 0.0, 0.0), (0.0, 1.0, 1.0), (0.5, 0.25, 0.5)] {
            let calibration = Calibration::new(&[(p, true), (p, true)], 10).unwrap();
            assert_eq!((calibration.brier(), calibration.error()), (brier, error));
            assert_eq!(calibration.bins().len(), 1, "what ties is one bin");
        }
    }

    #[test]
    fn what_is_no_probability_is_refused() {
        for wrong in [f64::NAN, -0.1, 1.1, f64::INFINITY] {
            let error = Calibration::new(&[(wrong, true)], 10).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidValue);
        }
        assert_eq!(Calibration::new(&[], 10).unwrap_err().kind(), ErrorKind::Empty);
        assert!(Calibration::new(&[(0.5, true)], 0).is_err());
    }

    proptest! {
        /// Every pair is in one bin; the error is at most the root of the Brier score; the order does not matter.
        #[test]
        fn bins_part_the_pairs(
            stated in prop::collection::vec((0_u8..=20, any::<bool>()), 1..80),
            bins in 1_usize..12,
        ) {
            let mut stated: Vec<(f64, bool)> =
                stated.into_iter().map(|(p, is_match)| (f64::from(p) / 20.0, is_match)).collect();
            let calibration = Calibration::new(&stated, bins).unwrap();
            prop_assert_eq!(calibration.bins().iter().map(|bin| bin.came_true().of()).sum::<usize>(), stated.len());
            prop_assert!(calibration.bins().len() <= bins);
            prop_assert!(calibration.bins().is_sorted_by(|one, next| one.stated().end() < next.stated().start()));
            prop_assert!(calibration.error() <= calibration.brier().sqrt() + 1e-12);
            stated.reverse();
            let again = Calibration::new(&stated, bins).unwrap();
            prop_assert!((again.error() - calibration.error()).abs() < 1e-9);
            prop_assert!((again.brier() - calibration.brier()).abs() < 1e-9);
        }
    }
}
