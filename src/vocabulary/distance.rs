//! The weighted distance between two sound strings, in hundredths of a bit.

/// What each difference between two sound strings costs. Whoever weighs evidence sets the numbers.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SoundCosts {
    /// By the low six bits of both sounds, which are distinct for ASCII letters.
    substitution: Vec<u16>,
    /// Of a sound that one string has and the other lacks.
    gap: [u16; 64],
    /// Of a sound beside an equal one.
    doubled: u16,
    /// Of two neighbours in each other's place.
    transposition: u16,
    /// Beyond this two strings do not agree.
    limit: u16,
}

/// More than any distance, and little enough to add to.
const FAR: u16 = u16::MAX / 4;
/// Sounds of the longest sound string.
const LONGEST: usize = 64;

fn place(sound: u8) -> usize {
    usize::from(sound & 63)
}

impl SoundCosts {
    /// Costs with the same number for every substitution and every gap, to be refined.
    pub(crate) fn uniform(edit: u16, doubled: u16, transposition: u16, limit: u16) -> Self {
        let mut costs = SoundCosts {
            substitution: vec![edit; 64 * 64],
            gap: [edit; 64],
            doubled,
            transposition,
            limit,
        };
        for sound in 0..64 {
            costs.substitution[sound * 65] = 0;
        }
        costs
    }

    /// Sets the cost of one sound in the place of another, in both directions.
    pub(crate) fn set_substitution(&mut self, one: u8, other: u8, cost: u16) {
        self.substitution[place(one) * 64 + place(other)] = cost;
        self.substitution[place(other) * 64 + place(one)] = cost;
    }

    /// Sets the cost of a sound that one side lacks.
    pub(crate) fn set_gap(&mut self, sound: u8, cost: u16) {
        self.gap[place(sound)] = cost;
    }

    fn gap_at(&self, string: &[u8], at: usize) -> u16 {
        let doubled = at > 0 && string[at - 1] == string[at];
        if doubled { self.doubled } else { self.gap[place(string[at])] }
    }

    /// The least cost of turning one string into the other, if it is at most the limit.
    /// Symmetric. Strings are read to their 64th sound. Cost: the product of the lengths.
    pub(super) fn distance_within(&self, one: &[u8], other: &[u8]) -> Option<u16> {
        let width = other.len().min(LONGEST);
        let (one, other) = (&one[..one.len().min(LONGEST)], &other[..width]);
        let mut gaps = [0_u16; LONGEST];
        // The rows of the usual table, each with a column before the first sound.
        let [before, last, row] = &mut [[FAR; LONGEST + 1]; 3];
        let (mut before, mut last, mut row) = (before, last, row);
        last[0] = 0;
        for at in 0..width {
            gaps[at] = self.gap_at(other, at);
            last[at + 1] = (last[at] + gaps[at]).min(FAR);
        }
        for at in 0..one.len() {
            let gap = self.gap_at(one, at);
            let substitution = &self.substitution[place(one[at]) * 64..][..64];
            row[0] = (last[0] + gap).min(FAR);
            let (mut least, mut left) = (row[0], row[0]);
            for to in 0..width {
                let mut cost = (last[to] + substitution[place(other[to])])
                    .min(last[to + 1] + gap)
                    .min(left + gaps[to]);
                if to > 0 && at > 0 && one[at] == other[to - 1] && one[at - 1] == other[to] {
                    cost = cost.min(before[to - 1] + self.transposition);
                }
                left = cost.min(FAR);
                row[to + 1] = left;
                least = least.min(left);
            }
            // A transposition reaches over one row, and may only add to what stands there.
            if least > self.limit && last[..=width].iter().all(|cost| *cost > self.limit) {
                return None;
            }
            (before, last, row) = (last, row, before);
        }
        Some(last[width]).filter(|cost| *cost <= self.limit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]
        #[test]
        fn with_equal_costs_it_is_the_plain_distance(
            one in "[abcX]{0,10}",
            other in "[abcX]{0,10}",
            limit in 0_u16..500,
        ) {
            let costs = SoundCosts::uniform(100, 100, 100, limit);
            let plain = strsim::osa_distance(&one, &other) * 100;
            let found = costs.distance_within(one.as_bytes(), other.as_bytes());
            prop_assert_eq!(found.map(usize::from), Some(plain).filter(|p| *p <= usize::from(limit)));
        }

        #[test]
        fn it_is_symmetric_and_zero_for_equals(one in "[aeijbp]{0,9}", other in "[aeijbp]{0,9}") {
            let mut costs = SoundCosts::uniform(600, 40, 700, 3000);
            costs.set_substitution(b'a', b'e', 250);
            costs.set_substitution(b'b', b'p', 200);
            costs.set_gap(b'j', 50);
            let distance = |a: &str, b: &str| costs.distance_within(a.as_bytes(), b.as_bytes());
            prop_assert_eq!(distance(&one, &other), distance(&other, &one));
            prop_assert_eq!(distance(&one, &one), Some(0));
        }
    }
}
