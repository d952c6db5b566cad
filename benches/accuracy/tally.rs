//! Counts, shares, intervals and curves: arithmetic alone.

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
}

/// A scored pair, and whether it is of one person.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scored {
    pub(crate) bits: f64,
    pub(crate) probability: f64,
    pub(crate) is_match: bool,
}

/// Pairs with about the same stated probability.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Bin {
    pub(crate) from: f64,
    pub(crate) to: f64,
    /// The mean of the stated probabilities.
    pub(crate) said: f64,
    pub(crate) came_true: Share,
}

/// The bounds of the bins.
const BINS: [f64; 11] = [0.01, 0.05, 0.15, 0.30, 0.50, 0.70, 0.85, 0.95, 0.99, 0.999, 1.0];

/// The share of matches in each bin of stated probability.
pub(crate) fn calibration(scored: &[Scored]) -> Vec<Bin> {
    let bins = BINS.windows(2).map(|ends| {
        let (from, to) = (ends[0], ends[1]);
        let within = |p: f64| p >= from && (p < to || to == 1.0);
        let mut bin = Bin { from, to, ..Bin::default() };
        for pair in scored.iter().filter(|pair| within(pair.probability)) {
            bin.said += pair.probability;
            bin.came_true.add(pair.is_match);
        }
        bin.said /= bin.came_true.of.max(1) as f64;
        bin
    });
    bins.collect()
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

/// Precision and recall at every threshold at which they change, highest first. `positives` is the number of true
/// pairs, found or not.
pub(crate) fn precision_recall(scored: &[Scored], positives: usize) -> Vec<Point> {
    let mut sorted: Vec<&Scored> = scored.iter().collect();
    sorted.sort_by(|one, other| other.bits.total_cmp(&one.bits));
    let mut points = Vec::new();
    let mut found = Share::default();
    for (n, pair) in sorted.iter().enumerate() {
        found.add(pair.is_match);
        if sorted.get(n + 1).is_none_or(|next| next.bits != pair.bits) {
            let recall = found.count as f64 / positives.max(1) as f64;
            points.push(Point { bits: pair.bits, precision: found.value(), recall });
        }
    }
    points
}
