//! From what records state to the records that state it.

use super::Store;
use super::rows::Rows;
use rayon::slice::ParallelSliceMut;
use std::ops::RangeInclusive;

/// Which records hold each token, each birth date and each document number.
#[derive(Debug, Default)]
pub(crate) struct Postings {
    tokens: Rows<u32>,
    documents: Rows<u32>,
    /// Keys of birth dates in their order, with the records beside them.
    date_keys: Vec<u32>,
    dated: Vec<u32>,
}

/// One list of records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Posting {
    /// Records with a name that holds this token.
    Token(u32),
    /// Records with this document number.
    Document(u32),
    /// Records with a birth date whose key lies in this range; a record stands here once for
    /// each of its dates.
    BirthDate(RangeInclusive<u32>),
}

impl Postings {
    pub(super) fn new(store: &Store, records: u32) -> Self {
        let mut tokens = Vec::with_capacity(store.tokens.len());
        let mut documents = Vec::with_capacity(store.documents.items().len());
        let mut dates = Vec::with_capacity(store.birth_dates.items().len());
        for record in 0..records {
            for name in store.names.row(record) {
                let start = name.start as usize;
                let of_name = &store.tokens[start..start + usize::from(name.tokens)];
                tokens.extend(of_name.iter().map(|token| (token.token, record)));
            }
            documents.extend(store.documents.row(record).iter().map(|key| (key.number, record)));
            dates.extend(store.birth_dates.row(record).iter().map(|date| (date.key(), record)));
        }
        for pairs in [&mut tokens, &mut documents, &mut dates] {
            pairs.par_sort_unstable();
            pairs.dedup();
        }
        let (date_keys, dated) = dates.into_iter().unzip();
        Postings {
            tokens: Rows::from_sorted(&tokens),
            documents: Rows::from_sorted(&documents),
            date_keys,
            dated,
        }
    }

    /// The records of a posting list.
    pub(crate) fn records(&self, posting: &Posting) -> &[u32] {
        match posting {
            Posting::Token(token) => self.tokens.row(*token),
            Posting::Document(number) => self.documents.row(*number),
            Posting::BirthDate(keys) => {
                let start = self.date_keys.partition_point(|key| key < keys.start());
                let end = self.date_keys.partition_point(|key| key <= keys.end());
                &self.dated[start..end]
            }
        }
    }
}
