//! A letter that was lost, with a sign left in its place: Кузне?ов.
//!
//! Folding leaves the sign out. Here the letter is guessed: one with which the word is a known name, or else the one
//! after which its letters are the least surprising. Of known names it is the one that most people have. The name was repaired either way, and says so.

use super::background::background_frequency;
use super::known_names::{MAX_SURPRISE, is_known, surprise};
use super::spellings::spelling;
use super::tokens::{Name, Parts};
use crate::limits::TOKEN_CHARS;
use crate::text::{Repair, Script, fold};

/// Signs that stand for a lost letter. `@` stands for a certain one.
const SIGNS: [char; 3] = ['?', '*', '\u{fffd}'];
/// The most words of a name that a letter is guessed for: each has some thirty candidates.
const MAX_WORDS: usize = 3;

impl Name {
    /// Guesses the letter in place of a sign inside a word.
    pub(super) fn restore_lost_letters(&mut self, parts: &Parts<'_>) {
        if !self.repairs.contains(&Repair::LettersLost) {
            return;
        }
        let mut words = 0;
        for at in 0..self.tokens.len() {
            let token = &self.tokens[at];
            let written = parts[token.part].0.and_then(|text| text.get(token.written.clone()));
            let Some(written) = written.filter(|written| written.contains(SIGNS)) else { continue };
            words += 1;
            let guessed = match words <= MAX_WORDS {
                true => guess(&self.text[token.text.clone()], written),
                false => None,
            };
            if let Some(guessed) = guessed {
                let start = self.text.len();
                self.text.push_str(&guessed);
                self.tokens[at].text = start..self.text.len();
            }
        }
    }
}

/// The word with a letter for the one sign in it; `None` if none is plausible, or the word has as many letters as it may
/// have. With two signs, too many names would fit. `folded` is the word without the sign.
fn guess(folded: &str, written: &str) -> Option<String> {
    let segments: Vec<String> = written.split(SIGNS).map(fold).collect();
    let [before, after] = &segments[..] else { return None };
    let letters = match folded.chars().find_map(Script::of_letter)? {
        Script::Cyrillic => 'а'..='я',
        Script::Latin => 'a'..='z',
        _ => return None,
    };
    if segments.concat() != folded || folded.chars().nth(TOKEN_CHARS - 1).is_some() {
        return None;
    }
    let mut words: Vec<String> = letters.map(|letter| format!("{before}{letter}{after}")).collect();
    words.sort_by_cached_key(|word| surprise([word.as_str()].into_iter()));
    let known = words.iter().filter(|word| is_known(word));
    // Of equally usual ones the first, with the least surprising letters.
    let share = |word: &String| background_frequency(&spelling(word)).spelling;
    let known = known.rev().max_by(|one, other| share(one).total_cmp(&share(other)));
    let plausible = || {
        let least = words.first()?;
        surprise([least.as_str()].into_iter()).filter(|surprise| *surprise < MAX_SURPRISE)?;
        Some(least)
    };
    known.or_else(plausible).cloned()
}

#[cfg(test)]
mod tests {
    use crate::name::testing::tokens;

    #[test]
    fn a_lost_letter_makes_a_known_name_or_the_likeliest_word() {
        for (name, expected) in [
            ("Сидо?ов Пётр", "сидоров пётр"),
            ("Кузне?ов Ив?н", "кузнецов иван"),
            ("Ник*лай Соколов", "николай соколов"),
            ("Ser?ei Petrov", "sergei petrov"),
            ("Olek\u{fffd}andr Melnyk", "oleksandr melnyk"),
            // A sign for a certain letter, signs at an end, and too many.
            ("H@s@nov Rashad", "həsənov rashad"),
            ("Что? Иванов", "что иванов"),
            ("И??н Михайлов", "ин михайлов"),
            ("王?明", "王明"),
        ] {
            assert_eq!(tokens(name), expected, "{name}");
        }
        let longest = "л".repeat(40);
        assert_eq!(tokens(&format!("{}*{}", &longest[..20], &longest[20..])), longest);
    }
}
