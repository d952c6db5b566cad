//! What screening reads of each record, as columns by record number.

use super::compact_records::CompactRecords;
use crate::encoding::{DateKey, EncodedCountry, EncodedDocument, RecordView};
use crate::storage::{FlatArray, Interner, JaggedArray};
use bytemuck::{Pod, Zeroable};

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

#[cfg(feature = "snapshot")]
mod stored {
    use super::*;
    use crate::error::Error;
    use crate::storage::{SnapshotReader, SnapshotWriter, all, ensure};
    use std::ops::Range;

    impl RecordColumns {
        pub(in crate::index) fn save<'a>(&'a self, to: &mut SnapshotWriter<'a>) {
            to.put("ranks", &self.ranks);
            self.compact.save(to);
            self.several_dates.save("record.several_dates", to);
            self.countries.save("record.countries", to);
            self.documents.save("record.documents", to);
            self.places.save("record.places", to);
            to.put("record.traits", &self.listings);
            self.sources.save("sources", to);
            self.categories.save("categories", to);
            to.put_bytes("any_nameless", vec![self.any_nameless.into()]);
        }

        /// Opens the columns of `records` records and `tokens` tokens. The records in the range `several` have
        /// several birth dates.
        pub(in crate::index) fn open(
            from: &SnapshotReader,
            records: usize,
            tokens: usize,
            several: Range<u32>,
        ) -> Result<Self, Error> {
            let ranks: FlatArray<u32> = from.take("ranks")?;
            let is_record = |rank: &u32| (*rank as usize) < records;
            ensure("ranks", ranks.len() == records && all(&ranks, is_record))?;
            let listings: FlatArray<ListingFacts> = from.take("record.traits")?;
            ensure("record.traits", listings.len() == records)?;
            let any_nameless: FlatArray<u8> = from.take("any_nameless")?;
            Ok(RecordColumns {
                ranks,
                compact: CompactRecords::open(from, records, tokens)?,
                several_dates: JaggedArray::open(
                    "record.several_dates",
                    from,
                    several.len(),
                    |_| true,
                )?,
                first_of_several: several.start,
                countries: JaggedArray::open("record.countries", from, records, |_| true)?,
                documents: JaggedArray::open("record.documents", from, records, |_| true)?,
                places: JaggedArray::open("record.places", from, records, |_| true)?,
                listings,
                sources: Interner::open("sources", from)?,
                categories: Interner::open("categories", from)?,
                any_nameless: any_nameless.first() != Some(&0),
            })
        }
    }
}
