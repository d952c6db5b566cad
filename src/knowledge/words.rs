//! Words in names that are not names themselves: particles, titles, words of kinship, and words that
//! announce a former name.

use super::suffixes::SuffixSet;
use super::tables::{FORMER, HONORIFICS, KINSHIP, PARTICLES, first_cells, rows};
use super::word_map::WordMap;
use std::sync::LazyLock;

/// Particles, words of kinship, and titles that are not also names.
static PARTICLE_SET: LazyLock<WordMap<()>> = LazyLock::new(|| {
    let titles = rows(HONORIFICS).filter(|row| row.get(2) != Some(&"name")).map(|row| row[0]);
    first_cells(PARTICLES).chain(first_cells(KINSHIP)).chain(titles).collect()
});

/// Whether a folded token is a particle: an article, a preposition, a word of kinship or a title.
pub(crate) fn is_particle(token: &str) -> bool {
    PARTICLE_SET.contains(token)
}

static TITLE_NAMES: LazyLock<WordMap<()>> = LazyLock::new(|| {
    rows(HONORIFICS).filter(|row| row.get(2) == Some(&"name")).map(|row| row[0]).collect()
});

/// Whether a folded token is a title that is a name too (Hajji).
pub(crate) fn may_be_title(token: &str) -> bool {
    TITLE_NAMES.contains(token)
}

/// The position of the father's name beside a word for son or daughter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kinship {
    /// The word follows the father's name (`oglu`).
    AfterFather,
    /// The word precedes the father's name (`bin`).
    BeforeFather,
}

static KINSHIP_WORDS: LazyLock<WordMap<Kinship>> = LazyLock::new(|| {
    let position = |row: &[&str]| match row.get(1) {
        Some(&"before") => Kinship::BeforeFather,
        _ => Kinship::AfterFather,
    };
    rows(KINSHIP).map(|row| (row[0], position(&row))).collect()
});

/// Words of kinship that are also recognized at the end of a token.
static KINSHIP_ENDINGS: LazyLock<SuffixSet> =
    LazyLock::new(|| rows(KINSHIP).filter(|row| row.len() == 1).map(|row| row[0]).collect());

/// Where the father's name stands, if a folded token is a word for son or daughter.
pub(crate) fn kinship(token: &str) -> Option<Kinship> {
    KINSHIP_WORDS.get(token).copied()
}

/// The minimum letters of a name that a word of kinship is joined to.
const MIN_FATHER_LETTERS: usize = 3;

/// Splits a word of kinship off the father's name that it is joined to (`Nurlanuulu`): the length of
/// that name in bytes. `None` where the folded token does not end in such a word.
pub(crate) fn before_kinship(token: &str) -> Option<usize> {
    let (father, _) = KINSHIP_ENDINGS.split(token).next()?;
    let letters = father.chars().filter(|c| c.is_alphabetic()).count();
    (letters >= MIN_FATHER_LETTERS).then_some(father.len())
}

static FORMER_WORDS: LazyLock<WordMap<()>> = LazyLock::new(|| first_cells(FORMER).collect());

/// Whether a folded token announces a former surname (`née`).
pub(crate) fn announces_former_name(token: &str) -> bool {
    FORMER_WORDS.contains(token)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_kinship_are_split_from_the_fathers_name() {
        for (token, father) in [("nurlanuulu", "nurlan"), ("рафигоглы", "рафиг")] {
            assert_eq!(before_kinship(token), Some(father.len()), "{token}");
        }
        for token in ["uulu", "oglu", "ivanov", "000ogly", "alyoglu"] {
            assert_eq!(before_kinship(token).is_some(), token == "alyoglu", "{token}");
        }
    }

    #[test]
    fn particles_are_whole_words() {
        assert!(is_particle("al") && is_particle("ибн"));
        assert!(!is_particle("ali") && !is_particle(""));
    }
}
