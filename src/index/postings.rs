//! Posting lists: from a token or a document number to the records that have it.

use super::columns::RecordColumns;
use crate::error::Error;
use crate::storage::{JaggedArray, Section, hash_number, stored};
use crate::vocabulary::TokenId;
use bytemuck::{Pod, Zeroable};
use rayon::slice::ParallelSliceMut;

/// The records that have each token and each document number, by ascending record number.
#[derive(Debug)]
pub(crate) struct Postings {
    tokens: JaggedArray<Posting>,
    documents: JaggedArray<u32>,
}

/// A record in the posting list of a token, with the tags of its other tokens. Most records have at most
/// three tokens, and for most of those the tags show that too little else agrees, without reading the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub(crate) struct Posting {
    pub(crate) record: u32,
    /// [`TokenTag::NONE`] in place of a token that the record lacks; [`TokenTag::MANY`] twice where it has
    /// more than two others.
    pub(crate) others: [TokenTag; 2],
}

/// Sixteen bits of a hash of a token. Several tokens share a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Pod, Zeroable)]
#[repr(transparent)]
pub(crate) struct TokenTag(pub(crate) u16);

impl TokenTag {
    /// No token.
    pub(crate) const NONE: TokenTag = TokenTag(u16::MAX);
    /// More tokens than a posting has space for.
    pub(crate) const MANY: TokenTag = TokenTag(u16::MAX - 1);

    pub(crate) fn of(token: TokenId) -> Self {
        let mixed = hash_number(token) >> 16;
        TokenTag((mixed as u16).min(u16::MAX - 2))
    }
}

impl Posting {
    /// The posting of a record in the list of one of its distinct tokens.
    fn new(record: u32, token: TokenId, tokens: impl Iterator<Item = TokenId>) -> Self {
        let mut others = tokens.filter(|other| *other != token);
        let mut tag = || others.next().map_or(TokenTag::NONE, TokenTag::of);
        let tags = [tag(), tag()];
        let others = if others.next().is_some() { [TokenTag::MANY; 2] } else { tags };
        Posting { record, others }
    }
}

impl Postings {
    pub(super) fn new(
        columns: &RecordColumns,
        records: u32,
        tokens: usize,
        documents: usize,
    ) -> Self {
        let mut of_documents = Vec::with_capacity(columns.documents.items().len());
        for record in 0..records {
            of_documents
                .extend(columns.documents.row(record).iter().map(|key| (key.number, record)));
        }
        of_documents.par_sort_unstable();
        of_documents.dedup();
        let of_tokens = || {
            let of_record = |record| {
                let tokens = columns.compact.distinct(record);
                tokens
                    .clone()
                    .map(move |token| (token, Posting::new(record, token, tokens.clone())))
            };
            (0..records).flat_map(of_record)
        };
        Postings {
            tokens: JaggedArray::by_number(tokens, of_tokens),
            // Document numbers start at 1.
            documents: JaggedArray::from_sorted(documents + 1, of_documents),
        }
    }

    /// The records with a name that has this token.
    pub(crate) fn of_token(&self, token: TokenId) -> &[Posting] {
        self.tokens.row(token)
    }

    /// The records with this document number.
    pub(crate) fn of_document(&self, number: u32) -> &[u32] {
        self.documents.row(number)
    }
}

stored!(Postings { tokens: Tokens, documents: Documents });

impl Postings {
    /// Checks what was opened from a file.
    pub(super) fn check(
        &self,
        records: usize,
        tokens: usize,
        documents: usize,
    ) -> Result<(), Error> {
        let is_record = |record: &u32| (*record as usize) < records;
        let is_posting = |posting: &Posting| is_record(&posting.record);
        self.tokens.check(Section::Postings, tokens, is_posting)?;
        self.documents.check(Section::Postings, documents + 1, is_record)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_posting_has_the_tags_of_two_other_tokens() {
        let others = |token, tokens: &[u32]| Posting::new(7, token, tokens.iter().copied()).others;
        assert_eq!(others(5, &[5]), [TokenTag::NONE; 2]);
        assert_eq!(others(5, &[9, 5]), [TokenTag::of(9), TokenTag::NONE]);
        assert_eq!(others(5, &[9, 5, 4]), [TokenTag::of(9), TokenTag::of(4)]);
        assert_eq!(others(5, &[9, 5, 4, 3]), [TokenTag::MANY; 2]);
        assert!((0..1_000_000).map(TokenTag::of).all(|tag| tag.0 < TokenTag::MANY.0));
    }
}
