//! Searches an encoded text for many short strings in one pass.

use super::alphabet::{Alphabet, CodeWindow, PAD_AFTER, PAD_BEFORE, window_at};
use std::ops::Range;

/// The strings to search for, numbered in the order in which they were given.
#[derive(Debug)]
pub(crate) struct NeedleSearcher {
    /// Indexed by code.
    by_first: Vec<NeedlesOfFirst>,
    /// Sorted by first code.
    needles: Vec<Needle>,
}

/// The needles that start with a code.
#[derive(Clone, Debug, Default)]
struct NeedlesOfFirst {
    needles: Range<u8>,
    /// A bit for each code that can follow, by its lowest six bits: it rules out most positions of a text.
    seconds: u64,
}

#[derive(Debug)]
struct Needle {
    pattern: CodeWindow,
    number: u8,
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
        let mut by_first = vec![NeedlesOfFirst::default(); alphabet.size()];
        for (at, needle) in (0..=u8::MAX).zip(&needles) {
            let of_first = &mut by_first[usize::from(needle.pattern.first())];
            if of_first.needles.is_empty() {
                of_first.needles.start = at;
            }
            of_first.needles.end = at + 1;
            // Any code can follow a needle of one.
            of_first.seconds |= needle.pattern.second().map_or(u64::MAX, code_bit);
        }
        Ok(NeedleSearcher { by_first, needles })
    }

    /// Calls `found` with the number of each needle that occurs in a text, which is encoded and padded, once for
    /// each place.
    #[inline]
    pub(crate) fn find_all(&self, text: &[u8], mut found: impl FnMut(u8)) {
        for at in PAD_BEFORE..text.len().saturating_sub(PAD_AFTER) {
            let of_first = &self.by_first[usize::from(text[at])];
            if of_first.seconds & code_bit(text[at + 1]) == 0 {
                continue;
            }
            let Some(window) = window_at(text, at) else { break };
            let needles = usize::from(of_first.needles.start)..usize::from(of_first.needles.end);
            for needle in &self.needles[needles] {
                if needle.pattern.is_prefix_of(window) {
                    found(needle.number);
                }
            }
        }
    }
}

/// The bit of a code in a set of codes; some share one.
#[inline]
fn code_bit(code: u8) -> u64 {
    1 << (code & 63)
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
            let mut found = [0; 5];
            searcher.find_all(&alphabet.encode(text.chars()), |it| found[usize::from(it)] += 1);
            let expected = strings.map(|string| text.matches(string).count());
            assert_eq!(found, expected, "{text:?}");
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
