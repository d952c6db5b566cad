//! The counts of an operation.

use super::Stage;
use super::stage::Verdict;
use crate::error::ErrorKind;
use crate::record::{Date, Record};
use crate::screening::{Band, Match, Screening};
use std::collections::{BTreeMap, BTreeSet};

/// The most sources in a report. An incoming file may state anything there, and a report must not
/// grow with it.
const MOST_SOURCES: usize = 1_000;

/// The counts of an [`Operation`](super::Operation).
///
/// Groups have the names that records state. Records that state none are under the empty name.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct OperationReport {
    /// The day on which the operation started, which is also what [`Today`](crate::ValidAt::Today) means in
    /// its policies.
    pub began_on: Date,
    /// The rows of the incoming file.
    pub rows: RowCounts,
    /// The records by the verdict of the last stage that screened each.
    pub outcome: OutcomeCounts,
    /// The matches of each stage.
    pub stages: Vec<StageReport>,
    /// The outcome by the source that records state, a border point for example, without blanks around
    /// it. After the first 1,000 sources, others are one group named `(others)`.
    pub by_source: BTreeMap<String, OutcomeCounts>,
}

/// Rows of the incoming file: `read` is the sum of the next three.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct RowCounts {
    /// Rows, lines or entities that were read.
    pub read: u64,
    /// Those that became records, and were screened.
    pub kept: u64,
    /// Those that could not be read.
    pub rejected: u64,
    /// Entities that are not persons.
    pub not_persons: u64,
    /// Values that were left out or kept in part.
    pub notes: u64,
    /// Those that could not be read, by kind of error.
    pub rejected_by: BTreeMap<ErrorKind, u64>,
}

/// Records by verdict.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct OutcomeCounts {
    /// How many records: the sum of the next three.
    pub entries: u64,
    /// Those with a match to report: alerts.
    pub report: u64,
    /// Those with matches for review alone.
    pub review: u64,
    /// Those without any.
    pub clear: u64,
    /// Alerts per 1,000 records, to a thousandth.
    pub alerts_per_thousand: f64,
}

/// The matches of one stage.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct StageReport {
    /// Its name.
    pub name: String,
    /// The records that it screened, by verdict over all its lists.
    pub outcome: OutcomeCounts,
    /// Its lists, in order.
    pub lists: Vec<ListReport>,
    /// By source of the matched record.
    pub sources: BTreeMap<String, MatchCounts>,
    /// By category of the matched record.
    pub categories: BTreeMap<String, MatchCounts>,
}

/// The matches with one list of a stage.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct ListReport {
    /// Its name.
    pub name: String,
    /// How many records it has.
    pub records: u64,
    /// The matches.
    pub found: MatchCounts,
    /// The records whose answers are incomplete: their searches ended where the policy's budget did
    /// ([`Policy::with_budget`](crate::Policy::with_budget)), so matches may be missing.
    pub incomplete: u64,
}

/// Matches, and the incoming records that have any.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct MatchCounts {
    /// Records with at least one of these matches. A record with matches in several groups counts in each.
    pub entries: u64,
    /// Matches to report.
    pub report: u64,
    /// Matches for review.
    pub review: u64,
}

impl OperationReport {
    pub(super) fn new(began_on: Date, stages: &[Stage<'_>]) -> Self {
        let list = |(name, list): &(String, &crate::Watchlist)| ListReport {
            name: name.clone(),
            records: list.len() as u64,
            ..ListReport::default()
        };
        let stage = |stage: &Stage<'_>| StageReport {
            name: stage.name.clone(),
            lists: stage.lists.iter().map(list).collect(),
            ..StageReport::default()
        };
        OperationReport {
            began_on,
            rows: RowCounts::default(),
            outcome: OutcomeCounts::default(),
            stages: stages.iter().map(stage).collect(),
            by_source: BTreeMap::new(),
        }
    }

    /// The answers that are incomplete, over all stages and lists.
    pub fn incomplete(&self) -> u64 {
        let lists = self.stages.iter().flat_map(|stage| &stage.lists);
        lists.map(|list| list.incomplete).sum()
    }

    /// Counts a record that no further stage screens.
    pub(super) fn count(&mut self, entry: &Record, verdict: Verdict) {
        self.outcome.count(verdict);
        let stated = entry.listing().source().unwrap_or_default().trim();
        let is_told_apart =
            self.by_source.contains_key(stated) || self.by_source.len() < MOST_SOURCES;
        let point = if is_told_apart { stated } else { "(others)" };
        self.by_source.entry(point.to_owned()).or_default().count(verdict);
    }
}

impl OutcomeCounts {
    fn count(&mut self, verdict: Verdict) {
        self.entries += 1;
        *match verdict {
            Verdict::Report => &mut self.report,
            Verdict::Review => &mut self.review,
            Verdict::Clear => &mut self.clear,
        } += 1;
        let millionths = (self.report as f64 * 1e6 / self.entries as f64).round();
        self.alerts_per_thousand = millionths / 1e3;
    }
}

impl StageReport {
    /// Counts the answers of the lists for one record.
    pub(super) fn count<'s>(
        &mut self,
        verdict: Verdict,
        answers: impl Iterator<Item = &'s Screening> + Clone,
    ) {
        self.outcome.count(verdict);
        for (list, answer) in self.lists.iter_mut().zip(answers.clone()) {
            list.found.count(answer.matches());
            list.incomplete += u64::from(!answer.certificate().is_complete());
        }
        let matches = answers.flat_map(Screening::matches);
        count_by(&mut self.sources, matches.clone(), |found| found.record().listing().source());
        count_by(&mut self.categories, matches, |found| found.record().listing().category());
    }
}

impl MatchCounts {
    fn count<'m>(&mut self, matches: impl IntoIterator<Item = &'m Match>) {
        let before = self.report + self.review;
        for found in matches {
            match found.band() {
                Band::Report => self.report += 1,
                Band::Review => self.review += 1,
            }
        }
        self.entries += u64::from(self.report + self.review > before);
    }
}

fn count_by<'s>(
    groups: &mut BTreeMap<String, MatchCounts>,
    matches: impl Iterator<Item = &'s Match> + Clone,
    stated: impl Fn(&Match) -> Option<&str>,
) {
    let name = |found: &Match| stated(found).unwrap_or_default().trim().to_owned();
    let names: BTreeSet<String> = matches.clone().map(name).collect();
    for group in names {
        let of_group = matches.clone().filter(|found| name(found) == group);
        groups.entry(group.clone()).or_default().count(of_group);
    }
}
