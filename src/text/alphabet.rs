//! Which letters do the tables of one script speak of? An alphabet numbers them, so that rules
//! compare small numbers and sets of letters are bits. It sees characters, and nothing else.

use super::fold::stays_inside_words;
use super::rules::PADDING;

/// The code of whatever is in no table and stands outside words: spaces, most digits, the ends of
/// a text.
pub(crate) const EDGE: u8 = 0;
/// The code of letters, marks and apostrophes that are in no table.
pub(crate) const OTHER: u8 = 1;

/// The letters of some tables, each with a code above [`OTHER`].
#[derive(Debug)]
pub(crate) struct Alphabet {
    /// The codes of all characters up to the highest letter.
    codes: Vec<u8>,
    /// A character for each code; the first two stand for all that are in no table.
    samples: Vec<char>,
}

impl Alphabet {
    /// Numbers these letters; `None` where they are too many for the codes there are.
    pub(crate) fn new(letters: impl IntoIterator<Item = char>) -> Option<Self> {
        let mut letters: Vec<char> = letters.into_iter().collect();
        letters.sort_unstable();
        letters.dedup();
        let highest = letters.last().map_or(0, |last| u32::from(*last));
        let outside = |c| char::from_u32(c).map_or(EDGE, code_outside);
        let mut codes: Vec<u8> = (0..=highest).map(outside).collect();
        // The letter is Lisu: no table speaks of it.
        let mut samples = vec![' ', 'ꓐ'];
        samples.append(&mut letters);
        for (code, letter) in samples.iter().enumerate().skip(usize::from(OTHER) + 1) {
            codes[*letter as usize] = u8::try_from(code).ok()?;
        }
        Some(Alphabet { codes, samples })
    }

    #[inline]
    pub(crate) fn code(&self, letter: char) -> u8 {
        match self.codes.get(letter as usize) {
            Some(code) => *code,
            None => code_outside(letter),
        }
    }

    /// How many codes there are.
    pub(crate) fn size(&self) -> usize {
        self.samples.len()
    }

    /// Every code with a character that has it.
    pub(crate) fn samples(&self) -> impl Iterator<Item = (u8, char)> {
        (0..=u8::MAX).zip(self.samples.iter().copied())
    }

    /// A text in codes, with the padding that rules want.
    pub(crate) fn coded(&self, text: impl Iterator<Item = char>) -> Vec<u8> {
        let mut coded = vec![EDGE; PADDING.0];
        coded.extend(text.map(|c| self.code(c)));
        coded.resize(coded.len() + PADDING.1, EDGE);
        coded
    }
}

fn code_outside(c: char) -> u8 {
    if is_in_words(c) { OTHER } else { EDGE }
}

/// Whether a character is part of a word: a letter, a mark or an apostrophe.
pub(super) fn is_in_words(c: char) -> bool {
    c.is_alphabetic() || stays_inside_words(c)
}
