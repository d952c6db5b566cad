//! Tokens of scripts that have no orthographies, in Latin letters.

use super::script::Script;
use crate::limits::TOKEN_CHARS;
use any_ascii::any_ascii_char;
use unicode_script::UnicodeScript;

/// A token in Latin letters, stored inline.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RomanizedToken {
    letters: [u8; TOKEN_CHARS],
    length: usize,
}

impl RomanizedToken {
    /// Romanizes each letter of a token by itself, as `any_ascii` does. `None` where its script has
    /// orthographies, and for Chinese characters and Korean blocks of letters, which many names share.
    pub(crate) fn new(token: &str) -> Option<RomanizedToken> {
        let is_read = |c: char| {
            use unicode_script::Script::{Han, Hangul};
            let has_orthography = Script::of_letter(c).is_some_and(|it| it != Script::Other);
            !has_orthography && !matches!(c.script(), Han | Hangul)
        };
        let has_letters = token.chars().any(|c| Script::of_letter(c).is_some());
        if !has_letters || !token.chars().all(is_read) {
            return None;
        }
        let mut romanized = RomanizedToken { letters: [0; TOKEN_CHARS], length: 0 };
        let letters = token.chars().flat_map(|c| any_ascii_char(c).bytes());
        for letter in letters.filter(u8::is_ascii_alphabetic).take(TOKEN_CHARS) {
            romanized.letters[romanized.length] = letter.to_ascii_lowercase();
            romanized.length += 1;
        }
        Some(romanized)
    }

    pub(crate) fn as_str(&self) -> &str {
        // All are ASCII letters.
        std::str::from_utf8(&self.letters[..self.length]).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_romanized_and_characters_of_whole_syllables_are_not() {
        let romanized = |token| RomanizedToken::new(token).map(|it| it.as_str().to_owned());
        for (token, expected) in [
            ("κωνσταντίνος", Some("konstantinos")),
            ("محمد", Some("mhmd")),
            ("バラク", Some("baraku")),
            ("김정은", None),
            ("王小明", None),
            ("иванов", None),
            ("ivanов", None),
            ("17", None),
        ] {
            assert_eq!(romanized(token).as_deref(), expected, "{token}");
        }
        assert_eq!(RomanizedToken::new(&"ψ".repeat(40)).unwrap().as_str().len(), TOKEN_CHARS);
    }
}
