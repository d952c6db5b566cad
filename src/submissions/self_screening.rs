//! Screens a bank against itself, and entries against the bank.
//!
//! Names are compared in this file alone, and only through [`Watchlist::screen`].

use super::faults::{PairContradiction, find_contradictions};
use super::report::{ScreenedEntries, SharedPairs};
use super::source_category::SourceCategory;
use crate::evidence::Bits;
use crate::persons::{SimilarRecords, links_between, similar_records, threshold_only};
use crate::record::{Date, Record};
use crate::screening::Policy;
use crate::watchlist::Watchlist;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// What screening found about one record.
#[derive(Clone, Debug, Default)]
pub(super) struct RecordMatches {
    /// The match weight against an entry equal to the record.
    pub(super) bits: Bits,
    pub(super) is_matchable: bool,
    /// An earlier record of the same source and category is about the same person.
    pub(super) is_duplicate: bool,
    /// An earlier record of the same source, in another category, is about the same person.
    pub(super) is_in_other_category: bool,
    pub(super) is_in_other_sources: bool,
    pub(super) contradictions: Vec<PairContradiction>,
    /// Entries that would have matched the record if it had been submitted in time.
    pub(super) missed: u64,
}

pub(super) struct SelfScreening {
    /// In the order of the records.
    pub(super) of_records: Vec<RecordMatches>,
    /// Pairs of records of one person, the earlier record first.
    pairs: Vec<[u32; 2]>,
    pub(super) crowded: u64,
    pub(super) screened: ScreenedEntries,
}

impl SelfScreening {
    /// Screens every record, and every entry. `list` holds `records` in the same order, under
    /// their positions as identifiers.
    pub(super) fn run(
        list: &Watchlist,
        records: &[Record],
        entries: &[Record],
        policy: &Policy,
    ) -> SelfScreening {
        let found = similar_records(list, policy);
        let pairs = links_between(&found).into_iter().map(|pair| pair.ranks).collect();
        let crowded = found.iter().filter(|similar| similar.is_crowded).count() as u64;
        let policy = threshold_only(policy);
        let of_records = found.par_iter().zip(records).map(|(similar, record)| RecordMatches {
            bits: self_match_weight(list, record, similar, &policy),
            is_matchable: similar.own.is_some(),
            ..RecordMatches::default()
        });
        let mut screening = SelfScreening {
            of_records: of_records.collect(),
            pairs,
            crowded,
            screened: ScreenedEntries::default(),
        };
        screening.classify_pairs(records);
        screening.count_missed(list, entries, &policy);
        screening
    }

    fn classify_pairs(&mut self, records: &[Record]) {
        for &[earlier, later] in &self.pairs {
            let [one, other] = [earlier, later].map(|n| &records[n as usize]);
            let [group, other_group] =
                [one, other].map(|record| SourceCategory::of(record.listing()));
            if group.source != other_group.source {
                for n in [earlier, later] {
                    self.of_records[n as usize].is_in_other_sources = true;
                }
            } else if group.category == other_group.category {
                self.of_records[later as usize].is_duplicate = true;
            } else {
                self.of_records[later as usize].is_in_other_category = true;
            }
            for contradiction in find_contradictions(one, other) {
                for n in [earlier, later] {
                    self.of_records[n as usize].contradictions.push(contradiction);
                }
            }
        }
        for matches in &mut self.of_records {
            matches.is_in_other_category &= !matches.is_duplicate;
        }
    }

    /// Counts the entries that were screened between the event and the submission of a record.
    fn count_missed(&mut self, list: &Watchlist, entries: &[Record], policy: &Policy) {
        let missed_by = |entry: &Record| -> Option<Vec<u32>> {
            let day = entry.listing().occurred_at().or(entry.listing().submitted_at())?;
            let screening = list.screen(entry, policy);
            let late = screening.matches().iter().filter(|found| was_pending(found.record(), day));
            Some(late.filter_map(|found| found.record_id().parse().ok()).collect())
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

    /// The number of pairs by their two sources.
    pub(super) fn shared_pairs(&self, records: &[Record]) -> Vec<SharedPairs> {
        // A source that is not stated sorts last.
        let source = |n: u32| {
            let source = SourceCategory::of(records[n as usize].listing()).source;
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

/// The match weight of a record against an equal entry. No record weighs more against an entry than
/// its equal, so below the threshold the best match of any record is that weight.
fn self_match_weight(
    list: &Watchlist,
    record: &Record,
    similar: &SimilarRecords,
    policy: &Policy,
) -> Bits {
    similar.own.unwrap_or_else(|| {
        let best = policy.clone().with_min_bits(Bits::ZERO).with_limit(1);
        let best = list.screen(record, &best);
        best.matches().first().map_or(Bits::ZERO, |best| best.bits())
    })
}

/// Whether on that day the event had happened, the record was not submitted, and the listing would
/// still have been valid.
fn was_pending(record: &Record, day: Date) -> bool {
    let listing = record.listing();
    listing.occurred_at().is_some_and(|occurred| occurred <= day)
        && listing.submitted_at().is_some_and(|submitted| day < submitted)
        && listing.valid_to().is_none_or(|end| day <= end)
}
