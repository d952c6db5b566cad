//! Building a list.

use super::Watchlist;
use crate::error::Error;
use crate::evidence::Model;
use crate::index::{Index, RecordBuffer};
use crate::record::Record;
use crate::screening::WeightedIndex;

/// Collects the records of a [`Watchlist`].
#[derive(Clone, Debug, Default)]
pub struct WatchlistBuilder {
    records: RecordBuffer,
    model: Model,
}

impl WatchlistBuilder {
    /// Adds a record.
    #[must_use]
    pub fn record(mut self, record: Record) -> Self {
        self.records.push(record);
        self
    }

    /// Adds records. They are kept encoded, which takes a tenth of the memory.
    #[must_use]
    pub fn records(mut self, records: impl IntoIterator<Item = Record>) -> Self {
        records.into_iter().for_each(|record| self.records.push(record));
        self
    }

    /// Sets the model that the list is weighed by; [`Model::default`] unless set.
    #[must_use]
    pub fn model(mut self, model: Model) -> Self {
        self.model = model;
        self
    }

    /// Builds the list, in parallel on the current rayon thread pool. The result is the same for any number of
    /// threads and any order of the records.
    ///
    /// Cost: about ten microseconds of one thread for each record.
    ///
    /// # Errors
    /// [`DuplicateId`](crate::ErrorKind::DuplicateId) if two records have the same identifier, and
    /// [`TooLarge`](crate::ErrorKind::TooLarge) for more than 4 billion records, 2 billion tokens of names,
    /// documents or words of places, 500 million nationalities, or 67 million distinct tokens.
    pub fn build(self) -> Result<Watchlist, Error> {
        let index = Index::new(self.records.build()?)?;
        Ok(Watchlist::from_list(WeightedIndex::new(self.model, index)))
    }
}
