//! Languages with a national spelling, and names in both spellings.

/// The languages with spellings in the tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    Russian,
    Ukrainian,
    Belarusian,
}

/// A name in Russian and in national spelling; the same twice where there is no national spelling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SpellingPair<S = &'static str> {
    pub(super) russian: S,
    pub(super) national: S,
}

impl<S: AsRef<str>> SpellingPair<S> {
    pub(super) fn get(&self, national: bool) -> &str {
        if national { self.national.as_ref() } else { self.russian.as_ref() }
    }
}

impl SpellingPair {
    /// Reads `Сергей/Сергій`, or one spelling for both.
    pub(super) fn parse(word: &'static str) -> SpellingPair {
        let (russian, national) = word.split_once('/').unwrap_or((word, word));
        SpellingPair { russian, national }
    }
}
