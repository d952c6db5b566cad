//! The index of a list, in memory and in a file: flat arrays of numbers, and postings from tokens, birth dates
//! and documents to records.
//!
//! An [`Index`] states facts about a list and nothing else. It has no weights and no caches, and knows
//! nothing of how it is searched.
//!
//! Two orders number the records. A record's *rank* is its position in the order of identifiers, in which
//! records are archived and ties are broken. Its *number* is its position in the order of birth dates,
//! which is the order of everything that a search reads.

mod birth_dates;
mod columns;
mod compact_records;
mod content_hash;
mod listings;
mod postings;
mod record_archive;
mod record_buffer;
mod segment;
mod statistics;
mod token_counts;

pub(crate) use birth_dates::BirthDateIndex;
pub(crate) use columns::RecordColumns;
pub(crate) use content_hash::{ContentHash, normalization_fingerprint};
pub(crate) use listings::ListingFacts;
pub(crate) use postings::{Posting, Postings, TokenTag};
pub(crate) use record_archive::RecordArchive;
pub(crate) use record_buffer::RecordBuffer;
pub(crate) use token_counts::TokenCounts;

use crate::encoding::{DateKey, FieldInterner, HolderCount, ListCounts};
use crate::error::Error;
use crate::record::Record;
use crate::storage::{Section, SectionPath, SnapshotReader, Stored, stored};
use crate::vocabulary::{PairIndex, TokenId, Vocabulary};
use rayon::prelude::*;
use segment::{IndexSegment, too_large};

/// Records in one segment, which one thread builds.
const SEGMENT: usize = 1 << 10;
/// Records that are loaded before one is added.
const PREFETCHED: usize = 4;
/// Segments built before they are appended to the list, which bounds how many are in memory at once.
const SEGMENTS_AT_ONCE: usize = 1 << 6;

/// A list of records in the layout that searches read. It never changes.
#[derive(Debug)]
pub(crate) struct Index {
    pub(crate) archive: RecordArchive,
    pub(crate) birth_dates: BirthDateIndex,
    pub(crate) columns: RecordColumns,
    pub(crate) postings: Postings,
    pub(crate) vocabulary: Vocabulary,
    /// The tokens that stand side by side in a name; where a name has no others, in both orders.
    pub(crate) pairs: PairIndex,
    pub(crate) token_counts: TokenCounts,
    pub(crate) keys: FieldInterner,
}

impl Index {
    /// Indexes archived records, in parallel on the current rayon thread pool. The result does not depend
    /// on the number of threads. A few thousand records are decoded at a time.
    ///
    /// # Errors
    /// [`TooLarge`](crate::ErrorKind::TooLarge) if the list has more of something than can be numbered.
    pub(crate) fn new(archive: RecordArchive) -> Result<Index, Error> {
        let count = u32::try_from(archive.len()).map_err(|_| too_large())?;
        let mut order: Vec<(DateKey, u32)> = (0..count).map(|rank| (DateKey::NONE, rank)).collect();
        order
            .par_iter_mut()
            .for_each(|(date, rank)| *date = DateKey::of(&archive.known_birth_dates(*rank)));
        order.par_sort_unstable();
        let mut all = build_segments(&archive, &order)?;
        let (spellings, counts) = all.number_tokens_by_sound();
        let names = all.names_with_tokens();
        let ((columns, keys), vocabulary) =
            rayon::join(|| all.build(&order), || Vocabulary::new(&spellings));
        let birth_dates = BirthDateIndex::new(order.into_iter().map(|(date, _)| date));
        let (pairs, postings) = rayon::join(
            || vocabulary.index_pairs(adjacent_tokens(&columns, count)),
            || {
                // One thread is long enough busy with either.
                drop(spellings);
                Postings::new(&columns, count, vocabulary.len(), keys.documents())
            },
        );
        let pairs = pairs.ok_or_else(too_large)?;
        let token_counts = TokenCounts::new(names, counts.into());
        Ok(Index { archive, birth_dates, columns, postings, vocabulary, pairs, token_counts, keys })
    }

    /// How many records the list has.
    pub(crate) fn len(&self) -> usize {
        self.birth_dates.records()
    }

    /// The record with this number.
    pub(crate) fn record(&self, number: u32) -> Record {
        self.archive.get(self.columns.rank(number))
    }

    /// The same, encoded.
    pub(crate) fn encoded(&self, number: u32) -> &[u8] {
        self.archive.encoded(self.columns.rank(number))
    }
}

impl ListCounts for Index {
    fn keys(&self) -> &FieldInterner {
        &self.keys
    }

    fn with_date(&self, date: DateKey) -> HolderCount {
        let holders = self.birth_dates.in_keys(date.key()..=date.key());
        // The archive numbers its records by 32 bits.
        HolderCount { holders: holders.len() as u32, records: self.len() as u32 }
    }
}

/// Builds segments in parallel and appends them in order, which gives what one segment of all records
/// would be.
fn build_segments(
    archive: &RecordArchive,
    order: &[(DateKey, u32)],
) -> Result<IndexSegment, Error> {
    let build = |records: &[(DateKey, u32)]| {
        let mut segment = IndexSegment::default();
        for (at, (_, rank)) in records.iter().enumerate() {
            // Records lie far apart in the order of birth dates.
            let ahead = records.get(at + PREFETCHED).map_or(*rank, |(_, rank)| *rank);
            archive.prefetch(ahead);
            segment.add(&archive.get(*rank));
        }
        segment
    };
    let build_all = |records: &[(DateKey, u32)]| -> Vec<IndexSegment> {
        records.par_chunks(SEGMENT).map(build).collect()
    };
    let mut all = IndexSegment::default();
    let mut chunks = order.chunks(SEGMENT * SEGMENTS_AT_ONCE);
    let mut ready = chunks.next().map(build_all);
    while let Some(segments) = ready {
        // Appending is sequential, so the next segments are built meanwhile.
        let (next, appended) = rayon::join(
            || chunks.next().map(build_all),
            || segments.iter().try_for_each(|segment| all.append(segment)),
        );
        appended?;
        ready = next;
    }
    Ok(all)
}

/// The distinct pairs of tokens that stand side by side in some name, and the reverse of each that is a
/// whole name, as family and given names that were run together may have been in either order.
fn adjacent_tokens(columns: &RecordColumns, records: u32) -> Vec<[TokenId; 2]> {
    let mut pairs: Vec<[TokenId; 2]> =
        (0..records).into_par_iter().flat_map_iter(|n| columns.view(n).adjacent_tokens()).collect();
    pairs.par_sort_unstable();
    pairs.dedup();
    pairs
}

stored! {
    Index {
        archive: Archive,
        birth_dates: BirthDates,
        columns: Columns,
        keys: Fields,
        pairs: Pairs,
        postings: Postings,
        token_counts: TokenCounts,
        vocabulary: Vocabulary,
    }
}

impl Index {
    /// Opens the index in place, or indexes the archived records again where `in_place` is false.
    pub(crate) fn open_checked(from: &SnapshotReader, in_place: bool) -> Result<Self, Error> {
        if !in_place {
            let archive: RecordArchive = Stored::open(&Section::Archive.into(), from)?;
            archive.check()?;
            return Index::new(archive);
        }
        let mut index: Index = Stored::open(&SectionPath::default(), from)?;
        index.columns.document_numbers = index.keys.document_numbers().clone();
        index.check()?;
        Ok(index)
    }

    fn check(&self) -> Result<(), Error> {
        let Index { archive, birth_dates, columns, .. } = self;
        let Index { keys, pairs, postings, token_counts, vocabulary, .. } = self;
        archive.check()?;
        let records = archive.len();
        vocabulary.check_texts()?;
        let tokens = vocabulary.len();
        birth_dates.check(records)?;
        token_counts.check(tokens)?;
        let check_others = || {
            keys.check()?;
            pairs.check(tokens)?;
            postings.check(records, tokens, keys.documents())
        };
        let check_columns = || columns.check(records, tokens, birth_dates.several());
        let (vocabulary, (columns, others)) =
            rayon::join(|| vocabulary.check(), || rayon::join(check_columns, check_others));
        vocabulary.and(columns).and(others)
    }
}
