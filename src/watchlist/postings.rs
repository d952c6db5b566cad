//! From what records state to the records that state it.

use super::Store;
use crate::storage::JaggedArray;
use crate::vocabulary::TokenId;
use bytemuck::{Pod, Zeroable};
use rayon::slice::ParallelSliceMut;

/// Which records hold each token and each document number, in the order of their numbers.
#[derive(Debug)]
pub(crate) struct Postings {
    tokens: JaggedArray<Posting>,
    documents: JaggedArray<u32>,
}

/// A record in the posting list of a token, with the marks of its other tokens: most records have few,
/// and these tell of most of them, without a look at the record, that too little else agrees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub(crate) struct Posting {
    pub(crate) record: u32,
    /// [`Mark::NONE`] where there are fewer, [`Mark::MANY`] where there are more.
    pub(crate) others: [Mark; 2],
}

/// Two bytes for a token. Several tokens share a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Pod, Zeroable)]
#[repr(transparent)]
pub(crate) struct Mark(pub(crate) u16);

impl Mark {
    /// Of no token.
    pub(crate) const NONE: Mark = Mark(u16::MAX);
    /// Of tokens that there is no room for.
    pub(crate) const MANY: Mark = Mark(u16::MAX - 1);

    pub(crate) fn of(token: TokenId) -> Self {
        let mixed = token.wrapping_mul(0x9e37_79b1) >> 16;
        Mark((mixed as u16).min(u16::MAX - 2))
    }
}

impl Posting {
    /// The posting of a record in the list of one of its distinct tokens.
    fn new(record: u32, token: TokenId, tokens: impl Iterator<Item = TokenId>) -> Self {
        let mut others = tokens.filter(|other| *other != token);
        let mut mark = || others.next().map_or(Mark::NONE, Mark::of);
        let marks = [mark(), mark()];
        let others = if others.next().is_some() { [Mark::MANY; 2] } else { marks };
        Posting { record, others }
    }
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
            let of_record = |record| {
                let tokens = store.cards.distinct(record);
                tokens
                    .clone()
                    .map(move |token| (token, Posting::new(record, token, tokens.clone())))
            };
            (0..records).flat_map(of_record)
        };
        Postings {
            tokens: JaggedArray::by_number(tokens, of_tokens),
            // They are numbered from 1.
            documents: JaggedArray::from_sorted(documents + 1, of_documents),
        }
    }

    /// The records with a name that holds this token.
    pub(crate) fn of_token(&self, token: TokenId) -> &[Posting] {
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
    use crate::storage::{SnapshotReader, SnapshotWriter};

    impl Postings {
        pub(in crate::watchlist) fn save<'a>(&'a self, to: &mut SnapshotWriter<'a>) {
            self.tokens.save("postings.tokens", to);
            self.documents.save("postings.documents", to);
        }

        pub(in crate::watchlist) fn open(
            from: &SnapshotReader,
            records: usize,
            tokens: usize,
            documents: usize,
        ) -> Result<Self, Error> {
            let is_record = |record: &u32| (*record as usize) < records;
            let of_record = |posting: &Posting| is_record(&posting.record);
            let tokens = JaggedArray::open("postings.tokens", from, tokens, of_record)?;
            let documents =
                JaggedArray::open("postings.documents", from, documents + 1, is_record)?;
            Ok(Postings { tokens, documents })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_posting_has_the_marks_of_two_other_tokens() {
        let others = |token, tokens: &[u32]| Posting::new(7, token, tokens.iter().copied()).others;
        assert_eq!(others(5, &[5]), [Mark::NONE; 2]);
        assert_eq!(others(5, &[9, 5]), [Mark::of(9), Mark::NONE]);
        assert_eq!(others(5, &[9, 5, 4]), [Mark::of(9), Mark::of(4)]);
        assert_eq!(others(5, &[9, 5, 4, 3]), [Mark::MANY; 2]);
        assert!((0..1_000_000).map(Mark::of).all(|mark| mark.0 < Mark::MANY.0));
    }
}
