//! Names that are written in one word or in several.

use super::suffixes::SuffixSet;
use super::syllables::cyrillic_syllables;
use super::tables::{COMPOUNDS, SYLLABIC_SURNAMES, rows};
use super::word_map::WordMap;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::LazyLock;

/// The function of a word in compound names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CompoundPart {
    /// `abd`: not a name without the word after it. Holds the standard spelling.
    Servant(&'static str),
    /// `al`: stands between the parts of a compound.
    Article,
    /// `din`, `allah`, `zadeh`: joined to the name before it.
    Suffix {
        /// The standard spelling.
        standard: &'static str,
        /// Whether an article can precede it.
        after_article: bool,
    },
    /// `reza`: joined to certain names before it. Holds the standard spelling.
    Consecrated(&'static str),
}

static PARTS: LazyLock<WordMap<CompoundPart>> = LazyLock::new(|| {
    let part = |kind: &str, standard: &'static str| {
        Some(match kind {
            "servant" => CompoundPart::Servant(standard),
            "article" => CompoundPart::Article,
            "faith" | "god" => CompoundPart::Suffix { standard, after_article: true },
            "child" => CompoundPart::Suffix { standard, after_article: false },
            "consecrated" => CompoundPart::Consecrated(standard),
            _ => return None,
        })
    };
    rows(COMPOUNDS).filter_map(|row| Some((*row.get(1)?, part(row[0], row.get(2)?)?))).collect()
});

fn words_of_kind(kind: &str) -> impl Iterator<Item = &'static str> {
    rows(COMPOUNDS).filter(move |row| row[0] == kind).filter_map(|row| row.get(1).copied())
}

/// Endings of compounds in one word, and for each what it is written as.
struct Endings {
    endings: SuffixSet,
    standard: FxHashMap<&'static str, &'static str>,
}

impl Endings {
    fn of_kind(kind: &str) -> Self {
        let of_kind = rows(COMPOUNDS).filter(|row| row[0] == kind);
        let standard = of_kind.filter_map(|row| Some((*row.get(1)?, *row.get(2)?))).collect();
        Endings { endings: words_of_kind(kind).collect(), standard }
    }

    /// What precedes the ending of a token, and what the ending is written as.
    fn split<'t>(&'static self, token: &'t str) -> Option<(&'t str, &'static str)> {
        let mut all = self.endings.split(token);
        all.find_map(|(stem, ending)| Some((stem, *self.standard.get(ending)?)))
    }
}

/// Endings that stay joined, in their standard spelling.
static JOINED_ENDINGS: LazyLock<Endings> = LazyLock::new(|| Endings::of_kind("ending"));

/// Endings that are names by themselves.
static NAMED_ENDINGS: LazyLock<Endings> = LazyLock::new(|| Endings::of_kind("apart"));

/// Abu written with the article, and how it is written without.
static KUNYAS: LazyLock<WordMap<&str>> = LazyLock::new(|| {
    let of_kind = rows(COMPOUNDS).filter(|row| row[0] == "kunya");
    of_kind.filter_map(|row| Some((*row.get(1)?, *row.get(2)?))).collect()
});

/// Names that Reza is joined to.
static CONSECRATES: LazyLock<FxHashSet<&str>> =
    LazyLock::new(|| words_of_kind("consecrates").collect());

static ARTICLE_ROOTS: LazyLock<Vec<&str>> = LazyLock::new(|| words_of_kind("root").collect());

/// Endings of names that do not begin with the Arabic article, whatever letters they begin with.
static UNLIKE_ARABIC: LazyLock<SuffixSet> = LazyLock::new(|| words_of_kind("unlike").collect());

/// Family names of one syllable, and whether each is one of the ten most frequent of a language.
static SYLLABIC: LazyLock<WordMap<bool>> = LazyLock::new(|| {
    let mut all: FxHashMap<&str, bool> = FxHashMap::default();
    for row in rows(SYLLABIC_SURNAMES) {
        for (names, is_frequent) in row[1..].iter().zip([true, false]) {
            let latin: FxHashSet<&str> = names.split(' ').collect();
            let cyrillic = cyrillic_syllables(row[0]).filter(|(name, _)| latin.contains(name));
            // A single letter is an initial.
            let cyrillic = cyrillic.map(|(_, it)| it).filter(|it| it.chars().nth(1).is_some());
            for name in cyrillic.chain(latin.iter().copied()) {
                *all.entry(name).or_default() |= is_frequent;
            }
        }
    }
    all.into_iter().collect()
});

/// The function of a folded token in compound names; `None` for most.
pub(crate) fn compound_part(token: &str) -> Option<CompoundPart> {
    PARTS.get(token).copied()
}

/// Splits the ending off a compound in one word: what precedes it, and its standard spelling.
pub(crate) fn compound_ending(token: &str) -> Option<(&str, &'static str)> {
    JOINED_ENDINGS.split(token)
}

/// Splits a compound in one word whose end is a name by itself: the two names.
pub(crate) fn joined_names(token: &str) -> Option<(&str, &'static str)> {
    NAMED_ENDINGS.split(token)
}

/// Abu without the article, for a folded token that is Abu with it.
pub(crate) fn kunya(token: &str) -> Option<&'static str> {
    KUNYAS.get(token).copied()
}

/// Whether Reza after this token is part of the same name.
pub(crate) fn is_consecrated(token: &str) -> bool {
    CONSECRATES.contains(token)
}

/// Whether a name begins like one to which the Arabic article is joined.
pub(crate) fn is_article_root(name: &str) -> bool {
    ARTICLE_ROOTS.iter().any(|beginning| name.starts_with(beginning))
}

/// Whether a name ends like a Slavic or Turkic one, so that it has no Arabic article.
pub(crate) fn ends_unlike_arabic(name: &str) -> bool {
    UNLIKE_ARABIC.split(name).next().is_some()
}

/// Whether a folded token is a family name of one syllable that goes with a given name of two, in Latin letters
/// or as a syllabary writes it in Cyrillic ones.
pub(crate) fn is_syllabic_surname(token: &str) -> bool {
    SYLLABIC.contains(token)
}

/// Whether it is one of the ten most frequent of a language.
pub(crate) fn is_frequent_syllabic_surname(token: &str) -> bool {
    SYLLABIC.get(token).copied().unwrap_or_default()
}

/// How names of Arabic `abd` ("servant of"), the article and a name are written in one word in one
/// script: `abd` + vowels + the consonant of the article + name.
///
/// Source: ALA-LC romanization of Arabic, on the article before sun letters (`Abd ar-Rahman`).
#[derive(Debug)]
pub(crate) struct JoinedServant {
    /// How all spellings begin.
    pub(crate) prefix: &'static str,
    /// The standard spelling of the prefix, vowel and article.
    pub(crate) standard: &'static str,
    /// Vowels of the article.
    pub(crate) vowels: &'static str,
    /// The consonant of the article.
    pub(crate) article: char,
    /// Consonants that the article assimilates to; the name then starts with the same one.
    pub(crate) assimilating: &'static str,
}

/// One for each script.
pub(crate) const JOINED_SERVANTS: [JoinedServant; 2] = [
    JoinedServant {
        prefix: "abd",
        standard: "abdul",
        vowels: "aeiou",
        article: 'l',
        assimilating: "rsndzt",
    },
    JoinedServant {
        prefix: "абд",
        standard: "абдул",
        vowels: "аеиоуэы",
        article: 'л',
        assimilating: "рсндзт",
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_a_known_kind() {
        let kinds = ["servant", "article", "faith", "god", "child", "consecrated", "consecrates"];
        for row in rows(COMPOUNDS) {
            assert_eq!(row.len(), 3, "{row:?}");
            let others = ["ending", "root", "unlike", "apart", "kunya"];
            assert!(kinds.contains(&row[0]) || others.contains(&row[0]), "{row:?}");
        }
    }
}
