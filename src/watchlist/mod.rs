//! A list of records, laid out so that it can be searched: numbers in flat arrays, and postings
//! from tokens, birth dates and documents to records.
//!
//! This room knows records and numbers. What a token sounds like, and what anything weighs, it
//! leaves to others.

mod builder;
mod postings;
mod rows;
mod workspace;

pub use builder::WatchlistBuilder;
pub(crate) use postings::{Posting, Postings};
pub(crate) use workspace::Workspace;

use crate::evidence::{
    Bits, CountryKey, DocumentKey, Evidence, Keys, Model, NameSpan, Numbers, Subject,
    TermFrequencies, TokenRef, compare,
};
use crate::record::{PartialDate, Record, Sex};
use crate::vocabulary::{Similar, Spelling, Vocabulary};
use rows::Rows;
use std::fmt;
use std::sync::Arc;
use workspace::WorkspacePool;

/// A list of records to screen others against. Made once by [`Watchlist::builder`], then shared
/// between threads.
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
/// Records are kept in the order of their identifiers. The frequencies of name tokens, which
/// decide what a token weighs, are those of the list when it was built.
pub struct Watchlist {
    pub(crate) model: Model,
    records: Vec<Arc<Record>>,
    pub(crate) store: Store,
    pub(crate) postings: Postings,
    pub(crate) vocabulary: Vocabulary,
    pub(crate) frequencies: TermFrequencies,
    pub(crate) keys: Keys,
    pub(crate) workspaces: WorkspacePool,
}

impl Watchlist {
    /// Starts a list.
    pub fn builder() -> WatchlistBuilder {
        WatchlistBuilder::default()
    }

    /// How many records the list holds.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether the list holds no record.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// The records, in the order of their identifiers.
    pub fn records(&self) -> impl ExactSizeIterator<Item = &Record> {
        self.records.iter().map(AsRef::as_ref)
    }

    /// The record with that identifier.
    pub fn get(&self, id: &str) -> Option<&Record> {
        let at = self.records.binary_search_by(|record| record.id().cmp(id)).ok()?;
        Some(&self.records[at])
    }

    /// How many distinct name tokens the list holds.
    pub fn distinct_tokens(&self) -> usize {
        self.vocabulary.len()
    }

    /// The model that the list is weighed by.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The evidence between an entry and any record, with the frequencies of this list: the
    /// same that [`Watchlist::screen`](Watchlist::screen) finds for a record of the list, by a way
    /// that uses no index and compares the entry's tokens with every token of the list. Slow.
    pub fn compare(&self, entry: &Record, record: &Record) -> Evidence {
        let rarity = |token: &Spelling| {
            self.rarity(
                token,
                &self.vocabulary.search_everything(self.model.closeness_costs(), token),
            )
        };
        compare(&self.model, entry, record, Some(&self.keys), rarity)
    }

    pub(crate) fn rarity(&self, token: &Spelling, similar: &[Similar]) -> Bits {
        self.frequencies.rarity(&self.model, similar, token.sounds())
    }

    pub(crate) fn shared_record(&self, record: u32) -> &Arc<Record> {
        &self.records[record as usize]
    }
}

impl fmt::Debug for Watchlist {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watchlist")
            .field("records", &self.len())
            .field("distinct_tokens", &self.distinct_tokens())
            .finish_non_exhaustive()
    }
}

/// What screening asks of each record, by the record's number.
#[derive(Debug, Default)]
pub(crate) struct Store {
    names: Rows<NameSpan>,
    tokens: Vec<TokenRef>,
    birth_dates: Rows<PartialDate>,
    countries: Rows<CountryKey>,
    documents: Rows<DocumentKey>,
    places: Rows<u32>,
    traits: Vec<Traits>,
    pub(crate) sources: Numbers,
    pub(crate) categories: Numbers,
    /// Whether any record has no name token at all.
    pub(crate) any_nameless: bool,
}

/// Small facts of a record.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Traits {
    sex: Option<Sex>,
    /// As the store's sources and categories number them; 0 where it is not stated.
    pub(crate) source: u32,
    pub(crate) category: u32,
    /// First and last day on which the listing holds, in days since 1970; open ends are the
    /// ends of the number range.
    pub(crate) valid_from: i32,
    pub(crate) valid_to: i32,
}

impl Store {
    pub(crate) fn subject(&self, record: u32) -> Subject<'_> {
        Subject {
            names: self.names.row(record),
            tokens: &self.tokens,
            birth_dates: self.birth_dates.row(record),
            sex: self.traits[record as usize].sex,
            countries: self.countries.row(record),
            documents: self.documents.row(record),
            places: self.places.row(record),
        }
    }

    pub(crate) fn traits(&self, record: u32) -> Traits {
        self.traits[record as usize]
    }
}
