//! A set of endings to test words for.

use rustc_hash::FxHashMap;

/// A set of endings, grouped by their last character so that a word is compared with few of them.
#[derive(Debug)]
pub(super) struct SuffixSet {
    by_last: FxHashMap<char, Vec<&'static str>>,
    /// Whether an ending has such last bytes: most words are ruled out by theirs.
    last_bytes: [bool; 256],
}

impl SuffixSet {
    /// The endings of a word that are in the set, each with what precedes it.
    pub(super) fn split<'a>(
        &'a self,
        word: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'static str)> {
        let last = word.chars().next_back().filter(|_| self.last_bytes[last_bytes(word)]);
        let endings = last.and_then(|last| self.by_last.get(&last)).into_iter().flatten();
        endings.filter_map(|ending| Some((word.strip_suffix(ending)?, *ending)))
    }
}

impl FromIterator<&'static str> for SuffixSet {
    fn from_iter<I: IntoIterator<Item = &'static str>>(endings: I) -> Self {
        let mut set = SuffixSet { by_last: FxHashMap::default(), last_bytes: [false; 256] };
        for ending in endings {
            debug_assert!(
                ending.len() > 1,
                "{ending:?} is shorter than what words are ruled out by"
            );
            if let Some(last) = ending.chars().next_back() {
                set.by_last.entry(last).or_default().push(ending);
                set.last_bytes[last_bytes(ending)] = true;
            }
        }
        set
    }
}

/// A number below 256 for the last two bytes of an ending, or of a word that may have it: endings have two or more.
#[inline]
fn last_bytes(word: &str) -> usize {
    match word.as_bytes() {
        [.., before, last] => usize::from(before << 3 ^ last),
        _ => 0,
    }
}
