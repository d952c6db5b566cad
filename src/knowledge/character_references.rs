//! The characters that HTML has names for.

use super::tables::{CHARACTER_REFERENCES, rows};
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// What a name of a character stands for.
#[derive(Clone, Copy, Debug)]
enum Named {
    /// A combining mark; the name has its letter before it.
    Mark(char),
    Whole(char),
}

static TABLE: LazyLock<FxHashMap<&'static str, Named>> = LazyLock::new(|| {
    let named = |row: Vec<&'static str>| {
        let character = character(row[1])?;
        let is_mark = row[2] == "letter";
        Some((row[0], if is_mark { Named::Mark(character) } else { Named::Whole(character) }))
    };
    rows(CHARACTER_REFERENCES).filter_map(named).collect()
});

/// The character of a cell: itself, or its number after `U+` where it would not be seen.
fn character(cell: &str) -> Option<char> {
    match cell.strip_prefix("U+") {
        Some(number) => char::from_u32(u32::from_str_radix(number, 16).ok()?),
        None => cell.parse().ok(),
    }
}

/// The character of that name, after the letter that it marks if it is a combining mark.
pub(crate) fn named_character(name: &str) -> Option<(Option<char>, char)> {
    match TABLE.get(name) {
        Some(Named::Whole(character)) => Some((None, *character)),
        _ => {
            let letter = name.chars().next().filter(char::is_ascii_alphabetic)?;
            match TABLE.get(&name[1..])? {
                Named::Mark(mark) => Some((Some(letter), *mark)),
                Named::Whole(_) => None,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_normalization::char::is_combining_mark;

    #[test]
    fn every_row_is_one_character() {
        for row in rows(CHARACTER_REFERENCES) {
            let [name, cell, kind] = row[..] else { panic!("{row:?}") };
            assert!(name.is_ascii(), "{row:?}");
            assert_eq!(character(cell).map(is_combining_mark), Some(kind == "letter"), "{row:?}");
        }
    }

    #[test]
    fn marks_need_a_letter() {
        assert_eq!(named_character("Eacute"), Some((Some('E'), '\u{301}')));
        assert_eq!(named_character("szlig"), Some((None, 'ß')));
        for name in ["acute", "", "é", "xamp", "eeacute"] {
            assert_eq!(named_character(name), None, "{name}");
        }
    }
}
