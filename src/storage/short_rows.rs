//! Rows of which most have one item or none, in two flat arrays.

use super::{FlatArray, JaggedArrayBuilder, Plain, Section, all, ensure, is_ascending, stored};
use crate::error::Error;

/// An array of rows of items, as a [`JaggedArray`](super::JaggedArray). It takes two bytes a row less, and some
/// nanoseconds more to find a row.
#[derive(Clone, Debug)]
pub(crate) struct ShortRows<T: 'static> {
    /// The lower 16 bits of the offset at which each row starts, and at the end of that at which the last one ends.
    starts: FlatArray<u16>,
    /// For each multiple of 2^16 that the offsets pass, the number of the first offset after it.
    wraps: FlatArray<u32>,
    items: FlatArray<T>,
}

impl<T> ShortRows<T> {
    /// The row with that number; empty after the last.
    pub(crate) fn row(&self, row: u32) -> &[T] {
        let at = row as usize;
        let Some(&[start, end]) = self.starts.get(at..at + 2) else { return &[] };
        let passed = self.wraps.partition_point(|first| *first <= row);
        let more = self.wraps[passed..].iter().take_while(|first| **first <= row + 1).count();
        let offset = |passed: usize, lower: u16| passed << 16 | usize::from(lower);
        &self.items[offset(passed, start)..offset(passed + more, end)]
    }

    /// All items, row after row.
    pub(crate) fn items(&self) -> &[T] {
        &self.items
    }
}

impl<T: Plain> JaggedArrayBuilder<T> {
    /// The rows, where most have one item or none.
    pub(crate) fn build_short(self) -> ShortRows<T> {
        let (starts, items) = self.into_parts();
        let mut wraps = Vec::new();
        for (number, start) in (0..).zip(&starts) {
            wraps.resize((start >> 16) as usize, number);
        }
        ShortRows {
            starts: starts.into_iter().map(|start| start as u16).collect(),
            wraps: wraps.into(),
            items: items.into(),
        }
    }
}

stored!(ShortRows<T: Plain> { starts: Starts, wraps: Wraps, items: Items });

impl<T: Plain> ShortRows<T> {
    /// Checks what was opened from a file: so many rows, each item of which is valid.
    pub(crate) fn check(
        &self,
        section: Section,
        rows: usize,
        is_valid: impl Fn(&T) -> bool,
    ) -> Result<(), Error> {
        let ShortRows { starts, wraps, items } = self;
        ensure(section, starts.len().checked_sub(1) == Some(rows) && starts[0] == 0)?;
        ensure(section, is_ascending(wraps) && wraps.first() != Some(&0))?;
        let ends = wraps.iter().map(|first| *first as usize).chain([starts.len()]);
        let mut begin = 0;
        for end in ends {
            let between = starts.get(begin..end);
            ensure(section, between.is_some_and(is_ascending))?;
            begin = end;
        }
        let last = starts.last().map(|lower| wraps.len() << 16 | usize::from(*lower));
        ensure(section, last == Some(items.len()))?;
        ensure(section, all(items, is_valid))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(lengths: &[usize]) -> ShortRows<u32> {
        let mut builder = JaggedArrayBuilder::default();
        let mut items = 0..;
        lengths.iter().for_each(|length| builder.push(items.by_ref().take(*length)));
        builder.build_short()
    }

    #[test]
    fn rows_come_back_beyond_sixteen_bits() {
        let lengths = [0, 1, 65_534, 1, 0, 1, 200_000, 0, 2, 65_536, 0];
        let rows = rows(&lengths);
        let mut items = 0..;
        for (row, length) in (0..).zip(lengths) {
            assert!(rows.row(row).iter().copied().eq(items.by_ref().take(length)), "{row}");
        }
        assert!(rows.row(lengths.len() as u32).is_empty());
        assert_eq!(rows.items().len(), lengths.iter().sum::<usize>());
        assert!(rows.check(Section::Rows, lengths.len(), |_| true).is_ok());
        assert!(rows.check(Section::Rows, lengths.len() + 1, |_| true).is_err());
        assert!(rows.check(Section::Rows, lengths.len(), |item| *item < 300).is_err());
    }

    #[test]
    fn offsets_that_contradict_each_other_are_refused() {
        let check = |starts: &[u16], wraps: &[u32], items: usize| {
            let (starts, wraps) = (starts.to_vec().into(), wraps.to_vec().into());
            let rows = ShortRows { starts, wraps, items: vec![0_u8; items].into() };
            let refused = rows.check(Section::Rows, 2, |_| true).is_err();
            assert!(refused || (0..2).all(|row| rows.row(row).len() <= items));
            !refused
        };
        assert!(check(&[0, 1, 3], &[], 3) && check(&[0, 1, 0], &[2], 65_536));
        assert!(check(&[0, 0, 7], &[1, 1], 131_079));
        for (starts, wraps, items) in [
            (&[1, 1, 3][..], &[][..], 3),
            (&[0, 2, 1], &[], 1),
            (&[0, 1, 3], &[], 4),
            (&[0, 1, 0], &[2, 1], 131_072),
            (&[0, 1, 0], &[3], 65_536),
            (&[0, 1, 0], &[0], 65_536),
            (&[0, 1], &[], 1),
        ] {
            assert!(!check(starts, wraps, items), "{starts:?} {wraps:?} {items}");
        }
    }
}
