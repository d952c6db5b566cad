//! What screening reads of each record, as columns by record number.

use super::compact_records::CompactRecords;
use super::listings::{ListingFacts, Listings};
use crate::encoding::{DateKey, Documents, EncodedCountry, ListedDocument, RecordView};
use crate::error::Error;
use crate::storage::{FlatArray, Interner, JaggedArray, Section, ShortRows, all, ensure, stored};
use std::ops::Range;

/// The fields of all records that are compared or filtered by, by record number.
#[derive(Debug)]
pub(crate) struct RecordColumns {
    /// The rank of each record.
    pub(super) ranks: FlatArray<u32>,
    pub(crate) compact: CompactRecords,
    /// The birth dates of records that have several; their numbers are consecutive, from `first_of_several` on.
    pub(super) several_dates: JaggedArray<DateKey>,
    pub(super) first_of_several: u32,
    pub(super) countries: ShortRows<EncodedCountry>,
    pub(super) documents: ShortRows<ListedDocument>,
    /// The texts of the document numbers, which the index shares.
    pub(super) document_numbers: Interner,
    pub(super) places: ShortRows<u32>,
    pub(super) listings: Listings,
    pub(crate) sources: Interner,
    pub(crate) categories: Interner,
    /// Whether any record has no name token at all.
    pub(crate) any_nameless: bool,
    /// The most tokens of any name.
    pub(crate) longest_name: u32,
}

impl RecordColumns {
    /// The record as evidence compares it.
    pub(crate) fn view(&self, record: u32) -> RecordView<'_> {
        let date = self.compact.date(record);
        RecordView {
            spans: self.compact.spans(record),
            tokens: self.compact.tokens(record),
            birth_dates: match *date {
                DateKey::NONE => &[],
                DateKey::SEVERAL => {
                    self.several_dates.row(record.wrapping_sub(self.first_of_several))
                }
                _ => std::slice::from_ref(date),
            },
            date_holders: &[],
            sex: self.compact.sex(record),
            countries: self.countries.row(record),
            documents: Documents::Listed(self.documents.row(record), &self.document_numbers),
            places: self.places.row(record),
        }
    }

    /// The rank of a record.
    pub(crate) fn rank(&self, record: u32) -> u32 {
        self.ranks[record as usize]
    }

    pub(crate) fn listing(&self, record: u32) -> ListingFacts {
        self.listings.get(record)
    }
}

stored! {
    RecordColumns {
        ranks: Ranks,
        compact: Compact,
        several_dates: SeveralDates,
        first_of_several: FirstOfSeveral,
        countries: Countries,
        documents: Documents,
        places: Places,
        listings: Listings,
        sources: Sources,
        categories: Categories,
        any_nameless: AnyNameless,
        longest_name: LongestName,
    } => Ok(RecordColumns {
        ranks,
        compact,
        several_dates,
        first_of_several,
        countries,
        documents,
        document_numbers: Interner::default(),
        places,
        listings,
        sources,
        categories,
        any_nameless,
        longest_name,
    })
}

impl RecordColumns {
    /// Checks what was opened from a file: the columns of `records` records and `tokens` tokens. The records in the
    /// range `several` have several birth dates.
    pub(super) fn check(
        &self,
        records: usize,
        tokens: usize,
        several: Range<u32>,
    ) -> Result<(), Error> {
        let is_record = |rank: &u32| (*rank as usize) < records;
        ensure(Section::Ranks, self.ranks.len() == records && all(&self.ranks, is_record))?;
        self.compact.check(records, tokens)?;
        self.several_dates.check(Section::SeveralDates, several.len(), |_| true)?;
        ensure(Section::FirstOfSeveral, self.first_of_several == several.start)?;
        self.countries.check(Section::Countries, records, |_| true)?;
        let numbers = self.document_numbers.len();
        let is_document =
            |document: &ListedDocument| (1..=numbers).contains(&(document.number as usize));
        self.documents.check(Section::Documents, records, is_document)?;
        self.places.check(Section::Places, records, |_| true)?;
        self.listings.check(records)?;
        self.sources.check(Section::Sources)?;
        self.categories.check(Section::Categories)
    }
}
