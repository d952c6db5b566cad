//! What filters need of each record's listing.

use crate::error::Error;
use crate::storage::{FlatArray, Section, all, ensure, stored};
use bytemuck::{Pod, Zeroable};
use rustc_hash::FxHashMap;

/// What filters need of a record's listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ListingFacts {
    /// Numbered by [`RecordColumns::sources`](super::RecordColumns::sources) and
    /// [`RecordColumns::categories`](super::RecordColumns::categories); 0 where not stated.
    pub(crate) source: u32,
    pub(crate) category: u32,
    /// The first and the last day of validity, in days since 1970; open ends are `i32::MIN` and `i32::MAX`.
    pub(crate) valid_from: i32,
    pub(crate) valid_to: i32,
}

/// The listings of all records, by number.
#[derive(Debug)]
pub(super) struct Listings {
    /// Distinct pairs of source and category: few, however many records there are.
    pairs: FlatArray<[u32; 2]>,
    items: FlatArray<PackedListing>,
}

/// The position of the pair, and both days. A day takes three bytes, as of all years there are under 4 million.
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
#[repr(C)]
struct PackedListing {
    pair: [u8; 4],
    valid_from: [u8; 3],
    valid_to: [u8; 3],
}

/// Stand for open ends.
const FIRST_DAY: i32 = -(1 << 23);
const LAST_DAY: i32 = (1 << 23) - 1;

fn pack_day(day: i32) -> [u8; 3] {
    let [a, b, c, _] = day.clamp(FIRST_DAY, LAST_DAY).to_le_bytes();
    [a, b, c]
}

fn unpack_day([a, b, c]: [u8; 3]) -> i32 {
    match i32::from_le_bytes([0, a, b, c]) >> 8 {
        FIRST_DAY => i32::MIN,
        LAST_DAY => i32::MAX,
        day => day,
    }
}

impl FromIterator<ListingFacts> for Listings {
    fn from_iter<I: IntoIterator<Item = ListingFacts>>(listings: I) -> Self {
        let mut pairs = Vec::new();
        let mut positions = FxHashMap::default();
        let mut pack = |listing: ListingFacts| {
            let pair = [listing.source, listing.category];
            let position = *positions.entry(pair).or_insert_with(|| {
                pairs.push(pair);
                pairs.len() as u32 - 1
            });
            PackedListing {
                pair: position.to_le_bytes(),
                valid_from: pack_day(listing.valid_from),
                valid_to: pack_day(listing.valid_to),
            }
        };
        let items = listings.into_iter().map(&mut pack).collect();
        Listings { pairs: pairs.into(), items }
    }
}

impl Listings {
    pub(super) fn get(&self, record: u32) -> ListingFacts {
        let PackedListing { pair, valid_from, valid_to } = self.items[record as usize];
        let [source, category] = self.pairs[u32::from_le_bytes(pair) as usize];
        let [valid_from, valid_to] = [valid_from, valid_to].map(unpack_day);
        ListingFacts { source, category, valid_from, valid_to }
    }
}

stored!(Listings { pairs: Kinds, items: Items });

impl Listings {
    /// Checks what was opened from a file: the listings of that many records.
    pub(super) fn check(&self, records: usize) -> Result<(), Error> {
        let is_valid =
            |item: &PackedListing| (u32::from_le_bytes(item.pair) as usize) < self.pairs.len();
        ensure(Section::Listings, self.items.len() == records && all(&self.items, is_valid))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Date;

    #[test]
    fn listings_come_back() {
        let day = |text: &str| text.parse::<Date>().unwrap().days();
        let days = [i32::MIN, day("0001-01-01"), -1, 0, day("9999-12-31"), i32::MAX];
        let listing = |n: u32| ListingFacts {
            source: n % 3,
            category: n % 2,
            valid_from: days[n as usize % 6],
            valid_to: days[n as usize / 6 % 6],
        };
        let listings: Listings = (0..72).map(listing).collect();
        assert!((0..72).all(|n| listings.get(n) == listing(n)));
        assert_eq!(listings.pairs.len(), 6);
        assert!(listings.check(72).is_ok() && listings.check(71).is_err());
    }
}
