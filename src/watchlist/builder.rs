//! Building a list: normalize in parallel, number what is distinct, lay out.

use super::archive::Archive;
use super::drafts::Drafts;
use super::layout::{Layout, too_large};
use super::workspace::WorkspacePool;
use super::{Births, Postings, Watchlist, remembered};
use crate::error::Error;
use crate::evidence::{DateKey, Model, TermFrequencies};
use crate::record::Record;
use crate::vocabulary::{Memo, Vocabulary};
use rayon::prelude::*;
use std::sync::OnceLock;

/// Records laid out by one thread at a time.
const PART: usize = 1 << 10;
/// Parts laid out before they are put behind the list, so that they are not all held at once.
const TOGETHER: usize = 1 << 6;

/// Collects the records of a [`Watchlist`].
#[derive(Clone, Debug, Default)]
pub struct WatchlistBuilder {
    drafts: Drafts,
    model: Model,
}

impl WatchlistBuilder {
    /// Adds a record.
    #[must_use]
    pub fn record(mut self, record: Record) -> Self {
        self.drafts.push(record);
        self
    }

    /// Adds records. They are kept encoded, in a tenth of the memory.
    #[must_use]
    pub fn records(mut self, records: impl IntoIterator<Item = Record>) -> Self {
        records.into_iter().for_each(|record| self.drafts.push(record));
        self
    }

    /// States the model that the list is weighed by; [`Model::default`] unless stated.
    #[must_use]
    pub fn model(mut self, model: Model) -> Self {
        self.model = model;
        self
    }

    /// Builds the list, in parallel on the current rayon thread pool. The result is the same for
    /// any number of threads and any order of the records.
    ///
    /// Cost: some ten microseconds of one thread for a record.
    ///
    /// # Errors
    /// [`DuplicateId`](crate::ErrorKind::DuplicateId) where two records have one identifier, and
    /// [`TooLarge`](crate::ErrorKind::TooLarge) beyond 4 billion records, 2 billion tokens of names, documents or words of
    /// places, 500 million nationalities, or 67 million distinct tokens.
    pub fn build(self) -> Result<Watchlist, Error> {
        Watchlist::of_archive(self.drafts.build()?, self.model)
    }
}

impl Watchlist {
    /// Lays out records that stand in the order of their identifiers.
    #[cfg(feature = "snapshot")]
    pub(crate) fn of_sorted(records: Vec<Record>, model: Model) -> Result<Watchlist, Error> {
        let archive = Archive::new(&records);
        drop(records);
        Watchlist::of_archive(archive, model)
    }

    /// The same of encoded records, of which only some are decoded at a time.
    pub(super) fn of_archive(archive: Archive, model: Model) -> Result<Watchlist, Error> {
        let count = u32::try_from(archive.len()).map_err(|_| too_large())?;
        let mut order: Vec<(DateKey, u32)> = (0..count).map(|rank| (DateKey::NONE, rank)).collect();
        order
            .par_iter_mut()
            .for_each(|(date, rank)| *date = DateKey::of(&archive.birth_dates(*rank)));
        order.par_sort_unstable();
        let part_of = |part: &[(DateKey, u32)]| {
            let mut layout = Layout::default();
            part.iter().for_each(|(_, rank)| layout.add(&archive.get(*rank)));
            layout
        };
        let parts_of = |records: &[(DateKey, u32)]| -> Vec<Layout> {
            records.par_chunks(PART).map(part_of).collect()
        };
        let mut layout = Layout::default();
        let mut chunks = order.chunks(PART * TOGETHER);
        let mut ready = chunks.next().map(parts_of);
        while let Some(parts) = ready {
            // Parts are put behind each other, which goes in order, while the next ones are laid out.
            let (next, added) = rayon::join(
                || chunks.next().map(parts_of),
                || parts.iter().try_for_each(|part| layout.append(part)),
            );
            added?;
            ready = next;
        }
        let (spellings, counts) = layout.by_sound();
        let names = layout.named();
        let ((store, keys), vocabulary) =
            rayon::join(|| layout.build(&order), || Vocabulary::new(&spellings));
        let births = Births::new(order.into_iter().map(|(date, _)| date));
        let postings = Postings::new(&store, count, spellings.len(), keys.documents());
        let frequencies = TermFrequencies::new(&model, names, counts.into());
        Ok(Watchlist {
            model,
            archive,
            births,
            store,
            postings,
            vocabulary,
            frequencies,
            keys,
            workspaces: WorkspacePool::default(),
            memo: Memo::new(remembered(count as usize)),
            epoch: None,
            of_epoch: None,
            versions: None,
            weighed_by: OnceLock::new(),
        })
    }
}
