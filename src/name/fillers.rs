//! Letters that a machine read for the filler `<` of a machine readable zone: SERGEIKPETROVICH,
//! OLEKSANDRKKKKKK, CSERGEI.
//!
//! The filler looks like K and C to a reader that expects letters. A word is repaired only where it is no
//! known name and what is left of it is: `mrz.rs` asks this of fields, and this file of words.

use super::concepts::is_given_name;
use super::known_names::is_known;
use super::mrz::may_be_filler;
use super::tokens::{Name, Parts, TokenData};
use crate::knowledge::has_known_father;
use crate::limits::NAME_TOKENS;
use crate::text::Repair;
use std::ops::Range;

/// The least letters of a given name that a filler was misread beside.
const MIN_LETTERS: usize = 3;
/// Outside of a zone nothing else shows a filler, so both names must be longer: NURKAMAL is one name.
const MIN_LETTERS_ALONE: [usize; 2] = [4, 5];

impl Name {
    /// Removes letters that stand for fillers from words that are no names: within a zone at their edges, and
    /// between two given names; elsewhere between two given names in capitals, or a given name and a
    /// patronymic.
    pub(super) fn split_misread_fillers(&mut self, parts: &Parts<'_>, is_zone: bool) {
        let mut at = 0;
        while at < self.tokens.len() {
            let token = &self.tokens[at];
            let text = &self.text[token.text.clone()];
            let may_have = text.len() >= if is_zone { 1 + MIN_LETTERS } else { 10 };
            // The ranges of words that were joined or split differ.
            if may_have && text.len() == token.written.len() && text.is_ascii() {
                let names = match is_zone {
                    true => strip(text)
                        .map(|name| [name, 0..0])
                        .or_else(|| split(text, [MIN_LETTERS; 2])),
                    false if is_in_capitals(token, parts) => split(text, MIN_LETTERS_ALONE),
                    false => None,
                };
                if let Some([first, second]) = names {
                    let part = |range: &Range<usize>| {
                        let shift = |start: usize| start + range.start..start + range.end;
                        let (text, written) = (shift(token.text.start), shift(token.written.start));
                        TokenData { text, written, ..token.clone() }
                    };
                    let [first, other] = [part(&first), part(&second)];
                    self.tokens[at] = first;
                    if !second.is_empty() && self.tokens.len() < NAME_TOKENS {
                        self.tokens.insert(at + 1, other);
                        at += 1;
                    }
                    self.repairs.push(Repair::FillersRestored);
                }
            }
            at += 1;
        }
    }
}

fn is_in_capitals(token: &TokenData, parts: &Parts<'_>) -> bool {
    let written = parts[token.part].0.and_then(|text| text.get(token.written.clone()));
    written.is_some_and(|written| written.bytes().all(|byte| byte.is_ascii_uppercase()))
}

/// The name in a word with a letter for a filler before or after it.
fn strip(word: &str) -> Option<Range<usize>> {
    let bytes = word.as_bytes();
    let start = usize::from(may_be_filler(bytes[0]));
    let end = bytes.len() - usize::from(may_be_filler(bytes[bytes.len() - 1]));
    let ranges = [start..bytes.len(), 0..end, start..end];
    let is_shorter =
        |range: &&Range<usize>| range.len() < bytes.len() && range.len() >= MIN_LETTERS;
    let mut names =
        ranges.iter().filter(is_shorter).filter(|range| is_name(&word[(*range).clone()]));
    names.next().filter(|_| !is_known(word)).cloned()
}

/// The two names in a word with a letter for a filler between them.
fn split(word: &str, [least_before, least_after]: [usize; 2]) -> Option<[Range<usize>; 2]> {
    let last = word.len().checked_sub(least_after + 1)?;
    let fillers = (least_before..=last).filter(|at| may_be_filler(word.as_bytes()[*at]));
    let mut splits = fillers.filter(|at| {
        let names = [&word[..*at], &word[at + 1..]];
        let with_letter = [&word[..=*at], &word[*at..]];
        names.into_iter().all(is_name) && !with_letter.into_iter().any(is_name)
    });
    let at = splits.next().filter(|_| !is_known(word))?;
    Some([0..at, at + 1..word.len()])
}

fn is_name(word: &str) -> bool {
    is_given_name(word) || has_known_father(word)
}
