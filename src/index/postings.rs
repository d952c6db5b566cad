//! Posting lists: from a token to the names that have it, and from a document number to its records.

use super::columns::RecordColumns;
use crate::encoding::{NameView, SEX_POSITIONS, sex_position};
use crate::error::Error;
use crate::record::Sex;
use crate::storage::{JaggedArray, Section, hash_number, stored};
use crate::vocabulary::TokenId;
use bytemuck::{Pod, Zeroable};
use rayon::slice::ParallelSliceMut;

/// The names that have each token, and the records that have each document number, by ascending record number.
#[derive(Debug)]
pub(crate) struct Postings {
    tokens: JaggedArray<Posting>,
    documents: JaggedArray<u32>,
}

/// A record in the posting list of a token, with its sex and the tags of the other tokens of one of its names.
/// A record is in the list once for each of its names that has the token. Most names have at most three tokens,
/// and for most of those the tags show that too little else agrees, without reading the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub(crate) struct Posting {
    pub(crate) record: u32,
    /// From the lowest bit: two tags, [`TokenTag::NONE`] in place of a token that the name lacks,
    /// [`TokenTag::MANY`] twice where it has more than two others; then the position of the sex.
    packed: u32,
}

/// Some bits of a hash of a token. Several tokens share a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct TokenTag(u16);

impl TokenTag {
    /// Tags are below this.
    pub(crate) const COUNT: usize = 1 << TokenTag::BITS;
    const BITS: u32 = 14;
    /// No token.
    pub(crate) const NONE: TokenTag = TokenTag((TokenTag::COUNT - 1) as u16);
    /// More tokens than a posting has space for.
    pub(crate) const MANY: TokenTag = TokenTag((TokenTag::COUNT - 2) as u16);

    pub(crate) fn of(token: TokenId) -> Self {
        let mixed = (hash_number(token) >> 16) as usize % TokenTag::COUNT;
        TokenTag(mixed.min(TokenTag::COUNT - 3) as u16)
    }

    /// Its position in an array of [`TokenTag::COUNT`] entries.
    pub(crate) fn position(self) -> usize {
        self.0.into()
    }
}

impl Posting {
    pub(crate) fn new(record: u32, sex: Option<Sex>, others: [TokenTag; 2]) -> Self {
        let [one, other] = others.map(|tag| u32::from(tag.0));
        let sex = sex_position(sex) as u32;
        Posting { record, packed: one | other << TokenTag::BITS | sex << (2 * TokenTag::BITS) }
    }

    /// The tags of two other tokens of the name.
    pub(crate) fn others(self) -> [TokenTag; 2] {
        let tag = |shift: u32| TokenTag((self.packed >> shift) as u16 % TokenTag::COUNT as u16);
        [tag(0), tag(TokenTag::BITS)]
    }

    /// The position of the record's sex, as of [`sex_position`].
    pub(crate) fn sex_position(self) -> usize {
        (self.packed >> (2 * TokenTag::BITS)) as usize
    }
}

/// The distinct tokens of a name, each with the tags of the others.
fn tags_of_others(name: NameView<'_>) -> impl Iterator<Item = (TokenId, [TokenTag; 2])> + '_ {
    let distinct = (0..).zip(name.tokens).filter(move |(n, token)| {
        name.tokens[..*n].iter().all(|earlier| earlier.token() != token.token())
    });
    let distinct = distinct.map(|(_, token)| token.token());
    let others_of = distinct.clone();
    distinct.map(move |token| {
        let mut others = others_of.clone().filter(|other| *other != token);
        let mut tag = || others.next().map_or(TokenTag::NONE, TokenTag::of);
        let tags = [tag(), tag()];
        (token, if others.next().is_some() { [TokenTag::MANY; 2] } else { tags })
    })
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
            (0..records).flat_map(|record| {
                let view = columns.view(record);
                let posting =
                    move |(token, others)| (token, Posting::new(record, view.sex, others));
                view.names().flat_map(move |name| tags_of_others(name).map(posting))
            })
        };
        Postings {
            tokens: JaggedArray::by_number(tokens, of_tokens),
            // Document numbers start at 1.
            documents: JaggedArray::from_sorted(documents + 1, of_documents),
        }
    }

    /// The names that have this token.
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
        let is_posting = |posting: &Posting| {
            is_record(&posting.record) && posting.sex_position() < SEX_POSITIONS
        };
        self.tokens.check(Section::Postings, tokens, is_posting)?;
        self.documents.check(Section::Postings, documents + 1, is_record)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoding::NameToken;
    use crate::name::Role;

    #[test]
    fn a_posting_has_the_tags_of_two_other_tokens_of_its_name() {
        let others = |tokens: &[u32]| -> Vec<(u32, [TokenTag; 2])> {
            let token = |number: &u32| NameToken::new(*number, Role::Unknown, false);
            let tokens: Vec<NameToken> = tokens.iter().map(token).collect();
            let name = NameView { alias: None, is_guessed: false, tokens: &tokens, start: 0 };
            tags_of_others(name).collect()
        };
        let [five, nine, four] = [5, 9, 4].map(TokenTag::of);
        let (none, many) = (TokenTag::NONE, TokenTag::MANY);
        assert_eq!(others(&[5]), [(5, [none; 2])]);
        assert_eq!(others(&[9, 5, 9]), [(9, [five, none]), (5, [nine, none])]);
        let three = [(9, [five, four]), (5, [nine, four]), (4, [nine, five])];
        assert_eq!(others(&[9, 5, 4]), three);
        assert_eq!(others(&[9, 5, 4, 3])[1], (5, [many; 2]));
        assert!((0..1_000_000).map(TokenTag::of).all(|tag| tag < TokenTag::MANY));
    }

    #[test]
    fn a_posting_is_unpacked_as_it_was_packed() {
        for sex in [None, Some(Sex::Female), Some(Sex::Male), Some(Sex::Unspecified)] {
            for others in [[TokenTag::of(1), TokenTag::NONE], [TokenTag::MANY; 2]] {
                let posting = Posting::new(u32::MAX, sex, others);
                assert_eq!((posting.record, posting.others()), (u32::MAX, others));
                assert_eq!(posting.sex_position(), sex_position(sex));
            }
        }
    }
}
