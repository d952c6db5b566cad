//! Rows of different lengths in two flat arrays.

use super::{FlatArray, Plain, Section, all, ensure, is_ascending, prefetch, stored};
use crate::error::Error;

/// An array of rows of items.
#[derive(Clone, Debug)]
pub(crate) struct JaggedArray<T: 'static> {
    /// Where each row starts, and at the end where the last one ends.
    starts: FlatArray<u32>,
    items: FlatArray<T>,
}

/// Collects a [`JaggedArray`].
#[derive(Clone, Debug)]
pub(crate) struct JaggedArrayBuilder<T> {
    starts: Vec<u32>,
    items: Vec<T>,
}

impl<T> JaggedArray<T> {
    /// The row with that number; empty after the last.
    pub(crate) fn row(&self, row: u32) -> &[T] {
        row_of(&self.starts, &self.items, row)
    }
}

/// Rows that are loaded together.
const BATCH: usize = 32;

impl<T: Plain> JaggedArray<T> {
    /// Calls `visit` with the position and the items of each of these rows, which may lie far apart in
    /// memory: some are loaded before the first of them is used.
    pub(crate) fn each(&self, rows: &[u32], mut visit: impl FnMut(usize, &[T])) {
        for (chunk, rows) in rows.chunks(BATCH).enumerate() {
            let mut ranges = [(0, 0); BATCH];
            for (range, row) in ranges.iter_mut().zip(rows) {
                *range = (self.starts[*row as usize], self.starts[*row as usize + 1]);
            }
            let ranges = &ranges[..rows.len()];
            for (start, _) in ranges {
                prefetch(self.items.get(*start as usize).copied());
            }
            for (n, (start, end)) in ranges.iter().enumerate() {
                visit(chunk * BATCH + n, &self.items[*start as usize..*end as usize]);
            }
        }
    }
}

fn row_of<'a, T>(starts: &[u32], items: &'a [T], row: u32) -> &'a [T] {
    let row = row as usize;
    match starts.get(row..row + 2) {
        Some(&[start, end]) => &items[start as usize..end as usize],
        _ => &[],
    }
}

impl<T> Default for JaggedArrayBuilder<T> {
    fn default() -> Self {
        JaggedArrayBuilder { starts: vec![0], items: Vec::new() }
    }
}

impl<T: Plain> JaggedArrayBuilder<T> {
    /// Appends a row. The caller keeps the total below 2^32.
    pub(crate) fn push(&mut self, row: impl IntoIterator<Item = T>) {
        self.items.extend(row);
        self.starts.push(self.items.len() as u32);
    }

    /// Appends the rows of another builder, with `item` applied to each item.
    pub(crate) fn append(&mut self, others: &JaggedArrayBuilder<T>, item: impl Fn(T) -> T) {
        let start = self.items.len() as u32;
        self.items.extend(others.items.iter().copied().map(item));
        self.starts.extend(others.starts[1..].iter().map(|end| start + end));
    }

    /// The row with that number; empty after the last.
    pub(crate) fn row(&self, row: u32) -> &[T] {
        row_of(&self.starts, &self.items, row)
    }

    /// All items so far.
    pub(crate) fn items(&self) -> &[T] {
        &self.items
    }

    /// Where each row starts, at the end where the last one ends, and all items.
    pub(super) fn into_parts(self) -> (Vec<u32>, Vec<T>) {
        (self.starts, self.items)
    }

    pub(crate) fn build(self) -> JaggedArray<T> {
        JaggedArray { starts: self.starts.into(), items: self.items.into() }
    }
}

impl<T: Plain> JaggedArray<T> {
    /// An array of `rows` rows from pairs of row number and item, which are sorted by row.
    pub(crate) fn from_sorted(rows: usize, pairs: impl IntoIterator<Item = (u32, T)>) -> Self {
        let mut starts = Vec::with_capacity(rows + 1);
        let mut items = Vec::new();
        for (number, item) in pairs {
            while starts.len() <= number as usize {
                starts.push(items.len() as u32);
            }
            items.push(item);
        }
        starts.resize(rows + 1, items.len() as u32);
        JaggedArray { starts: starts.into(), items: items.into() }
    }

    /// An array of `rows` rows from pairs of row number and item in any order, which a row keeps. `pairs` is
    /// called twice.
    pub(crate) fn by_number<I: Iterator<Item = (u32, T)>>(
        rows: usize,
        pairs: impl Fn() -> I,
    ) -> Self {
        let mut starts = vec![0_u32; rows + 2];
        pairs().for_each(|(row, _)| starts[row as usize + 2] += 1);
        for row in 2..starts.len() {
            starts[row] += starts[row - 1];
        }
        let mut items = vec![T::zeroed(); starts.last().map_or(0, |end| *end as usize)];
        for (row, item) in pairs() {
            // Until a row is complete, the start of the next row is where its next item goes.
            let end = &mut starts[row as usize + 1];
            items[*end as usize] = item;
            *end += 1;
        }
        starts.pop();
        JaggedArray { starts: starts.into(), items: items.into() }
    }
}

stored!(JaggedArray<T: Plain> { starts: Starts, items: Items });

impl<T: Plain> JaggedArray<T> {
    /// How many rows there are.
    pub(crate) fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Checks what was opened from a file: so many rows, each item of which is valid.
    pub(crate) fn check(
        &self,
        section: Section,
        rows: usize,
        is_valid: impl Fn(&T) -> bool,
    ) -> Result<(), Error> {
        ensure(section, self.starts.len().checked_sub(1) == Some(rows))?;
        ensure(section, self.starts[0] == 0 && is_ascending(&self.starts))?;
        ensure(section, self.starts.last().map(|end| *end as usize) == Some(self.items.len()))?;
        ensure(section, all(&self.items, is_valid))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back_and_gaps_are_empty() {
        let rows = JaggedArray::from_sorted(6, [(1, 7), (1, 9), (4, 2)]);
        let all: Vec<&[u32]> = (0..7).map(|n| rows.row(n)).collect();
        assert_eq!(all, [&[][..], &[7, 9], &[], &[], &[2], &[], &[]]);
        let mut visited = Vec::new();
        rows.each(&[4, 0, 1], |place, row| visited.push((place, row.to_vec())));
        assert_eq!(visited, [(0, vec![2]), (1, vec![]), (2, vec![7, 9])]);
        let pairs = [(4, 2), (1, 7), (1, 9)];
        let rows = JaggedArray::by_number(6, || pairs.into_iter());
        let all: Vec<&[u32]> = (0..7).map(|n| rows.row(n)).collect();
        assert_eq!(all, [&[][..], &[7, 9], &[], &[], &[2], &[], &[]]);
        let mut rows = JaggedArrayBuilder::default();
        rows.push([1_u8]);
        rows.push([]);
        assert_eq!((rows.row(0), rows.row(1), rows.row(2)), (&[1][..], &[][..], &[][..]));
        assert_eq!(rows.items(), [1]);
        let mut more = JaggedArrayBuilder::default();
        more.push([2_u8, 3]);
        more.append(&rows, |item| item + 3);
        assert_eq!((more.row(0), more.row(1), more.row(2)), (&[2, 3][..], &[4][..], &[][..]));
        assert!(more.row(3).is_empty());
        let rows = rows.build();
        assert_eq!((rows.row(0), rows.row(1), rows.row(2)), (&[1][..], &[][..], &[][..]));
    }
}
