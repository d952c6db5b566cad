//! The threshold that keeps alerts within a budget, by counting on the caller's own sample.

use super::Watchlist;
use crate::error::{Error, ErrorKind};
use crate::evidence::Bits;
use crate::record::Record;
use crate::screening::Policy;
use std::ops::RangeInclusive;

/// A threshold that keeps alerts within a budget, and its confidence interval.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct AlertBudget {
    min_bits: Bits,
    alerts: usize,
    entries: usize,
    low: f64,
    high: f64,
}

impl AlertBudget {
    /// The lowest threshold at which the alerts of the sample are within the budget; above 0.
    pub fn min_bits(&self) -> Bits {
        self.min_bits
    }

    /// How many entries of the sample have a match at that threshold.
    pub fn alerts(&self) -> usize {
        self.alerts
    }

    /// How many entries the sample has.
    pub fn entries(&self) -> usize {
        self.entries
    }

    /// The 95 % confidence interval of the share of entries with an alert, from 0 to 1, by Wilson (1927),
    /// which is valid for few alerts and for none. It holds for entries like those of the sample and a
    /// threshold chosen beforehand. As this one is chosen on the same sample, expect a share in the upper
    /// half.
    pub fn interval(&self) -> RangeInclusive<f64> {
        self.low..=self.high
    }
}

impl Watchlist {
    /// The lowest threshold at which at most a share of the sample's entries have a match: five alerts for a
    /// thousand entries are 0.005. The policy says which listings, sources and categories are searched.
    ///
    /// Take ordinary entries, not those known to be listed, and at least some thousands: with 5 alerts for
    /// 1,000 entries the true share is anything from 0.2 to 1.2 %.
    ///
    /// Cost: screening the sample for the best record of each entry.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidValue`] for a share that is not between 0 and 1, [`ErrorKind::Empty`] for
    /// a sample without entries.
    ///
    /// ```
    /// use sverka::{Policy, ValidAt, Watchlist};
    /// use sverka::synthetic::Population;
    ///
    /// let population = Population::new(7).with_listed_share(0.01)?;
    /// let watchlist = Watchlist::builder().records(population.watchlist(2_000)).build()?;
    /// let sample: Vec<_> =
    ///     population.incoming(1_000, 2_000).into_iter().map(|entry| entry.into_record()).collect();
    /// let policy = Policy::default().with_valid_at(ValidAt::Ever);
    ///
    /// let budget = watchlist.alert_budget(&sample, 0.005, &policy)?;
    /// assert!(budget.alerts() <= 5);
    /// let policy = policy.with_min_bits(budget.min_bits());
    /// let screenings = watchlist.screen_all(&sample, &policy);
    /// let alerts = screenings.iter().filter(|screening| !screening.matches().is_empty());
    /// assert_eq!(alerts.count(), budget.alerts());
    /// # Ok::<(), sverka::Error>(())
    /// ```
    pub fn alert_budget(
        &self,
        sample: &[Record],
        share: f64,
        policy: &Policy,
    ) -> Result<AlertBudget, Error> {
        if !(0.0..=1.0).contains(&share) {
            return Err(Error::new(ErrorKind::InvalidValue, "not a share of entries")
                .with_value(&share.to_string())
                .expecting("a number from 0 to 1"));
        }
        if sample.is_empty() {
            return Err(Error::new(ErrorKind::Empty, "a sample without entries"));
        }
        let least = Bits::from_hundredths(1);
        let best = policy.clone().with_min_bits(least).without_review().with_limit(1);
        let mut best: Vec<Bits> = self
            .screen_all(sample, &best)
            .iter()
            .filter_map(|screening| screening.matches().first().map(|found| found.bits()))
            .collect();
        best.sort_unstable_by(|one, other| other.cmp(one));
        // Just above the first alert too many, which leaves out its ties too.
        let within = (share * sample.len() as f64).floor() as usize;
        let min_bits = best.get(within).map_or(least, |bits| *bits + least);
        let alerts = best.partition_point(|bits| *bits >= min_bits);
        let (low, high) = wilson(alerts, sample.len());
        Ok(AlertBudget { min_bits, alerts, entries: sample.len(), low, high })
    }
}

/// The 95 % interval of a share; `of` is above 0.
fn wilson(count: usize, of: usize) -> (f64, f64) {
    // 95 % of a normal distribution is within this many standard deviations.
    const Z: f64 = 1.959_964;
    let (n, p) = (of as f64, count as f64 / of as f64);
    let middle = (p + Z * Z / (2.0 * n)) / (1.0 + Z * Z / n);
    let half = Z / (1.0 + Z * Z / n) * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    ((middle - half).max(0.0), (middle + half).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn intervals_match_published_ones() {
        // Newcombe (1998), "Two-sided confidence intervals for the single proportion", table I.
        for (count, of, low, high) in [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ] {
            let found = wilson(count, of);
            assert!((found.0 - low).abs() < 1e-4 && (found.1 - high).abs() < 1e-4, "{found:?}");
        }
    }

    proptest! {
        #[test]
        fn an_interval_contains_its_share(count in 0_usize..1000, more in 0_usize..1000) {
            let of = (count + more).max(1);
            let (low, high) = wilson(count, of);
            let share = count as f64 / of as f64;
            prop_assert!(0.0 <= low && low <= share + 1e-12);
            prop_assert!(share - 1e-12 <= high && high <= 1.0);
        }
    }

    #[test]
    fn ties_at_the_threshold_are_left_out_together() {
        let records = (0..3).map(|n| Record::new(format!("w{n}"), "Щербаков Пётр"));
        let watchlist = Watchlist::builder().records(records).build().unwrap();
        let sample = [Record::new("1", "Щербаков Пётр"), Record::new("2", "Щербаков Пётр")];
        let at = |share: f64| {
            let budget = watchlist.alert_budget(&sample, share, &Policy::default()).unwrap();
            (budget.alerts(), budget.entries())
        };
        assert_eq!(at(0.0), (0, 2));
        assert_eq!(at(0.5), (0, 2));
        assert_eq!(at(1.0), (2, 2));
        let wrong = watchlist.alert_budget(&sample, 1.5, &Policy::default()).unwrap_err();
        assert_eq!(wrong.kind(), ErrorKind::InvalidValue);
        let empty = watchlist.alert_budget(&[], 0.5, &Policy::default()).unwrap_err();
        assert_eq!(empty.kind(), ErrorKind::Empty);
    }
}
