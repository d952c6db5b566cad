//! An index without its records: what other lists are weighed by.

use super::{BirthDateIndex, Index, RecordArchive, TokenCounts};
use crate::encoding::FieldInterner;
use crate::error::Error;
use crate::storage::{
    FlatArray, Section, SectionPath, SnapshotReader, SnapshotWriter, Stored, ensure,
};
use crate::vocabulary::Vocabulary;

impl Index {
    /// Saves what evidence is weighed by: tokens and how many names have each, birth dates, documents, and the checksum of
    /// the records. No record is saved.
    pub(crate) fn save_statistics<'a>(&'a self, at: &SectionPath, to: &mut SnapshotWriter<'a>) {
        self.archive.save_content(at, to);
        self.birth_dates.save(&at.to(Section::BirthDates), to);
        self.keys.save(&at.to(Section::Fields), to);
        self.token_counts.save(&at.to(Section::TokenCounts), to);
        self.vocabulary.save(&at.to(Section::Vocabulary), to);
    }

    /// Opens in place what [`Index::save_statistics`] saved: an index in which nothing is found, with the statistics of the
    /// records that it was made of.
    pub(crate) fn open_statistics(at: &SectionPath, from: &SnapshotReader) -> Result<Self, Error> {
        let content: FlatArray<u64> = Stored::open(&at.to(Section::ContentHash), from)?;
        let birth_dates: BirthDateIndex = Stored::open(&at.to(Section::BirthDates), from)?;
        let keys: FieldInterner = Stored::open(&at.to(Section::Fields), from)?;
        let token_counts: TokenCounts = Stored::open(&at.to(Section::TokenCounts), from)?;
        let vocabulary: Vocabulary = Stored::open(&at.to(Section::Vocabulary), from)?;
        ensure(Section::ContentHash, content.len() == 2)?;
        ensure(Section::BirthDates, u32::try_from(birth_dates.records()).is_ok())?;
        keys.check()?;
        token_counts.check(vocabulary.len())?;
        vocabulary.check_texts()?;
        vocabulary.check()?;
        let archive = RecordArchive::of_content(content);
        let empty = Index::new(RecordArchive::new(&[]))?;
        Ok(Index { archive, birth_dates, keys, token_counts, vocabulary, ..empty })
    }
}
