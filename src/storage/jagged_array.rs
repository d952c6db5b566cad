//! Rows of varying length in two flat arrays.

use super::{FlatArray, Plain, prefetch};

/// Row after row of items, found by the row's number.
#[derive(Clone, Debug)]
pub(crate) struct JaggedArray<T: 'static> {
    /// Where each row begins, and at the end where the last one ends.
    starts: FlatArray<u32>,
    items: FlatArray<T>,
}

/// Rows as they are made.
#[derive(Clone, Debug)]
pub(crate) struct JaggedArrayBuilder<T> {
    starts: Vec<u32>,
    items: Vec<T>,
}

impl<T> JaggedArray<T> {
    /// The row with that number; empty beyond the last.
    pub(crate) fn row(&self, row: u32) -> &[T] {
        row_of(&self.starts, &self.items, row)
    }

    /// All items, row after row.
    pub(crate) fn items(&self) -> &[T] {
        &self.items
    }
}

/// Rows that are asked for together.
const TOGETHER: usize = 32;

impl<T: Plain> JaggedArray<T> {
    /// Calls `visit` with the place and the items of each of these rows.
    ///
    /// They lie far apart in memory: what is read of some of them is asked for before anything is
    /// done that depends on it.
    pub(crate) fn each(&self, rows: &[u32], mut visit: impl FnMut(usize, &[T])) {
        for (chunk, rows) in rows.chunks(TOGETHER).enumerate() {
            let mut ranges = [(0, 0); TOGETHER];
            for (range, row) in ranges.iter_mut().zip(rows) {
                *range = (self.starts[*row as usize], self.starts[*row as usize + 1]);
            }
            let ranges = &ranges[..rows.len()];
            for (start, _) in ranges {
                prefetch(self.items.get(*start as usize).copied());
            }
            for (n, (start, end)) in ranges.iter().enumerate() {
                visit(chunk * TOGETHER + n, &self.items[*start as usize..*end as usize]);
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

    /// Appends rows that were made elsewhere, with what `item` makes of each item.
    pub(crate) fn append(&mut self, others: &JaggedArrayBuilder<T>, item: impl Fn(T) -> T) {
        let start = self.items.len() as u32;
        self.items.extend(others.items.iter().copied().map(item));
        self.starts.extend(others.starts[1..].iter().map(|end| start + end));
    }

    /// The row with that number; empty beyond the last.
    pub(crate) fn row(&self, row: u32) -> &[T] {
        row_of(&self.starts, &self.items, row)
    }

    /// All items so far.
    pub(crate) fn items(&self) -> &[T] {
        &self.items
    }

    pub(crate) fn build(self) -> JaggedArray<T> {
        JaggedArray { starts: self.starts.into(), items: self.items.into() }
    }
}

impl<T: Plain> JaggedArray<T> {
    /// So many rows by their number, of an item for each number paired with it; `pairs` are sorted by
    /// number, and none is beyond the rows.
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

    /// So many rows, of an item for each number paired with it, in the order in which the pairs
    /// come; they are asked for twice.
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
            // Until a row is full, the start of the next one says where its items end.
            let end = &mut starts[row as usize + 1];
            items[*end as usize] = item;
            *end += 1;
        }
        starts.pop();
        JaggedArray { starts: starts.into(), items: items.into() }
    }
}

#[cfg(feature = "snapshot")]
mod stored {
    use super::*;
    use crate::error::Error;
    use crate::storage::{SnapshotReader, SnapshotWriter, all, ensure, is_ascending};

    impl<T: Plain> JaggedArray<T> {
        pub(crate) fn save<'a>(&'a self, name: &str, to: &mut SnapshotWriter<'a>) {
            to.put(&format!("{name}.starts"), &self.starts);
            to.put(&format!("{name}.items"), &self.items);
        }

        /// So many rows, each item of which `is_sound`.
        pub(crate) fn open(
            name: &str,
            from: &SnapshotReader,
            rows: usize,
            is_sound: impl Fn(&T) -> bool,
        ) -> Result<Self, Error> {
            let starts: FlatArray<u32> = from.take(&format!("{name}.starts"))?;
            let items: FlatArray<T> = from.take(&format!("{name}.items"))?;
            ensure(name, starts.len().checked_sub(1) == Some(rows))?;
            ensure(name, starts[0] == 0 && is_ascending(&starts))?;
            ensure(name, starts.last().map(|end| *end as usize) == Some(items.len()))?;
            ensure(name, all(&items, is_sound))?;
            Ok(JaggedArray { starts, items })
        }
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
        assert_eq!(rows.items(), [7, 9, 2]);
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
