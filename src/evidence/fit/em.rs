//! Expectation maximization (EM) over counted comparison patterns. It estimates the share of pairs of
//! one person, and the probability of each level in pairs of one person (m) and of two people (u).
//!
//! The model is that of Fellegi and Sunter (1969): given whether a pair is of one person, its fields are
//! independent multinomials. The algorithm is that of Dempster, Laird and Rubin (1977), as applied to
//! record linkage by Winkler (2000). There are few patterns, however many pairs, and they are summed in a
//! fixed order, so the result is the same on any number of threads.
//!
//! May use: nothing. Knows numbers of levels, not records.

use std::collections::BTreeMap;

/// The level of each field of a pair, from 1; 0 if a side does not state the field.
pub(super) type ComparisonPattern<const FIELDS: usize> = [u8; FIELDS];

/// The number of pairs with each pattern: without a label, labelled as of two people, and labelled as of
/// one person.
pub(super) type PatternCounts<const FIELDS: usize> = BTreeMap<ComparisonPattern<FIELDS>, [u64; 3]>;

/// The estimated parameters.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct EmParameters<const FIELDS: usize> {
    /// The share of pairs of one person among the pairs without a label.
    pub(super) share: f64,
    /// For each field the probability of each level, given that both sides state the field: in pairs of
    /// one person, and of two people.
    pub(super) m: [Vec<f64>; FIELDS],
    pub(super) u: [Vec<f64>; FIELDS],
    /// Whether the u-probabilities of a field are known and not estimated.
    pub(super) u_is_known: [bool; FIELDS],
}

/// How the estimation ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct EmOutcome {
    pub(super) iterations: usize,
    pub(super) converged: bool,
    /// The natural logarithm of the likelihood of all pairs.
    pub(super) log_likelihood: f64,
}

/// Every level starts with half an observation (Jeffreys prior), so no probability is 0 and no logarithm
/// is infinite.
pub(super) const UNSEEN: f64 = 0.5;

impl<const FIELDS: usize> EmParameters<FIELDS> {
    /// The natural logarithms of the joint probabilities of a pattern with a pair of two people, and with
    /// a pair of one person.
    fn log_joint(&self, pattern: &ComparisonPattern<FIELDS>) -> [f64; 2] {
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
        let [log_nonmatch, log_match] = self.log_joint(pattern);
        1.0 / (1.0 + (log_nonmatch - log_match).exp())
    }

    /// Iterates until no probability changes by more than `tolerance`, at most `max_iterations` times.
    pub(super) fn estimate(
        &mut self,
        counts: &PatternCounts<FIELDS>,
        max_iterations: usize,
        tolerance: f64,
    ) -> EmOutcome {
        let mut outcome = EmOutcome { iterations: 0, converged: false, log_likelihood: 0.0 };
        while outcome.iterations < max_iterations && !outcome.converged {
            let before = self.clone();
            self.step(counts);
            outcome.iterations += 1;
            outcome.converged = self.distance(&before) <= tolerance;
        }
        outcome.log_likelihood = self.log_likelihood(counts);
        outcome
    }

    /// One iteration: the posterior of each pattern (expectation), and the parameters that follow from
    /// them (maximization).
    fn step(&mut self, counts: &PatternCounts<FIELDS>) {
        let unseen = || self.m.each_ref().map(|levels| vec![UNSEEN; levels.len()]);
        let (mut m, mut u) = (unseen(), unseen());
        // Both kinds of pairs start with half an observation as well.
        let (mut matches, mut all) = (UNSEEN, 2.0 * UNSEEN);
        for (pattern, [unlabelled, labelled_nonmatches, labelled_matches]) in counts {
            let (unlabelled, posterior) = (*unlabelled as f64, self.posterior(pattern));
            matches += unlabelled * posterior;
            all += unlabelled;
            let weight_m = unlabelled * posterior + *labelled_matches as f64;
            let weight_u = unlabelled * (1.0 - posterior) + *labelled_nonmatches as f64;
            for (field, level) in pattern.iter().enumerate() {
                let Some(level) = usize::from(*level).checked_sub(1) else { continue };
                m[field][level] += weight_m;
                u[field][level] += weight_u;
            }
        }
        self.share = matches / all;
        for field in 0..FIELDS {
            self.m[field] = shares(&m[field]);
            if !self.u_is_known[field] {
                self.u[field] = shares(&u[field]);
            }
        }
    }

    fn log_likelihood(&self, counts: &PatternCounts<FIELDS>) -> f64 {
        let of_pattern = |(pattern, [unlabelled, labelled_nonmatches, labelled_matches]): (
            &ComparisonPattern<FIELDS>,
            &[u64; 3],
        )| {
            let [log_nonmatch, log_match] = self.log_joint(pattern);
            let greater = log_nonmatch.max(log_match);
            let either =
                greater + ((log_nonmatch - greater).exp() + (log_match - greater).exp()).ln();
            *unlabelled as f64 * either
                + *labelled_nonmatches as f64 * log_nonmatch
                + *labelled_matches as f64 * log_match
        };
        counts.iter().map(of_pattern).sum()
    }

    /// The maximum difference of any probability.
    fn distance(&self, other: &Self) -> f64 {
        let max = |one: &[Vec<f64>; FIELDS], other: &[Vec<f64>; FIELDS]| {
            let pairs = one.iter().flatten().zip(other.iter().flatten());
            pairs.map(|(one, other)| (one - other).abs()).fold(0.0, f64::max)
        };
        let share = (self.share - other.share).abs();
        max(&self.m, &other.m).max(max(&self.u, &other.u)).max(share)
    }
}

/// Counts divided by their sum, which must be above 0.
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

    /// All patterns that state every field, with their expected numbers among this many pairs.
    fn expected(truth: &EmParameters<3>, pairs: f64) -> PatternCounts<3> {
        let mut counts = PatternCounts::new();
        for one in 1..=2_u8 {
            for two in 1..=2_u8 {
                for three in 1..=3_u8 {
                    let pattern = [one, two, three];
                    let [log_nonmatch, log_match] = truth.log_joint(&pattern);
                    let count = (pairs * (log_nonmatch.exp() + log_match.exp())).round() as u64;
                    counts.insert(pattern, [count, 0, 0]);
                }
            }
        }
        counts
    }

    #[test]
    fn em_finds_the_parameters_that_generated_the_counts() {
        let truth = EmParameters {
            share: 0.2,
            m: [vec![0.95, 0.05], vec![0.9, 0.1], vec![0.85, 0.1, 0.05]],
            u: [vec![0.1, 0.9], vec![0.2, 0.8], vec![0.05, 0.15, 0.8]],
            u_is_known: [false; 3],
        };
        let mut found = start(0.5);
        let outcome = found.estimate(&expected(&truth, 1e7), 10_000, 1e-12);
        assert!(outcome.converged, "{outcome:?}");
        assert!(
            found.distance(&EmParameters { u_is_known: [false; 3], ..truth }) < 1e-3,
            "{found:?}"
        );
    }

    #[test]
    fn no_iteration_lowers_the_likelihood() {
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
    fn pairs_with_labels_only_are_counted() {
        let counts = PatternCounts::from([([1, 0, 0], [0, 10, 90]), ([2, 0, 0], [0, 90, 10])]);
        let mut found = start(0.5);
        let outcome = found.estimate(&counts, 100, 1e-9);
        assert!(outcome.converged && outcome.iterations <= 3, "{outcome:?}");
        assert!((found.m[0][0] - 90.5 / 101.0).abs() < 1e-9);
        assert!((found.u[0][0] - 10.5 / 101.0).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn all_estimates_are_finite_and_within_their_range(
            patterns in prop::collection::vec(
                ((0_u8..=2, 0_u8..=2, 0_u8..=3), (0_u64..1 << 40, 0_u64..9, 0_u64..9)), 0..12),
            share in 0.0001..0.9999_f64,
        ) {
            let counts: PatternCounts<3> = patterns
                .into_iter()
                .map(|((a, b, c), (x, y, z))| ([a, b, c], [x, y, z]))
                .collect();
            let mut found = start(share);
            let outcome = found.estimate(&counts, 200, 1e-9);
            prop_assert!(outcome.log_likelihood.is_finite());
            prop_assert!(found.share > 0.0 && found.share < 1.0, "{}", found.share);
            for probability in found.m.iter().chain(&found.u).flatten() {
                prop_assert!(*probability > 0.0 && *probability <= 1.0);
            }
        }
    }
}
