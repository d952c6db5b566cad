//! Which of the tokens that agree stand against each other: one to one, with the most bits in all.

use super::assignment::Assignment;
use super::bits::Bits;

/// Working space, reused from one pair of names to the next.
#[derive(Debug, Default)]
pub(super) struct TokenMatching {
    offers: Vec<AgreementCandidate>,
    rows: usize,
    columns: usize,
    values: Vec<i32>,
    assignment: Assignment,
}

/// Two tokens that agree.
#[derive(Clone, Copy, Debug)]
struct AgreementCandidate {
    one: usize,
    other: usize,
    /// Above 0.
    value: i32,
}

impl TokenMatching {
    /// Forgets the last names, and takes up two of so many tokens.
    pub(super) fn begin(&mut self, rows: usize, columns: usize) {
        self.offers.clear();
        (self.rows, self.columns) = (rows, columns);
    }

    /// Two tokens agree, and gain bits by it over not agreeing. Between equal gains a patronymic
    /// is preferred for a patronymic and a name for a name, so that what is left over does not
    /// depend on the order of the tokens.
    pub(super) fn offer(&mut self, one: usize, other: usize, gain: Bits, same_kind: bool) {
        let value = 2 * gain.hundredths() + i32::from(same_kind);
        if value > 0 {
            self.offers.push(AgreementCandidate { one, other, value });
        }
    }

    /// Calls `visit` with the pairs chosen.
    ///
    /// Cost: nothing to speak of where no token agrees with two, as is usual.
    pub(super) fn choose(&mut self, mut visit: impl FnMut(usize, usize)) {
        if self.are_apart() {
            self.offers.iter().for_each(|offer| visit(offer.one, offer.other));
            return;
        }
        // The assignment wants no more rows than columns, and gives each row a column: one that
        // it did not offer for is none.
        let turned = self.rows > self.columns;
        let (rows, columns) =
            if turned { (self.columns, self.rows) } else { (self.rows, self.columns) };
        self.values.clear();
        self.values.resize(rows * columns, 0);
        for AgreementCandidate { one, other, value } in &self.offers {
            let (row, column) = if turned { (other, one) } else { (one, other) };
            self.values[row * columns + column] = *value;
        }
        self.assignment.solve(rows, columns, &self.values);
        for column in 0..columns {
            let Some(row) = self.assignment.row_of(column) else { continue };
            if self.values[row * columns + column] > 0 {
                if turned { visit(column, row) } else { visit(row, column) }
            }
        }
    }

    /// Whether no token stands in two offers.
    fn are_apart(&self) -> bool {
        // A name has at most 20 tokens.
        let (mut ones, mut others) = (0_u32, 0_u32);
        self.offers.iter().all(|offer| {
            let (one, other) = (1 << offer.one, 1 << offer.other);
            let apart = ones & one == 0 && others & other == 0;
            (ones, others) = (ones | one, others | other);
            apart
        })
    }
}
