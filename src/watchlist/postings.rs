//! From what records state to the records that state it.

use super::Store;
use crate::vocabulary::Rows;
use rayon::slice::ParallelSliceMut;

/// Which records hold each token and each document number, in the order of their numbers.
#[derive(Debug, Default)]
pub(crate) struct Postings {
    tokens: Rows<u32>,
    documents: Rows<u32>,
}

impl Postings {
    pub(super) fn new(store: &Store, records: u32, tokens: usize) -> Self {
        let mut documents = Vec::with_capacity(store.documents.items().len());
        for record in 0..records {
            documents.extend(store.documents.row(record).iter().map(|key| (key.number, record)));
        }
        documents.par_sort_unstable();
        documents.dedup();
        let of_tokens = || {
            let of_record = |record| store.cards.tokens(record).iter().map(move |t| (*t, record));
            (0..records).flat_map(of_record)
        };
        Postings {
            tokens: Rows::by_number(tokens, of_tokens),
            documents: Rows::from_sorted(&documents, |record| record),
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
