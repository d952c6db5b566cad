//! Expectation and maximization over counted comparison patterns: which share of the pairs are of
//! one person, and how often each level stands in pairs of one person (m) and of two (u)?
//!
//! The model is Fellegi and Sunter's (1969): given whether a pair is of one person, its fields are
//! independent multinomials. The algorithm is Dempster, Laird and Rubin's (1977), as Winkler (2000)
//! applies it to record linkage. Patterns are few however many pairs there are, and are taken in
//! one fixed order, so the sums are the same on any number of threads. Nothing here knows a record.

use std::collections::BTreeMap;

/// The levels of a pair's fields, counted from 1; 0 where a field is silent.
pub(super) type ComparisonPattern<const FIELDS: usize> = [u8; FIELDS];

/// How often each pattern stands in pairs that are not labelled, and in pairs labelled as of two
/// people and of one.
pub(super) type PatternCounts<const FIELDS: usize> = BTreeMap<ComparisonPattern<FIELDS>, [u64; 3]>;

/// What is estimated.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct EmParameters<const FIELDS: usize> {
    /// The share of pairs of one person among those without a label.
    pub(super) share: f64,
    /// For each field the probability of each level, where the field is not silent.
    pub(super) m: [Vec<f64>; FIELDS],
    pub(super) u: [Vec<f64>; FIELDS],
    /// Whether the u-probabilities of a field are known from elsewhere and stay.
    pub(super) u_is_known: [bool; FIELDS],
}

/// How the iteration went.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct EmOutcome {
    pub(super) iterations: usize,
    pub(super) converged: bool,
    /// The natural logarithm of the likelihood of all pairs, at the end.
    pub(super) log_likelihood: f64,
}

/// Half a sighting of every level (Jeffreys): no probability is 0, and no logarithm infinite.
const UNSEEN: f64 = 0.5;

impl<const FIELDS: usize> EmParameters<FIELDS> {
    /// Natural logarithms of the joint probability of a pattern with each kind of pair: of two
    /// people, and of one.
    fn logs(&self, pattern: &ComparisonPattern<FIELDS>) -> [f64; 2] {
        let mut logs = [(1.0 - self.share).ln(), self.share.ln()];
        for (field, level) in pattern.iter().enumerate() {
            let Some(level) = usize::from(*level).checked_sub(1) else { continue };
            logs[0] += self.u[field][level].ln();
            logs[1] += self.m[field][level].ln();
        }
        logs
    }

    /// The probability that a pair with this pattern is of one person.
    pub(super) fn posterior(&self, pattern: &ComparisonPattern<FIELDS>) -> f64 {
        let [of_two, of_one] = self.logs(pattern);
        1.0 / (1.0 + (of_two - of_one).exp())
    }

    /// Iterates until no probability moves by more than `tolerance`, at most `most` times.
    pub(super) fn estimate(
        &mut self,
        counts: &PatternCounts<FIELDS>,
        most: usize,
        tolerance: f64,
    ) -> EmOutcome {
        let mut course = EmOutcome { iterations: 0, converged: false, log_likelihood: 0.0 };
        while course.iterations < most && !course.converged {
            let before = self.clone();
            self.step(counts);
            course.iterations += 1;
            course.converged = self.distance(&before) <= tolerance;
        }
        course.log_likelihood = self.log_likelihood(counts);
        course
    }

    fn step(&mut self, counts: &PatternCounts<FIELDS>) {
        let levels = |of: &[Vec<f64>; FIELDS]| of.clone().map(|levels| vec![UNSEEN; levels.len()]);
        let (mut m, mut u) = (levels(&self.m), levels(&self.u));
        // Half a pair of each kind, likewise.
        let (mut of_one, mut all) = (UNSEEN, 2.0 * UNSEEN);
        for (pattern, [unlabelled, apart, same]) in counts {
            let (unlabelled, posterior) = (*unlabelled as f64, self.posterior(pattern));
            of_one += unlabelled * posterior;
            all += unlabelled;
            let weight_m = unlabelled * posterior + *same as f64;
            let weight_u = unlabelled * (1.0 - posterior) + *apart as f64;
            for (field, level) in pattern.iter().enumerate() {
                let Some(level) = usize::from(*level).checked_sub(1) else { continue };
                m[field][level] += weight_m;
                u[field][level] += weight_u;
            }
        }
        self.share = of_one / all;
        for field in 0..FIELDS {
            self.m[field] = shares(&m[field]);
            if !self.u_is_known[field] {
                self.u[field] = shares(&u[field]);
            }
        }
    }

    fn log_likelihood(&self, counts: &PatternCounts<FIELDS>) -> f64 {
        let of_pattern =
            |(pattern, [unlabelled, apart, same]): (&ComparisonPattern<FIELDS>, &[u64; 3])| {
                let [of_two, of_one] = self.logs(pattern);
                let greater = of_two.max(of_one);
                let either = greater + ((of_two - greater).exp() + (of_one - greater).exp()).ln();
                *unlabelled as f64 * either + *apart as f64 * of_two + *same as f64 * of_one
            };
        counts.iter().map(of_pattern).sum()
    }

    /// The greatest difference of any probability.
    fn distance(&self, other: &Self) -> f64 {
        let of = |one: &[Vec<f64>; FIELDS], other: &[Vec<f64>; FIELDS]| {
            let pairs = one.iter().flatten().zip(other.iter().flatten());
            pairs.map(|(one, other)| (one - other).abs()).fold(0.0, f64::max)
        };
        let share = (self.share - other.share).abs();
        of(&self.m, &other.m).max(of(&self.u, &other.u)).max(share)
    }
}

/// Counts as shares of their sum, which is above 0.
pub(super) fn shares(counts: &[f64]) -> Vec<f64> {
    let sum: f64 = counts.iter().sum();
    counts.iter().map(|count| count / sum).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn start(share: f64) -> EmParameters<3> {
        let m = [vec![0.9, 0.1], vec![0.8, 0.2], vec![0.7, 0.2, 0.1]];
        let u = [vec![0.5, 0.5], vec![0.4, 0.6], vec![0.2, 0.3, 0.5]];
        EmParameters { share, m, u, u_is_known: [false; 3] }
    }

    /// Every pattern without silence, as often as the parameters say of so many pairs.
    fn expected(truth: &EmParameters<3>, pairs: f64) -> PatternCounts<3> {
        let mut counts = PatternCounts::new();
        for one in 1..=2_u8 {
            for two in 1..=2_u8 {
                for three in 1..=3_u8 {
                    let pattern = [one, two, three];
                    let [of_two, of_one] = truth.logs(&pattern);
                    let count = (pairs * (of_two.exp() + of_one.exp())).round() as u64;
                    counts.insert(pattern, [count, 0, 0]);
                }
            }
        }
        counts
    }

    #[test]
    fn it_finds_the_probabilities_that_made_the_counts() {
        let truth = EmParameters {
            share: 0.2,
            m: [vec![0.95, 0.05], vec![0.9, 0.1], vec![0.85, 0.1, 0.05]],
            u: [vec![0.1, 0.9], vec![0.2, 0.8], vec![0.05, 0.15, 0.8]],
            u_is_known: [false; 3],
        };
        let mut found = start(0.5);
        let course = found.estimate(&expected(&truth, 1e7), 10_000, 1e-12);
        assert!(course.converged, "{course:?}");
        assert!(
            found.distance(&EmParameters { u_is_known: [false; 3], ..truth }) < 1e-3,
            "{found:?}"
        );
    }

    #[test]
    fn every_step_raises_the_likelihood() {
        let truth = start(0.1);
        let counts = expected(&truth, 1e5);
        let mut found = start(0.7);
        let mut last = found.log_likelihood(&counts);
        for _ in 0..50 {
            found.step(&counts);
            let now = found.log_likelihood(&counts);
            assert!(now >= last - 2.0, "{last} {now}");
            last = now;
        }
    }

    #[test]
    fn labels_alone_are_counted() {
        let counts = PatternCounts::from([([1, 0, 0], [0, 10, 90]), ([2, 0, 0], [0, 90, 10])]);
        let mut found = start(0.5);
        let course = found.estimate(&counts, 100, 1e-9);
        assert!(course.converged && course.iterations <= 3, "{course:?}");
        assert!((found.m[0][0] - 90.5 / 101.0).abs() < 1e-9);
        assert!((found.u[0][0] - 10.5 / 101.0).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn nothing_is_infinite_or_no_number(
            patterns in prop::collection::vec(
                ((0_u8..=2, 0_u8..=2, 0_u8..=3), (0_u64..1 << 40, 0_u64..9, 0_u64..9)), 0..12),
            share in 0.0001..0.9999_f64,
        ) {
            let counts: PatternCounts<3> = patterns
                .into_iter()
                .map(|((a, b, c), (x, y, z))| ([a, b, c], [x, y, z]))
                .collect();
            let mut found = start(share);
            let course = found.estimate(&counts, 200, 1e-9);
            prop_assert!(course.log_likelihood.is_finite());
            prop_assert!(found.share > 0.0 && found.share < 1.0, "{}", found.share);
            for probability in found.m.iter().chain(&found.u).flatten() {
                prop_assert!(*probability > 0.0 && *probability <= 1.0);
            }
        }
    }
}
