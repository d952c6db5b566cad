//! What is taken for letters that it looks like.

use super::tables::{LOOK_ALIKES, rows};
use std::sync::LazyLock;

/// Where letters are taken for others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LookAlikeKind {
    /// A symbol stands for a Latin letter on purpose.
    Symbol,
    /// A digit stands for a letter inside a word.
    Digit,
    /// Letters in print are misread.
    Print,
}

/// Letters that were misread, and what they stand for.
#[derive(Debug)]
pub(crate) struct LookAlike {
    pub(crate) written: &'static str,
    pub(crate) meant: Vec<&'static str>,
    pub(crate) kind: LookAlikeKind,
}

static TABLE: LazyLock<Vec<LookAlike>> = LazyLock::new(|| {
    let look_alike = |row: Vec<&'static str>| LookAlike {
        written: row[0],
        meant: row[1].split(' ').collect(),
        kind: match row[2] {
            "symbol" => LookAlikeKind::Symbol,
            "digit" => LookAlikeKind::Digit,
            _ => LookAlikeKind::Print,
        },
    };
    rows(LOOK_ALIKES).map(look_alike).collect()
});

/// The look-alikes of one kind.
pub(crate) fn look_alikes(kind: LookAlikeKind) -> impl Iterator<Item = &'static LookAlike> {
    TABLE.iter().filter(move |look_alike| look_alike.kind == kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_complete() {
        for row in rows(LOOK_ALIKES) {
            assert!(row.len() == 4 && row[0] != row[1], "{row:?}");
            assert!(["symbol", "digit", "print"].contains(&row[2]), "{row:?}");
        }
    }
}
