//! Expectation maximization (EM) over counted comparison patterns. It estimates the share of pairs of
//! one person, and the probability of each level in pairs of one person (m) and of two people (u).
//!
//! The model is that of Fellegi and Sunter (1969): given whether a pair is of one person, its draws are
//! independent multinomials. A field is drawn at most once for a pair, a token of a name as often as the
//! name has tokens. The algorithm is that of Dempster, Laird and Rubin (1977), as applied to record linkage
//! by Winkler (2000). There are fewer patterns than pairs, and they are summed in a fixed order, so the
//! result is the same on any number of threads.
//!
//! May use: nothing. Knows numbers of variables and levels, not records.

use std::collections::BTreeMap;

/// One observation of a pair: the level that a variable has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Draw {
    pub(super) variable: u8,
    pub(super) level: u16,
}

/// All draws of a pair, sorted.
pub(super) type ComparisonPattern = Box<[Draw]>;

/// The number of pairs with each pattern: without a label, labelled as of two people, and labelled as of
/// one person.
pub(super) type PatternCounts = BTreeMap<ComparisonPattern, [u64; 3]>;

/// What EM does with a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum VariableUse {
    /// It estimates m and u.
    Estimated,
    /// It estimates m. The u-probabilities are known.
    KnownU,
    /// Nothing: pairs were selected by it, or it follows from other variables.
    Ignored,
}

/// The estimated parameters. Positions are those of variables and of their levels.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct EmParameters {
    /// The share of pairs of one person among the pairs without a label.
    pub(super) share: f64,
    /// For each variable the probability of each level, given that it is drawn: in pairs of one person,
    /// and of two people.
    pub(super) m: Vec<Vec<f64>>,
    pub(super) u: Vec<Vec<f64>>,
    pub(super) uses: Vec<VariableUse>,
    /// The observations that each level of a variable starts with, above 0. So no probability is 0 and no
    /// logarithm is infinite.
    pub(super) unseen: Vec<f64>,
}

/// How the estimation ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct EmOutcome {
    pub(super) iterations: usize,
    pub(super) converged: bool,
    /// The natural logarithm of the likelihood of all pairs.
    pub(super) log_likelihood: f64,
}

/// Half an observation (Jeffreys prior).
pub(super) const UNSEEN: f64 = 0.5;

/// Sums over pairs while m, u and the share are estimated.
pub(super) struct Sums {
    matches: f64,
    all: f64,
    m: Vec<Vec<f64>>,
    u: Vec<Vec<f64>>,
}

impl Sums {
    /// The sums before the first pair: so many levels of each variable, each with `unseen` observations.
    pub(super) fn new(levels: &[usize], unseen: &[f64]) -> Self {
        let start = || levels.iter().zip(unseen).map(|(n, unseen)| vec![*unseen; *n]).collect();
        // Both kinds of pairs start with half an observation as well.
        Sums { matches: UNSEEN, all: 2.0 * UNSEEN, m: start(), u: start() }
    }

    /// Adds the pairs of a pattern, of which the unlabelled ones are of one person with this probability.
    pub(super) fn add(&mut self, pattern: &[Draw], counts: &[u64; 3], posterior: f64) {
        let [matches, nonmatches] = expected(counts, posterior);
        self.matches += counts[0] as f64 * posterior;
        self.all += counts[0] as f64;
        for Draw { variable, level } in pattern {
            let (variable, level) = (usize::from(*variable), usize::from(*level));
            self.m[variable][level] += matches;
            self.u[variable][level] += nonmatches;
        }
    }

    pub(super) fn share(&self) -> f64 {
        self.matches / self.all
    }

    /// The probabilities m, u.
    pub(super) fn probabilities(self) -> [Vec<Vec<f64>>; 2] {
        [self.m, self.u].map(|counts| counts.iter().map(|counts| shares(counts)).collect())
    }
}

/// The expected number of pairs of one person, and of two people.
pub(super) fn expected(counts: &[u64; 3], posterior: f64) -> [f64; 2] {
    let [unlabelled, nonmatches, matches] = counts.map(|count| count as f64);
    [unlabelled * posterior + matches, unlabelled * (1.0 - posterior) + nonmatches]
}

impl EmParameters {
    /// The natural logarithms of the joint probabilities of a pattern with a pair of two people, and with
    /// a pair of one person.
    fn log_joint(&self, pattern: &[Draw]) -> [f64; 2] {
        let mut logs = [(1.0 - self.share).ln(), self.share.ln()];
        for Draw { variable, level } in pattern {
            let (variable, level) = (usize::from(*variable), usize::from(*level));
            if self.uses[variable] != VariableUse::Ignored {
                logs[0] += self.u[variable][level].ln();
                logs[1] += self.m[variable][level].ln();
            }
        }
        logs
    }

    /// The probability that a pair with this pattern is of one person.
    pub(super) fn posterior(&self, pattern: &[Draw]) -> f64 {
        let [log_nonmatch, log_match] = self.log_joint(pattern);
        1.0 / (1.0 + (log_nonmatch - log_match).exp())
    }

    /// Iterates until no probability changes by more than `tolerance`, at most `max_iterations` times.
    pub(super) fn estimate(
        &mut self,
        counts: &PatternCounts,
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
    fn step(&mut self, counts: &PatternCounts) {
        let levels: Vec<usize> = self.m.iter().map(Vec::len).collect();
        let mut sums = Sums::new(&levels, &self.unseen);
        for (pattern, counts) in counts {
            sums.add(pattern, counts, self.posterior(pattern));
        }
        self.share = sums.share();
        let [m, u] = sums.probabilities();
        for (variable, (m, u)) in m.into_iter().zip(u).enumerate() {
            if self.uses[variable] != VariableUse::Ignored {
                self.m[variable] = m;
            }
            if self.uses[variable] == VariableUse::Estimated {
                self.u[variable] = u;
            }
        }
    }

    fn log_likelihood(&self, counts: &PatternCounts) -> f64 {
        let of_pattern = |(pattern, [unlabelled, labelled_nonmatches, labelled_matches]): (
            &ComparisonPattern,
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
        let max = |one: &[Vec<f64>], other: &[Vec<f64>]| {
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

    fn parameters(share: f64, m: [&[f64]; 3], u: [&[f64]; 3]) -> EmParameters {
        let [m, u] = [m, u].map(|all| all.map(<[f64]>::to_vec).to_vec());
        EmParameters { share, m, u, uses: vec![VariableUse::Estimated; 3], unseen: vec![UNSEEN; 3] }
    }

    fn start(share: f64) -> EmParameters {
        let m: [&[f64]; 3] = [&[0.9, 0.1], &[0.8, 0.2], &[0.7, 0.2, 0.1]];
        parameters(share, m, [&[0.5, 0.5], &[0.4, 0.6], &[0.2, 0.3, 0.5]])
    }

    /// One draw of each variable; from 1, and 0 for none.
    fn pattern(levels: [u16; 3]) -> ComparisonPattern {
        let draws = (0..).zip(levels).filter(|(_, level)| *level > 0);
        draws.map(|(variable, level)| Draw { variable, level: level - 1 }).collect()
    }

    /// All patterns with one draw of each variable, with their expected numbers among this many pairs.
    fn expected_counts(truth: &EmParameters, pairs: f64) -> PatternCounts {
        let mut counts = PatternCounts::new();
        for one in 1..=2 {
            for two in 1..=2 {
                for three in 1..=3 {
                    let pattern = pattern([one, two, three]);
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
        let truth = parameters(
            0.2,
            [&[0.95, 0.05], &[0.9, 0.1], &[0.85, 0.1, 0.05]],
            [&[0.1, 0.9], &[0.2, 0.8], &[0.05, 0.15, 0.8]],
        );
        let mut found = start(0.5);
        let outcome = found.estimate(&expected_counts(&truth, 1e7), 10_000, 1e-12);
        assert!(outcome.converged, "{outcome:?}");
        assert!(found.distance(&truth) < 1e-3, "{found:?}");
    }

    #[test]
    fn em_finds_how_often_tokens_agree_where_only_strangers_are_known() {
        // Names of three tokens, each drawn alike, and 30 % of the pairs are of one person.
        let (share, m, u) = (0.3_f64, 0.8_f64, 0.1_f64);
        let mut counts = PatternCounts::new();
        for agree in 0..=3_u16 {
            let ways = [1.0, 3.0, 3.0, 1.0][usize::from(agree)];
            let of = |p: f64| ways * p.powi(agree.into()) * (1.0 - p).powi((3 - agree).into());
            let count = 1e7 * (share * of(m) + (1.0 - share) * of(u));
            let draws = (0..3).map(|n| Draw { variable: 0, level: u16::from(n >= agree) });
            counts.insert(draws.collect(), [count.round() as u64, 0, 0]);
        }
        let mut found = EmParameters {
            share: 0.5,
            m: vec![vec![0.6, 0.4]],
            u: vec![vec![u, 1.0 - u]],
            uses: vec![VariableUse::KnownU],
            unseen: vec![UNSEEN],
        };
        assert!(found.estimate(&counts, 10_000, 1e-12).converged);
        assert!((found.m[0][0] - m).abs() < 1e-3 && (found.share - share).abs() < 1e-3);
        assert_eq!(found.u[0][0], u);
    }

    #[test]
    fn a_variable_that_is_ignored_decides_nothing() {
        let truth = start(0.2);
        let counts = expected_counts(&truth, 1e6);
        let ignoring = |m: f64| {
            let mut found = start(0.4);
            found.uses[0] = VariableUse::Ignored;
            found.m[0] = vec![m, 1.0 - m];
            found.estimate(&counts, 500, 1e-12);
            found
        };
        let (one, other) = (ignoring(0.9), ignoring(0.1));
        assert_eq!((one.share, &one.m[1..], &one.u), (other.share, &other.m[1..], &other.u));
        assert_eq!(one.m[0][0], 0.9);
    }

    #[test]
    fn no_iteration_lowers_the_likelihood() {
        let truth = start(0.1);
        let counts = expected_counts(&truth, 1e5);
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
        let counts = PatternCounts::from([
            (pattern([1, 0, 0]), [0, 10, 90]),
            (pattern([2, 0, 0]), [0, 90, 10]),
        ]);
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
                ((0_u16..=2, 0_u16..=2, 0_u16..=3), (0_u64..1 << 40, 0_u64..9, 0_u64..9)), 0..12),
            share in 0.0001..0.9999_f64,
        ) {
            let counts: PatternCounts = patterns
                .into_iter()
                .map(|((a, b, c), (x, y, z))| (pattern([a, b, c]), [x, y, z]))
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
