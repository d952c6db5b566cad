//! The records of a list in strata, by what their birth dates weigh against those of an entry.
//!
//! Most records of a list contradict the entry's birth date, few agree with it, and each stratum
//! needs less or more from the names. As records are numbered by birth date, a stratum is a few
//! ranges of numbers.

use crate::evidence::{Bits, DateKey, Level, Model, agreeing, slips};
use crate::watchlist::{Posting, Watchlist};
use std::ops::Range;

/// Records whose birth dates weigh the same, or no more than that.
#[derive(Debug)]
pub(super) struct Stratum {
    pub(super) bits: Bits,
    /// In order, apart, and not empty.
    pub(super) ranges: Vec<Range<u32>>,
}

impl Stratum {
    /// How many records it holds.
    pub(super) fn len(&self) -> u32 {
        self.ranges.iter().map(ExactSizeIterator::len).sum::<usize>() as u32
    }

    pub(super) fn records(&self) -> impl Iterator<Item = u32> + '_ {
        self.ranges.iter().cloned().flatten()
    }
}

/// The records of several strata, and the most that their birth dates weigh.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Group {
    pub(super) bits: Bits,
    /// In as few ranges as there can be, in order.
    pub(super) ranges: Vec<Range<u32>>,
}

/// A stratum of more records is searched apart from those of fewer: it needs more from the names, and
/// has most of every posting list.
const LARGE: u32 = 1 << 13;

/// The strata in groups that are searched one after the other, at most two.
pub(super) fn groups(strata: &[Stratum]) -> Vec<Group> {
    let of_size = |large: bool| {
        let group = || strata.iter().filter(move |stratum| (stratum.len() > LARGE) == large);
        let bits = group().map(|stratum| stratum.bits).max()?;
        let mut ranges: Vec<Range<u32>> =
            group().flat_map(|stratum| stratum.ranges.iter().cloned()).collect();
        ranges.sort_unstable_by_key(|range| range.start);
        ranges.dedup_by(|range, last| {
            let meets = last.end == range.start;
            if meets {
                last.end = range.end;
            }
            meets
        });
        Some(Group { bits, ranges })
    };
    [false, true].into_iter().filter_map(of_size).collect()
}

/// The parts of a sorted list of records that lie in these ranges, which are in order.
pub(super) fn parts<'a>(
    list: &'a [Posting],
    ranges: &'a [Range<u32>],
) -> impl Iterator<Item = &'a [Posting]> + 'a {
    let mut rest = list;
    let mut ranges = ranges.iter();
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let range = ranges.next()?;
        let part = &rest[below(rest, range.start)..];
        let (part, after) = part.split_at(below(part, range.end));
        rest = after;
        Some(part)
    })
}

/// How many records of a sorted list lie below a number.
fn below(list: &[Posting], number: u32) -> usize {
    match list.len() {
        // Most lists are short, or have all of what is left of them in one range.
        0..=8 => list.iter().take_while(|posting| posting.record < number).count(),
        length if list[length - 1].record < number => length,
        _ => list.partition_point(|posting| posting.record < number),
    }
}

/// Divides all records, most bits first. Together the strata hold each record once.
pub(super) fn strata(model: &Model, watchlist: &Watchlist, dates: &[DateKey]) -> Vec<Stratum> {
    let all = 0..watchlist.len() as u32;
    let births = &watchlist.births;
    if dates.is_empty() {
        return from_ranges(Bits::ZERO, &all, &[]);
    }
    let mut ranges: Vec<(Bits, Range<u32>)> = Vec::new();
    let same_year = model.birth_date(Level::OtherDaySameYear);
    let one_slip = model.birth_date(Level::OneSlip);
    let contradicted = model.birth_date(Level::Contradicted);
    let mut most = same_year.max(one_slip).max(contradicted);
    for date in dates.iter().map(|date| date.date()) {
        for (level, keys) in agreeing(date) {
            let bits = model.birth_date(level);
            most = most.max(bits);
            ranges.push((bits, births.of_keys(keys)));
        }
        ranges.push((same_year, births.of_year(date.year())));
        let slips = slips(date).into_iter();
        ranges.extend(slips.map(|keys| (one_slip, births.of_keys(keys))));
    }
    if dates.len() > 1 {
        // The dates weigh by the best of them. By some models that is one that contradicts.
        for (bits, _) in &mut ranges {
            *bits = contradicted.max(*bits);
        }
    }
    ranges.push((Bits::ZERO, births.none()));
    ranges.push((most, births.several()));
    from_ranges(contradicted, &all, &ranges)
}

/// The best bits of each record's ranges; `otherwise` where it is in none.
fn from_ranges(otherwise: Bits, all: &Range<u32>, ranges: &[(Bits, Range<u32>)]) -> Vec<Stratum> {
    let ends = ranges.iter().flat_map(|(_, range)| [range.start, range.end]);
    let mut cuts: Vec<u32> = ends.chain([all.start, all.end]).collect();
    cuts.sort_unstable();
    cuts.dedup();
    let mut best: Vec<Option<Bits>> = vec![None; cuts.len()];
    let place = |cut: &u32| cuts.partition_point(|earlier| earlier < cut);
    for (bits, range) in ranges {
        // Most ranges are a day, with no other cut in it.
        let mut at = place(&range.start);
        while cuts[at] < range.end {
            best[at] = best[at].max(Some(*bits));
            at += 1;
        }
    }
    let parts = cuts.windows(2).zip(best);
    let mut parts: Vec<(Bits, Range<u32>)> =
        parts.map(|(cut, bits)| (bits.unwrap_or(otherwise), cut[0]..cut[1])).collect();
    parts.sort_by_key(|(bits, _)| std::cmp::Reverse(*bits));
    let mut strata: Vec<Stratum> = Vec::new();
    for (bits, part) in parts {
        match strata.last_mut().filter(|stratum| stratum.bits == bits) {
            Some(stratum) => stratum.ranges.push(part),
            None => strata.push(Stratum { bits, ranges: vec![part] }),
        }
    }
    strata
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::watchlist::Mark;

    #[test]
    fn every_record_lies_in_the_best_of_its_ranges() {
        let bits = Bits::from_hundredths;
        let ranges = [(bits(5), 4..6), (bits(0), 2..8), (bits(9), 5..6), (bits(7), 3..3)];
        let strata = from_ranges(bits(-5), &(0..10), &ranges);
        let counts: Vec<(Bits, u32)> = strata.iter().map(|s| (s.bits, s.len())).collect();
        assert_eq!(counts, [(bits(9), 1), (bits(5), 1), (bits(0), 4), (bits(-5), 4)]);
        let of_list = |list: &[u32], ranges: &[Range<u32>]| -> Vec<u32> {
            let posting = |record: &u32| Posting { record: *record, others: [Mark::NONE; 2] };
            let list: Vec<Posting> = list.iter().map(posting).collect();
            parts(&list, ranges).flatten().map(|posting| posting.record).collect()
        };
        assert_eq!(of_list(&[1, 3, 4, 7, 9], &strata[2].ranges), [3, 7]);
        let all: Vec<u32> = (0..10).collect();
        assert_eq!(of_list(&all, &strata[2].ranges), [2, 3, 6, 7]);
        let large = LARGE + 10;
        let ranges = [(bits(5), 4..6), (bits(0), 2..8), (bits(9), 5..6), (bits(7), 9..10)];
        let strata = from_ranges(bits(-5), &(0..large), &ranges);
        let few = Group { bits: bits(9), ranges: vec![2..8, 9..10] };
        let many = Group { bits: bits(-5), ranges: vec![0..2, 8..9, 10..large] };
        assert_eq!(groups(&strata), [few, many]);
        assert_eq!(groups(&strata[..0]), []);
    }
}
