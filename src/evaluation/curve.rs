//! Precision, recall, misses and false alerts at each threshold.

use super::judged::{Judged, descending, positives};
use crate::error::Error;

/// What is right and wrong of the pairs from a score on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CurvePoint {
    score: f64,
    true_matches: usize,
    false_matches: usize,
    positives: usize,
    negatives: usize,
}

impl CurvePoint {
    /// The threshold: pairs with this score or more count as found.
    pub fn score(&self) -> f64 {
        self.score
    }

    /// Pairs of one person that are found.
    pub fn true_matches(&self) -> usize {
        self.true_matches
    }

    /// Pairs of two people that are found.
    pub fn false_matches(&self) -> usize {
        self.false_matches
    }

    /// The share of what is found that is of one person, 0 to 1; 1 where nothing is found.
    pub fn precision(&self) -> f64 {
        share(self.true_matches, self.true_matches + self.false_matches).unwrap_or(1.0)
    }

    /// The share of the pairs of one person that is found, 0 to 1.
    pub fn recall(&self) -> f64 {
        share(self.true_matches, self.positives).unwrap_or(0.0)
    }

    /// The share of the pairs of one person that is missed, 0 to 1.
    pub fn miss_rate(&self) -> f64 {
        share(self.positives - self.true_matches, self.positives).unwrap_or(0.0)
    }

    /// The share of the pairs of two people that is found, 0 to 1; 0 where there is no such pair.
    pub fn false_alert_rate(&self) -> f64 {
        share(self.false_matches, self.negatives).unwrap_or(0.0)
    }

    /// The harmonic mean of precision and recall, 0 to 1 (van Rijsbergen, *Information Retrieval*, 1979).
    pub fn f1(&self) -> f64 {
        let stated = self.true_matches + self.false_matches + self.positives;
        share(2 * self.true_matches, stated).unwrap_or(0.0)
    }
}

fn share(count: usize, of: usize) -> Option<f64> {
    (of > 0).then(|| count as f64 / of as f64)
}

/// Precision against recall (Davis and Goadrich, "The relationship between precision-recall and ROC curves", 2006),
/// and misses against false alerts (Martin et al., "The DET curve in assessment of detection task performance", 1997):
/// a point for each distinct score, from the highest down.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    points: Vec<CurvePoint>,
    /// Above the highest score.
    start: CurvePoint,
}

impl Curve {
    /// The curve of these pairs, in any order. A pair with a score of negative infinity is found at no threshold.
    ///
    /// Cost: a sort.
    ///
    /// # Errors
    /// [`ErrorKind::Empty`](crate::ErrorKind::Empty) where no pair is of one person: then there is no recall.
    pub fn new(judged: &[Judged]) -> Result<Self, Error> {
        let positives = positives(judged)?;
        let start = CurvePoint {
            score: f64::INFINITY,
            true_matches: 0,
            false_matches: 0,
            positives,
            negatives: judged.len() - positives,
        };
        let mut points: Vec<CurvePoint> = Vec::new();
        let mut point = start;
        for pair in descending(judged).iter().filter(|pair| pair.score > f64::NEG_INFINITY) {
            point.score = pair.score;
            point.true_matches += usize::from(pair.is_match);
            point.false_matches += usize::from(!pair.is_match);
            match points.last_mut() {
                Some(last) if last.score == pair.score => *last = point,
                _ => points.push(point),
            }
        }
        Ok(Curve { points, start })
    }

    /// The points, from the highest score down.
    pub fn points(&self) -> &[CurvePoint] {
        &self.points
    }

    /// The number of pairs of one person.
    pub fn positives(&self) -> usize {
        self.start.positives
    }

    /// The number of pairs of two people.
    pub fn negatives(&self) -> usize {
        self.start.negatives
    }

    /// What is right and wrong from any score on.
    pub fn at(&self, score: f64) -> CurvePoint {
        let found = self.points.partition_point(|point| point.score >= score);
        let point = found.checked_sub(1).map_or(self.start, |last| self.points[last]);
        CurvePoint { score, ..point }
    }

    /// The point with the best F1; of several, the one with the highest score.
    pub fn best_f1(&self) -> CurvePoint {
        let better = |best: CurvePoint, point: &CurvePoint| match point.f1() > best.f1() {
            true => *point,
            false => best,
        };
        self.points.iter().fold(self.start, better)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn curve(pairs: &[(f64, bool)]) -> Curve {
        let judged: Vec<Judged> =
            pairs.iter().map(|(score, is_match)| Judged::new(*score, *is_match).unwrap()).collect();
        Curve::new(&judged).unwrap()
    }

    #[test]
    fn a_curve_counted_by_hand() {
        // Of four pairs of one person one was not found. Two pairs tie at 5.
        let curve = curve(&[
            (9.0, true),
            (7.0, false),
            (5.0, true),
            (5.0, false),
            (2.0, true),
            (f64::NEG_INFINITY, true),
            (1.0, false),
        ]);
        assert_eq!((curve.positives(), curve.negatives()), (4, 3));
        let counted: Vec<(f64, usize, usize)> = curve
            .points()
            .iter()
            .map(|point| (point.score(), point.true_matches(), point.false_matches()))
            .collect();
        assert_eq!(counted, [(9.0, 1, 0), (7.0, 1, 1), (5.0, 2, 2), (2.0, 3, 2), (1.0, 3, 3)]);
        // From 2 on: 3 of 5 found are true, 3 of 4 are found, 2 of 3 strangers alert. F1 = 2 · 3 / (5 + 4).
        let best = curve.best_f1();
        assert_eq!((best.score(), best.precision(), best.recall()), (2.0, 0.6, 0.75));
        assert_eq!((best.f1(), best.miss_rate()), (6.0 / 9.0, 0.25));
        assert_eq!(best.false_alert_rate(), 2.0 / 3.0);
        let none = curve.at(9.5);
        assert_eq!((none.precision(), none.recall(), none.f1()), (1.0, 0.0, 0.0));
        assert_eq!(curve.at(4.0).true_matches(), 2);
        assert_eq!(curve.at(5.0).true_matches(), 2);
    }

    #[test]
    fn of_two_thresholds_with_one_f1_the_higher_is_best() {
        // From 3 on F1 is 2 · 1 / (1 + 2); from 1 on 2 · 2 / (4 + 2).
        let best = curve(&[(3.0, true), (2.0, false), (1.5, false), (1.0, true)]).best_f1();
        assert_eq!((best.score(), best.f1()), (3.0, 2.0 / 3.0));
    }

    proptest! {
        /// A threshold finds what a count over all pairs finds, whatever their order; recall never falls, and no
        /// threshold has a better F1 than the best.
        #[test]
        fn a_curve_counts_what_a_threshold_finds(
            pairs in prop::collection::vec((-8_i32..8, any::<bool>()), 1..60),
            threshold in -9.0..9.0_f64,
        ) {
            let mut pairs: Vec<(f64, bool)> =
                pairs.into_iter().map(|(score, is_match)| (f64::from(score), is_match)).collect();
            pairs[0].1 = true;
            let curve = curve(&pairs);
            pairs.reverse();
            prop_assert_eq!(&curve, &self::curve(&pairs));
            let found = |of: bool| {
                pairs.iter().filter(|(score, is_match)| *score >= threshold && *is_match == of).count()
            };
            let point = curve.at(threshold);
            prop_assert_eq!((point.true_matches(), point.false_matches()), (found(true), found(false)));
            prop_assert!(point.f1() <= curve.best_f1().f1());
            prop_assert!((point.miss_rate() + point.recall() - 1.0).abs() < 1e-12);
            let goes_on = |one: &CurvePoint, next: &CurvePoint| {
                one.score() > next.score() && one.recall() <= next.recall()
            };
            prop_assert!(curve.points().is_sorted_by(goes_on));
        }
    }
}
