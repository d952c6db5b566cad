//! Facts of names that are written in one word or in several.

use super::names::{SuffixSet, rows};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::LazyLock;

/// What a word is in compound names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CompoundPart {
    /// `abd`: no name without the word after it. With the spelling that stands for all.
    Servant(&'static str),
    /// `al`: stands between the parts of a compound.
    Article,
    /// `din`, `allah`, `zadeh`: joined to the name before it. With the spelling that stands for
    /// all.
    Suffix { written: &'static str, after_article: bool },
    /// `reza`, after some names.
    Consecrated(&'static str),
}

static PARTS: LazyLock<FxHashMap<&str, CompoundPart>> = LazyLock::new(|| {
    let part = |kind: &str, written: &'static str| {
        Some(match kind {
            "servant" => CompoundPart::Servant(written),
            "article" => CompoundPart::Article,
            "faith" | "god" => CompoundPart::Suffix { written, after_article: true },
            "child" => CompoundPart::Suffix { written, after_article: false },
            "consecrated" => CompoundPart::Consecrated(written),
            _ => return None,
        })
    };
    let table = rows(include_str!("compounds.tsv"));
    table.filter_map(|row| Some((*row.get(1)?, part(row[0], row.get(2)?)?))).collect()
});

/// Endings of compounds in one word, and for each the spelling that stands for all.
static ENDINGS: LazyLock<(SuffixSet, FxHashMap<&str, &str>)> = LazyLock::new(|| {
    let table = || rows(include_str!("compounds.tsv")).filter(|row| row[0] == "ending");
    let plain = table().filter_map(|row| Some((*row.get(1)?, *row.get(2)?)));
    (table().filter_map(|row| row.get(1).copied()).collect(), plain.collect())
});

/// Names that Reza consecrates.
static CONSECRATES: LazyLock<FxHashSet<&str>> = LazyLock::new(|| {
    let table = rows(include_str!("compounds.tsv"));
    table.filter(|row| row[0] == "consecrates").filter_map(|row| row.get(1).copied()).collect()
});

static SYLLABIC_SURNAMES: LazyLock<FxHashSet<&str>> = LazyLock::new(|| {
    let table = rows(include_str!("syllabic_surnames.tsv"));
    table.filter_map(|row| row.get(1).copied()).flat_map(str::split_whitespace).collect()
});

/// What a folded token is in compound names; `None` for most.
pub(crate) fn compound_part(token: &str) -> Option<CompoundPart> {
    PARTS.get(token).copied()
}

/// What stands before the ending of a compound in one word, and the ending as it is written for all.
pub(crate) fn compound_ending(token: &str) -> Option<(&str, &'static str)> {
    let (endings, plain) = &*ENDINGS;
    endings.of(token).find_map(|(stem, ending)| Some((stem, *plain.get(ending)?)))
}

/// Whether Reza after this token is one name with it.
pub(crate) fn is_consecrated(token: &str) -> bool {
    CONSECRATES.contains(token)
}

/// Whether a folded token is a family name of one syllable beside which given names of two stand.
pub(crate) fn is_syllabic_surname(token: &str) -> bool {
    SYLLABIC_SURNAMES.contains(token)
}
