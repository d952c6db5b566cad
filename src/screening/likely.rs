//! Which tokens of a list may agree with something of an entry: a small filter, so that a search passes
//! over most records at the cost of reading their posting.

use crate::vocabulary::TokenId;
use crate::watchlist::{Mark, Posting};
use std::cell::Cell;

/// A bit for each mark of a token, set where a token with that mark was added: one in a thousand of
/// those that were not shares one, and the whole of it stays in the first cache.
#[derive(Debug)]
pub(super) struct Likely(Box<[Cell<u64>]>);

/// Marks in a word.
const WORD: usize = u64::BITS as usize;

impl Likely {
    pub(super) fn new() -> Self {
        let likely = Likely(vec![Cell::new(0); (usize::from(u16::MAX) + 1) / WORD].into());
        likely.set(Mark::MANY);
        likely
    }

    fn word_and_bit(mark: Mark) -> (usize, u64) {
        (usize::from(mark.0) / WORD, 1 << (usize::from(mark.0) % WORD))
    }

    fn set(&self, mark: Mark) {
        let (word, bit) = Likely::word_and_bit(mark);
        self.0[word].set(self.0[word].get() | bit);
    }

    fn has(&self, mark: Mark) -> bool {
        let (word, bit) = Likely::word_and_bit(mark);
        self.0[word].get() & bit != 0
    }

    /// Adds all tokens with these marks.
    pub(super) fn add_all(&self, marks: &[Mark]) {
        marks.iter().for_each(|mark| self.set(*mark));
    }

    /// Whether a token may have been added.
    pub(super) fn may_have(&self, token: TokenId) -> bool {
        self.has(Mark::of(token))
    }

    /// Whether another token of a posting's record may have been added.
    pub(super) fn may_have_others(&self, posting: &Posting) -> bool {
        let [one, other] = posting.others.map(|mark| self.has(mark));
        one | other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_added_is_likely_and_little_else() {
        let likely = Likely::new();
        (0..100).for_each(|n| likely.add_all(&[Mark::of(n * 31)]));
        assert!((0..100).all(|n| likely.may_have(n * 31)));
        let others = (0..10_000).filter(|token| token % 31 != 0 && likely.may_have(*token));
        assert!(others.count() < 100);
        let posting = |others| Posting { record: 1, others };
        assert!(likely.may_have_others(&posting([Mark::NONE, Mark::of(31)])));
        assert!(likely.may_have_others(&posting([Mark::MANY; 2])));
        assert!(!likely.may_have_others(&posting([Mark::NONE; 2])));
    }
}
