//! One-to-one matching of tokens that agree, with the maximum total gain.

use super::assignment::Assignment;
use super::bits::Bits;

/// Tokens that agree, and reusable memory to match them.
#[derive(Debug, Default)]
pub(super) struct TokenMatching {
    candidates: Vec<AgreementCandidate>,
    rows: usize,
    columns: usize,
    values: Vec<i32>,
    assignment: Assignment,
}

/// Two tokens that agree, by their positions.
#[derive(Clone, Copy, Debug)]
struct AgreementCandidate {
    one: usize,
    other: usize,
    /// Above 0.
    value: i32,
}

impl TokenMatching {
    /// Starts with two names of this many tokens.
    pub(super) fn start(&mut self, rows: usize, columns: usize) {
        self.candidates.clear();
        (self.rows, self.columns) = (rows, columns);
    }

    /// Adds two tokens that agree and gain this much over not agreeing. Equal gains prefer tokens of the
    /// same kind, so that what stays unmatched does not depend on the order of the tokens.
    pub(super) fn add(&mut self, one: usize, other: usize, gain: Bits, same_kind: bool) {
        let value = 2 * gain.hundredths() + i32::from(same_kind);
        if value > 0 {
            self.candidates.push(AgreementCandidate { one, other, value });
        }
    }

    /// Calls `visit` with the matched pairs.
    ///
    /// Cost: linear if no token agrees with two others, which is usual; otherwise that of
    /// [`Assignment::solve`].
    pub(super) fn solve(&mut self, mut visit: impl FnMut(usize, usize)) {
        if self.are_disjoint() {
            self.candidates.iter().for_each(|pair| visit(pair.one, pair.other));
            return;
        }
        // The assignment needs at most as many rows as columns. It gives every row a column; a value of
        // 0 means that the two do not agree.
        let transposed = self.rows > self.columns;
        let (rows, columns) =
            if transposed { (self.columns, self.rows) } else { (self.rows, self.columns) };
        self.values.clear();
        self.values.resize(rows * columns, 0);
        for AgreementCandidate { one, other, value } in &self.candidates {
            let (row, column) = if transposed { (other, one) } else { (one, other) };
            self.values[row * columns + column] = *value;
        }
        self.assignment.solve(rows, columns, &self.values);
        for column in 0..columns {
            let Some(row) = self.assignment.row_of(column) else { continue };
            if self.values[row * columns + column] > 0 {
                if transposed { visit(column, row) } else { visit(row, column) }
            }
        }
    }

    /// Whether no token is in two candidates.
    fn are_disjoint(&self) -> bool {
        // A name has at most 20 tokens.
        let (mut ones, mut others) = (0_u32, 0_u32);
        self.candidates.iter().all(|pair| {
            let (one, other) = (1 << pair.one, 1 << pair.other);
            let is_new = ones & one == 0 && others & other == 0;
            (ones, others) = (ones | one, others | other);
            is_new
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matched(
        rows: usize,
        columns: usize,
        gains: &[(usize, usize, i32, bool)],
    ) -> Vec<[usize; 2]> {
        let mut matching = TokenMatching::default();
        matching.start(rows, columns);
        for (one, other, gain, same_kind) in gains {
            matching.add(*one, *other, Bits::from_hundredths(*gain), *same_kind);
        }
        let mut pairs = Vec::new();
        matching.solve(|one, other| pairs.push([one, other]));
        pairs.sort_unstable();
        pairs
    }

    #[test]
    fn the_total_gain_decides_and_equal_gains_prefer_the_same_kind() {
        assert_eq!(matched(2, 2, &[(0, 1, 5, true), (1, 0, 5, true)]), [[0, 1], [1, 0]]);
        let greedy_is_worse = [(0, 0, 9, true), (0, 1, 8, true), (1, 0, 8, true)];
        assert_eq!(matched(2, 2, &greedy_is_worse), [[0, 1], [1, 0]]);
        assert_eq!(matched(3, 1, &[(0, 0, 5, false), (2, 0, 5, true)]), [[2, 0]]);
        assert_eq!(matched(1, 1, &[(0, 0, 0, false)]), [[0; 2]; 0]);
    }
}
