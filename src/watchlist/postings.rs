//! From what records state to the records that state it.

use super::Store;
use crate::evidence::Facts;
use crate::vocabulary::Rows;
use rayon::slice::ParallelSliceMut;
use std::ops::RangeInclusive;

/// Which records hold each token, each birth date and each document number.
#[derive(Debug, Default)]
pub(crate) struct Postings {
    tokens: Rows<Listed>,
    documents: Rows<u32>,
    /// The distinct keys of birth dates in their order, and by their place there the records.
    date_keys: Vec<u32>,
    dated: Rows<u32>,
}

/// A record in a posting list, with what rules most of them out beside it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Listed {
    pub(crate) record: u32,
    pub(crate) facts: Facts,
}

impl Postings {
    pub(super) fn new(store: &Store, records: u32) -> Self {
        let mut tokens = Vec::with_capacity(store.tokens.len());
        let mut documents = Vec::with_capacity(store.documents.items().len());
        let mut dates = Vec::with_capacity(store.birth_dates.items().len());
        for record in 0..records {
            tokens.extend(store.tokens_of(record).iter().map(|token| (token.token, record)));
            documents.extend(store.documents.row(record).iter().map(|key| (key.number, record)));
            dates.extend(store.birth_dates.row(record).iter().map(|date| (date.key(), record)));
        }
        for pairs in [&mut tokens, &mut documents, &mut dates] {
            pairs.par_sort_unstable();
            pairs.dedup();
        }
        let mut date_keys: Vec<u32> = Vec::new();
        for (date, _) in &mut dates {
            if date_keys.last() != Some(date) {
                date_keys.push(*date);
            }
            *date = date_keys.len() as u32 - 1;
        }
        let listed = |record| Listed { record, facts: store.facts(record) };
        Postings {
            tokens: Rows::from_sorted(&tokens, listed),
            documents: Rows::from_sorted(&documents, |record| record),
            date_keys,
            dated: Rows::from_sorted(&dates, |record| record),
        }
    }

    /// The records with a name that holds this token.
    pub(crate) fn of_token(&self, token: u32) -> &[Listed] {
        self.tokens.row(token)
    }

    /// The records with this document number.
    pub(crate) fn of_document(&self, number: u32) -> &[u32] {
        self.documents.row(number)
    }

    /// The records with a birth date whose key lies in this range; a record stands here once for
    /// each of its dates.
    pub(crate) fn of_birth_date(&self, keys: &RangeInclusive<u32>) -> &[u32] {
        let start = self.date_keys.partition_point(|key| key < keys.start());
        let more = self.date_keys[start..].partition_point(|key| key <= keys.end());
        self.dated.rows(start as u32, (start + more) as u32)
    }
}
