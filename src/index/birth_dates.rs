//! The numbers of records by their birth dates.
//!
//! Records are numbered in the order of their birth dates: first those without one, then those with
//! several, then the others by date, and equal dates by identifier. So the records of a day or a year
//! have consecutive numbers, here and in every posting list.

use crate::encoding::DateKey;
use crate::error::Error;
use crate::record::PartialDate;
use crate::storage::{FlatArray, Section, ensure, stored};
use std::ops::{Range, RangeInclusive};

/// The ranges of record numbers that have each birth date.
#[derive(Clone, Debug)]
pub(crate) struct BirthDateIndex {
    /// Distinct date keys, ascending.
    keys: FlatArray<u32>,
    /// For each key the number of its first record, and after the last the number of records.
    starts: FlatArray<u32>,
    /// How many keys are below those of each month from `first_month` on, up to the month after the last.
    /// Narrows a binary search to the keys of one month.
    months: Vec<u32>,
    first_month: u32,
}

/// The bits of a date key that hold the day.
const DAY_BITS: u32 = 5;

impl BirthDateIndex {
    /// Indexes the dates of all records, which are sorted.
    pub(super) fn new(dates: impl Iterator<Item = DateKey>) -> Self {
        let (mut keys, mut starts) = (Vec::new(), Vec::new());
        let mut records = 0;
        for key in dates.map(DateKey::key) {
            if keys.last() != Some(&key) {
                keys.push(key);
                starts.push(records);
            }
            records += 1;
        }
        starts.push(records);
        BirthDateIndex::from_keys(keys.into(), starts.into())
    }

    fn from_keys(keys: FlatArray<u32>, starts: FlatArray<u32>) -> Self {
        let month = |key: &u32| key >> DAY_BITS;
        let dates = &keys[keys.partition_point(|key| *key <= DateKey::SEVERAL.key())..];
        let first_month = dates.first().map_or(0, month);
        let months = first_month..dates.last().map_or(0, month) + 2;
        let below = |month: u32| keys.partition_point(|key| *key < month << DAY_BITS) as u32;
        BirthDateIndex { months: months.map(below).collect(), keys, starts, first_month }
    }

    /// How many records are indexed.
    pub(super) fn records(&self) -> usize {
        self.starts.last().map_or(0, |end| *end as usize)
    }

    /// The records without a birth date.
    pub(crate) fn none(&self) -> Range<u32> {
        self.with_key(DateKey::NONE)
    }

    /// The records with several birth dates.
    pub(crate) fn several(&self) -> Range<u32> {
        self.with_key(DateKey::SEVERAL)
    }

    fn with_key(&self, date: DateKey) -> Range<u32> {
        self.in_keys(date.key()..=date.key())
    }

    /// The records whose one birth date has a key in this range.
    pub(crate) fn in_keys(&self, keys: RangeInclusive<u32>) -> Range<u32> {
        let first = self.keys_below(*keys.start());
        let last = match keys.end() - keys.start() {
            0 => first + usize::from(self.keys.get(first) == Some(keys.end())),
            _ => self.keys_below(keys.end() + 1),
        };
        self.starts[first]..self.starts[last]
    }

    /// How many keys are below this one. Only keys of the same month are compared.
    fn keys_below(&self, key: u32) -> usize {
        let month = (key >> DAY_BITS).checked_sub(self.first_month).map(|month| month as usize);
        let months = month.and_then(|month| self.months.get(month..month + 2));
        let of_month = match months {
            Some(&[start, end]) => start as usize..end as usize,
            _ => 0..self.keys.len(),
        };
        of_month.start + self.keys[of_month].partition_point(|other| *other < key)
    }

    /// The records whose one birth date is in this year.
    pub(crate) fn in_year(&self, year: u16) -> Range<u32> {
        self.in_keys(PartialDate::key_of(year, 0, 0)..=PartialDate::key_of(year, 15, 31))
    }
}

stored! {
    BirthDateIndex { keys: Keys, starts: Starts } => BirthDateIndex::from_stored(keys, starts)
}

impl BirthDateIndex {
    fn from_stored(keys: FlatArray<u32>, starts: FlatArray<u32>) -> Result<Self, Error> {
        /// The key of the last day of the calendar.
        const LAST: u32 = 9999 << 9 | 12 << DAY_BITS | 31;
        ensure(Section::Keys, keys.is_sorted_by(|one, other| one < other))?;
        ensure(Section::Keys, keys.last().is_none_or(|last| *last <= LAST))?;
        ensure(Section::Starts, starts.len() == keys.len() + 1)?;
        ensure(Section::Starts, starts[0] == 0 && starts.is_sorted())?;
        Ok(BirthDateIndex::from_keys(keys, starts))
    }

    /// Checks what was opened from a file: an index of that many records.
    pub(super) fn check(&self, records: usize) -> Result<(), Error> {
        ensure(Section::BirthDates, self.records() == records)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_numbered_by_birth_date() {
        let key = |text: &str| text.parse::<PartialDate>().unwrap().key();
        let dates = ["1971", "1971-03-15", "1971-03-15", "1972"];
        let dates = dates.map(|text| text.parse::<PartialDate>().unwrap().into());
        let others = [DateKey::NONE, DateKey::NONE, DateKey::SEVERAL];
        let birth_dates = BirthDateIndex::new(others.into_iter().chain(dates));
        assert_eq!([birth_dates.none(), birth_dates.several()], [0..2, 2..3]);
        assert_eq!([birth_dates.in_year(1970), birth_dates.in_year(1971)], [3..3, 3..6]);
        assert_eq!(birth_dates.in_keys(key("1971-03-15")..=key("1971-03-15")), 4..6);
        assert_eq!([birth_dates.in_year(1972), birth_dates.in_year(1973)], [6..7, 7..7]);
        let gap: PartialDate = "1975-05".parse().unwrap();
        for key in [0, 1, 2, key("1970"), key("1971-03-16"), gap.key(), u32::MAX] {
            assert_eq!(
                birth_dates.keys_below(key),
                birth_dates.keys.partition_point(|other| *other < key)
            );
        }
        assert_eq!(BirthDateIndex::new(std::iter::empty()).several(), 0..0);
    }
}
