//! Facts about the words of names: particles, and the endings of patronymics.

use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::LazyLock;

/// The first cells of a table's lines that are not remarks.
fn first_cells(table: &'static str) -> impl Iterator<Item = &'static str> {
    table
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split('\t').next().filter(|cell| !cell.is_empty()))
}

/// Particles, words of kinship, and those titles that are no names.
static PARTICLES: LazyLock<FxHashSet<&str>> = LazyLock::new(|| {
    let titles = rows(include_str!("honorifics.tsv")).filter(|row| row.get(2) != Some(&"name"));
    let titles = titles.filter_map(|row| row.first().copied());
    let words = [include_str!("particles.tsv"), include_str!("kinship.tsv")];
    words.into_iter().flat_map(first_cells).chain(titles).collect()
});

static PATRONYMIC_ENDINGS: LazyLock<SuffixSet> =
    LazyLock::new(|| first_cells(include_str!("patronymics.tsv")).collect());

/// Endings of words, by their last letter.
#[derive(Debug, Default)]
pub(super) struct SuffixSet(FxHashMap<char, Vec<&'static str>>);

impl SuffixSet {
    /// What stands before each ending that a token has, and that ending.
    pub(super) fn of<'a>(
        &'a self,
        token: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'static str)> {
        let endings = token.chars().next_back().and_then(|last| self.0.get(&last));
        let endings = endings.into_iter().flatten();
        endings.filter_map(|ending| Some((token.strip_suffix(ending)?, *ending)))
    }
}

impl FromIterator<&'static str> for SuffixSet {
    fn from_iter<I: IntoIterator<Item = &'static str>>(endings: I) -> Self {
        let mut by_last = SuffixSet::default();
        for ending in endings {
            if let Some(last) = ending.chars().next_back() {
                by_last.0.entry(last).or_default().push(ending);
            }
        }
        by_last
    }
}

/// Whether a folded token is a particle: an article, a preposition, a word of kinship or a title.
pub(crate) fn is_particle(token: &str) -> bool {
    PARTICLES.contains(token)
}

/// The fewest letters that stand before the ending of a patronymic, or a word of kinship.
const SHORTEST_STEM: usize = 3;

/// Where a word for son or daughter stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kinship {
    AfterFather,
    BeforeFather,
}

static KINSHIP: LazyLock<FxHashMap<&str, Kinship>> = LazyLock::new(|| {
    let table = rows(include_str!("kinship.tsv"));
    let stands = |row: &[&str]| match row.get(1) {
        Some(&"before") => Kinship::BeforeFather,
        _ => Kinship::AfterFather,
    };
    table.map(|row| (row[0], stands(&row))).collect()
});

/// Words of kinship that are known where they are joined to a name.
static JOINED_KINSHIP: LazyLock<SuffixSet> = LazyLock::new(|| {
    let joined = rows(include_str!("kinship.tsv")).filter(|row| row.len() == 1);
    joined.filter_map(|row| row.first().copied()).collect()
});

/// Where the father's name stands beside a folded token, if that is a word for son or daughter.
pub(crate) fn kinship(token: &str) -> Option<Kinship> {
    KINSHIP.get(token).copied()
}

/// The father's name before a word for son or daughter that is joined to it, in bytes of the
/// folded token; `None` where the token ends in no such word.
pub(crate) fn before_kinship(token: &str) -> Option<usize> {
    let (stem, _) = JOINED_KINSHIP.of(token).next()?;
    let letters = stem.chars().filter(|c| c.is_alphabetic()).count();
    (letters >= SHORTEST_STEM).then_some(stem.len())
}

static FORMER: LazyLock<FxHashSet<&str>> =
    LazyLock::new(|| first_cells(include_str!("former.tsv")).collect());

/// Whether a folded token announces the surname that a person bore before.
pub(crate) fn announces_former_name(token: &str) -> bool {
    FORMER.contains(token)
}

/// Whether a folded token ends as East Slavic patronymics do. Some surnames do too.
pub(crate) fn has_patronymic_ending(token: &str) -> bool {
    let mut stems = PATRONYMIC_ENDINGS.of(token);
    stems.any(|(stem, _)| stem.chars().nth(SHORTEST_STEM - 1).is_some())
}

/// Given names without the vowels and the soft sign that they end in.
static STEMS: LazyLock<FxHashSet<&str>> = LazyLock::new(|| {
    let forms = given_names().flat_map(|(_, forms)| forms).map(stem);
    forms.filter(|stem| stem.chars().nth(SHORTEST_STEM - 1).is_some()).collect()
});

fn stem(name: &str) -> &str {
    name.trim_end_matches(|c| "аеёиіїоуыэюяйьaeijouy'".contains(c))
}

/// Whether what stands before the ending of a patronymic is a given name of the table. Surnames in
/// -ович are seldom made of one that is in use.
pub(crate) fn has_known_father(token: &str) -> bool {
    PATRONYMIC_ENDINGS.of(token).any(|(father, _)| STEMS.contains(stem(father)))
}

/// The lines of a table that are not remarks, as cells.
pub(super) fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    let lines = table.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    lines.map(|line| line.split('\t').collect())
}

/// Given names, each with its full forms in the languages of the region and beyond.
pub(crate) fn given_names()
-> impl Iterator<Item = (&'static str, std::str::SplitWhitespace<'static>)> {
    rows(include_str!("given_names.tsv"))
        .filter_map(|row| Some((*row.first()?, row.get(2)?.split_whitespace())))
}

/// Diminutives and short forms, each with the given names that it stands for.
pub(crate) fn diminutives()
-> impl Iterator<Item = (&'static str, std::str::SplitWhitespace<'static>)> {
    rows(include_str!("diminutives.tsv"))
        .filter_map(|row| Some((*row.first()?, row.get(1)?.split_whitespace())))
}

/// Patronymics whose ending does not leave the father's name, each with that name.
pub(crate) fn patronymic_exceptions() -> impl Iterator<Item = (&'static str, &'static str)> {
    rows(include_str!("patronymic_exceptions.tsv"))
        .filter_map(|row| Some((*row.first()?, *row.get(1)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patronymics_are_known_by_their_ending() {
        for token in
            ["иванович", "сергеевна", "ильинична", "iwanowitsch", "viktorovna", "григорович"]
        {
            assert!(has_patronymic_ending(token), "{token}");
        }
        for token in ["иванов", "илья", "ович", "евна", "ivanova", "ivan", "лукич"]
        {
            assert!(!has_patronymic_ending(token), "{token}");
        }
    }

    #[test]
    fn fathers_are_known_by_their_names() {
        for token in ["анатольевіч", "сергеевна", "viktorovich"] {
            assert!(has_known_father(token), "{token}");
        }
        for token in ["шыгушовіч", "lukashovich", "иванов"] {
            assert!(!has_known_father(token), "{token}");
        }
    }

    #[test]
    fn words_of_kinship_part_from_the_fathers_name() {
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
