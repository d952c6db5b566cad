//! Calibration, precision and recall: arithmetic alone.

use crate::share::Share;

/// A scored pair, and whether it is of one person.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scored {
    pub(crate) bits: f64,
    /// By the share of listed people in the corpus.
    pub(crate) probability: f64,
    /// By the default policy.
    pub(crate) stated: f64,
    pub(crate) is_match: bool,
}

/// Pairs with about the same stated probability.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Bin {
    pub(crate) from: f64,
    pub(crate) to: f64,
    /// The mean of the probabilities.
    pub(crate) said: f64,
    pub(crate) came_true: Share,
}

/// How well probabilities come true.
#[derive(Clone, Debug, Default)]
pub(crate) struct Calibration {
    pub(crate) bins: Vec<Bin>,
    pub(crate) pairs: usize,
    /// The mean square of the difference between a probability and what came true (Brier 1950).
    pub(crate) brier: f64,
    /// The expected calibration error: the mean over pairs of the difference between what the bin says and what
    /// came true (Naeini, Cooper and Hauskrecht 2015, with bins of equal mass).
    pub(crate) error: f64,
}

/// The least probability of a pair that counts for calibration. Nearly all pairs of a list are less likely.
const LEAST: f64 = 0.01;
const BINS: usize = 10;

/// The calibration of a probability, over pairs that are likely by it to at least [`LEAST`].
pub(crate) fn calibration(pairs: &[Scored], probability: fn(&Scored) -> f64) -> Calibration {
    let mut sorted: Vec<(f64, bool)> =
        pairs.iter().map(|pair| (probability(pair), pair.is_match)).collect();
    sorted.retain(|(said, _)| *said >= LEAST);
    sorted.sort_by(|one, other| one.0.total_cmp(&other.0));
    let total = sorted.len();
    if total == 0 {
        return Calibration::default();
    }
    let square = |(said, came_true): &(f64, bool)| (said - f64::from(u8::from(*came_true))).powi(2);
    let brier = sorted.iter().map(square).sum::<f64>() / total as f64;
    let bins = (0..BINS).map(|n| &sorted[n * total / BINS..(n + 1) * total / BINS]);
    let bins: Vec<Bin> = bins.filter(|pairs| !pairs.is_empty()).map(bin).collect();
    let apart = |bin: &Bin| bin.came_true.of as f64 * (bin.said - bin.came_true.value()).abs();
    let error = bins.iter().map(apart).sum::<f64>() / total as f64;
    Calibration { bins, pairs: total, brier, error }
}

fn bin(pairs: &[(f64, bool)]) -> Bin {
    let mut came_true = Share::default();
    pairs.iter().for_each(|(_, is_match)| came_true.add(*is_match));
    let said = pairs.iter().map(|(said, _)| said).sum::<f64>() / pairs.len() as f64;
    Bin { from: pairs[0].0, to: pairs[pairs.len() - 1].0, said, came_true }
}

/// Precision and recall at a threshold.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Point {
    pub(crate) bits: f64,
    pub(crate) precision: f64,
    pub(crate) recall: f64,
}

impl Point {
    pub(crate) fn f1(self) -> f64 {
        let sum = self.precision + self.recall;
        if sum > 0.0 { 2.0 * self.precision * self.recall / sum } else { 0.0 }
    }
}

/// The threshold with the best F1. `positives` is the number of true pairs, found or not.
pub(crate) fn best_f1(pairs: &[Scored], positives: usize) -> Option<Point> {
    let mut sorted: Vec<&Scored> = pairs.iter().collect();
    sorted.sort_by(|one, other| other.bits.total_cmp(&one.bits));
    let mut found = Share::default();
    let mut best: Option<Point> = None;
    for (n, pair) in sorted.iter().enumerate() {
        found.add(pair.is_match);
        if sorted.get(n + 1).is_some_and(|next| next.bits == pair.bits) {
            continue;
        }
        let recall = found.count as f64 / positives.max(1) as f64;
        let point = Point { bits: pair.bits, precision: found.value(), recall };
        if best.is_none_or(|best| point.f1() > best.f1()) {
            best = Some(point);
        }
    }
    best
}
