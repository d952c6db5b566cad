//! Letters that machines and eyes misread: rn for m, 1 for l, symbols that only look like letters.
//!
//! Digits and symbols show by themselves that a word is none, so they are replaced in the name. Letters
//! (`knowledge/look_alikes.tsv`) show nothing: a word with them that is no known name gets the number of the
//! names that it would be without one misreading, and agrees with these at a cost.

use super::known_names::{MAX_SURPRISE, is_known, is_known_sound, surprise};
use super::readings::usual_sounds;
use super::sounds::InlineSounds;
use super::tokens::Name;
use crate::knowledge::{LookAlikeKind, has_known_father, look_alikes};
use crate::spelling::{Concept, ConceptForm};
use crate::storage::hash_pair;
use crate::text::Repair;
use std::ops::Range;

/// The least letters of a word that may be misread. Shorter ones look like too many others.
const MIN_LETTERS: usize = 5;
/// The most readings of a known name that a misreading of it is found by, and the most names that one word
/// may be a misreading of.
const MAX_NAMES: usize = 2;

/// The number of a known name that others may be misreadings of, from its sounds: a hash in the range of
/// surnames, whose concepts are never compared with these. Saved lists contain it.
fn number(sounds: &str) -> u32 {
    hash_pair(sounds.as_bytes(), b"misread") | 1 << 31
}

/// Pushes the known name that a token is, or those that it would be without one misreading, if their letters
/// are less surprising.
pub(super) fn push_misread<'a>(
    token: &str,
    readings: impl Iterator<Item = &'a str> + Clone,
    concepts: &mut Vec<Concept>,
) {
    if token.chars().nth(MIN_LETTERS - 2).is_none() {
        return;
    }
    let start = concepts.len();
    let known = readings.filter(|sounds| is_known_sound(sounds)).take(MAX_NAMES);
    concepts
        .extend(known.map(|name| Concept { number: number(name), form: ConceptForm::WellRead }));
    if concepts.len() > start
        || token.chars().nth(MIN_LETTERS - 1).is_none()
        || has_known_father(token)
    {
        return;
    }
    let surprise_of = |word: &str| surprise([word].into_iter());
    // As a whole too: rn for m is less surprising letter by letter, as there is one letter more.
    let as_whole = |word: &str| Some(surprise_of(word)? * word.chars().count() as u32);
    let (written, written_as_whole) = (surprise_of(token), as_whole(token));
    let mut meant = String::new();
    for look_alike in look_alikes(LookAlikeKind::Print) {
        for (at, letters) in token.match_indices(look_alike.written) {
            for read_for in &look_alike.meant {
                meant.clear();
                meant.extend([&token[..at], read_for, &token[at + letters.len()..]]);
                if surprise_of(&meant) >= written && as_whole(&meant) >= written_as_whole {
                    continue;
                }
                let usual = usual_sounds(&meant);
                let usual = usual.as_ref().map(InlineSounds::as_str);
                let number = usual.filter(|sounds| is_known_sound(sounds)).map(number);
                let concept = |number| Concept { number, form: ConceptForm::Misread };
                concepts.extend(number.map(concept));
                if concepts.len() - start >= MAX_NAMES {
                    return;
                }
            }
        }
    }
}

impl Name {
    /// Replaces digits inside of words and symbols by the letters that they look like. Where a word has none
    /// that makes it plausible, it is left as it is.
    pub(super) fn replace_odd_letters(&mut self) {
        for at in 0..self.tokens.len() {
            let text = &self.text[self.tokens[at].text.clone()];
            let (repaired, repair) = match text.bytes().any(|byte| byte.is_ascii_digit()) {
                true => (without_digits(text), Repair::DigitsReplaced),
                false => (without_symbols(text), Repair::SymbolsReplaced),
            };
            if let Some(repaired) = repaired {
                let range: Range<usize> = self.text.len()..self.text.len() + repaired.len();
                self.text.push_str(&repaired);
                self.tokens[at].text = range;
                self.repairs.push(repair);
            }
        }
    }
}

/// The most digits of a word that are taken for letters. A digit looks like up to two letters, and every
/// combination is tried.
const MAX_DIGITS: usize = 5;
/// The most words, the least surprising ones, of which it is asked whether they are known: that takes the longest by far.
const MAX_WORDS: usize = 4;

/// The word with letters for its digits: of the least surprising ones the first that is a known name, or else
/// the least surprising one, unless the digits stand at the end as numbers do, or most are digits. `None` if a digit looks like no letter.
fn without_digits(word: &str) -> Option<String> {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    if digits > MAX_DIGITS {
        return None;
    }
    let most_are_letters = word.chars().count() > 2 * digits;
    let mut words = vec![word.to_owned()];
    while let Some(at) = words[0].find(|c: char| c.is_ascii_digit()) {
        let digit = &word_at(&words[0], at);
        let row = look_alikes(LookAlikeKind::Digit).find(|row| row.written == digit)?;
        let is_latin = words[0].contains(|c: char| c.is_ascii_alphabetic());
        let letters = row.meant.iter().filter(|letter| letter.is_ascii() == is_latin);
        let replaced = letters.flat_map(|letter| {
            words.iter().map(move |word| word.replacen(digit.as_str(), letter, 1))
        });
        words = replaced.collect();
        if words.is_empty() {
            return None;
        }
    }
    let ends_in_number = word.ends_with(|c: char| c.is_ascii_digit());
    words.sort_by_cached_key(|word| surprise([word.as_str()].into_iter()));
    words.truncate(MAX_WORDS);
    let known = words.iter().position(|word| is_known(word));
    let word = words.swap_remove(known.unwrap_or_default());
    let is_likely = known.is_some() || most_are_letters && !ends_in_number && is_plausible(&word);
    is_likely.then_some(word)
}

fn is_plausible(word: &str) -> bool {
    surprise([word].into_iter()).is_some_and(|surprise| surprise < MAX_SURPRISE)
}

fn word_at(word: &str, at: usize) -> String {
    word[at..].chars().take(1).collect()
}

/// The word in Latin letters, if all of its letters are such or look like them, and are then plausible as those
/// of a name: words of the languages that have the symbols as letters are not.
fn without_symbols(word: &str) -> Option<String> {
    let letter = |c: char| {
        let row = look_alikes(LookAlikeKind::Symbol).find(|row| row.written.starts_with(c));
        row.map(|row| row.meant[0]).and_then(|meant| meant.chars().next())
    };
    let letters = word.chars().map(|c| if c.is_ascii() { Some(c) } else { letter(c) });
    let letters: Option<String> = letters.collect();
    letters.filter(|letters| letters != word && is_plausible(letters))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_and_symbols_in_words_are_letters() {
        for (word, letters) in [
            ("niko1ay", Some("nikolay")),
            ("1van", Some("ivan")),
            ("p0trov", Some("potrov")),
            ("петр0в", Some("петров")),
            ("ка3аков", Some("казаков")),
            ("а6рамов", Some("абрамов")),
            ("5ergei", Some("sergei")),
            ("pau1", Some("paul")),
            ("p0p0v", Some("popov")),
            ("a1b", None),
            ("ivanovi3", None),
            ("agent1", None),
            ("r2d2", None),
            ("x1", None),
            // Combinations of letters for each digit would be a million.
            ("a1b1c1d1e1f1g1h1i1j1k1l1m1n1o1p1q1r1s1tt", None),
            ("тест3", None),
        ] {
            assert_eq!(without_digits(word).as_deref(), letters, "{word}");
        }
        assert_eq!(without_symbols("ᗩᖇᗴᑎ").as_deref(), Some("aren"));
        for word in ["ᐃᓄᒃᑎᑐᑦ", "ᒪᑎ", "aren", "王"] {
            assert_eq!(without_symbols(word), None, "{word}");
        }
    }
}
