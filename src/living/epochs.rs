//! Epochs: the frozen statistics that evidence is weighed by, and when a list has outgrown them.

use super::HistoryEntry;

/// A frozen state of a list. Its term frequencies, counts of shared documents and number of records decide
/// how much evidence weighs, until the next epoch is taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct Epoch {
    /// Counted from 1, the list as it was created.
    pub number: u32,
    /// The last change that it includes.
    pub change: u64,
    /// How many records it has.
    pub records: usize,
    /// Whether the list took it by itself, because it had [outgrown](Epoch::is_outgrown_by) the one before.
    #[serde(default)]
    pub is_automatic: bool,
}

/// Up to this many records a list counts as one of this many. By the default policy such lists have one prior,
/// and the rarity of a name that they lack depends more on what a model knows without them: 4,096 names.
const FEW: usize = 1_000;

impl Epoch {
    /// Whether a list of so many records should not be weighed by this epoch any more: one of the two has more
    /// than √2 times the records of the other, where up to 1,000 count as 1,000.
    ///
    /// The prior and the rarity of a name that the list lacks both go with log2 of the number of records, so the
    /// factor √2 bounds their error to half a bit. The cost of all epochs of a growing list is that of writing
    /// it 1 / (1 − 1/√2) = 3.4 times. A list that begins empty takes its first epoch with 1,415 records, and its
    /// seventh with 11,333.
    pub fn is_outgrown_by(&self, records: usize) -> bool {
        let [then, now] =
            [self.records, records].map(|records| records.clamp(FEW, u32::MAX as usize) as u128);
        let (less, more) = (then.min(now), then.max(now));
        more * more > 2 * less * less
    }

    /// The epochs that a list with this one takes by itself, each after the first change that outgrew the one
    /// before. They depend on the changes alone, so a list that was stopped meanwhile, or that was slow, takes
    /// the same.
    pub(super) fn due_after(self, history: &[HistoryEntry]) -> Vec<Epoch> {
        let mut due: Vec<Epoch> = Vec::new();
        let since = history.partition_point(|entry| entry.change <= self.change);
        for entry in &history[since..] {
            let last = due.last().unwrap_or(&self);
            let records = entry.records as usize;
            if last.is_outgrown_by(records) {
                let number = last.number + 1;
                due.push(Epoch { number, change: entry.change, records, is_automatic: true });
            }
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::ContentHash;

    fn epoch(records: usize) -> Epoch {
        Epoch { number: 1, change: 1, records, is_automatic: false }
    }

    #[test]
    fn an_epoch_is_outgrown_in_both_directions_beyond_half_a_bit() {
        for (epoch_of, still, outgrown) in [
            (0, 1_414, 1_415),
            (1_415, 2_001, 2_002),
            (2_000, 1_415, 1_414),
            (10_000, 7_072, 7_071),
        ] {
            assert!(!epoch(epoch_of).is_outgrown_by(still), "{epoch_of}: {still}");
            assert!(epoch(epoch_of).is_outgrown_by(outgrown), "{epoch_of}: {outgrown}");
        }
        assert!(!epoch(1_414).is_outgrown_by(0), "small lists have no epochs of their own");
        assert!(!epoch(usize::MAX).is_outgrown_by(usize::MAX));
    }

    #[test]
    fn due_epochs_depend_on_the_history_and_not_on_when_they_are_taken() {
        let entry = |n: u64| HistoryEntry::new(n + 1, 0, n as usize, ContentHash::default());
        let history: Vec<HistoryEntry> = (0..=20_000).map(entry).collect();
        let at_once = epoch(0).due_after(&history);
        assert_eq!(at_once.len(), 8);
        let (mut last, mut taken) = (epoch(0), Vec::new());
        for seen in (0..history.len()).step_by(777).chain([history.len()]) {
            let due = last.due_after(&history[..seen]);
            last = due.last().copied().unwrap_or(last);
            taken.extend(due);
        }
        assert_eq!(taken, at_once);
        for pair in at_once.windows(2) {
            let [before, after] = [pair[0], pair[1]];
            assert_eq!((after.number, after.change), (before.number + 1, after.records as u64 + 1));
            assert!(before.is_outgrown_by(after.records));
            assert!(!before.is_outgrown_by(after.records - 1));
        }
    }
}
