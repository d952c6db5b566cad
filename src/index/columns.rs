//! What screening reads of each record, as columns by record number.

use super::compact_records::CompactRecords;
use crate::encoding::{DateKey, EncodedCountry, EncodedDocument, RecordView};
use crate::error::Error;
use crate::storage::{FlatArray, Interner, JaggedArray, Section, all, ensure, stored};
use bytemuck::{Pod, Zeroable};
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
    pub(super) countries: JaggedArray<EncodedCountry>,
    pub(super) documents: JaggedArray<EncodedDocument>,
    pub(super) places: JaggedArray<u32>,
    pub(super) listings: FlatArray<ListingFacts>,
    pub(crate) sources: Interner,
    pub(crate) categories: Interner,
    /// Whether any record has no name token at all.
    pub(crate) any_nameless: bool,
}

/// What filters need of a record's listing.
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
#[repr(C)]
pub(crate) struct ListingFacts {
    /// Numbered by [`RecordColumns::sources`] and [`RecordColumns::categories`]; 0 where not stated.
    pub(crate) source: u32,
    pub(crate) category: u32,
    /// The first and the last day of validity, in days since 1970; open ends are `i32::MIN` and `i32::MAX`.
    pub(crate) valid_from: i32,
    pub(crate) valid_to: i32,
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
            documents: self.documents.row(record),
            places: self.places.row(record),
        }
    }

    /// The rank of a record.
    pub(crate) fn rank(&self, record: u32) -> u32 {
        self.ranks[record as usize]
    }

    pub(crate) fn listing(&self, record: u32) -> ListingFacts {
        self.listings[record as usize]
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
    }
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
        self.documents.check(Section::Documents, records, |_| true)?;
        self.places.check(Section::Places, records, |_| true)?;
        ensure(Section::Listings, self.listings.len() == records)?;
        self.sources.check(Section::Sources)?;
        self.categories.check(Section::Categories)
    }
}
