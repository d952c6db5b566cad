//! Facts about the words of names: particles, and the endings of patronymics.

use rustc_hash::FxHashSet;
use std::sync::LazyLock;

/// The first cells of a table's lines that are not remarks.
fn first_cells(table: &'static str) -> impl Iterator<Item = &'static str> {
    table
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split('\t').next().filter(|cell| !cell.is_empty()))
}

static PARTICLES: LazyLock<FxHashSet<&str>> =
    LazyLock::new(|| first_cells(include_str!("particles.tsv")).collect());

static PATRONYMIC_ENDINGS: LazyLock<Vec<&str>> =
    LazyLock::new(|| first_cells(include_str!("patronymics.tsv")).collect());

/// Whether a folded token is a particle: an article, a preposition or a word of kinship.
pub(crate) fn is_particle(token: &str) -> bool {
    PARTICLES.contains(token)
}

/// The fewest letters that stand before the ending of a patronymic.
const SHORTEST_STEM: usize = 3;

/// Whether a folded token ends as East Slavic patronymics do. Some surnames do too.
pub(crate) fn has_patronymic_ending(token: &str) -> bool {
    PATRONYMIC_ENDINGS.iter().any(|ending| {
        token.strip_suffix(ending).is_some_and(|stem| stem.chars().nth(SHORTEST_STEM - 1).is_some())
    })
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
    fn particles_are_whole_words() {
        assert!(is_particle("al") && is_particle("ибн"));
        assert!(!is_particle("ali") && !is_particle(""));
    }
}
