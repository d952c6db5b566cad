//! Writes the output of a rule in the letter case of its source.

use crate::text::stays_inside_words;

/// Lower case, character by character, so that positions stay the same. The few characters whose
/// lower case is longer are in no table and stay as they are.
pub(super) fn lower(c: char) -> char {
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(lower), None) => lower,
        _ => c,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum LetterCase {
    Lower,
    /// The first letter is upper case: `Shch`.
    Capitalized,
    Upper,
}

impl LetterCase {
    /// The case in which the output for `length` characters from `at` is written.
    pub(super) fn of(source: &[char], at: usize, length: usize) -> LetterCase {
        if !source[at].is_uppercase() {
            return LetterCase::Lower;
        }
        // Marks and apostrophes are not neighbours. A match of several letters contains its own.
        let is_mark = |c: &&char| stays_inside_words(**c);
        let next = source[at + 1..].iter().find(|c| !is_mark(c)).filter(|c| c.is_alphabetic());
        let previous =
            source[..at].iter().rev().find(|c| !is_mark(c)).filter(|c| c.is_alphabetic());
        match next.or(if length == 1 { previous } else { None }) {
            Some(neighbour) if neighbour.is_uppercase() => LetterCase::Upper,
            _ => LetterCase::Capitalized,
        }
    }
}

/// The combining tie over two letters that are capitalized together: `T͡S`.
const TIE: char = '\u{361}';

/// How an alphabet forms upper case: as Unicode does, but for some letters.
pub(super) struct UpperCase {
    /// Pairs (lower case, upper case).
    exceptions: Vec<(char, char)>,
}

impl UpperCase {
    pub(super) const UNICODE: UpperCase = UpperCase { exceptions: Vec::new() };

    /// Parses the fact `capitals` of a table: `i=İ`.
    pub(super) fn parse(capitals: &str) -> UpperCase {
        let pair = |pair: &str| Some((pair.chars().next()?, pair.chars().last()?));
        UpperCase { exceptions: capitals.split_whitespace().filter_map(pair).collect() }
    }

    /// Appends `text` in the given case.
    pub(super) fn write(&self, text: &str, case: LetterCase, out: &mut String) {
        match case {
            LetterCase::Lower => out.push_str(text),
            LetterCase::Upper => text.chars().for_each(|c| self.push(c, out)),
            LetterCase::Capitalized => {
                // Dots and signs may precede the first letter.
                let (mut is_first, mut is_tied) = (true, false);
                for c in text.chars() {
                    if is_tied || (is_first && c.is_lowercase()) {
                        is_first = false;
                        self.push(c, out);
                    } else {
                        out.push(c);
                    }
                    is_tied = c == TIE && !is_first;
                }
            }
        }
    }

    fn push(&self, letter: char, out: &mut String) {
        match self.exceptions.iter().find(|(lower, _)| *lower == letter) {
            Some((_, upper)) => out.push(*upper),
            None => out.extend(letter.to_uppercase()),
        }
    }
}
