//! The face of the crate: a list of records to screen others against.
//!
//! A [`Watchlist`] holds a [`Searcher`] and adds what only a whole, unchanging list can do: be built, saved and
//! opened, fitted to, and asked for a threshold.

mod alert_budget;
mod builder;
mod fit;
mod nearer;
mod opening;
mod searchable;
mod shard;
mod shards;
mod snapshot;
mod why_not;

pub use alert_budget::AlertBudget;
pub use builder::WatchlistBuilder;
pub use opening::OpeningWatchlist;
pub use searchable::Searchable;
pub(crate) use searchable::searchable;
pub use shard::Shard;
pub(crate) use snapshot::{open_with, save_with};
pub use why_not::{ChangedValue, NeededChange, Obstacle, WhyNot};

use crate::evidence::{Bits, Evidence, Model};
use crate::record::Record;
use crate::screening::{Policy, ResolvedPolicy, Screening, SearchMode, Searcher, WeightedIndex};
use rayon::prelude::*;
use std::fmt;

/// A list of records to screen others against. Built once with [`Watchlist::builder`], then shared between
/// threads.
///
/// ```
/// use sverka::{Policy, Record, Watchlist};
///
/// let watchlist = Watchlist::builder()
///     .record(Record::new("w1", "Щербаков Александр Иванович").with_birth_date("1971-03-15".parse()?))
///     .record(Record::new("w2", "Siarhei Karaliou"))
///     .build()?;
/// let entry = Record::new("e1", "CHTCHERBAKOV Alexandre").with_birth_date("1971-03-15".parse()?);
/// let screening = watchlist.screen(&entry, &Policy::default());
/// assert_eq!(screening.matches()[0].record().id(), "w1");
/// # Ok::<(), sverka::Error>(())
/// ```
///
/// Records are in the order of their identifiers. What a name token weighs depends on how many names of the
/// list have it or a similar one.
pub struct Watchlist {
    searcher: Searcher,
    shard: Option<Shard>,
}

impl Watchlist {
    /// Starts a list.
    pub fn builder() -> WatchlistBuilder {
        WatchlistBuilder::default()
    }

    pub(crate) fn from_list(list: WeightedIndex) -> Self {
        Watchlist { searcher: Searcher::new(list), shard: None }
    }

    pub(crate) fn searcher(&self) -> &Searcher {
        &self.searcher
    }

    pub(crate) fn into_searcher(self) -> Searcher {
        self.searcher
    }

    fn list(&self) -> &WeightedIndex {
        self.searcher.list()
    }

    /// How many records the list has.
    pub fn len(&self) -> usize {
        self.list().len()
    }

    /// Whether the list has no record.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The records, in the order of their identifiers.
    ///
    /// Cost: about half a microsecond for each, as the list keeps them encoded.
    pub fn records(&self) -> impl ExactSizeIterator<Item = Record> {
        (0..self.len() as u32).map(|rank| self.at(rank))
    }

    /// The record with this identifier.
    ///
    /// Cost: a binary search over the list.
    pub fn get(&self, id: &str) -> Option<Record> {
        self.rank(id).map(|rank| self.at(rank))
    }

    /// The rank of the record with this identifier: its position in the order of identifiers.
    pub(crate) fn rank(&self, id: &str) -> Option<u32> {
        self.list().index.archive.find(id)
    }

    /// The record with this rank.
    pub(crate) fn at(&self, rank: u32) -> Record {
        self.list().index.archive.get(rank)
    }

    /// The model that the list is weighed by.
    pub fn model(&self) -> &Model {
        &self.list().model
    }

    /// Finds every record of the list that may be the same person as `entry`, in one total order.
    ///
    /// The answer is exactly what scoring every record would give; its [`Certificate`](crate::Certificate)
    /// says how few were scored. Never fails: an entry without a name, a birth date or a document matches
    /// nothing at the default threshold.
    ///
    /// Cost: tens to hundreds of microseconds at a million records. Each distinct token of the entry is
    /// searched in the list's vocabulary, unless that was cached, and the few records that no upper bound
    /// rules out are scored.
    pub fn screen(&self, entry: &Record, policy: &Policy) -> Screening {
        self.searcher.screen(entry, &self.resolve(policy), SearchMode::Indexed, None)
    }

    /// The same answer by scoring every record, and by comparing each token of the entry with every token of
    /// the list: the oracle of [`Watchlist::screen`]. Slow; for verification.
    pub fn screen_exhaustively(&self, entry: &Record, policy: &Policy) -> Screening {
        self.searcher.screen(entry, &self.resolve(policy), SearchMode::Exhaustive, None)
    }

    /// Screens many entries in parallel on the current rayon thread pool. The answers are in the order of the
    /// entries, and the same for any number of threads.
    pub fn screen_all(&self, entries: &[Record], policy: &Policy) -> Vec<Screening> {
        let policy = self.resolve(policy);
        let screen = |entry| self.searcher.screen(entry, &policy, SearchMode::Indexed, None);
        entries.par_iter().map(screen).collect()
    }

    /// The evidence between an entry and any record, by the term frequencies of this list: what
    /// [`Watchlist::screen`] finds for a record of the list, without the use of an index. Slow.
    pub fn compare(&self, entry: &Record, record: &Record) -> Evidence {
        self.list().compare(entry, record)
    }

    /// The evidence between two records of the list, the first as the entry, as screening finds it.
    #[cfg(feature = "persons")]
    pub(crate) fn relate(&self, entry: &Record, record: &Record) -> Evidence {
        self.searcher.relate(entry, record)
    }

    /// The bits from which a policy reports a record of this list: its threshold, with a probability converted
    /// by the [prior](Policy#the-prior).
    ///
    /// ```
    /// use sverka::{Policy, Record, Watchlist};
    ///
    /// let watchlist = Watchlist::builder().record(Record::new("w1", "Крымов Пётр")).build()?;
    /// // log2 10,000: one of ten thousand people.
    /// assert_eq!(watchlist.threshold_bits(&Policy::default()).to_string(), "13.29");
    /// let policy = Policy::default().with_population(2_000_000);
    /// assert_eq!(watchlist.threshold_bits(&policy).to_string(), "20.93");
    /// # Ok::<(), sverka::Error>(())
    /// ```
    pub fn threshold_bits(&self, policy: &Policy) -> Bits {
        self.resolve(policy).report_from
    }

    fn resolve(&self, policy: &Policy) -> ResolvedPolicy {
        policy.resolve(self.list(), None)
    }
}

impl fmt::Debug for Watchlist {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watchlist").field("records", &self.len()).finish_non_exhaustive()
    }
}
