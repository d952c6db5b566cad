//! Which of a few short strings does a text hold? All are sought in one pass. Like the rules, this
//! sees codes of an alphabet, and nothing else.

use super::alphabet::Alphabet;
use super::rules::{CodeWindow, PADDING, window_at};
use std::ops::Range;

/// Strings to look for, numbered as they were given.
#[derive(Debug)]
pub(crate) struct NeedleSearcher {
    /// Where the needles lie that begin with each code.
    by_first: Vec<Range<u8>>,
    needles: Vec<Needle>,
}

#[derive(Debug)]
struct Needle {
    letters: CodeWindow,
    number: u8,
}

/// Some of the needles, by their numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct NeedleSet([u64; 4]);

impl NeedleSet {
    pub(crate) fn insert(&mut self, number: u8) {
        self.0[usize::from(number >> 6)] |= 1 << (number & 63);
    }

    pub(crate) fn is_empty(self) -> bool {
        self == NeedleSet::default()
    }

    /// Whether a needle is in both.
    pub(crate) fn meets(self, other: NeedleSet) -> bool {
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
    /// `None` where they are more than 255, or one is empty or too long.
    pub(crate) fn new(alphabet: &Alphabet, strings: &[impl AsRef<str>]) -> Option<Self> {
        let mut needles = Vec::new();
        for (number, string) in strings.iter().enumerate() {
            let number = u8::try_from(number).ok().filter(|number| *number < u8::MAX)?;
            needles.push(Needle { letters: CodeWindow::of(alphabet, string.as_ref())?, number });
        }
        needles.sort_by_key(|needle| needle.letters.first());
        let mut by_first = vec![0..0; alphabet.size()];
        for (at, needle) in (0..=u8::MAX).zip(&needles) {
            let of_first: &mut Range<u8> = &mut by_first[usize::from(needle.letters.first())];
            if of_first.start == of_first.end {
                of_first.start = at;
            }
            of_first.end = at + 1;
        }
        Some(NeedleSearcher { by_first, needles })
    }

    /// Which of them the text holds. The text is coded and padded.
    pub(crate) fn held(&self, text: &[u8]) -> NeedleSet {
        let mut held = NeedleSet::default();
        for at in PADDING.0..text.len().saturating_sub(PADDING.1) {
            let of_first = &self.by_first[usize::from(text[at])];
            if of_first.start == of_first.end {
                continue;
            }
            let Some(window) = window_at(text, at) else { break };
            let needles = &self.needles[usize::from(of_first.start)..usize::from(of_first.end)];
            for needle in needles.iter().filter(|needle| needle.letters.begins(window)) {
                held.insert(needle.number);
            }
        }
        held
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_needle_is_found_wherever_it_stands() {
        let strings = ["sch", "ch", "s", "zh", "3"];
        let alphabet = Alphabet::new(strings.concat().chars()).unwrap();
        let needles = NeedleSearcher::new(&alphabet, &strings).unwrap();
        for text in ["", "s", "sch", "chs", "zzh", "scs3h", "bsch", "z h", "ch3ch"] {
            let held = needles.held(&alphabet.coded(text.chars()));
            for (number, string) in (0..).zip(strings) {
                let is_held = held.meets(NeedleSet::from_iter([number]));
                assert_eq!(is_held, text.contains(string), "{string} in {text:?}");
            }
        }
    }

    #[test]
    fn needles_are_few_and_short() {
        let alphabet = Alphabet::new(['a']).unwrap();
        assert!(NeedleSearcher::new(&alphabet, &["a"; 255]).is_some());
        assert!(NeedleSearcher::new(&alphabet, &["a"; 256]).is_none());
        assert!(NeedleSearcher::new(&alphabet, &[""]).is_none());
        assert!(NeedleSearcher::new(&alphabet, &[&"a".repeat(17)]).is_none());
    }
}
