//! One-byte codes for the characters that a set of rule tables mentions.
//!
//! Rules then compare small integers instead of characters: sixteen codes fit into one `u128`, and
//! a set of codes into 256 bits. This file knows characters only, no rules.

use super::fold::stays_inside_words;

/// The code of every character that no table mentions and that is not part of a word: spaces, most
/// digits, and the padding at both ends of a text.
pub(crate) const EDGE: u8 = 0;
/// The code of letters, marks and apostrophes that no table mentions.
pub(crate) const OTHER: u8 = 1;

/// The number of codes that one [`CodeWindow`] compares, and so the maximum length of a pattern.
pub(super) const MAX_PATTERN: usize = 16;

/// [`EDGE`]s before an encoded text, so that the first character has a neighbour.
pub(crate) const PAD_BEFORE: usize = 1;
/// [`EDGE`]s after an encoded text, so that a window can be read at every position.
pub(crate) const PAD_AFTER: usize = MAX_PATTERN;

/// Maps characters to codes. The characters given to [`Alphabet::new`] have distinct codes above
/// [`OTHER`].
#[derive(Debug)]
pub(crate) struct Alphabet {
    /// Indexed by character, up to the highest character with a code of its own.
    codes: Vec<u8>,
    /// Indexed by code: a character that has it.
    samples: Vec<char>,
}

impl Alphabet {
    /// Characters that can have a code of their own.
    pub(crate) const CAPACITY: usize = u8::MAX as usize - OTHER as usize;

    /// Assigns a code to each distinct character. `Err` holds the number of distinct characters
    /// where it exceeds [`Alphabet::CAPACITY`].
    pub(crate) fn new(characters: impl IntoIterator<Item = char>) -> Result<Self, usize> {
        let mut characters: Vec<char> = characters.into_iter().collect();
        characters.sort_unstable();
        characters.dedup();
        if characters.len() > Self::CAPACITY {
            return Err(characters.len());
        }
        let highest = characters.last().map_or(0, |last| u32::from(*last));
        let unlisted = |c| char::from_u32(c).map_or(EDGE, unlisted_code);
        let mut codes: Vec<u8> = (0..=highest).map(unlisted).collect();
        // No table mentions the Lisu letter, so it can stand for all other letters.
        let mut samples = vec![' ', 'ꓐ'];
        samples.append(&mut characters);
        for (code, character) in (0..=u8::MAX).zip(&samples).skip(usize::from(OTHER) + 1) {
            codes[*character as usize] = code;
        }
        Ok(Alphabet { codes, samples })
    }

    #[inline]
    pub(crate) fn code(&self, character: char) -> u8 {
        match self.codes.get(character as usize) {
            Some(code) => *code,
            None => unlisted_code(character),
        }
    }

    /// The number of codes, [`EDGE`] and [`OTHER`] included.
    pub(crate) fn size(&self) -> usize {
        self.samples.len()
    }

    /// Every code with a character that has it.
    pub(crate) fn samples(&self) -> impl Iterator<Item = (u8, char)> {
        (0..=u8::MAX).zip(self.samples.iter().copied())
    }

    /// Encodes a text and pads it on both sides.
    pub(crate) fn encode(&self, text: impl Iterator<Item = char>) -> Vec<u8> {
        let mut codes = vec![EDGE; PAD_BEFORE];
        codes.extend(text.map(|c| self.code(c)));
        codes.resize(codes.len() + PAD_AFTER, EDGE);
        codes
    }
}

fn unlisted_code(c: char) -> u8 {
    if is_in_words(c) { OTHER } else { EDGE }
}

/// Whether a character is part of a word: a letter, a mark or an apostrophe.
pub(super) fn is_in_words(c: char) -> bool {
    c.is_alphabetic() || stays_inside_words(c)
}

/// A pattern of 1 to [`MAX_PATTERN`] codes, compared with a text in one operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct CodeWindow {
    /// The first code is in the lowest byte.
    codes: u128,
    /// Covers the bytes that are part of the pattern.
    mask: u128,
}

/// The [`MAX_PATTERN`] codes of a padded text from `at` on, first code in the lowest byte.
#[inline]
pub(super) fn window_at(text: &[u8], at: usize) -> Option<u128> {
    text.get(at..)?.first_chunk().map(|codes| u128::from_le_bytes(*codes))
}

impl CodeWindow {
    /// `None` where the pattern is empty or too long.
    pub(super) fn new(alphabet: &Alphabet, pattern: &str) -> Option<Self> {
        let length = pattern.chars().count();
        let mut codes = [EDGE; MAX_PATTERN];
        for (code, character) in codes.iter_mut().zip(pattern.chars()) {
            *code = alphabet.code(character);
        }
        let unused_bits =
            (1..=MAX_PATTERN).contains(&length).then(|| 8 * (MAX_PATTERN - length))?;
        Some(CodeWindow { codes: u128::from_le_bytes(codes), mask: u128::MAX >> unused_bits })
    }

    /// Whether a text, given by its [`window_at`], starts with this pattern.
    #[inline]
    pub(super) fn is_prefix_of(&self, text: u128) -> bool {
        (text ^ self.codes) & self.mask == 0
    }

    pub(super) fn first(&self) -> u8 {
        self.codes.to_le_bytes()[0]
    }

    /// `None` for a pattern of one code.
    pub(super) fn second(&self) -> Option<u8> {
        let [_, second, ..] = self.codes.to_le_bytes();
        (self.mask >> 8 > 0).then_some(second)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_character_has_its_own_code() {
        let alphabet = Alphabet::new("эяab'".chars()).unwrap();
        let mut codes: Vec<u8> = "эяab'".chars().map(|c| alphabet.code(c)).collect();
        codes.sort_unstable();
        assert_eq!(codes, [2, 3, 4, 5, 6]);
        assert_eq!("б\u{301}ѿ中".chars().map(|c| alphabet.code(c)).max(), Some(OTHER));
        assert_eq!(" 7,€".chars().map(|c| alphabet.code(c)).max(), Some(EDGE));
    }

    #[test]
    fn too_many_characters_are_an_error() {
        let characters = |count| ('一'..).take(count);
        assert!(Alphabet::new(characters(Alphabet::CAPACITY)).is_ok());
        let one_more = Alphabet::CAPACITY + 1;
        assert_eq!(Alphabet::new(characters(one_more)).err(), Some(one_more));
    }
}
