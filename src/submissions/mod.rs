//! Measures the quality of submissions: what each source sent to a bank of records, how complete,
//! valid and timely it is, and what was sent twice.
//!
//! A search finds only what the sources sent. [`Submissions`] takes the rows of a bank as a reader
//! returns them, rejected ones included, and measures them by source and category:
//!
//! * **completeness**: which fields are stated, which of them are usable, and which records hold
//!   enough evidence to match at all;
//! * **validity**: values that cannot be true or stand in the wrong field ([`Fault`]);
//! * **timeliness**: the days from an event to its submission;
//! * **duplicates**, within a source and between sources, and the contradictions between records of
//!   one person ([`PairContradiction`]);
//! * **missed matches**: entries that were screened before a record was submitted and would have
//!   matched it.
//!
//! ```
//! use sverka::submissions::{Fault, Submissions};
//! use sverka::{Listing, Record};
//!
//! let listing = |source: &str| -> Result<Listing, sverka::Error> {
//!     let listing = Listing::new().with_source(source).with_category("wanted");
//!     let listing = listing.with_occurred_at("2026-01-10".parse()?);
//!     Ok(listing.with_submitted_at("2026-03-01".parse()?))
//! };
//! let mut submissions = Submissions::new("2026-06-01".parse()?);
//! submissions.add(Ok(Record::new("1", "Щербаков Александр Иванович")
//!     .with_birth_date("1971-01-01".parse()?)
//!     .with_listing(listing("bank")?)));
//! submissions.add(Ok(Record::new("2", "CHTCHERBAKOV Alexandre")
//!     .with_birth_date("1971-03-15".parse()?)
//!     .with_listing(listing("border service")?)));
//!
//! let report = submissions.report()?;
//! let bank = &report.sources[0]; // the source called "bank"
//! assert_eq!((bank.source.as_deref(), bank.records), (Some("bank"), 1));
//! assert_eq!(bank.invalid[&Fault::PlaceholderBirthDate], 1);
//! assert_eq!(bank.lag_days.median, Some(50.0));
//! # Ok::<(), sverka::Error>(())
//! ```
//!
//! # How it counts
//!
//! Records are sorted by day of submission, then by identifier. Two records count as one person
//! where either, screened against the whole bank, matches the other at the policy's threshold. A
//! record is a duplicate of an earlier one: of three records of one person, two are duplicates.
//! The relation is not made transitive: two records are not linked through a third.
//!
//! Quantiles are interpolated linearly (Hyndman and Fan 1996, definition 7).
//!
//! This module uses names, screening and `persons`. It does not change records.

mod completeness;
mod faults;
mod quality_builder;
mod report;
mod self_screening;
mod source_category;
#[cfg(test)]
mod tests;

pub use faults::{Fault, PairContradiction};
pub use report::{Lag, MonthlySubmissions, Quality, QualityReport, ScreenedEntries, SharedPairs};

use crate::error::{Error, ErrorKind};
use crate::record::{Date, PersonName, Record};
use crate::screening::Policy;
use crate::watchlist::Watchlist;
use quality_builder::{QualityBuilder, RecordMeasures, ReportOptions};
use rayon::prelude::*;
use self_screening::SelfScreening;
use source_category::SourceCategory;
use std::collections::{BTreeMap, BTreeSet};

/// Days after the event from which on a submission is late, unless the caller says otherwise.
const DEFAULT_DEADLINE: u32 = 30;

/// Collects the rows of a bank and builds a [`QualityReport`] from them.
///
/// All records are held in memory and screened against each other, in parallel on the current rayon
/// thread pool. For 200,000 records this takes some hundred bytes and a tenth of a millisecond per
/// record.
#[derive(Clone, Debug)]
pub struct Submissions {
    as_of: Date,
    deadline: u32,
    policy: Policy,
    declared: Option<BTreeSet<String>>,
    records: Vec<Record>,
    rejected: BTreeMap<SourceCategory, BTreeMap<ErrorKind, u64>>,
    screened: Vec<Record>,
}

impl Submissions {
    /// An empty bank. Dates after `as_of` are in the future, and listings that ended before it have
    /// expired.
    pub fn new(as_of: Date) -> Self {
        Submissions {
            as_of,
            deadline: DEFAULT_DEADLINE,
            policy: Policy::default(),
            declared: None,
            records: Vec::new(),
            rejected: BTreeMap::new(),
            screened: Vec::new(),
        }
    }

    /// Sets the deadline: a submission is late if it comes more than this many days after the event.
    /// The default is 30.
    #[must_use]
    pub fn with_deadline(mut self, days: u32) -> Self {
        self.deadline = days;
        self
    }

    /// Sets the match weight from which on two records count as one person. The default is that of
    /// [`Policy::default`]. Only the threshold of the policy is used: listings of all sources,
    /// categories and days are compared.
    #[must_use]
    pub fn with_policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    /// Declares the sources that are expected. The report marks records of other sources as not
    /// declared, and lists the declared sources that sent nothing.
    #[must_use]
    pub fn with_sources<S: Into<String>>(mut self, sources: impl IntoIterator<Item = S>) -> Self {
        self.declared = Some(sources.into_iter().map(Into::into).collect());
        self
    }

    /// Adds a row as a reader of the module `formats` returns it: a record, or the error that
    /// rejected the row. An error counts for the source that the row states.
    pub fn add(&mut self, row: Result<Record, Error>) {
        match row {
            Ok(record) => self.records.push(record),
            Err(error) => {
                let group = SourceCategory {
                    source: error.row_source().map(str::to_owned),
                    category: error.row_category().map(str::to_owned),
                };
                *self.rejected.entry(group).or_default().entry(error.kind()).or_default() += 1;
            }
        }
    }

    /// Adds an entry that was screened in the past, on the day of its listing's `occurred_at`, or
    /// else `submitted_at`. It counts only for the matches that late submissions missed.
    pub fn add_screened(&mut self, entry: Record) {
        self.screened.push(entry);
    }

    /// Builds the report. It does not depend on the order of the rows or the number of threads.
    ///
    /// # Errors
    /// [`ErrorKind::TooLarge`] for more records than a [`Watchlist`] takes.
    pub fn report(self) -> Result<QualityReport, Error> {
        let Submissions { as_of, deadline, policy, declared, mut records, rejected, screened } =
            self;
        records.par_sort_by(|one, other| sort_key(one).cmp(&sort_key(other)));
        let ids: Vec<String> = records.iter().map(|record| record.id().to_owned()).collect();
        // Two sources may use the same identifier, so records are numbered anew.
        let numbered = records.into_iter().enumerate();
        let records: Vec<Record> =
            numbered.map(|(n, record)| record.with_id(format!("{n:010}"))).collect();
        let list = Watchlist::builder().records(records.iter().map(listed)).build()?;
        let measures: Vec<RecordMeasures> =
            records.par_iter().map(|record| RecordMeasures::new(record, as_of)).collect();
        let screening = SelfScreening::run(&list, &records, &screened, &policy);

        let options = ReportOptions { as_of, deadline };
        let mut groups: BTreeMap<SourceCategory, QualityBuilder> = BTreeMap::new();
        let mut totals: BTreeMap<Option<String>, QualityBuilder> = BTreeMap::new();
        let mut bank = QualityBuilder::default();
        for (n, measures) in measures.iter().enumerate() {
            let listing = records[n].listing();
            let group = SourceCategory::of(listing);
            let total = totals.entry(group.source.clone()).or_default();
            for builder in [groups.entry(group).or_default(), total, &mut bank] {
                builder.add(&options, &ids[n], listing, measures, &screening.of_records[n]);
            }
        }
        for (group, kinds) in rejected {
            for (kind, rows) in kinds {
                bank.add_rejected(kind, rows);
                totals.entry(group.source.clone()).or_default().add_rejected(kind, rows);
                groups.entry(group.clone()).or_default().add_rejected(kind, rows);
            }
        }

        let is_declared = |source: Option<&str>| {
            declared.as_ref().is_none_or(|known| source.is_some_and(|name| known.contains(name)))
        };
        let silent = declared.iter().flatten();
        let silent = silent.filter(|source| !totals.contains_key(&Some((*source).clone())));
        let silent = silent.cloned().collect();
        let quality = |source: Option<String>, category, builder: QualityBuilder| Quality {
            declared: is_declared(source.as_deref()),
            source,
            category,
            ..builder.build()
        };
        let totals = totals.into_iter().map(|(source, builder)| quality(source, None, builder));
        let groups = groups.into_iter();
        let groups = groups.map(|(group, builder)| quality(group.source, group.category, builder));
        Ok(QualityReport {
            as_of,
            deadline_days: deadline,
            threshold_bits: list.threshold_bits(&policy),
            bank: bank.build(),
            totals: with_unstated_last(totals.collect()),
            sources: with_unstated_last(groups.collect()),
            silent,
            shared: screening.shared_pairs(&records),
            crowded: screening.crowded,
            screened: screening.screened,
        })
    }
}

/// The record as a list takes it: a name without letters is none.
fn listed(record: &Record) -> Record {
    let mut listed = record.clone();
    if !listed.name.has_letters() {
        listed.name = PersonName::default();
    }
    listed
}

/// Sorts by day of submission; records that state none come last.
fn sort_key(record: &Record) -> (bool, Option<Date>, &str, Option<&str>, Option<&str>) {
    let listing = record.listing();
    let submitted = listing.submitted_at();
    (submitted.is_none(), submitted, record.id(), listing.source(), listing.category())
}

/// Sorts by source and category; where one is not stated, it comes last.
fn with_unstated_last(mut rows: Vec<Quality>) -> Vec<Quality> {
    rows.sort_by_key(|row| (row.source.is_none(), row.source.clone(), row.category.is_none()));
    rows
}
