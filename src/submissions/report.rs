//! What comes out: plain numbers by source and category, for tables, JSON and plots.

use super::{Fault, PairContradiction, Part};
use crate::error::ErrorKind;
use crate::evidence::Bits;
use crate::record::{Date, PartialDate};
use std::collections::BTreeMap;

/// The quality of a bank's submissions.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct QualityReport {
    /// The day that the report is about.
    pub as_of: Date,
    /// Days from what happened after which a submission is late.
    pub deadline_days: u32,
    /// The fewest bits with which two records of this bank are taken for one person.
    pub threshold_bits: Bits,
    /// All sources together.
    pub bank: Quality,
    /// Each source with all its categories.
    pub totals: Vec<Quality>,
    /// Each category of each source. What states no source or no category is a group of its own, and
    /// stands last.
    pub sources: Vec<Quality>,
    /// Sources that were declared, and sent nothing.
    pub silent: Vec<String>,
    /// Pairs of records that are taken for one person, by their sources: the two are the same for
    /// pairs within a source.
    pub shared: Vec<SharedPairs>,
    /// Records that match so many others that only the best hundred were looked at: a sign of a
    /// record filled in for want of one.
    pub crowded: u64,
    /// What was screened in the meantime.
    pub screened: ScreenedEntries,
}

/// The quality of what one source sent, in one category or in all.
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Quality {
    /// Who sent it; `None` where the records state no source, and for the bank.
    pub source: Option<String>,
    /// As what; `None` where the records state no category, and for totals.
    pub category: Option<String>,
    /// Whether the source is one of those that were declared, if any were.
    pub declared: bool,
    /// Records that were read.
    pub records: u64,
    /// Rows that were not, by what was wrong.
    pub rejected: BTreeMap<ErrorKind, u64>,
    /// The share of records that state the part, 0 to 1.
    pub completeness: BTreeMap<Part, f64>,
    /// The share of records that state it so that it can be used.
    pub usable: BTreeMap<Part, f64>,
    /// Records with enough evidence to match an entry that is equal to them.
    pub matchable: u64,
    /// The bits that such an entry draws, the tenth lowest of a hundred records and the middle one.
    pub bits_p10: Option<f64>,
    /// See [`bits_p10`](Quality::bits_p10).
    pub bits_median: Option<f64>,
    /// Days from what happened to its submission.
    pub lag_days: Lag,
    /// The same of what was submitted within the last 365 days.
    pub lag_last_year: Lag,
    /// The same of the 365 days before those.
    pub lag_year_before: Lag,
    /// By month of submission, up to the day of the report.
    pub months: Vec<MonthlySubmissions>,
    /// Records that repeat an earlier one of the same source and category.
    pub duplicates: u64,
    /// Others that repeat an earlier one of the same source in another category.
    pub in_other_category: u64,
    /// Records whose person another source reports too.
    pub in_other_sources: u64,
    /// Records that contradict another of the person, in any source.
    pub contradictions: BTreeMap<PairContradiction, u64>,
    /// Records of which something happened, or was submitted, after the day of the report.
    pub future_dated: u64,
    /// Records whose listing ended before the day of the report.
    pub expired: u64,
    /// Records that have the fault.
    pub invalid: BTreeMap<Fault, u64>,
    /// The identifiers of the first three records that have it.
    pub examples: BTreeMap<Fault, Vec<String>>,
    /// Entries screened after something happened and before it was submitted that would have matched
    /// it, counted once for each record.
    pub missed: u64,
}

/// Days from what happened to its submission, of records that state both; negative where it was
/// submitted before.
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Lag {
    /// Records that state both days.
    pub records: u64,
    /// The middle one; `None` where there are no records.
    pub median: Option<f64>,
    /// Nine in ten are not above it.
    pub p90: Option<f64>,
    /// Nor are 99 in a hundred above this.
    pub p99: Option<f64>,
    /// Records beyond the deadline.
    pub late: u64,
    /// Their share, 0 to 1.
    pub late_share: Option<f64>,
}

/// What was submitted in a month.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct MonthlySubmissions {
    /// The month.
    pub month: PartialDate,
    /// Records submitted in it.
    pub records: u64,
    /// Those that state when it happened.
    pub lag_days: Lag,
}

/// How many pairs of records two sources have that are taken for one person.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct SharedPairs {
    /// The sources; twice the same for pairs within it.
    pub sources: [Option<String>; 2],
    /// How many pairs.
    pub pairs: u64,
}

/// Entries that were screened while records were on their way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct ScreenedEntries {
    /// All of them.
    pub entries: u64,
    /// Those that do not say on which day, and so tell nothing.
    pub undated: u64,
    /// Those that would have matched at least one record that had happened and was not submitted.
    pub missed: u64,
}
