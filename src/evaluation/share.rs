//! A count of a total, with the interval of the share.

use std::ops::RangeInclusive;

/// A count of a total, such as the misses of a group.
///
/// ```
/// use sverka::evaluation::Share;
///
/// let missed: Share = [true, false, false, false].into_iter().collect();
/// assert_eq!((missed.count(), missed.of(), missed.value()), (1, 4, 0.25));
/// assert!(missed.interval().contains(&0.05));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    count: usize,
    of: usize,
}

impl Share {
    /// A count of a total. A count above the total is the total.
    pub fn new(count: usize, of: usize) -> Self {
        Share { count: count.min(of), of }
    }

    /// Adds one to the total, and to the count if it `counts`.
    pub fn add(&mut self, counts: bool) {
        self.of += 1;
        self.count += usize::from(counts);
    }

    /// The count.
    pub fn count(self) -> usize {
        self.count
    }

    /// The total.
    pub fn of(self) -> usize {
        self.of
    }

    /// The share, 0 to 1; 0 if nothing was counted.
    pub fn value(self) -> f64 {
        self.count as f64 / self.of.max(1) as f64
    }

    /// The 95 % interval of Wilson ("Probable inference, the law of succession, and statistical inference", 1927),
    /// which lies within 0 and 1 and is valid for small counts.
    pub fn interval(self) -> RangeInclusive<f64> {
        if self.of == 0 {
            return 0.0..=1.0;
        }
        let (n, p, z) = (self.of as f64, self.value(), 1.96);
        let middle = (p + z * z / (2.0 * n)) / (1.0 + z * z / n);
        let half = z / (1.0 + z * z / n) * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
        (middle - half).max(0.0)..=(middle + half).min(1.0)
    }

    /// The share and its interval in hundredths, or `-`: `4.10 (3.2–5.2)`.
    pub fn percent(self) -> String {
        let [low, high] = [*self.interval().start(), *self.interval().end()];
        match self.of {
            0 => "-".to_owned(),
            _ => format!("{:.2} ({:.1}–{:.1})", 100.0 * self.value(), 100.0 * low, 100.0 * high),
        }
    }
}

impl FromIterator<bool> for Share {
    /// How many are true.
    fn from_iter<I: IntoIterator<Item = bool>>(counted: I) -> Self {
        let mut share = Share::default();
        counted.into_iter().for_each(|counts| share.add(counts));
        share
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_of_wilson() {
        // By hand, with z² = 3.8416: nothing of ten is at most z² / (10 + z²), and all of ten at least 10 / (10 + z²).
        let [none, all] = [Share::new(0, 10), Share::new(10, 10)].map(Share::interval);
        assert!(none.start().abs() < 1e-12 && (none.end() - 3.8416 / 13.8416).abs() < 1e-9);
        assert!((all.start() - 10.0 / 13.8416).abs() < 1e-9 && (all.end() - 1.0).abs() < 1e-9);
        let half = Share::new(50, 100).interval();
        assert!((half.start() - 0.40383).abs() < 1e-4 && (half.end() - 0.59617).abs() < 1e-4);
        assert_eq!(Share::default().interval(), 0.0..=1.0);
        assert_eq!(Share::default().percent(), "-");
    }
}
