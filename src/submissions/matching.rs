//! The bank screened against itself, and the entries of the meantime against the bank.
//!
//! The one file of this room that compares names; it does so by [`Watchlist::screen`] alone.

use super::fault::{PairContradiction, contradictions};
use super::report::{ScreenedEntries, SharedPairs};
use super::{SourceCategory, group};
use crate::evidence::Bits;
use crate::persons::{SimilarRecords, links_between, similar_records, threshold_only};
use crate::record::{Date, Record};
use crate::screening::Policy;
use crate::watchlist::Watchlist;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// What screening says of one record.
#[derive(Clone, Debug, Default)]
pub(super) struct RecordMatches {
    /// What an entry equal to it draws.
    pub(super) bits: Bits,
    pub(super) is_matchable: bool,
    pub(super) repeats: bool,
    pub(super) repeats_other_category: bool,
    pub(super) in_other_sources: bool,
    pub(super) contradictions: Vec<PairContradiction>,
    pub(super) missed: u64,
}

pub(super) struct SelfScreening {
    /// In the order of the records.
    pub(super) of_records: Vec<RecordMatches>,
    /// Two records of one person, the earlier first.
    pairs: Vec<[u32; 2]>,
    pub(super) crowded: u64,
    pub(super) screened: ScreenedEntries,
}

impl SelfScreening {
    /// Screens all `records`, which are those of `list` in their order, and the entries.
    pub(super) fn find(
        list: &Watchlist,
        records: &[Record],
        screened: &[Record],
        policy: &Policy,
    ) -> SelfScreening {
        let found = similar_records(list, policy);
        let pairs = links_between(&found).into_iter().map(|pair| pair.places).collect();
        let crowded =
            found.iter().filter(|similar_records| similar_records.is_crowded).count() as u64;
        let policy = threshold_only(policy);
        let matched =
            found.par_iter().zip(records).map(|(similar_records, record)| RecordMatches {
                bits: bits(list, record, similar_records, &policy),
                is_matchable: similar_records.own.is_some(),
                ..RecordMatches::default()
            });
        let mut matching = SelfScreening {
            of_records: matched.collect(),
            pairs,
            crowded,
            screened: ScreenedEntries::default(),
        };
        matching.relate(records);
        matching.add_missed(list, screened, &policy);
        matching
    }

    /// Says of each record what its pairs make of it.
    fn relate(&mut self, records: &[Record]) {
        for &[earlier, later] in &self.pairs {
            let [one, other] = [earlier, later].map(|n| &records[n as usize]);
            let ((source, category), (other_source, other_category)) =
                (group(one.listing()), group(other.listing()));
            if source != other_source {
                for n in [earlier, later] {
                    self.of_records[n as usize].in_other_sources = true;
                }
            } else if category == other_category {
                self.of_records[later as usize].repeats = true;
            } else {
                self.of_records[later as usize].repeats_other_category = true;
            }
            for contradiction in contradictions(one, other) {
                for n in [earlier, later] {
                    self.of_records[n as usize].contradictions.push(contradiction);
                }
            }
        }
        for matched in &mut self.of_records {
            matched.repeats_other_category &= !matched.repeats;
        }
    }

    /// Counts the entries that came after what happened and before it was submitted.
    fn add_missed(&mut self, list: &Watchlist, entries: &[Record], policy: &Policy) {
        let missed_by = |entry: &Record| -> Option<Vec<u32>> {
            let day = entry.listing().occurred_at().or(entry.listing().submitted_at())?;
            let screening = list.screen(entry, policy);
            let late =
                screening.matches().iter().filter(|found| was_on_its_way(found.record(), day));
            Some(late.filter_map(|found| found.record().id().parse().ok()).collect())
        };
        let missed: Vec<Option<Vec<u32>>> = entries.par_iter().map(missed_by).collect();
        self.screened.entries = entries.len() as u64;
        for of_entry in missed {
            let Some(late) = of_entry else {
                self.screened.undated += 1;
                continue;
            };
            self.screened.missed += u64::from(!late.is_empty());
            for n in late {
                self.of_records[n as usize].missed += 1;
            }
        }
    }

    /// How many pairs each two sources have.
    pub(super) fn shared(&self, records: &[Record]) -> Vec<SharedPairs> {
        let source = |n: u32| {
            let (source, _): SourceCategory = group(records[n as usize].listing());
            (source.is_none(), source)
        };
        let mut shared: BTreeMap<_, u64> = BTreeMap::new();
        for &[one, other] in &self.pairs {
            let (one, other) = (source(one), source(other));
            *shared.entry((one.clone().min(other.clone()), one.max(other))).or_default() += 1;
        }
        shared
            .into_iter()
            .map(|(((_, one), (_, other)), pairs)| SharedPairs { sources: [one, other], pairs })
            .collect()
    }
}

/// What an entry equal to a record draws. Nothing is more like an entry than the record that equals
/// it, so where no threshold is reached the best match weighs as much.
fn bits(
    list: &Watchlist,
    record: &Record,
    similar_records: &SimilarRecords,
    policy: &Policy,
) -> Bits {
    similar_records.own.unwrap_or_else(|| {
        let best = policy.clone().with_min_bits(Bits::ZERO).with_limit(1);
        let best = list.screen(record, &best);
        best.matches().first().map_or(Bits::ZERO, |best| best.bits())
    })
}

/// Whether on that day something had happened and was not submitted, and would still have held.
fn was_on_its_way(record: &Record, day: Date) -> bool {
    let listing = record.listing();
    listing.occurred_at().is_some_and(|occurred| occurred <= day)
        && listing.submitted_at().is_some_and(|submitted| day < submitted)
        && listing.valid_to().is_none_or(|end| day <= end)
}
