//! A count of a total, with the interval of the share. The test of fairness and the bench of accuracy use it.

/// A count of a total.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Share {
    pub(crate) of: usize,
    pub(crate) count: usize,
}

impl Share {
    pub(crate) fn add(&mut self, counts: bool) {
        self.of += 1;
        self.count += usize::from(counts);
    }

    /// 0 if nothing was counted.
    pub(crate) fn value(self) -> f64 {
        self.count as f64 / self.of.max(1) as f64
    }

    /// The 95 % interval of Wilson (1927), which lies within 0 and 1 and is valid for small counts.
    pub(crate) fn interval(self) -> (f64, f64) {
        if self.of == 0 {
            return (0.0, 1.0);
        }
        let (n, p, z) = (self.of as f64, self.value(), 1.96);
        let middle = (p + z * z / (2.0 * n)) / (1.0 + z * z / n);
        let half = z / (1.0 + z * z / n) * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
        ((middle - half).max(0.0), (middle + half).min(1.0))
    }

    /// The share and its interval in hundredths, or `-`: `4.10 (3.2–5.2)`.
    pub(crate) fn percent(self) -> String {
        let (low, high) = self.interval();
        match self.of {
            0 => "-".to_owned(),
            _ => format!("{:.2} ({:.1}–{:.1})", 100.0 * self.value(), 100.0 * low, 100.0 * high),
        }
    }
}
