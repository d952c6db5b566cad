//! A set of endings to test words for.

use rustc_hash::FxHashMap;

/// A set of endings, grouped by their last character so that a word is compared with few of them.
#[derive(Debug, Default)]
pub(super) struct SuffixSet(FxHashMap<char, Vec<&'static str>>);

impl SuffixSet {
    /// The endings of a word that are in the set, each with what precedes it.
    pub(super) fn split<'a>(
        &'a self,
        word: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'static str)> {
        let endings = word.chars().next_back().and_then(|last| self.0.get(&last));
        let endings = endings.into_iter().flatten();
        endings.filter_map(|ending| Some((word.strip_suffix(ending)?, *ending)))
    }
}

impl FromIterator<&'static str> for SuffixSet {
    fn from_iter<I: IntoIterator<Item = &'static str>>(endings: I) -> Self {
        let mut set = SuffixSet::default();
        for ending in endings {
            if let Some(last) = ending.chars().next_back() {
                set.0.entry(last).or_default().push(ending);
            }
        }
        set
    }
}
