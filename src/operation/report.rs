//! What came of an operation, in numbers.

use super::Stage;
use super::stage::Verdict;
use crate::error::ErrorKind;
use crate::record::{Date, Record};
use crate::screening::{Band, Match, Screening};
use std::collections::{BTreeMap, BTreeSet};

/// The most sources in a report. An incoming file may state anything there, and a report must not
/// grow with it.
const MOST_SOURCES: usize = 1_000;

/// What came of an [`Operation`](super::Operation), so far or in the end.
///
/// Groups have the names that records state; what states none is under the empty name.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct OperationReport {
    /// The day on which the operation began, and on which it asks whether a listing holds where the
    /// policy says [`Today`](crate::ValidAt::Today).
    pub began_on: Date,
    /// What the incoming file holds.
    pub rows: RowCounts,
    /// What became of the entries, each by what the last stage said that screened it.
    pub outcome: OutcomeCounts,
    /// What each stage found.
    pub stages: Vec<StageReport>,
    /// The outcome by the source that entries state, a border point for example, without blanks around
    /// it. After the first 1,000 sources, others are one group named `(others)`.
    pub by_source: BTreeMap<String, OutcomeCounts>,
}

/// Rows of the incoming file: `read` is the sum of the three after it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct RowCounts {
    /// Rows, lines or entities that were read.
    pub read: u64,
    /// Those that became entries, and were screened.
    pub kept: u64,
    /// Those that could not be read.
    pub rejected: u64,
    /// Entities that are no persons.
    pub not_persons: u64,
    /// Values of entries that were left out or kept in part.
    pub notes: u64,
    /// Those that could not be read, by what was wrong.
    pub rejected_by: BTreeMap<ErrorKind, u64>,
}

/// What became of entries.
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct OutcomeCounts {
    /// How many there are: the sum of the three after it.
    pub entries: u64,
    /// Those with a match to report: alerts.
    pub report: u64,
    /// Those with matches for review alone.
    pub review: u64,
    /// Those without any.
    pub clear: u64,
    /// Alerts per 1,000 entries, to a thousandth.
    pub alerts_per_thousand: f64,
}

/// What one stage found.
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct StageReport {
    /// Its name.
    pub name: String,
    /// What became of the entries that came into it, against all its lists together.
    pub outcome: OutcomeCounts,
    /// Each list, in the order of the stage.
    pub lists: Vec<ListReport>,
    /// By source of the matched record.
    pub sources: BTreeMap<String, MatchCounts>,
    /// By category of the matched record.
    pub categories: BTreeMap<String, MatchCounts>,
}

/// What one list of a stage gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct ListReport {
    /// Its name.
    pub name: String,
    /// How many records it holds.
    pub records: u64,
    /// What was found in it.
    pub found: MatchCounts,
}

/// Matches, and the entries that have any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct MatchCounts {
    /// Entries with at least one of these matches. One with matches in several groups is in each.
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
            found: MatchCounts::default(),
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

    /// Counts an entry that no further stage screens.
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
    /// Counts what the lists of the stage answered for one entry.
    pub(super) fn count<'s>(
        &mut self,
        verdict: Verdict,
        answers: impl Iterator<Item = &'s Screening> + Clone,
    ) {
        self.outcome.count(verdict);
        for (list, answer) in self.lists.iter_mut().zip(answers.clone()) {
            list.found.count(answer.matches());
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
