//! From what records state to the records that state it.

use super::Store;
use crate::storage::Rows;
use rayon::slice::ParallelSliceMut;

/// Which records hold each token and each document number, in the order of their numbers.
#[derive(Debug)]
pub(crate) struct Postings {
    tokens: Rows<u32>,
    documents: Rows<u32>,
}

impl Postings {
    pub(super) fn new(store: &Store, records: u32, tokens: usize, documents: usize) -> Self {
        let mut of_documents = Vec::with_capacity(store.documents.items().len());
        for record in 0..records {
            of_documents.extend(store.documents.row(record).iter().map(|key| (key.number, record)));
        }
        of_documents.par_sort_unstable();
        of_documents.dedup();
        let of_tokens = || {
            let of_record = |record| store.cards.tokens(record).iter().map(move |t| (*t, record));
            (0..records).flat_map(of_record)
        };
        Postings {
            tokens: Rows::by_number(tokens, of_tokens),
            // They are numbered from 1.
            documents: Rows::from_sorted(documents + 1, of_documents),
        }
    }

    /// The records with a name that holds this token.
    pub(crate) fn of_token(&self, token: u32) -> &[u32] {
        self.tokens.row(token)
    }

    /// The records with this document number.
    pub(crate) fn of_document(&self, number: u32) -> &[u32] {
        self.documents.row(number)
    }
}

#[cfg(feature = "snapshot")]
mod stored {
    use super::*;
    use crate::error::Error;
    use crate::storage::{Parts, Sections};

    impl Postings {
        pub(in crate::watchlist) fn save<'a>(&'a self, to: &mut Sections<'a>) {
            self.tokens.save("postings.tokens", to);
            self.documents.save("postings.documents", to);
        }

        pub(in crate::watchlist) fn open(
            from: &Parts,
            records: usize,
            tokens: usize,
            documents: usize,
        ) -> Result<Self, Error> {
            let is_record = |record: &u32| (*record as usize) < records;
            let tokens = Rows::open("postings.tokens", from, tokens, is_record)?;
            let documents = Rows::open("postings.documents", from, documents + 1, is_record)?;
            Ok(Postings { tokens, documents })
        }
    }
}
