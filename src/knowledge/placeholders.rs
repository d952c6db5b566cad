//! Words that stand where a name is missing.

use super::tables::{PLACEHOLDERS, rows};
use super::word_map::WordMap;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// What the words of a placeholder are besides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PlaceholderKind {
    /// Never a name: `fnu`, `неизвестно`.
    Never,
    /// A surname of few people: `null`, `нет`.
    Seldom,
    /// A name of many people: `na`.
    Name,
}

/// Words of forms and programs for a missing name.
#[derive(Clone, Debug)]
pub(crate) struct Placeholder {
    /// The folded words.
    pub(crate) words: Vec<&'static str>,
    /// Whether the words are letters that only a slash may separate: `н/д`, as `Н. Д.` are initials.
    pub(crate) has_slash: bool,
    pub(crate) kind: PlaceholderKind,
}

static BY_FIRST_WORD: LazyLock<WordMap<Vec<Placeholder>>> = LazyLock::new(|| {
    let mut placeholders: FxHashMap<&str, Vec<Placeholder>> = FxHashMap::default();
    for row in rows(PLACEHOLDERS) {
        let kind = match row.get(1) {
            Some(&"seldom") => PlaceholderKind::Seldom,
            Some(&"name") => PlaceholderKind::Name,
            _ => PlaceholderKind::Never,
        };
        let words: Vec<&str> = row[0].split([' ', '/']).collect();
        let placeholder = Placeholder { has_slash: row[0].contains('/'), kind, words };
        placeholders.entry(placeholder.words[0]).or_default().push(placeholder);
    }
    for list in placeholders.values_mut() {
        list.sort_by_key(|placeholder| std::cmp::Reverse(placeholder.words.len()));
    }
    placeholders.into_iter().collect()
});

/// The placeholders that begin with this folded word, the longest first. None for most words.
pub(crate) fn placeholders(first_word: &str) -> &'static [Placeholder] {
    BY_FIRST_WORD.get(first_word).map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::{given_names, is_particle};

    #[test]
    fn every_row_is_folded_has_a_kind_and_an_authority() {
        for row in rows(PLACEHOLDERS) {
            assert_eq!(row.len(), 4, "{row:?}");
            assert!(["never", "seldom", "name"].contains(&row[1]), "{row:?}");
            assert_eq!(crate::fold(row[0]), row[0].replace('/', " "), "{row:?}");
        }
    }

    #[test]
    fn no_placeholder_that_is_never_a_name_is_a_known_given_name_or_a_particle() {
        let known: Vec<&str> = given_names().flat_map(|(_, forms)| forms).collect();
        for row in rows(PLACEHOLDERS).filter(|row| row[1] == "never") {
            assert!(!known.contains(&row[0]) && !is_particle(row[0]), "{row:?}");
        }
    }
}
