//! What screening asks of each record, by the record's number.

use super::cards::Cards;
use crate::evidence::{DateKey, EncodedCountry, EncodedDocument, RecordView};
use crate::storage::{FlatArray, Interner, JaggedArray};
use bytemuck::{Pod, Zeroable};

/// What is compared of all records. A record's number is its place in the order of birth dates
/// ([`Births`](super::Births)).
#[derive(Debug)]
pub(crate) struct Store {
    /// The place of each record in the order of identifiers.
    pub(super) ranks: FlatArray<u32>,
    pub(crate) cards: Cards,
    /// The birth dates of records that have several, which are numbered one after the other.
    pub(super) several_dates: JaggedArray<DateKey>,
    pub(super) first_of_several: u32,
    pub(super) countries: JaggedArray<EncodedCountry>,
    pub(super) documents: JaggedArray<EncodedDocument>,
    pub(super) places: JaggedArray<u32>,
    pub(super) traits: FlatArray<Traits>,
    pub(crate) sources: Interner,
    pub(crate) categories: Interner,
    /// Whether any record has no name token at all.
    pub(crate) any_nameless: bool,
}

/// Small facts of a record.
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
#[repr(C)]
pub(crate) struct Traits {
    /// As the store's sources and categories number them; 0 where it is not stated.
    pub(crate) source: u32,
    pub(crate) category: u32,
    /// First and last day on which the listing holds, in days since 1970; open ends are the
    /// ends of the number range.
    pub(crate) valid_from: i32,
    pub(crate) valid_to: i32,
}

impl Store {
    pub(crate) fn subject(&self, record: u32) -> RecordView<'_> {
        let date = self.cards.date(record);
        RecordView {
            spans: self.cards.spans(record),
            tokens: self.cards.tokens(record),
            birth_dates: match *date {
                DateKey::NONE => &[],
                DateKey::SEVERAL => {
                    self.several_dates.row(record.wrapping_sub(self.first_of_several))
                }
                _ => std::slice::from_ref(date),
            },
            sex: self.cards.sex(record),
            countries: self.countries.row(record),
            documents: self.documents.row(record),
            places: self.places.row(record),
        }
    }

    /// The place of a record in the order of identifiers.
    pub(crate) fn rank(&self, record: u32) -> u32 {
        self.ranks[record as usize]
    }

    pub(crate) fn traits(&self, record: u32) -> Traits {
        self.traits[record as usize]
    }
}

#[cfg(feature = "snapshot")]
mod stored {
    use super::*;
    use crate::error::Error;
    use crate::storage::{SnapshotReader, SnapshotWriter, all, ensure};
    use std::ops::Range;

    impl Store {
        pub(in crate::watchlist) fn save<'a>(&'a self, to: &mut SnapshotWriter<'a>) {
            to.put("ranks", &self.ranks);
            self.cards.save(to);
            self.several_dates.save("record.several_dates", to);
            self.countries.save("record.countries", to);
            self.documents.save("record.documents", to);
            self.places.save("record.places", to);
            to.put("record.traits", &self.traits);
            self.sources.save("sources", to);
            self.categories.save("categories", to);
            to.put_bytes("any_nameless", vec![self.any_nameless.into()]);
        }

        /// A store of so many records, with tokens below that number; those in a range have several birth dates.
        pub(in crate::watchlist) fn open(
            from: &SnapshotReader,
            records: usize,
            tokens: usize,
            several: Range<u32>,
        ) -> Result<Self, Error> {
            let ranks: FlatArray<u32> = from.take("ranks")?;
            let is_record = |rank: &u32| (*rank as usize) < records;
            ensure("ranks", ranks.len() == records && all(&ranks, is_record))?;
            let traits: FlatArray<Traits> = from.take("record.traits")?;
            ensure("record.traits", traits.len() == records)?;
            let any_nameless: FlatArray<u8> = from.take("any_nameless")?;
            Ok(Store {
                ranks,
                cards: Cards::open(from, records, tokens)?,
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
                traits,
                sources: Interner::open("sources", from)?,
                categories: Interner::open("categories", from)?,
                any_nameless: any_nameless.first() != Some(&0),
            })
        }
    }
}
