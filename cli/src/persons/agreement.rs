//! Precision and recall of a grouping.

use std::collections::HashMap;

/// How well groups agree with the truth; shares from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Agreement {
    /// The share of grouped pairs that are of one person.
    pub(super) precision: f64,
    /// The share of pairs of one person that are grouped.
    pub(super) recall: f64,
    /// B-cubed precision and recall (Bagga and Baldwin 1998): the share of a record's group that is of its
    /// person, and the share of its person's records that are in its group, each averaged over records.
    pub(super) bcubed: [f64; 2],
}

/// Compares groups with the truth. Both give the number of a group for each record.
pub(super) fn agreement(found: &[usize], truth: &[usize]) -> Agreement {
    let count = |numbers: &mut dyn Iterator<Item = (usize, usize)>| {
        let mut counts: HashMap<(usize, usize), f64> = HashMap::new();
        numbers.for_each(|number| *counts.entry(number).or_default() += 1.0);
        counts
    };
    let both = count(&mut found.iter().copied().zip(truth.iter().copied()));
    let groups = count(&mut found.iter().map(|n| (*n, 0)));
    let people = count(&mut truth.iter().map(|n| (*n, 0)));
    let pairs =
        |counts: &HashMap<_, f64>| counts.values().map(|n| n * (n - 1.0) / 2.0).sum::<f64>();
    let of_record = |whole: &dyn Fn(&(usize, usize)) -> f64| {
        both.iter().map(|(key, n)| n * n / whole(key)).sum::<f64>() / found.len() as f64
    };
    Agreement {
        precision: pairs(&both) / pairs(&groups),
        recall: pairs(&both) / pairs(&people),
        bcubed: [
            of_record(&|(group, _)| groups[&(*group, 0)]),
            of_record(&|(_, person)| people[&(*person, 0)]),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::agreement;

    #[test]
    fn agreement_counts_pairs_and_shares_of_groups() {
        // One of two grouped pairs is right; of three pairs of one person, one is grouped.
        let half = agreement(&[0, 0, 1, 1], &[0, 0, 0, 1]);
        assert_eq!((half.precision, half.recall), (0.5, 1.0 / 3.0));
        assert_eq!(half.bcubed, [3.0 / 4.0, (2.0 * 2.0 / 3.0 + 1.0 / 3.0 + 1.0) / 4.0]);
        let all = agreement(&[0, 0, 1], &[5, 5, 3]);
        assert_eq!((all.precision, all.recall, all.bcubed), (1.0, 1.0, [1.0, 1.0]));
    }
}
