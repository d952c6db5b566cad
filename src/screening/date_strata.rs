//! Strata: the records of a list divided by what their birth dates weigh against those of a query.
//!
//! Most records of a list contradict the query's birth date and few agree with it, so strata need more or less
//! evidence from the names. As records are numbered by birth date, a stratum is a few ranges of numbers.

use crate::encoding::RecordView;
use crate::evidence::{Bits, Level, Model, agreeing_date_ranges, slip_date_ranges};
use crate::index::{BirthDateIndex, Posting};
use std::ops::Range;

/// The strata of a list, in memory that the next search uses again.
#[derive(Debug, Default)]
pub(super) struct DateStrata {
    pub(super) ranges: StratumRanges,
    /// The strata that are open, most bits first.
    pub(super) open: Vec<DateStratum>,
    segments: Vec<StratumSegment>,
    /// Ranges of records with what their birth dates weigh, where these are known of; and all their ends.
    known: Vec<(Bits, Range<u32>)>,
    cuts: Vec<u32>,
}

/// Records whose birth dates weigh the same, or at most that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct DateStratum {
    pub(super) bits: Bits,
    /// How many records it holds.
    pub(super) records: u32,
}

/// All record numbers in order, as ranges of one stratum each.
#[derive(Debug, Default)]
pub(super) struct StratumRanges(Vec<(Bits, Range<u32>)>);

/// Consecutive record numbers of one stratum, from the end of the segment before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct StratumSegment {
    end: u32,
    /// `None` if the stratum is closed.
    bits: Option<Bits>,
}

impl DateStrata {
    /// Opens all strata, whichever are open.
    pub(super) fn open_all(&mut self) {
        let DateStrata { ranges: StratumRanges(ranges), open, .. } = self;
        open.clear();
        for (bits, range) in ranges {
            let records = range.len() as u32;
            match open.iter_mut().find(|stratum| stratum.bits == *bits) {
                Some(stratum) => stratum.records += records,
                None => open.push(DateStratum { bits: *bits, records }),
            }
        }
        open.sort_unstable_by_key(|stratum| std::cmp::Reverse(stratum.bits));
    }

    /// How many records the open strata hold.
    pub(super) fn records(&self) -> u32 {
        self.open.iter().map(|stratum| stratum.records).sum()
    }

    /// The records of the open strata.
    pub(super) fn each(&self) -> impl Iterator<Item = u32> + '_ {
        self.open.iter().flat_map(|stratum| self.ranges.of(stratum))
    }

    /// Divides the record numbers into segments.
    pub(super) fn set_segments(&mut self) {
        let DateStrata { ranges: StratumRanges(ranges), open, segments, .. } = self;
        segments.clear();
        for (bits, part) in ranges {
            let bits = open.iter().any(|stratum| stratum.bits == *bits).then_some(*bits);
            match segments.last_mut() {
                Some(last) if last.bits == bits => last.end = part.end,
                _ => segments.push(StratumSegment { end: part.end, bits }),
            }
        }
    }

    /// The record numbers as the fewest segments that separate the strata that were open when they were divided.
    pub(super) fn segments(&self) -> &[StratumSegment] {
        &self.segments
    }
}

impl StratumRanges {
    /// The records of a stratum.
    pub(super) fn of(&self, stratum: &DateStratum) -> impl Iterator<Item = u32> + '_ {
        let bits = stratum.bits;
        let parts = self.0.iter().filter(move |(other, _)| *other == bits);
        parts.flat_map(|(_, part)| part.clone())
    }
}

/// The sections of a posting list that are in open strata, each with what the birth dates of its records weigh.
///
/// Cost: the smaller of the numbers of postings and segments, times the logarithm of the other.
pub(super) fn postings_in_strata<'a>(
    list: &'a [Posting],
    segments: &'a [StratumSegment],
) -> impl Iterator<Item = (Bits, &'a [Posting])> + 'a {
    let mut rest = list;
    let mut segments = segments;
    std::iter::from_fn(move || {
        loop {
            let first = rest.first()?.record;
            segments = &segments[segments.partition_point(|segment| segment.end <= first)..];
            let segment = segments.first()?;
            let (part, after) = rest.split_at(postings_below(rest, segment.end));
            rest = after;
            if let Some(bits) = segment.bits {
                return Some((bits, part));
            }
        }
    })
}

/// How many postings are of records below a number.
fn postings_below(list: &[Posting], number: u32) -> usize {
    match list.len() {
        // Most lists are short, or what is left of them is in one segment.
        0..=8 => list.iter().take_while(|posting| posting.record < number).count(),
        length if list[length - 1].record < number => length,
        length => {
            let (first, last) = (list[0].record, list[length - 1].record);
            let Some(past) = number.checked_sub(first + 1) else { return 0 };
            // Most names are spread evenly over birth dates, so this interpolates first, and then gallops from
            // there.
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

/// The first stride of galloping, in postings.
const STRIDE: usize = 16;

impl DateStrata {
    /// Divides `records` records by what their birth dates weigh against those of a query. Each record is in one
    /// stratum, and all strata are open.
    pub(super) fn divide(
        &mut self,
        model: &Model,
        birth_dates: &BirthDateIndex,
        records: usize,
        query: &RecordView<'_>,
    ) {
        let (dates, known) = (query.birth_dates, &mut self.known);
        known.clear();
        let contradicted = model.birth_date(Level::Contradicted);
        if dates.is_empty() {
            return self.set_ranges(Bits::ZERO, records as u32);
        }
        let same_year = model.birth_date(Level::OtherDaySameYear);
        let one_slip = model.birth_date(Level::OneSlip);
        let mut most = same_year.max(one_slip).max(contradicted);
        for (n, date) in dates.iter().enumerate() {
            let (own, date) = (date.key(), date.date());
            for (level, keys) in agreeing_date_ranges(date) {
                let bits = match keys == (own..=own) {
                    true => model.equal_birth_date(level, query.date_holders(n)),
                    false => model.birth_date(level),
                };
                most = most.max(bits);
                known.push((bits, birth_dates.in_keys(keys)));
            }
            known.push((same_year, birth_dates.in_year(date.year())));
            known.extend(slip_date_ranges(date).map(|keys| (one_slip, birth_dates.in_keys(keys))));
        }
        if dates.len() > 1 {
            // The best pair of dates counts, which by some models is one that contradicts.
            for (bits, _) in &mut *known {
                *bits = contradicted.max(*bits);
            }
        }
        known.push((Bits::ZERO, birth_dates.none()));
        known.push((most, birth_dates.several()));
        self.set_ranges(contradicted, records as u32);
    }

    /// Strata by the most bits of any known range that a record is in; `otherwise` where it is in none.
    fn set_ranges(&mut self, otherwise: Bits, records: u32) {
        let DateStrata { ranges: StratumRanges(ranges), known, cuts, .. } = self;
        cuts.clear();
        cuts.extend([0, records]);
        cuts.extend(known.iter().flat_map(|(_, range)| [range.start, range.end]));
        cuts.sort_unstable();
        cuts.dedup();
        ranges.clear();
        ranges.extend(cuts.windows(2).map(|cut| (UNKNOWN, cut[0]..cut[1])));
        for (bits, range) in known {
            // Most ranges are one day and are not cut.
            let first = cuts.partition_point(|cut| *cut < range.start);
            for at in (first..ranges.len()).take_while(|at| cuts[*at] < range.end) {
                ranges[at].0 = ranges[at].0.max(*bits);
            }
        }
        let unknown = ranges.iter_mut().filter(|(bits, _)| *bits == UNKNOWN);
        unknown.for_each(|(bits, _)| *bits = otherwise);
        self.open_all();
    }
}

/// Less than anything weighs.
const UNKNOWN: Bits = Bits::from_hundredths(i32::MIN);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::TokenTag;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn galloping_counts_what_a_scan_counts(
            mut records in prop::collection::vec(0_u32..10_000, 0..300),
            more in prop::collection::vec(5_000_u32..5_100, 0..300),
            number in prop_oneof![0_u32..10_001, 4_990_u32..5_110],
        ) {
            records.extend(more);
            records.sort_unstable();
            let posting = |record| Posting::new(record, None, [TokenTag::NONE; 2]);
            let list: Vec<Posting> = records.into_iter().map(posting).collect();
            let counted = list.iter().filter(|posting| posting.record < number).count();
            prop_assert_eq!(postings_below(&list, number), counted);
        }
    }

    #[test]
    fn a_record_is_in_the_stratum_of_its_best_range() {
        let bits = Bits::from_hundredths;
        let ranges = [(bits(5), 4..6), (bits(0), 2..8), (bits(9), 5..6), (bits(7), 3..3)];
        let mut strata = DateStrata { known: ranges.into(), ..DateStrata::default() };
        strata.set_ranges(bits(-5), 10);
        let counts: Vec<_> = strata.open.iter().map(|one| (one.bits, one.records)).collect();
        assert_eq!(counts, [(bits(9), 1), (bits(5), 1), (bits(0), 4), (bits(-5), 4)]);
        let records = |n: usize| strata.ranges.of(&strata.open[n]).collect::<Vec<u32>>();
        assert_eq!([0, 1, 2].map(records), [vec![5], vec![4], vec![2, 3, 6, 7]]);
        let segments = |open: &[DateStratum]| {
            let ranges = StratumRanges(strata.ranges.0.clone());
            let mut strata = DateStrata { ranges, open: open.to_vec(), ..DateStrata::default() };
            strata.set_segments();
            strata.segments
        };
        let all = segments(&strata.open);
        let segment =
            |end, bits: Option<i32>| StratumSegment { end, bits: bits.map(Bits::from_hundredths) };
        let one = [(2, Some(-5)), (4, Some(0)), (5, Some(5)), (6, Some(9)), (8, Some(0))];
        let expected = one.into_iter().chain([(10, Some(-5))]);
        assert_eq!(all, expected.map(|(end, bits)| segment(end, bits)).collect::<Vec<_>>());
        let few = segments(&strata.open[..3]);
        assert_eq!(few[..2], [segment(2, None), segment(4, Some(0))]);
        assert_eq!(segments(&strata.open[3..])[1], segment(8, None));
        assert_eq!(segments(&[]), [segment(10, None)]);
        let of_list = |list: &[u32], segments: &[StratumSegment]| -> Vec<(i32, Vec<u32>)> {
            let posting = |record: &u32| Posting::new(*record, None, [TokenTag::NONE; 2]);
            let list: Vec<Posting> = list.iter().map(posting).collect();
            let records = |part: &[Posting]| part.iter().map(|posting| posting.record).collect();
            let parts = postings_in_strata(&list, segments);
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
