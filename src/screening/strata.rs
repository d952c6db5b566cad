//! The records of a list in strata, by what their birth dates weigh against those of an entry.
//!
//! Most records of a list contradict the entry's birth date, few agree with it, and each stratum
//! needs less or more from the names. As records are numbered by birth date, a stratum is a few
//! ranges of numbers.

use crate::evidence::{Bits, DateKey, Level, Model, agreeing, slips};
use crate::watchlist::{Posting, Watchlist};
use std::ops::Range;

/// The records of a list in strata.
#[derive(Debug)]
pub(super) struct Strata {
    pub(super) parts: Parts,
    /// The strata that are open, most bits first.
    pub(super) open: Vec<Stratum>,
}

/// Records whose birth dates weigh the same, or no more than that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stratum {
    pub(super) bits: Bits,
    /// How many records it holds.
    pub(super) records: u32,
}

/// All records in their order, divided so that those of one part are of one stratum.
#[derive(Debug)]
pub(super) struct Parts(Vec<(Bits, Range<u32>)>);

/// A range of record numbers whose birth dates weigh the same; it begins where the one before ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Segment {
    end: u32,
    /// `None` where the stratum is closed.
    bits: Option<Bits>,
}

impl Strata {
    /// How many records the open strata hold.
    pub(super) fn records(&self) -> u32 {
        self.open.iter().map(|stratum| stratum.records).sum()
    }

    /// The records of the open strata.
    pub(super) fn each(&self) -> impl Iterator<Item = u32> + '_ {
        self.open.iter().flat_map(|stratum| self.parts.of(stratum))
    }

    /// Divides the records of the list by the strata that are open, in as few segments as there can be.
    pub(super) fn put_segments(&self, segments: &mut Vec<Segment>) {
        segments.clear();
        for (bits, part) in &self.parts.0 {
            let bits = self.open.iter().any(|stratum| stratum.bits == *bits).then_some(*bits);
            match segments.last_mut() {
                Some(last) if last.bits == bits => last.end = part.end,
                _ => segments.push(Segment { end: part.end, bits }),
            }
        }
    }
}

impl Parts {
    /// The records of a stratum.
    pub(super) fn of(&self, stratum: &Stratum) -> impl Iterator<Item = u32> + '_ {
        let bits = stratum.bits;
        let parts = self.0.iter().filter(move |(other, _)| *other == bits);
        parts.flat_map(|(_, part)| part.clone())
    }
}

/// The parts of a posting list that lie in open strata, each with what the birth dates of its records
/// weigh.
///
/// Cost: the smaller of how many postings and how many segments there are, times the logarithm of the
/// other.
pub(super) fn parts<'a>(
    list: &'a [Posting],
    segments: &'a [Segment],
) -> impl Iterator<Item = (Bits, &'a [Posting])> + 'a {
    let mut rest = list;
    let mut segments = segments;
    std::iter::from_fn(move || {
        loop {
            let first = rest.first()?.record;
            segments = &segments[segments.partition_point(|segment| segment.end <= first)..];
            let segment = segments.first()?;
            let (part, after) = rest.split_at(below(rest, segment.end));
            rest = after;
            if let Some(bits) = segment.bits {
                return Some((bits, part));
            }
        }
    })
}

/// How many postings of a list are of records below a number.
fn below(list: &[Posting], number: u32) -> usize {
    match list.len() {
        // Most lists are short, or have all of what is left of them in one segment.
        0..=8 => list.iter().take_while(|posting| posting.record < number).count(),
        length if list[length - 1].record < number => length,
        length => {
            let (first, last) = (list[0].record, list[length - 1].record);
            let Some(past) = number.checked_sub(first + 1) else { return 0 };
            // Most names are borne at all times alike, so the place is near where it would be if they
            // were evenly spread; from there it is looked for in ever larger strides.
            let share = u64::from(past) * length as u64 / u64::from(last - first).max(1);
            let is_below = |at: usize| list[at].record < number;
            let mut low = (share as usize).min(length - 1);
            let (mut high, mut stride) = (low, STRIDE);
            while high < length && is_below(high) {
                (low, high, stride) = (high + 1, (high + stride).min(length), 2 * stride);
            }
            stride = STRIDE;
            while low > 0 && !is_below(low - 1) {
                (low, high, stride) = (low.saturating_sub(stride), low - 1, 2 * stride);
            }
            low + list[low..high].partition_point(|posting| posting.record < number)
        }
    }
}

/// Postings that are passed over at first.
const STRIDE: usize = 16;

/// Divides all records. Together the strata hold each record once, and all are open.
pub(super) fn strata(model: &Model, watchlist: &Watchlist, dates: &[DateKey]) -> Strata {
    let all = 0..watchlist.len() as u32;
    let births = &watchlist.births;
    if dates.is_empty() {
        return from_ranges(Bits::ZERO, &all, &[]);
    }
    let mut ranges: Vec<(Bits, Range<u32>)> = Vec::with_capacity(40 * dates.len());
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
        ranges.extend(slips(date).map(|keys| (one_slip, births.of_keys(keys))));
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
fn from_ranges(otherwise: Bits, all: &Range<u32>, ranges: &[(Bits, Range<u32>)]) -> Strata {
    let mut cuts: Vec<u32> = Vec::with_capacity(2 * ranges.len() + 2);
    cuts.extend([all.start, all.end]);
    cuts.extend(ranges.iter().flat_map(|(_, range)| [range.start, range.end]));
    cuts.sort_unstable();
    cuts.dedup();
    let parts = cuts.windows(2).map(|cut| (otherwise, cut[0]..cut[1]));
    let mut parts: Vec<(Bits, Range<u32>)> = parts.collect();
    let mut is_in_none = vec![true; parts.len()];
    for (bits, range) in ranges {
        // Most ranges are a day, with no other cut in it.
        let first = cuts.partition_point(|cut| *cut < range.start);
        for at in (first..parts.len()).take_while(|at| cuts[*at] < range.end) {
            let part = &mut parts[at].0;
            *part = if is_in_none[at] { *bits } else { (*part).max(*bits) };
            is_in_none[at] = false;
        }
    }
    let mut open: Vec<Stratum> = Vec::with_capacity(8);
    for (bits, part) in &parts {
        let records = part.len() as u32;
        match open.iter_mut().find(|stratum| stratum.bits == *bits) {
            Some(stratum) => stratum.records += records,
            None => open.push(Stratum { bits: *bits, records }),
        }
    }
    open.sort_unstable_by_key(|stratum| std::cmp::Reverse(stratum.bits));
    Strata { parts: Parts(parts), open }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::watchlist::Mark;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn as_many_lie_below_as_counting_finds(
            mut records in prop::collection::vec(0_u32..10_000, 0..300),
            more in prop::collection::vec(5_000_u32..5_100, 0..300),
            number in prop_oneof![0_u32..10_001, 4_990_u32..5_110],
        ) {
            records.extend(more);
            records.sort_unstable();
            let posting = |record| Posting { record, others: [Mark::NONE; 2] };
            let list: Vec<Posting> = records.into_iter().map(posting).collect();
            let counted = list.iter().filter(|posting| posting.record < number).count();
            prop_assert_eq!(below(&list, number), counted);
        }
    }

    #[test]
    fn every_record_lies_in_the_best_of_its_ranges() {
        let bits = Bits::from_hundredths;
        let ranges = [(bits(5), 4..6), (bits(0), 2..8), (bits(9), 5..6), (bits(7), 3..3)];
        let strata = from_ranges(bits(-5), &(0..10), &ranges);
        let counts: Vec<_> = strata.open.iter().map(|one| (one.bits, one.records)).collect();
        assert_eq!(counts, [(bits(9), 1), (bits(5), 1), (bits(0), 4), (bits(-5), 4)]);
        let records = |n: usize| strata.parts.of(&strata.open[n]).collect::<Vec<u32>>();
        assert_eq!([0, 1, 2].map(records), [vec![5], vec![4], vec![2, 3, 6, 7]]);
        let segments = |open: &[Stratum]| {
            let parts = Parts(strata.parts.0.clone());
            let mut segments = Vec::new();
            Strata { parts, open: open.to_vec() }.put_segments(&mut segments);
            segments
        };
        let all = segments(&strata.open);
        let segment =
            |end, bits: Option<i32>| Segment { end, bits: bits.map(Bits::from_hundredths) };
        let one = [(2, Some(-5)), (4, Some(0)), (5, Some(5)), (6, Some(9)), (8, Some(0))];
        let expected = one.into_iter().chain([(10, Some(-5))]);
        assert_eq!(all, expected.map(|(end, bits)| segment(end, bits)).collect::<Vec<_>>());
        let few = segments(&strata.open[..3]);
        assert_eq!(few[..2], [segment(2, None), segment(4, Some(0))]);
        assert_eq!(segments(&strata.open[3..])[1], segment(8, None));
        assert_eq!(segments(&[]), [segment(10, None)]);
        let of_list = |list: &[u32], segments: &[Segment]| -> Vec<(i32, Vec<u32>)> {
            let posting = |record: &u32| Posting { record: *record, others: [Mark::NONE; 2] };
            let list: Vec<Posting> = list.iter().map(posting).collect();
            let records = |part: &[Posting]| part.iter().map(|posting| posting.record).collect();
            let parts = parts(&list, segments);
            parts.map(|(bits, part)| (bits.hundredths(), records(part))).collect()
        };
        let found = of_list(&[1, 3, 4, 7, 9], &few);
        assert_eq!(found, [(0, vec![3]), (5, vec![4]), (0, vec![7])]);
        let every: Vec<u32> = (0..10).collect();
        let found = of_list(&every, &all);
        assert_eq!(
            found.iter().flat_map(|(_, records)| records.clone()).collect::<Vec<_>>(),
            every
        );
        assert_eq!(found[1], (0, vec![2, 3]));
    }
}
