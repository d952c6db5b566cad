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
    pub(super) fn new(store: &Store, records: u32) -> Self {
        let mut tokens = Vec::with_capacity(store.tokens.len());
        let mut documents = Vec::with_capacity(store.documents.items().len());
        for record in 0..records {
            tokens.extend(store.tokens_of(record).iter().map(|token| (token.token, record)));
            documents.extend(store.documents.row(record).iter().map(|key| (key.number, record)));
        }
        for pairs in [&mut tokens, &mut documents] {
            pairs.par_sort_unstable();
            pairs.dedup();
        }
        Postings {
            tokens: Rows::from_sorted(&tokens, |record| record),
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
