//! The endings that show a surname, by its sound.

use super::readings::read;
use crate::knowledge::{SurnameEnding, surname_endings};

/// Minimum sounds of a given name and of the stem of a surname. Shorter ones sound like too many
/// others.
pub(super) const MIN_SOUNDS: usize = 3;

/// The ending of surnames that a folded token has; of several, one that hardly any given name has.
pub(super) fn surname_ending(token: &str, min_stem: usize) -> Option<SurnameEnding> {
    let readings = read(token);
    let endings = readings.iter().flat_map(|read| surname_endings_of(read.sounds(), min_stem));
    endings.max_by_key(|ending| ending.is_telling)
}

/// What precedes an ending in a reading. Most endings are ruled out by their last sound: a token is compared with
/// hundreds. An ending has at least one sound.
#[inline]
pub(super) fn before_ending<'a>(sounds: &'a str, ending: &str) -> Option<&'a str> {
    let has_last = sounds.as_bytes().last() == ending.as_bytes().last();
    if has_last { sounds.strip_suffix(ending) } else { None }
}

/// The endings of surnames that a reading has after that many sounds.
pub(super) fn surname_endings_of(
    sounds: &str,
    min_stem: usize,
) -> impl Iterator<Item = SurnameEnding> {
    let ends_with = move |written: &str| {
        before_ending(sounds, written).is_some_and(|stem| stem.len() >= min_stem)
    };
    let has = move |ending: &SurnameEnding| {
        ends_with(ending.of_men) || ending.of_women.is_some_and(ends_with)
    };
    surname_endings().iter().copied().filter(has)
}
