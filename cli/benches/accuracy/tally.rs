//! Scored pairs, and what the tables take from them.

use crate::Outcome;
use sverka::evaluation::{Calibration, Curve, CurvePoint, Judged};

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

/// The least probability of a pair that counts for calibration. Nearly all pairs of a list are less likely.
const LEAST: f64 = 0.01;
const BINS: usize = 10;

/// The calibration of a probability, over pairs that are likely by it to at least [`LEAST`]; `None` without any.
pub(crate) fn calibration(
    pairs: &[Scored],
    probability: fn(&Scored) -> f64,
) -> Outcome<Option<Calibration>> {
    let stated: Vec<(f64, bool)> = pairs
        .iter()
        .map(|pair| (probability(pair), pair.is_match))
        .filter(|(stated, _)| *stated >= LEAST)
        .collect();
    if stated.is_empty() { Ok(None) } else { Ok(Some(Calibration::new(&stated, BINS)?)) }
}

/// The threshold with the best F1. `positives` is the number of true pairs, found or not.
pub(crate) fn best_f1(pairs: &[Scored], positives: usize) -> Outcome<CurvePoint> {
    let found = pairs.iter().filter(|pair| pair.is_match).count();
    let missed = (found..positives).map(|_| Judged::new(f64::NEG_INFINITY, true));
    let judged = pairs.iter().map(|pair| Judged::new(pair.bits, pair.is_match)).chain(missed);
    Ok(Curve::new(&judged.collect::<Result<Vec<_>, _>>()?)?.best_f1())
}
