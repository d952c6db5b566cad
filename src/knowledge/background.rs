//! How usual names are among people at large.

use super::tables::{BACKGROUND, rows};

/// The rows of the table: the spellings of a name, Latin and Cyrillic, and how many people of a million have it.
pub(crate) fn background() -> impl Iterator<Item = (impl Iterator<Item = &'static str>, u32)> {
    rows(BACKGROUND).filter_map(|row| {
        let &[latin, cyrillic, per_million] = row.as_slice() else { return None };
        let words = [latin, cyrillic].into_iter().filter(|word| *word != "-");
        Some((words, per_million.parse().ok()?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_a_spelling_and_a_share_and_is_rarer_than_the_one_before() {
        let mut last = 1_000_000;
        let mut read = 0;
        for (words, share) in background() {
            assert!(words.count() > 0 && share > 0 && share <= last, "row {read}");
            (last, read) = (share, read + 1);
        }
        assert_eq!(read, rows(BACKGROUND).count());
    }

    #[test]
    fn the_table_is_small_enough_to_be_in_every_build() {
        assert!(BACKGROUND.len() <= 300 << 10, "{}", BACKGROUND.len());
    }
}
