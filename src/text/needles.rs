//! Searches an encoded text for many short strings in one pass.

use super::alphabet::{Alphabet, CodeWindow, PAD_AFTER, PAD_BEFORE, window_at};
use std::ops::Range;

/// The strings to search for, numbered in the order in which they were given.
#[derive(Debug)]
pub(crate) struct NeedleSearcher {
    /// Indexed by code: the range of needles that start with it.
    by_first: Vec<Range<u8>>,
    /// Sorted by first code.
    needles: Vec<Needle>,
}

#[derive(Debug)]
struct Needle {
    pattern: CodeWindow,
    number: u8,
}

/// A set of needles, by number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct NeedleSet([u64; 4]);

impl NeedleSet {
    pub(crate) fn insert(&mut self, number: u8) {
        self.0[usize::from(number >> 6)] |= 1 << (number & 63);
    }

    pub(crate) fn is_empty(self) -> bool {
        self == NeedleSet::default()
    }

    pub(crate) fn intersects(self, other: NeedleSet) -> bool {
        self.0.iter().zip(other.0).any(|(one, other)| one & other != 0)
    }
}

impl FromIterator<u8> for NeedleSet {
    fn from_iter<I: IntoIterator<Item = u8>>(numbers: I) -> Self {
        let mut set = NeedleSet::default();
        numbers.into_iter().for_each(|number| set.insert(number));
        set
    }
}

impl NeedleSearcher {
    /// Strings that can be searched for at once.
    pub(crate) const CAPACITY: usize = u8::MAX as usize;

    /// `Err` says which needle is empty or longer than 16 characters, or that there are more than
    /// [`NeedleSearcher::CAPACITY`].
    pub(crate) fn new(alphabet: &Alphabet, strings: &[impl AsRef<str>]) -> Result<Self, String> {
        if strings.len() > Self::CAPACITY {
            let (count, most) = (strings.len(), Self::CAPACITY);
            return Err(format!("{count} distinct strings to search for; at most {most} fit"));
        }
        let mut needles = Vec::with_capacity(strings.len());
        for (number, string) in (0..=u8::MAX).zip(strings) {
            let string = string.as_ref();
            let pattern = CodeWindow::new(alphabet, string)
                .ok_or_else(|| format!("{string:?} is empty or longer than 16 characters"))?;
            needles.push(Needle { pattern, number });
        }
        needles.sort_by_key(|needle| needle.pattern.first());
        let mut by_first = vec![0..0; alphabet.size()];
        for (at, needle) in (0..=u8::MAX).zip(&needles) {
            let of_first: &mut Range<u8> = &mut by_first[usize::from(needle.pattern.first())];
            if of_first.start == of_first.end {
                of_first.start = at;
            }
            of_first.end = at + 1;
        }
        Ok(NeedleSearcher { by_first, needles })
    }

    /// The needles that occur in a text, which is encoded and padded.
    pub(crate) fn find_all(&self, text: &[u8]) -> NeedleSet {
        let mut found = NeedleSet::default();
        for at in PAD_BEFORE..text.len().saturating_sub(PAD_AFTER) {
            let of_first = &self.by_first[usize::from(text[at])];
            if of_first.start == of_first.end {
                continue;
            }
            let Some(window) = window_at(text, at) else { break };
            let needles = &self.needles[usize::from(of_first.start)..usize::from(of_first.end)];
            for needle in needles.iter().filter(|needle| needle.pattern.is_prefix_of(window)) {
                found.insert(needle.number);
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_needle_is_found_at_any_position() {
        let strings = ["sch", "ch", "s", "zh", "3"];
        let alphabet = Alphabet::new(strings.concat().chars()).unwrap();
        let searcher = NeedleSearcher::new(&alphabet, &strings).unwrap();
        for text in ["", "s", "sch", "chs", "zzh", "scs3h", "bsch", "z h", "ch3ch"] {
            let found = searcher.find_all(&alphabet.encode(text.chars()));
            for (number, string) in (0..).zip(strings) {
                let is_found = found.intersects(NeedleSet::from_iter([number]));
                assert_eq!(is_found, text.contains(string), "{string} in {text:?}");
            }
        }
    }

    #[test]
    fn needles_that_do_not_fit_are_errors() {
        let alphabet = Alphabet::new(['a']).unwrap();
        assert!(NeedleSearcher::new(&alphabet, &["a"; 255]).is_ok());
        assert!(NeedleSearcher::new(&alphabet, &["a"; 256]).unwrap_err().contains("256"));
        assert!(NeedleSearcher::new(&alphabet, &[""]).unwrap_err().contains("empty"));
        let long = "a".repeat(17);
        assert!(NeedleSearcher::new(&alphabet, &[&long]).unwrap_err().contains(&long));
    }
}
