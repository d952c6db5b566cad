//! A list of records, laid out so that it can be searched: numbers in flat arrays, and postings
//! from tokens, birth dates and documents to records.
//!
//! This room knows records and numbers. What a token sounds like, and what anything weighs, it
//! leaves to others.

mod archive;
mod births;
mod builder;
mod cards;
mod content;
mod drafts;
mod known;
mod layout;
mod postings;
#[cfg(feature = "snapshot")]
mod snapshot;
mod store;
mod versions;
mod workspace;

pub(crate) use births::Births;
pub use builder::WatchlistBuilder;
pub(crate) use content::Content;
pub(crate) use known::{Known, Lists, STEPS, Step};
pub(crate) use postings::{Mark, Posting, Postings};
#[cfg(feature = "snapshot")]
pub(crate) use snapshot::LIVING;
pub(crate) use store::{Store, Traits};
pub(crate) use versions::Versions;
#[cfg(feature = "snapshot")]
pub(crate) use versions::{AllVersions, OPEN, Version};
pub(crate) use workspace::{Pending, Workspace};

use crate::evidence::{Bits, Evidence, FieldInterner, Model, TermFrequencies, compare};
use crate::name::spelling;
use crate::record::Record;
use crate::spelling::Spelling;
use crate::vocabulary::{Memo, SimilarTable, TokenId, Vocabulary};
use archive::Archive;
use std::fmt;
use std::sync::{Arc, OnceLock};
use workspace::WorkspacePool;

/// Bytes for what is remembered of tokens, by the number of records: large lists have more tokens, of
/// which more are near each. At 1,000,000 records and 30,000 entries twice as much as 64 MiB saves 7 %
/// of the look-ups, and sixteen times as much 14 %.
fn remembered(records: usize) -> usize {
    (records * 128).clamp(16 << 20, 1 << 30)
}

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
    archive: Archive,
    pub(crate) births: Births,
    pub(crate) store: Store,
    pub(crate) postings: Postings,
    pub(crate) vocabulary: Vocabulary,
    pub(crate) frequencies: TermFrequencies,
    pub(crate) keys: FieldInterner,
    pub(crate) workspaces: WorkspacePool,
    memo: Memo<Known>,
    /// The list whose frequencies, document holders and size count in place of its own.
    epoch: Option<Arc<Watchlist>>,
    /// The epoch's frequencies by the numbers of this list's own tokens, where these are all of the
    /// epoch's and more: no token is then looked up twice.
    of_epoch: Option<TermFrequencies>,
    /// From when to when each record is known; `None` where all are, always.
    pub(crate) versions: Option<Versions>,
    /// What [`Watchlist::weighed_by`] found.
    weighed_by: OnceLock<u128>,
}

impl Watchlist {
    /// Starts a list.
    pub fn builder() -> WatchlistBuilder {
        WatchlistBuilder::default()
    }

    /// How many records the list holds.
    pub fn len(&self) -> usize {
        self.archive.len()
    }

    /// Whether the list holds no record.
    pub fn is_empty(&self) -> bool {
        self.archive.len() == 0
    }

    /// The records, in the order of their identifiers.
    ///
    /// Cost: about half a microsecond for each, as a list keeps them encoded.
    pub fn records(&self) -> impl ExactSizeIterator<Item = Record> {
        (0..self.len() as u32).map(|rank| self.archive.get(rank))
    }

    /// The record with that identifier.
    pub fn get(&self, id: &str) -> Option<Record> {
        self.archive.find(id).map(|rank| self.archive.get(rank))
    }

    /// The place of the record with that identifier, in the order of identifiers.
    pub(crate) fn place(&self, id: &str) -> Option<u32> {
        self.archive.find(id)
    }

    /// The record at a place in the order of identifiers.
    pub(crate) fn at(&self, place: u32) -> Record {
        self.archive.get(place)
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
        compare(&self.model, entry, record, Some(&self.epoch().keys), rarity)
    }

    /// The evidence between two records of the list, the first as the entry: what screening finds,
    /// by what is remembered of tokens.
    pub(crate) fn relate(&self, one: &Record, other: &Record) -> Evidence {
        let rarity = |token: &Spelling| self.known(token.text()).rarity;
        compare(&self.model, one, other, Some(&self.epoch().keys), rarity)
    }

    /// The rarity of a token; `similar` are this list's tokens.
    pub(crate) fn rarity(&self, token: &Spelling, similar: &SimilarTable) -> Bits {
        let frequencies = match (&self.epoch, &self.of_epoch) {
            (Some(epoch), None) => return epoch.known(token.text()).rarity,
            (Some(_), Some(of_epoch)) => of_epoch,
            (None, _) => &self.frequencies,
        };
        frequencies.rarity(&self.model, similar.iter(), token.sounds())
    }

    /// The list that says how rare names and documents are, and how probable anybody is.
    pub(crate) fn epoch(&self) -> &Watchlist {
        self.epoch.as_deref().unwrap_or(self)
    }

    /// Two tokens by their texts, where the list has both.
    fn tokens(&self, texts: [&str; 2]) -> Option<[TokenId; 2]> {
        let [one, two] = texts;
        Some([self.vocabulary.find(one)?, self.vocabulary.find(two)?])
    }

    /// What the list knows of a token. Looked up once, and remembered for as long as there is room.
    pub(crate) fn known(&self, token: &str) -> Arc<Known> {
        self.memo.get_or_insert(token, || Known::new(self, spelling(token)))
    }

    /// The same by comparing the token with every one of the list.
    pub(crate) fn known_exhaustively(&self, token: &str) -> Arc<Known> {
        let spelling = spelling(token);
        let costs = self.model.closeness_costs();
        let similar = self.vocabulary.search_everything(costs, &spelling);
        Arc::new(Known::of_everything(self, spelling, similar))
    }

    /// The record with that number.
    pub(crate) fn record(&self, record: u32) -> Record {
        self.archive.get(self.store.rank(record))
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
