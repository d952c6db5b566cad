//! Whether a token is a known name, and how much it looks like one.
//!
//! Repairs ask this before they guess: a token that is a known name is never repaired, and a repaired one
//! must be a known name. The words are those of `knowledge/background.tsv`, `given_names.tsv` and
//! `diminutives.tsv`.

use super::readings::read;
use super::surnames::{MIN_SOUNDS, surname_ending};
use crate::knowledge::{background, diminutives, given_names, has_known_father};
use rustc_hash::FxHashSet;
use std::sync::LazyLock;

/// The words of the tables.
fn words() -> impl Iterator<Item = &'static str> {
    let of_people = background().flat_map(|(words, _)| words);
    let given = given_names().flat_map(|(_, forms)| forms);
    of_people.chain(given).chain(diminutives().map(|(diminutive, _)| diminutive))
}

/// The usual readings of the words.
static SOUNDS: LazyLock<FxHashSet<Box<str>>> = LazyLock::new(|| {
    let usual = |word: &'static str| read(word).first().map(|reading| reading.sounds().into());
    words().filter_map(usual).collect()
});

/// Whether a folded token sounds like a known name, or is the patronymic of one.
pub(super) fn is_known(token: &str) -> bool {
    read(token).iter().any(|reading| is_known_sound(reading.sounds())) || has_known_father(token)
}

/// Whether a reading is that of a known name.
pub(super) fn is_known_sound(sounds: &str) -> bool {
    sounds.len() >= MIN_SOUNDS && SOUNDS.contains(sounds)
}

/// Whether a folded token is a known name or ends like surnames and hardly anything else.
pub(super) fn is_known_or_surname(token: &str) -> bool {
    is_known(token) || surname_ending(token, MIN_SOUNDS).is_some_and(|ending| ending.is_telling)
}

/// The number of letters that pairs are counted of: the edge of a word, 26 Latin letters and one for all
/// others, 32 Cyrillic letters, ё, one for all others, and what is no letter of both scripts.
const LETTERS: usize = 63;
const EDGE: u8 = 0;

fn letter(c: char) -> u8 {
    match c {
        'a'..='z' => 1 + (c as u8 - b'a'),
        'а'..='я' => 28 + (u32::from(c) - u32::from('а')) as u8,
        'ё' => 60,
        '\u{400}'..='\u{52f}' => 61,
        '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' | '\'' => 27,
        _ => 62,
    }
}

fn letter_pairs(token: &str) -> impl Iterator<Item = [usize; 2]> {
    let mut before = EDGE;
    token.chars().map(letter).chain([EDGE]).map(move |letter| {
        let pair = [before, letter].map(usize::from);
        before = letter;
        pair
    })
}

/// How improbable each letter is after each other one, in hundredths of a bit.
static SURPRISES: LazyLock<Vec<[u32; LETTERS]>> = LazyLock::new(|| {
    let mut counts = vec![[1_u32; LETTERS]; LETTERS];
    for [one, other] in words().flat_map(letter_pairs) {
        counts[one][other] += 1;
    }
    for row in &mut counts {
        let total = log2_hundredths(row.iter().sum());
        row.iter_mut().for_each(|count| *count = total - log2_hundredths(*count).min(total));
    }
    counts
});

/// log2 in hundredths, interpolated between powers of two: the same on every machine. 0 of 0.
fn log2_hundredths(number: u32) -> u32 {
    let Some(whole) = number.checked_ilog2() else { return 0 };
    let rest = (u64::from(number - (1 << whole)) * 100) >> whole;
    100 * whole + rest as u32
}

/// How surprising letters are, in hundredths of a bit for each, that may be no name. Of the words of the
/// tables one in fifteen is above; names in another layout or encoding are nearly all.
pub(super) const MAX_SURPRISE: u32 = 560;

/// How improbable the letters of these folded tokens are as those of names: hundredths of a bit for each
/// letter, on average. Names have 300 to 450. `None` for less than four letters.
pub(super) fn surprise<'a>(tokens: impl Iterator<Item = &'a str>) -> Option<u32> {
    let (mut sum, mut letters) = (0, 0);
    for token in tokens.filter(|token| token.chars().nth(1).is_some()) {
        for [one, other] in letter_pairs(token) {
            sum += SURPRISES[one][other];
            letters += u32::from(other != usize::from(EDGE));
        }
    }
    (letters >= 4).then(|| sum / letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_names_are_known_in_any_spelling_and_others_are_not() {
        for name in ["иванов", "ivanov", "iwanow", "sergei", "рустамович", "саша", "maría"]
        {
            assert!(is_known(name), "{name}");
        }
        for other in ["bdfyjd", "karirnov", "kovaiev", "шмфтщм", "зубрилкинсон"] {
            assert!(!is_known(other), "{other}");
        }
        assert!(is_known_or_surname("зубрилкинов") && !is_known_or_surname("зубрилкинсон"));
    }

    #[test]
    fn logarithms_are_interpolated() {
        assert_eq!([0, 1, 2, 3, 4, 1000].map(log2_hundredths), [0, 0, 100, 150, 200, 995]);
    }
}
