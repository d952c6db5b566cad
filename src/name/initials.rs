//! Initials of several letters: Sh. for Ш., and S. for it too; Ан. for a name that begins so.
//!
//! The romanization systems say which letters those are and what they sound like. Two Cyrillic letters with a point
//! begin many names, and say little more than the first.

use super::abbreviations::is_abbreviation;
use super::readings::{Reading, read};
use super::sounds::initials;
use super::tokens::{Name, Parts, Role};
use crate::knowledge::romanized_letters;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// The letters, as systems romanize them, that several Latin letters stand for.
static ROMANIZED: LazyLock<Romanized> = LazyLock::new(Romanized::new);

#[derive(Debug, Default)]
struct Romanized {
    /// Whole romanizations, such as `sh`, and the Cyrillic spelling of дж.
    letters: Vec<String>,
    /// By the first Latin letter, the sounds of initials that begin with it and have more letters.
    sounds: FxHashMap<char, Vec<u8>>,
}

impl Romanized {
    fn new() -> Self {
        let mut romanized = Romanized { letters: vec!["дж".into()], ..Romanized::default() };
        for (original, latin) in romanized_letters() {
            let readings = read(&original);
            let sounds = readings.first().map(Reading::sounds).unwrap_or_default();
            let of_first = latin.chars().next().map(|first| romanized.sounds.entry(first));
            let of_first = of_first.map(|entry| entry.or_default());
            of_first.into_iter().for_each(|known| known.extend(initials(sounds)));
            romanized.letters.push(latin);
        }
        romanized.letters.sort_unstable();
        romanized.letters.dedup();
        for sounds in romanized.sounds.values_mut() {
            sounds.sort_unstable();
            sounds.dedup();
        }
        romanized
    }
}

/// Whether a token is two Cyrillic letters, and no abbreviation that the table knows.
fn is_short_beginning(token: &str) -> bool {
    let are_cyrillic =
        token.chars().all(|letter| matches!(letter, 'а'..='я' | 'ё' | 'і' | 'ї' | 'є'));
    are_cyrillic && token.chars().count() == 2 && !is_abbreviation(token)
}

/// The sounds that a single Latin letter may be the first letter of: S of sh, T of ts. None of a longer token.
pub(super) fn sounds_of_first_letter(token: &str) -> &'static [u8] {
    let mut letters = token.chars();
    let letter = letters.next().filter(|_| letters.next().is_none());
    letter.and_then(|letter| ROMANIZED.sounds.get(&letter)).map_or(&[], Vec::as_slice)
}

impl Name {
    /// Shortens initials of several letters to the first, where a point shows that they are one and the name has
    /// a longer token: Rakhimov Sh. A., Салимов Дж.
    pub(super) fn shorten_initials(&mut self, parts: &Parts<'_>) {
        let is_initial = |at: &usize| {
            let token = &self.tokens[*at];
            let is_name = !matches!(token.role, Role::Particle | Role::Other);
            let text = &self.text[token.text.clone()];
            let after = parts[token.part].0.and_then(|text| text.get(token.written.end..));
            is_name
                && after.is_some_and(|after| after.starts_with('.'))
                && (ROMANIZED.letters.binary_search_by(|it| it.as_str().cmp(text)).is_ok()
                    || is_short_beginning(text))
        };
        let found: Vec<usize> = (0..self.tokens.len()).filter(is_initial).collect();
        if found.is_empty() {
            return;
        }
        let is_long = |text: &str| text.chars().nth(2).is_some();
        let has_name = (0..self.tokens.len())
            .any(|at| !found.contains(&at) && is_long(&self.text[self.tokens[at].text.clone()]));
        for at in found.into_iter().filter(|_| has_name) {
            let token = &mut self.tokens[at];
            let first = self.text[token.text.clone()].chars().next().map_or(0, char::len_utf8);
            token.text.end = token.text.start + first;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::name::testing::{kind, tokens};
    use crate::vocabulary::ClosenessKind;

    #[test]
    fn initials_of_several_letters_become_one() {
        for (name, expected) in [
            ("Rakhimov Sh. A.", "rakhimov s a"),
            ("Иванов Ан. Петрович", "иванов а петрович"),
            ("Ек. Орлова", "е орлова"),
            // The table has this one.
            ("Вл. Орлов", "вл орлов"),
            ("Орлова Ия", "орлова ия"),
            ("Rakhimov B.Kh.", "rakhimov b k"),
            ("Yu. A. Gagarin", "y a gagarin"),
            ("Schtscherbakow Tsch.", "schtscherbakow t"),
            ("Салимов Дж.", "салимов д"),
            // No point, no romanized letter, or nothing beside it.
            ("Rakhimov Sh", "rakhimov sh"),
            ("Rakhimov Alisher.", "rakhimov alisher"),
            ("Rakhimov St.", "rakhimov st"),
            ("Sh.", "sh"),
        ] {
            assert_eq!(tokens(name), expected, "{name}");
        }
    }

    #[test]
    fn an_initial_stands_for_names_that_are_romanized_with_its_letter() {
        let is_initial = |one: &str, other: &str| kind(one, other) == Some(ClosenessKind::Initial);
        for (initial, name) in [
            ("s", "шерозович"),
            ("s", "szczepan"),
            ("c", "чингиз"),
            ("t", "цветан"),
            ("t", "чингиз"),
            ("z", "жанна"),
            // Duden writes Жуков as Schukow.
            ("s", "жанна"),
            ("k", "хасан"),
            ("y", "юрий"),
            ("d", "джамшед"),
        ] {
            assert!(is_initial(initial, name), "{initial} {name}");
        }
        for (initial, name) in [("s", "тимур"), ("k", "тимур"), ("ш", "sergei"), ("m", "дарья")]
        {
            assert!(!is_initial(initial, name), "{initial} {name}");
        }
    }
}
