//! What each source sent to a bank of records: how complete it is, how valid, how timely, and what
//! is said twice.
//!
//! A bank is fed by many sources, and a search finds only what they sent. [`Submissions`] takes the
//! rows as a reader gives them, bad ones too, and measures them by source and category:
//!
//! * **completeness**: which fields are stated, which of them can be used, and which records have
//!   enough evidence ever to match;
//! * **validity**: what cannot be true, or stands in the wrong place ([`Fault`]);
//! * **timeliness**: days from what happened to its submission;
//! * **duplicates** within a source and between sources, by screening the bank against itself, and
//!   what these contradict each other in ([`PairContradiction`]);
//! * **what lateness cost**: of entries that were screened in the meantime, those that would have
//!   matched.
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
//! let bank = &report.sources[0];
//! assert_eq!((bank.source.as_deref(), bank.records), (Some("bank"), 1));
//! assert_eq!(bank.invalid[&Fault::PlaceholderBirthDate], 1);
//! assert_eq!(bank.lag_days.median, Some(50.0));
//! # Ok::<(), sverka::Error>(())
//! ```
//!
//! # How it counts
//!
//! Records are put in the order of their submission, and among those of a day in that of their
//! identifiers. Two are taken for one person where either, screened against the list of all, matches
//! the other at the policy's threshold. A record *repeats* another that was there before it, so that
//! of three statements of one person two are repetitions. Nothing is concluded over a third record.
//!
//! Quantiles are interpolated between the two nearest values (Hyndman and Fan 1996, definition 7),
//! so a median is what it is elsewhere.
//!
//! This room may use every other room's public face, and changes nothing of a record.

mod fault;
mod matching;
mod part;
mod report;
mod tally;
#[cfg(test)]
mod tests;

pub use fault::{Fault, PairContradiction};
pub use part::Part;
pub use report::{Lag, MonthlySubmissions, Quality, QualityReport, ScreenedEntries, SharedPairs};

use crate::error::{Error, ErrorKind};
use crate::evidence::Bits;
use crate::record::{Date, Listing, Record};
use crate::screening::{Policy, Threshold};
use crate::watchlist::Watchlist;
use matching::SelfScreening;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use tally::{QualityBuilder, RecordMeasures};

/// Names the variants of an enum for tables and JSON.
macro_rules! named {
    ($name:ident { $($variant:ident = $text:literal,)* }) => {
        impl $name {
            /// Every one, in the order of tables.
            pub const ALL: &[$name] = &[$($name::$variant,)*];

            /// The name in tables and JSON.
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $text,)* }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
}
use named;

/// Days after which a submission is late, unless stated.
const DEADLINE: u32 = 30;

/// A source and a category, as far as they are stated.
type SourceCategory = (Option<String>, Option<String>);

/// Rows of a bank on their way to a [`QualityReport`].
///
/// Cost: all records are held, and screened against each other: for 200,000 some hundred bytes and
/// a tenth of a millisecond each. Work runs in parallel on the caller's rayon pool.
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
    /// Starts; dates after `as_of` are in the future, and listings that ended before it expired.
    pub fn new(as_of: Date) -> Self {
        Submissions {
            as_of,
            deadline: DEADLINE,
            policy: Policy::default(),
            declared: None,
            records: Vec::new(),
            rejected: BTreeMap::new(),
            screened: Vec::new(),
        }
    }

    /// States after how many days from what happened a submission is late; 30 unless stated.
    #[must_use]
    pub fn with_deadline(mut self, days: u32) -> Self {
        self.deadline = days;
        self
    }

    /// States from where on two records are of one person; [`Policy::default`] unless stated. Of the
    /// policy only its threshold counts: listings of all sources, categories and days are compared.
    #[must_use]
    pub fn with_policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    /// States which sources there are. Those of records that are not among them are reported as not
    /// declared, and those that sent nothing as silent.
    #[must_use]
    pub fn with_sources<S: Into<String>>(mut self, sources: impl IntoIterator<Item = S>) -> Self {
        self.declared = Some(sources.into_iter().map(Into::into).collect());
        self
    }

    /// Adds a row as a [reader](crate::formats) gives it: a record, or the error that rejected it,
    /// which counts for the source that the row states.
    pub fn add(&mut self, row: Result<Record, Error>) {
        match row {
            Ok(record) => self.records.push(record),
            Err(error) => {
                let stated = |text: Option<&str>| text.map(str::to_owned);
                let group = (stated(error.row_source()), stated(error.row_category()));
                *self.rejected.entry(group).or_default().entry(error.kind()).or_default() += 1;
            }
        }
    }

    /// Adds an entry that was screened on the day that its listing says something occurred, or else
    /// on which it was submitted. It is of the report's figures for lateness alone.
    pub fn add_screened(&mut self, entry: Record) {
        self.screened.push(entry);
    }

    /// Measures. The report is the same for any order of the rows, and any number of threads.
    ///
    /// # Errors
    /// [`ErrorKind::TooLarge`] for more records than a [`Watchlist`] takes.
    pub fn report(self) -> Result<QualityReport, Error> {
        let Submissions { as_of, deadline, policy, declared, mut records, rejected, screened } =
            self;
        records.par_sort_by(|one, other| in_order(one).cmp(&in_order(other)));
        let ids: Vec<String> = records.iter().map(|record| record.id().to_owned()).collect();
        // Numbered in this order, for the identifiers of sources need not differ.
        let numbered = records.into_iter().enumerate();
        let records: Vec<Record> =
            numbered.map(|(n, record)| record.with_id(format!("{n:010}"))).collect();
        let list = Watchlist::builder().records(records.iter().cloned()).build()?;
        let looks: Vec<RecordMeasures> =
            records.par_iter().map(|record| RecordMeasures::at(record, as_of)).collect();
        let matching = SelfScreening::find(&list, &records, &screened, &policy);

        let terms = tally::ReportOptions { as_of, deadline };
        let mut groups: BTreeMap<SourceCategory, QualityBuilder> = BTreeMap::new();
        let mut totals: BTreeMap<Option<String>, QualityBuilder> = BTreeMap::new();
        let mut bank = QualityBuilder::default();
        for (n, look) in looks.iter().enumerate() {
            let listing = records[n].listing();
            let (source, category) = group(listing);
            let tallies = [
                groups.entry((source.clone(), category)).or_default(),
                totals.entry(source).or_default(),
                &mut bank,
            ];
            for tally in tallies {
                tally.add(&terms, &ids[n], listing, look, &matching.of_records[n]);
            }
        }
        for ((source, category), kinds) in rejected {
            for (kind, rows) in kinds {
                bank.reject(kind, rows);
                totals.entry(source.clone()).or_default().reject(kind, rows);
                groups.entry((source.clone(), category.clone())).or_default().reject(kind, rows);
            }
        }

        let is_declared = |source: Option<&str>| {
            declared.as_ref().is_none_or(|known| source.is_some_and(|name| known.contains(name)))
        };
        let silent = declared.iter().flatten();
        let silent = silent.filter(|source| !totals.contains_key(&Some((*source).clone())));
        let silent = silent.cloned().collect();
        let of_group = |((source, category), tally): (SourceCategory, QualityBuilder)| Quality {
            declared: is_declared(source.as_deref()),
            source,
            category,
            ..tally.quality()
        };
        let of_source = |(source, tally): (Option<String>, QualityBuilder)| Quality {
            declared: is_declared(source.as_deref()),
            source,
            ..tally.quality()
        };
        Ok(QualityReport {
            as_of,
            deadline_days: deadline,
            threshold_bits: threshold(&policy, &list),
            bank: bank.quality(),
            totals: stated_first(totals.into_iter().map(of_source).collect()),
            sources: stated_first(groups.into_iter().map(of_group).collect()),
            silent,
            shared: matching.shared(&records),
            crowded: matching.crowded,
            screened: matching.screened,
        })
    }
}

/// Those that are not submitted on a stated day come last.
fn in_order(record: &Record) -> (bool, Option<Date>, &str, Option<&str>, Option<&str>) {
    let listing = record.listing();
    let submitted = listing.submitted_at();
    (submitted.is_none(), submitted, record.id(), listing.source(), listing.category())
}

/// A source or a category of blanks alone is one that is not stated.
fn group(listing: &Listing) -> SourceCategory {
    let stated =
        |text: Option<&str>| text.filter(|text| !text.trim().is_empty()).map(str::to_owned);
    (stated(listing.source()), stated(listing.category()))
}

/// What is without a source or category comes last.
fn stated_first(mut rows: Vec<Quality>) -> Vec<Quality> {
    rows.sort_by_key(|row| (row.source.is_none(), row.source.clone(), row.category.is_none()));
    rows
}

fn threshold(policy: &Policy, list: &Watchlist) -> Bits {
    match policy.threshold() {
        Threshold::Bits(bits) => bits,
        Threshold::Probability(p) => list.model().bits_for_probability(p, list.len()),
    }
}
