//! The relation of two birth dates, at the precision of the less precise one.
//!
//! The search reads posting lists by date, so each relation is also given as ranges of
//! [`PartialDate::key`]; tests hold the two definitions to each other.

use super::bits::Bits;
use super::item::Level;
use super::model::Model;
use crate::encoding::{DateKey, HolderCount};
use crate::record::PartialDate;
use std::ops::RangeInclusive;

/// The relation of a birth date of the incoming record to one of the list, and its weight. `holders` are the
/// records of the list that state the former.
pub(super) fn compare_dates(
    model: &Model,
    one: DateKey,
    holders: HolderCount,
    other: DateKey,
) -> (Level, Bits) {
    let level = date_relation(one.date(), other.date());
    let bits = match one == other {
        true => model.equal_birth_date(level, holders),
        false => model.birth_date(level),
    };
    (level, bits)
}

/// The relation of two birth dates. Symmetric.
pub(super) fn date_relation(one: PartialDate, other: PartialDate) -> Level {
    let both_full = one.day().is_some() && other.day().is_some();
    let same_day = one.month() == other.month() && one.day() == other.day();
    if one.year() != other.year() {
        let adjacent_years = one.year().abs_diff(other.year()) == 1;
        return match both_full {
            // The day is no evidence where it is a placeholder.
            true if adjacent_years && same_day && is_new_year(one) => Level::OneSlip,
            true if adjacent_years && same_day => Level::YearOffByOne,
            true if is_one_digit_off(one, other) => Level::OneSlip,
            false if adjacent_years && may_be_same_month(one, other) => Level::OneSlip,
            _ => Level::Contradicted,
        };
    }
    match (one.month(), other.month()) {
        (None, _) | (_, None) => Level::SameYear,
        (a, b) if a == b && !both_full => Level::SameMonth,
        _ if same_day => same_day_level(one),
        _ if both_full && one.month() == other.day() && one.day() == other.month() => {
            Level::DayMonthSwapped
        }
        _ => Level::OtherDaySameYear,
    }
}

/// Whether two full dates, written as YYYYMMDD, differ in exactly one digit, and by less than a century.
fn is_one_digit_off(one: PartialDate, other: PartialDate) -> bool {
    let digits = |date: PartialDate| {
        let (month, day) = (date.month().unwrap_or(0), date.day().unwrap_or(0));
        u32::from(date.year()) * 10_000 + u32::from(month) * 100 + u32::from(day)
    };
    let (one_year, other_year) = (one.year(), other.year());
    let (mut one, mut other) = (digits(one), digits(other));
    let mut differences = 0;
    while one + other > 0 && differences < 2 {
        differences += u32::from(one % 10 != other % 10);
        (one, other) = (one / 10, other / 10);
    }
    differences == 1 && one_year.abs_diff(other_year) < 100
}

/// Whether two dates have the same month, or a side does not state one.
fn may_be_same_month(one: PartialDate, other: PartialDate) -> bool {
    one.month().is_none() || other.month().is_none() || one.month() == other.month()
}

/// The level of two equal full dates, by whether registries use their day as a placeholder.
fn same_day_level(date: PartialDate) -> Level {
    match (date.month(), date.day()) {
        (Some(1), Some(1)) => Level::SameNewYear,
        (_, Some(1)) => Level::SameFirstOfMonth,
        _ => Level::SameDay,
    }
}

fn is_new_year(date: PartialDate) -> bool {
    (date.month(), date.day()) == (Some(1), Some(1))
}

/// The dates that agree with this one, as ranges of [`PartialDate::key`], each with its relation.
///
/// A date in none of the ranges is related by [`Level::OtherDaySameYear`], [`Level::OneSlip`] or
/// [`Level::Contradicted`].
pub(crate) fn agreeing_date_ranges(
    date: PartialDate,
) -> impl Iterator<Item = (Level, RangeInclusive<u32>)> {
    let key = PartialDate::key_of;
    let only = |key: u32| key..=key;
    let year = date.year();
    let ranges = match (date.month(), date.day()) {
        (None, _) => [Some((Level::SameYear, key(year, 0, 0)..=key(year, 12, 31))), None, None],
        (Some(month), None) => [
            Some((Level::SameYear, only(key(year, 0, 0)))),
            Some((Level::SameMonth, key(year, month, 0)..=key(year, month, 31))),
            None,
        ],
        (Some(month), Some(day)) => {
            let same = same_day_level(date);
            [
                Some((Level::SameYear, only(key(year, 0, 0)))),
                Some((same, only(key(year, month, day)))),
                Some((Level::SameMonth, only(key(year, month, 0)))),
            ]
        }
    };
    let full = date.month().zip(date.day()).into_iter();
    let of_full = full.flat_map(move |(month, day)| {
        let swapped = (day <= 12 && day != month)
            .then(|| (Level::DayMonthSwapped, only(key(year, day, month))));
        let off_by_one =
            [year - 1, year + 1].map(|year| (Level::YearOffByOne, only(key(year, month, day))));
        // A 1 January of the year before or after is a slip.
        let off_by_one = off_by_one.into_iter().filter(move |_| !is_new_year(date));
        swapped.into_iter().chain(off_by_one)
    });
    ranges.into_iter().flatten().chain(of_full)
}

/// The dates of other years that are related to this one by [`Level::OneSlip`], as ranges of
/// [`PartialDate::key`]. The ranges also hold some dates that agree better.
pub(crate) fn slip_date_ranges(date: PartialDate) -> impl Iterator<Item = RangeInclusive<u32>> {
    let key = PartialDate::key_of;
    let year = date.year();
    let of_partial = [year - 1, year + 1].into_iter().flat_map(move |near| {
        let only_year = key(near, 0, 0);
        match (date.month(), date.day()) {
            (None, _) => [Some(only_year..=key(near, 12, 31)), None],
            (Some(month), day) => {
                let last = if day.is_none() { 31 } else { 0 };
                [Some(only_year..=only_year), Some(key(near, month, 0)..=key(near, month, last))]
            }
        }
    });
    let full = date.month().zip(date.day()).into_iter();
    let of_full = full.flat_map(move |(month, day)| {
        [1, 10].into_iter().flat_map(move |place| {
            let digit = year / place % 10;
            let others = (0..10).filter(move |other| *other != digit);
            others.map(move |other| {
                let key = key(year - digit * place + other * place, month, day);
                key..=key
            })
        })
    });
    let new_years = [year - 1, year + 1].into_iter().filter(move |_| is_new_year(date));
    let of_new_year = new_years.map(move |near| key(near, 1, 1)..=key(near, 1, 1));
    of_partial.flatten().chain(of_full).chain(of_new_year)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn date(text: &str) -> PartialDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_relation_is_that_of_the_table_both_ways() {
        for (one, other, expected) in [
            ("1971-03-15", "1971-03-15", Level::SameDay),
            ("1971-01-01", "1971-01-01", Level::SameNewYear),
            ("1971-07-01", "1971-07-01", Level::SameFirstOfMonth),
            ("1971-01-01", "1972-01-01", Level::OneSlip),
            ("1979-01-01", "1980-01-01", Level::OneSlip),
            ("1971-07-01", "1972-07-01", Level::YearOffByOne),
            ("1971-03-15", "1971-03", Level::SameMonth),
            ("1971-03", "1971-03", Level::SameMonth),
            ("1971-03-15", "1971", Level::SameYear),
            ("1971", "1971", Level::SameYear),
            ("1971-03-05", "1971-05-03", Level::DayMonthSwapped),
            ("1971-03-15", "1972-03-15", Level::YearOffByOne),
            ("1971-03-15", "1971-03-16", Level::OtherDaySameYear),
            ("1971-03", "1971-04", Level::OtherDaySameYear),
            ("1971-03", "1972-03", Level::OneSlip),
            ("1971", "1972", Level::OneSlip),
            ("1971", "1972-05", Level::OneSlip),
            ("1971-03", "1972-04", Level::Contradicted),
            ("1971", "1981", Level::Contradicted),
            ("1971-03-15", "1973-03-15", Level::OneSlip),
            ("1971-03-15", "1981-03-15", Level::OneSlip),
            ("1971-03-15", "1973-03-16", Level::Contradicted),
        ] {
            assert_eq!(date_relation(date(one), date(other)), expected, "{one} {other}");
            assert_eq!(date_relation(date(other), date(one)), expected, "{other} {one}");
        }
    }

    fn any_date() -> impl Strategy<Value = PartialDate> {
        (1970_u16..1973, 0_u8..4, 0_u8..4).prop_map(|(year, month, day)| {
            let part = |n: u8| (n > 0).then_some(n);
            let day = part(month).and(part(day));
            PartialDate::new(year, part(month), day).unwrap()
        })
    }

    proptest! {
        #[test]
        fn slips_of_the_year_are_in_the_slip_ranges(
            one in any_date(),
            year in prop_oneof![1970_u16..1973, 1900_u16..2030],
            other in any_date(),
        ) {
            let other = PartialDate::new(year, other.month(), other.day()).unwrap();
            if date_relation(one, other) == Level::OneSlip && one.year() != other.year() {
                prop_assert!(slip_date_ranges(one).any(|range| range.contains(&other.key())));
            }
        }

        #[test]
        fn the_agreeing_ranges_hold_exactly_the_dates_that_agree(one in any_date(), other in any_date()) {
            let listed: Vec<Level> = agreeing_date_ranges(one)
                .filter(|(_, range)| range.contains(&other.key()))
                .map(|(level, _)| level)
                .collect();
            let expected = match date_relation(one, other) {
                Level::OtherDaySameYear | Level::OneSlip | Level::Contradicted => vec![],
                // A date without a day or month agrees with all more precise ones.
                level => vec![level],
            };
            prop_assert_eq!(listed, expected);
        }
    }
}
