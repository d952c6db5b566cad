//! Rows of varying length in two flat arrays.

/// Row after row of items, found by the row's number.
#[derive(Clone, Debug)]
pub(crate) struct Rows<T> {
    /// Where each row begins, and at the end where the last one ends.
    starts: Vec<u32>,
    items: Vec<T>,
}

impl<T> Default for Rows<T> {
    fn default() -> Self {
        Rows { starts: vec![0], items: Vec::new() }
    }
}

impl<T> Rows<T> {
    /// Appends a row. The caller keeps the total below 2^32.
    pub(crate) fn push(&mut self, row: impl IntoIterator<Item = T>) {
        self.items.extend(row);
        self.starts.push(self.items.len() as u32);
    }

    /// The row with that number; empty beyond the last.
    pub(crate) fn row(&self, row: u32) -> &[T] {
        let row = row as usize;
        match self.starts.get(row..row + 2) {
            Some(&[start, end]) => &self.items[start as usize..end as usize],
            _ => &[],
        }
    }

    /// All items, row after row.
    pub(crate) fn items(&self) -> &[T] {
        &self.items
    }
}

impl<T> Rows<T> {
    /// Rows by their number, of an item for each number paired with it; `pairs` are sorted and
    /// distinct.
    pub(crate) fn from_sorted(pairs: &[(u32, u32)], item: impl Fn(u32) -> T) -> Self {
        let mut rows = Rows::default();
        let mut rest = pairs;
        while let Some(&(number, _)) = rest.first() {
            while rows.starts.len() <= number as usize {
                rows.push([]);
            }
            let (row, others) = rest.split_at(rest.partition_point(|(n, _)| *n == number));
            rows.push(row.iter().map(|(_, number)| item(*number)));
            rest = others;
        }
        rows
    }
}

impl Rows<u32> {
    /// So many rows, of an item for each number paired with it, in the order in which the pairs
    /// come; they are asked for twice.
    pub(crate) fn by_number<I: Iterator<Item = (u32, u32)>>(
        rows: usize,
        pairs: impl Fn() -> I,
    ) -> Self {
        let mut starts = vec![0_u32; rows + 2];
        pairs().for_each(|(row, _)| starts[row as usize + 2] += 1);
        for row in 2..starts.len() {
            starts[row] += starts[row - 1];
        }
        let mut items = vec![0; starts.last().map_or(0, |end| *end as usize)];
        for (row, item) in pairs() {
            // Until a row is full, the start of the next one says where its items end.
            let end = &mut starts[row as usize + 1];
            items[*end as usize] = item;
            *end += 1;
        }
        starts.pop();
        Rows { starts, items }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back_and_gaps_are_empty() {
        let rows = Rows::from_sorted(&[(1, 7), (1, 9), (4, 2)], |item| item);
        let all: Vec<&[u32]> = (0..6).map(|n| rows.row(n)).collect();
        assert_eq!(all, [&[][..], &[7, 9], &[], &[], &[2], &[]]);
        assert_eq!(rows.items(), [7, 9, 2]);
        let pairs = [(4, 2), (1, 7), (1, 9)];
        let rows = Rows::by_number(6, || pairs.into_iter());
        let all: Vec<&[u32]> = (0..7).map(|n| rows.row(n)).collect();
        assert_eq!(all, [&[][..], &[7, 9], &[], &[], &[2], &[], &[]]);
        assert!(Rows::<u32>::default().row(0).is_empty());
    }
}
