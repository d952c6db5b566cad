//! The best alignment of the tokens of two names: one-to-one agreements, and words that the other side
//! writes as two, together, so that the total gain is maximal.
//!
//! Which tokens agree or are joined is given. The result depends on positions and gains alone, so every
//! caller that compares the same two names gets the same alignment.

use super::assignment::Assignment;
use super::bits::Bits;
use super::positions::PositionSet;

/// The most joins of two names that are considered, those at the first positions. Names that do not repeat
/// a word many times have one or two.
pub(super) const MAX_JOINS: usize = 8;

/// More than the preferences of all agreements of two names add up to: up to 7 for each of 20. Gains are multiplied
/// by it, so that no preference outweighs a hundredth of a bit.
const PREFERENCES: i32 = 256;

/// Candidates for an alignment, and reusable memory to choose among them.
#[derive(Debug, Default)]
pub(super) struct TokenMatching {
    agreements: Vec<AgreementCandidate>,
    joins: Vec<JoinCandidate>,
    /// Whether no token is in two agreements.
    is_disjoint: bool,
    rows: usize,
    columns: usize,
    values: Vec<i32>,
    assignment: Assignment,
    /// The pairs of the last matching, and those of the best one so far.
    pairs: Vec<[usize; 2]>,
    best: Vec<[usize; 2]>,
}

/// Two tokens that agree, by their positions.
#[derive(Clone, Copy, Debug)]
struct AgreementCandidate {
    one: usize,
    other: usize,
    /// Above 0.
    value: i32,
}

/// One word on one side and two adjacent words on the other.
#[derive(Clone, Copy, Debug)]
struct JoinCandidate {
    join: Join,
    ones: PositionSet,
    others: PositionSet,
    /// Above 0.
    value: i32,
}

/// Which side has one word where the other has two. Positions are those of the first words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Join {
    OneWordForTwo { one: usize, other: usize },
    TwoWordsForOne { one: usize, other: usize },
}

impl Join {
    /// The positions of its tokens on each side.
    pub(super) fn positions(self) -> [PositionSet; 2] {
        let pair = |at| PositionSet::of(&[at, at + 1]);
        match self {
            Join::OneWordForTwo { one, other } => [PositionSet::of(&[one]), pair(other)],
            Join::TwoWordsForOne { one, other } => [pair(one), PositionSet::of(&[other])],
        }
    }
}

impl TokenMatching {
    /// Starts with two names of this many tokens.
    pub(super) fn start(&mut self, rows: usize, columns: usize) {
        self.agreements.clear();
        self.joins.clear();
        (self.rows, self.columns) = (rows, columns);
    }

    /// Adds two tokens that agree and gain this much over not agreeing. Of equal total gains the greatest
    /// total `preference` is chosen, from 0 to 7 for each agreement, so that what stays unmatched does not
    /// depend on the order of the tokens.
    pub(super) fn add(&mut self, one: usize, other: usize, gain: Bits, preference: u8) {
        let value = PREFERENCES * gain.hundredths() + i32::from(preference);
        if gain > Bits::ZERO {
            self.agreements.push(AgreementCandidate { one, other, value });
        }
    }

    /// Adds a join that gains this much over three tokens that do not agree. Joins are added in the order
    /// of their positions; those after [`MAX_JOINS`] are not considered.
    pub(super) fn add_join(&mut self, join: Join, gain: Bits) {
        let value = PREFERENCES * gain.hundredths();
        if value > 0 && self.joins.len() < MAX_JOINS {
            let [ones, others] = join.positions();
            self.joins.push(JoinCandidate { join, ones, others, value });
        }
    }

    /// Chooses the agreements and joins with the maximum total gain. Of sets of joins with equal gains, the
    /// one without the earliest join that they do not share is chosen.
    ///
    /// Cost: linear if there are no joins and no token agrees with two others, which is usual. Otherwise
    /// that of [`Assignment::solve`] for each set of joins without a common token.
    pub(super) fn solve(&mut self) {
        self.best.clear();
        let joins = std::mem::take(&mut self.joins);
        self.is_disjoint = self.are_disjoint();
        let mut best = (i32::MIN, 0);
        self.choose(&joins, Chosen::default(), &mut best);
        self.joins = joins;
        let mut number = 0..;
        self.joins.retain(|_| number.next().is_some_and(|number| best.1 >> number & 1 == 1));
    }

    /// The joins that were chosen.
    pub(super) fn joins(&self) -> impl Iterator<Item = Join> {
        self.joins.iter().map(|candidate| candidate.join)
    }

    /// The positions of the tokens that agree.
    pub(super) fn agreements(&self) -> &[[usize; 2]] {
        &self.best
    }

    /// Tries all sets of the joins from `chosen.next` on, each with the best matching of the other tokens.
    fn choose(&mut self, joins: &[JoinCandidate], chosen: Chosen, best: &mut (i32, u32)) {
        let Some(candidate) = joins.get(chosen.next) else {
            let value = chosen.value + self.match_without(chosen.ones, chosen.others);
            if value > best.0 {
                *best = (value, chosen.joins);
                std::mem::swap(&mut self.best, &mut self.pairs);
            }
            return;
        };
        let next = chosen.next + 1;
        self.choose(joins, Chosen { next, ..chosen }, best);
        let (ones, others) = (candidate.ones, candidate.others);
        if chosen.ones.and(ones).is_empty() && chosen.others.and(others).is_empty() {
            let with_join = Chosen {
                next,
                joins: chosen.joins | 1 << chosen.next,
                ones: chosen.ones.or(ones),
                others: chosen.others.or(others),
                value: chosen.value + candidate.value,
            };
            self.choose(joins, with_join, best);
        }
    }

    /// Matches the tokens that are in neither set, into `pairs`; returns the total value.
    fn match_without(&mut self, ones: PositionSet, others: PositionSet) -> i32 {
        self.pairs.clear();
        let is_free =
            |pair: &&AgreementCandidate| !ones.contains(pair.one) && !others.contains(pair.other);
        if self.is_disjoint {
            let mut value = 0;
            for pair in self.agreements.iter().filter(is_free) {
                self.pairs.push([pair.one, pair.other]);
                value += pair.value;
            }
            return value;
        }
        // The assignment needs at most as many rows as columns. It gives every row a column; a value of
        // 0 means that the two do not agree.
        let transposed = self.rows > self.columns;
        let (rows, columns) =
            if transposed { (self.columns, self.rows) } else { (self.rows, self.columns) };
        self.values.clear();
        self.values.resize(rows * columns, 0);
        for AgreementCandidate { one, other, value } in self.agreements.iter().filter(is_free) {
            let (row, column) = if transposed { (other, one) } else { (one, other) };
            self.values[row * columns + column] = *value;
        }
        self.assignment.solve(rows, columns, &self.values);
        let mut total = 0;
        for column in 0..columns {
            let Some(row) = self.assignment.row_of(column) else { continue };
            let value = self.values[row * columns + column];
            if value > 0 {
                total += value;
                self.pairs.push(if transposed { [column, row] } else { [row, column] });
            }
        }
        total
    }

    /// Whether no token is in two candidates.
    fn are_disjoint(&self) -> bool {
        // A name has at most 20 tokens.
        let (mut ones, mut others) = (0_u32, 0_u32);
        self.agreements.iter().all(|pair| {
            let (one, other) = (1 << pair.one, 1 << pair.other);
            let is_new = ones & one == 0 && others & other == 0;
            (ones, others) = (ones | one, others | other);
            is_new
        })
    }
}

/// A set of joins, by their numbers, with the tokens that they take.
#[derive(Clone, Copy, Debug, Default)]
struct Chosen {
    /// The number of the next join to decide about.
    next: usize,
    joins: u32,
    ones: PositionSet,
    others: PositionSet,
    value: i32,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matched(rows: usize, columns: usize, gains: &[(usize, usize, i32, u8)]) -> Vec<[usize; 2]> {
        let mut matching = TokenMatching::default();
        matching.start(rows, columns);
        for (one, other, gain, preference) in gains {
            matching.add(*one, *other, Bits::from_hundredths(*gain), *preference);
        }
        matching.solve();
        let mut pairs = matching.agreements().to_vec();
        pairs.sort_unstable();
        pairs
    }

    #[test]
    fn the_total_gain_decides_and_of_equal_gains_the_preference() {
        assert_eq!(matched(2, 2, &[(0, 1, 5, 1), (1, 0, 5, 1)]), [[0, 1], [1, 0]]);
        let greedy_is_worse = [(0, 0, 9, 3), (0, 1, 8, 0), (1, 0, 8, 0)];
        assert_eq!(matched(2, 2, &greedy_is_worse), [[0, 1], [1, 0]]);
        assert_eq!(matched(3, 1, &[(0, 0, 5, 1), (2, 0, 5, 2)]), [[2, 0]]);
        // What gains nothing is no agreement, and no preference outweighs a hundredth of a bit.
        assert_eq!(matched(1, 1, &[(0, 0, 0, 7)]), [[0; 2]; 0]);
        let preferred = [(0, 0, 10, 7), (1, 1, 10, 7), (0, 1, 11, 0), (1, 0, 10, 0)];
        assert_eq!(matched(2, 2, &preferred), [[0, 1], [1, 0]]);
    }
}
