//! How usual names are among people at large.

use super::tables::{BACKGROUND, rows};

/// The rows of the table: the spellings of a name, Latin and Cyrillic, and the share of people who have it.
pub(crate) fn background() -> impl Iterator<Item = (impl Iterator<Item = &'static str>, f64)> {
    rows(BACKGROUND).filter_map(|row| {
        let &[latin, cyrillic, per_million] = row.as_slice() else { return None };
        let share = per_million.parse::<u32>().ok()?;
        let words = [latin, cyrillic].into_iter().filter(|word| *word != "-");
        Some((words, f64::from(share) / 1e6))
    })
}
