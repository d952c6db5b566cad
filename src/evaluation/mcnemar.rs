//! Whether one of two models is right more often on the same pairs.

use libm::{erfc, exp, lgamma, sqrt};

/// The most discordant pairs that are counted exactly.
const FEW: usize = 1_000;

/// The test of McNemar ("Note on the sampling error of the difference between correlated proportions or percentages",
/// 1947): of the pairs on which two models disagree, is either right more often than by chance? Pairs on which both are
/// right or both are wrong say nothing.
///
/// ```
/// use sverka::evaluation::McNemar;
///
/// // Each model is right alone on a few pairs: the first on one, the second on five.
/// let test = McNemar::new(1, 5);
/// // As likely as one head or none, or one tail or none, in six throws: 2 · (1 + 6) / 64.
/// assert!((test.p_value() - 0.21875).abs() < 1e-9);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct McNemar {
    first_alone: usize,
    second_alone: usize,
}

impl McNemar {
    /// The test of two models of which the first alone is right on so many pairs, and the second alone on so many.
    pub fn new(first_alone: usize, second_alone: usize) -> Self {
        McNemar { first_alone, second_alone }
    }

    /// Pairs on which the first model alone is right.
    pub fn first_alone(&self) -> usize {
        self.first_alone
    }

    /// Pairs on which the second model alone is right.
    pub fn second_alone(&self) -> usize {
        self.second_alone
    }

    /// Whether the probability is that of the binomial distribution, as it is for up to 1,000 discordant pairs. For more
    /// it is that of the chi-squared distribution, with the correction for continuity of Edwards (1948).
    pub fn is_exact(&self) -> bool {
        self.first_alone + self.second_alone <= FEW
    }

    /// The probability of a difference as great as this or greater, in either direction, if both models were right
    /// equally often: above 0, at most 1.
    pub fn p_value(&self) -> f64 {
        let (fewer, discordant) =
            (self.first_alone.min(self.second_alone), self.first_alone + self.second_alone);
        if self.is_exact() {
            let tail: f64 = (0..=fewer).map(|k| probability(discordant, k)).sum();
            return (2.0 * tail).min(1.0);
        }
        let apart = self.first_alone.abs_diff(self.second_alone).saturating_sub(1) as f64;
        chi_squared_tail(apart * apart / discordant as f64)
    }
}

/// The probability of `k` heads in `n` throws of a coin.
fn probability(n: usize, k: usize) -> f64 {
    let ln_factorial = |n: usize| lgamma(n as f64 + 1.0);
    let ln_ways = ln_factorial(n) - ln_factorial(k) - ln_factorial(n - k);
    exp(ln_ways - n as f64 * std::f64::consts::LN_2)
}

/// The probability of more than `x` under the chi-squared distribution with one degree of freedom, which is that of the
/// square of a normal deviate.
fn chi_squared_tail(x: f64) -> f64 {
    erfc(sqrt(x / 2.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn few_pairs_are_counted_exactly() {
        for (first, second, p) in [
            (0, 0, 1.0),
            (1, 1, 1.0),
            (0, 1, 1.0),
            // Two of 2^5, two of 2^6.
            (0, 5, 2.0 / 32.0),
            (6, 0, 2.0 / 64.0),
            (1, 5, 14.0 / 64.0),
            // 2 · (1 + 10 + 45) / 1024.
            (2, 8, 112.0 / 1024.0),
        ] {
            let test = McNemar::new(first, second);
            assert!(test.is_exact());
            assert!((test.p_value() - p).abs() < 1e-9, "{first} {second}: {}", test.p_value());
        }
    }

    #[test]
    fn the_tail_of_chi_squared() {
        // The quantiles of any table of the distribution.
        for (x, p) in [(0.0, 1.0), (2.705543, 0.1), (3.841459, 0.05), (6.634897, 0.01)] {
            assert!((chi_squared_tail(x) - p).abs() < 1e-6, "{x}");
        }
    }

    proptest! {
        /// Neither model is the first; a greater difference is less probable; and where the exact test ends, the other is
        /// near it.
        #[test]
        fn both_directions_count(one in 0_usize..400, more in 0_usize..400) {
            let p = |first, second| McNemar::new(first, second).p_value();
            prop_assert!((p(one, one + more) - p(one + more, one)).abs() < 1e-12);
            prop_assert!(p(one, one + more + 1) <= p(one, one + more) + 1e-9);
            let (first, second) = (500 - more.min(60) / 2, 500 + more.min(60) / 2);
            let exact = p(first, second);
            let apart = (second - first).saturating_sub(1) as f64;
            let near = chi_squared_tail(apart * apart / (first + second) as f64);
            prop_assert!((exact - near).abs() < 0.003, "{} {}", exact, near);
        }
    }
}
