//! The best one-to-one assignment of rows to columns.
//!
//! Source: H. W. Kuhn, "The Hungarian method for the assignment problem" (1955), in the
//! shortest-augmenting-path form of Jonker and Volgenant (1987): rows are added one at a time, and
//! potentials keep all reduced costs non-negative. All arithmetic is on integers, so the result does not
//! depend on the order of sums.

/// Reusable memory; grows to the largest assignment that was solved.
#[derive(Debug, Default)]
pub(super) struct Assignment {
    row_potential: Vec<i32>,
    column_potential: Vec<i32>,
    /// The row of each column, from 1; 0 is none. Column 0 holds the row that is being added.
    row_of: Vec<usize>,
    came_from: Vec<usize>,
    shortest: Vec<i32>,
    done: Vec<bool>,
}

/// Greater than every path.
const FAR: i32 = i32::MAX / 2;

impl Assignment {
    /// Assigns a different column to every row so that the sum of `values` is maximal. `values` is in
    /// row-major order, with at most as many rows as columns. [`Assignment::row_of`] returns the result.
    ///
    /// Cost: O(rows² × columns).
    pub(super) fn solve(&mut self, rows: usize, columns: usize, values: &[i32]) {
        debug_assert!(rows <= columns && values.len() == rows * columns);
        for (column, size) in
            [(&mut self.row_potential, rows), (&mut self.column_potential, columns)]
        {
            column.clear();
            column.resize(size + 1, 0);
        }
        self.row_of.clear();
        self.row_of.resize(columns + 1, 0);
        self.came_from.clear();
        self.came_from.resize(columns + 1, 0);
        for row in 1..=rows {
            self.add(row, columns, values);
        }
    }

    /// The row that a column is assigned to, both from 0.
    pub(super) fn row_of(&self, column: usize) -> Option<usize> {
        self.row_of[column + 1].checked_sub(1)
    }

    fn add(&mut self, row: usize, columns: usize, values: &[i32]) {
        self.row_of[0] = row;
        self.shortest.clear();
        self.shortest.resize(columns + 1, FAR);
        self.done.clear();
        self.done.resize(columns + 1, false);
        let mut at = 0;
        while self.row_of[at] != 0 {
            self.done[at] = true;
            let from = self.row_of[at];
            let (mut step, mut next) = (FAR, 0);
            for column in 1..=columns {
                if self.done[column] {
                    continue;
                }
                // The minimum cost is the maximum value.
                let cost = -values[(from - 1) * columns + column - 1]
                    - self.row_potential[from]
                    - self.column_potential[column];
                if cost < self.shortest[column] {
                    self.shortest[column] = cost;
                    self.came_from[column] = at;
                }
                if self.shortest[column] < step {
                    step = self.shortest[column];
                    next = column;
                }
            }
            for column in 0..=columns {
                if self.done[column] {
                    self.row_potential[self.row_of[column]] += step;
                    self.column_potential[column] -= step;
                } else {
                    self.shortest[column] -= step;
                }
            }
            at = next;
        }
        while at != 0 {
            let before = self.came_from[at];
            self.row_of[at] = self.row_of[before];
            at = before;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The maximum sum over all assignments.
    fn best_by_brute_force(
        rows: usize,
        columns: usize,
        values: &[i32],
        taken: &mut Vec<usize>,
    ) -> i32 {
        let row = taken.len();
        if row == rows {
            return 0;
        }
        let mut best = i32::MIN;
        for column in 0..columns {
            if !taken.contains(&column) {
                taken.push(column);
                let rest = best_by_brute_force(rows, columns, values, taken);
                best = best.max(values[row * columns + column] + rest);
                taken.pop();
            }
        }
        best
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]
        #[test]
        fn no_assignment_has_a_greater_sum(
            rows in 0_usize..5,
            more in 0_usize..3,
            pool in prop::collection::vec(-900..2500_i32, 5 * 7),
        ) {
            let columns = rows + more;
            let values = &pool[..rows * columns];
            let mut assignment = Assignment::default();
            assignment.solve(rows, columns, values);
            let mut seen = vec![false; rows];
            let mut sum = 0;
            for column in 0..columns {
                if let Some(row) = assignment.row_of(column) {
                    prop_assert!(!seen[row]);
                    seen[row] = true;
                    sum += values[row * columns + column];
                }
            }
            prop_assert!(seen.iter().all(|seen| *seen));
            prop_assert_eq!(sum, best_by_brute_force(rows, columns, values, &mut Vec::new()));
        }
    }
}
