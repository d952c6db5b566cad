//! The report: plain numbers by source and category, for tables, JSON and plots.

use super::faults::{Fault, PairContradiction};
use crate::error::ErrorKind;
use crate::evidence::Bits;
use crate::record::{Date, PartialDate, RecordField};
use std::collections::BTreeMap;

/// The quality of the submissions to a bank of records; see the [module](super) for an example.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct QualityReport {
    /// The day of the report. Later dates are in the future.
    pub as_of: Date,
    /// The number of days after the event from which on a submission is late.
    pub deadline_days: u32,
    /// The match weight from which on two records of this bank count as one person.
    pub threshold_bits: Bits,
    /// All sources together.
    pub bank: Quality,
    /// Each source with all its categories.
    pub totals: Vec<Quality>,
    /// Each category of each source. Records without a source or a category are groups of their own,
    /// and come last.
    pub sources: Vec<Quality>,
    /// Declared sources that sent nothing.
    pub silent: Vec<String>,
    /// The number of pairs of records of one person, by the sources of the two records.
    pub shared: Vec<SharedPairs>,
    /// Records with more than a hundred matches, of which only the best hundred were compared. This
    /// is a sign of records filled with dummy values.
    pub crowded: u64,
    /// What late submissions cost, over all screened entries.
    pub screened: ScreenedEntries,
}

/// The quality of one source, in one category or in all of them.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct Quality {
    /// The source; `None` for records that state no source, and for the whole bank.
    pub source: Option<String>,
    /// The category; `None` for records that state no category, and for totals.
    pub category: Option<String>,
    /// Whether the source was declared. True where no sources were declared at all.
    pub declared: bool,
    /// The number of records.
    pub records: u64,
    /// The number of rejected rows, by the kind of error.
    pub rejected: BTreeMap<ErrorKind, u64>,
    /// The share of records that state the field, 0 to 1. A patronymic counts as stated wherever it
    /// is recognized, declared or not.
    pub completeness: BTreeMap<RecordField, f64>,
    /// The share of records whose value of the field can be used in a search, 0 to 1:
    ///
    /// * name: two tokens or more besides particles and initials, no digit, and no token that mixes
    ///   two scripts;
    /// * birth date: one that is neither in the future nor a 1 January;
    /// * sex: female or male;
    /// * document: one that is not a single repeated character, and whose check digits, if its kind
    ///   has any, are right.
    pub usable: BTreeMap<RecordField, f64>,
    /// The number of records that match an entry equal to themselves. The others hold too little
    /// evidence to match anything.
    pub matchable: u64,
    /// The match weight, in bits, of a record against an equal entry: the 10th percentile.
    pub bits_p10: Option<f64>,
    /// The median of the same match weight.
    pub bits_median: Option<f64>,
    /// The days from the event to the submission.
    pub lag_days: Lag,
    /// The same for submissions of the last 365 days.
    pub lag_last_year: Lag,
    /// The same for submissions of the 365 days before those.
    pub lag_year_before: Lag,
    /// The submissions by month, up to the day of the report.
    pub months: Vec<MonthlySubmissions>,
    /// Records that repeat an earlier record of the same source and category.
    pub duplicates: u64,
    /// Records that repeat an earlier record of the same source in another category, and none in
    /// the same category.
    pub in_other_category: u64,
    /// Records whose person another source reports too.
    pub in_other_sources: u64,
    /// Records that contradict another record of the same person, from any source.
    pub contradictions: BTreeMap<PairContradiction, u64>,
    /// Records whose event or submission is after the day of the report.
    pub future_dated: u64,
    /// Records whose listing ended before the day of the report.
    pub expired: u64,
    /// The number of records with each fault.
    pub invalid: BTreeMap<Fault, u64>,
    /// The three lowest identifiers of records with each fault.
    pub examples: BTreeMap<Fault, Vec<String>>,
    /// Matches that came too late: an entry was screened between the event and the submission of a
    /// record that it would have matched. Each pair of entry and record counts once.
    pub missed: u64,
}

/// The days from event to submission, over the records that state both. Negative where a record
/// was submitted before the event.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct Lag {
    /// The number of records that state both days.
    pub records: u64,
    /// The median; `None` where there are no records.
    pub median: Option<f64>,
    /// The 90th percentile.
    pub p90: Option<f64>,
    /// The 99th percentile.
    pub p99: Option<f64>,
    /// The number of records submitted after the deadline.
    pub late: u64,
    /// Their share, 0 to 1.
    pub late_share: Option<f64>,
}

/// The submissions of one month.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct MonthlySubmissions {
    /// The month.
    pub month: PartialDate,
    /// The number of records submitted in it.
    pub records: u64,
    /// The lag of those that state the day of the event.
    pub lag_days: Lag,
}

/// The number of record pairs of one person that two sources share.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct SharedPairs {
    /// The two sources; the same source twice for pairs within it.
    pub sources: [Option<String>; 2],
    /// The number of pairs.
    pub pairs: u64,
}

/// Entries that were screened while records were still to be submitted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct ScreenedEntries {
    /// The number of entries.
    pub entries: u64,
    /// Entries that state no day, and count for nothing else.
    pub undated: u64,
    /// Entries that would have matched at least one record whose event had happened and that was
    /// not yet submitted.
    pub missed: u64,
}
