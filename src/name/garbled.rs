//! Names that were typed while another keyboard layout was active (`Bdfyjd`, `Шмфтщм`), and names whose
//! bytes were read in another encoding (`Ïåòðîâ`, `РџРµС‚СЂРѕРІ`).
//!
//! Both happen to a name as a whole. What was typed is found by undoing every layout and encoding of the
//! tables. It counts only where the name as written is none, by all its words and by its letters, and the
//! undone one is: one of its words is a known name or ends like a surname, and its letters are those of names.

use super::known_names::{MAX_SURPRISE, is_known, is_known_or_surname, surprise};
use super::tokens::parts;
use crate::knowledge::{CodePage, KeyboardLayout, code_pages, keyboard_layouts};
use crate::record::PersonName;
use crate::text::{FoldedText, Repair, Script, is_letter, stays_inside_words};
use smallvec::SmallVec;
use std::ops::Range;

/// How much less surprising the letters must be when undone.
const MIN_GAIN: u32 = 120;
/// The letters of a word that can show that a name is none, or is one.
const MIN_WORD: usize = 3;

/// A name as it was meant.
pub(super) struct Undone {
    pub(super) name: PersonName,
    pub(super) repair: Repair,
    /// For each part of the name, the position of each byte in the name as written, and that of its end.
    origins: [Vec<usize>; 4],
}

impl Undone {
    /// A name of these parts, each with the position of each of its bytes in the part as written and that of its end.
    pub(super) fn new(parts: [(String, Vec<usize>); 4], repair: Repair) -> Self {
        let [full, family, given, patronymic] = parts;
        let origins = [full.1, family.1, given.1, patronymic.1];
        let name = match full.0.is_empty() {
            true => PersonName::parts(given.0, patronymic.0, family.0),
            false => PersonName::full(full.0),
        };
        Undone { name, repair, origins }
    }

    /// The byte range of the part as written that became this range of the undone one.
    pub(super) fn origin(&self, part: usize, range: &Range<usize>) -> Range<usize> {
        let origins = &self.origins[part];
        let at = |at: usize| origins.get(at).or(origins.last()).copied().unwrap_or_default();
        at(range.start)..at(range.end)
    }
}

/// Whether a folded token has letters as no syllable has them at its beginning or at its end: a name without
/// such a token is not tried. A few tests of bytes, as every name goes through it.
pub(super) fn may_be_garbled(token: &str) -> bool {
    let bytes = token.as_bytes();
    match bytes {
        [a, b, c, ..] if a.is_ascii() => {
            let [.., x, y, z] = bytes else { return false };
            let is_vowel = |byte: &u8| !byte.is_ascii() || VOWELS & 1 << (byte & 31) != 0;
            !([a, b, c].into_iter().any(is_vowel) && [x, y, z].into_iter().any(is_vowel))
        }
        [0xd0..=0xd3, ..] => {
            let is_vowel = |c: char| {
                let at = u32::from(c).wrapping_sub(FIRST_CYRILLIC);
                CYRILLIC_VOWELS.get(at as usize / 64).is_some_and(|bits| bits >> (at % 64) & 1 == 1)
            };
            let (mut first, mut last) = (token.chars().take(3), token.chars().rev().take(3));
            token.chars().nth(1).is_some() && !(first.any(is_vowel) && last.any(is_vowel))
        }
        // Two letters with marks at the beginning.
        [0xc3, _, second, ..] => !second.is_ascii(),
        _ => false,
    }
}

/// The letters a, e, i, o and u, by their numbers in the alphabet.
const VOWELS: u32 = 1 << 1 | 1 << 5 | 1 << 9 | 1 << 15 | 1 << 21;

const FIRST_CYRILLIC: u32 = 0x400;

/// The Cyrillic vowels, by their numbers in their block, one bit each.
const CYRILLIC_VOWELS: [u64; 4] = {
    let vowels =
        ['а', 'е', 'ё', 'и', 'о', 'у', 'ы', 'э', 'ю', 'я', 'і', 'ї', 'є', 'ө', 'ү', 'ұ', 'ә', 'ў'];
    let (mut bits, mut at) = ([0; 4], 0);
    while at < vowels.len() {
        let number = vowels[at] as u32 - FIRST_CYRILLIC;
        bits[number as usize / 64] |= 1 << (number % 64);
        at += 1;
    }
    bits
};

/// How a name may have become another text.
#[derive(Clone, Copy, Debug)]
enum Garbling {
    /// Typed for one layout while another was active.
    Layout { active: &'static KeyboardLayout, meant: &'static KeyboardLayout },
    /// Bytes of one encoding, UTF-8 if there is no code page, that were read as another.
    Encoding { read_as: &'static CodePage, meant: Option<&'static CodePage> },
}

/// Every garbling of the tables.
fn garblings() -> impl Iterator<Item = Garbling> {
    let layouts = keyboard_layouts().iter().flat_map(|active| {
        let others = keyboard_layouts().iter().filter(|meant| meant.is_latin != active.is_latin);
        others.map(|meant| Garbling::Layout { active, meant })
    });
    let encodings = code_pages().iter().flat_map(|read_as| {
        let pages = code_pages().iter().filter(|meant| meant.name != read_as.name).map(Some);
        pages.chain([None]).map(|meant| Garbling::Encoding { read_as, meant })
    });
    layouts.chain(encodings)
}

impl Garbling {
    fn repair(self) -> Repair {
        match self {
            Garbling::Layout { .. } => Repair::OtherLayout,
            Garbling::Encoding { .. } => Repair::OtherEncoding,
        }
    }

    /// Undoes it in a text, with the position of each byte; `None` where it cannot have made the text.
    fn undo(self, text: &str) -> Option<(String, Vec<usize>)> {
        match self {
            Garbling::Layout { active, meant } => undo_layout(active, meant, text),
            Garbling::Encoding { read_as, meant } => undo_encoding(read_as, meant, text),
        }
    }
}

fn undo_layout(
    active: &KeyboardLayout,
    meant: &KeyboardLayout,
    text: &str,
) -> Option<(String, Vec<usize>)> {
    let (mut undone, mut origins) = (String::new(), Vec::new());
    let mut rest = text.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        let is_at_end = rest.peek().is_none_or(|(_, next)| next.is_whitespace());
        let c = match active.same_key(c, meant) {
            // A comma or a point after a word is one, unless what was meant is no letter either.
            Some(key)
                if !(is_at_end && is_separator(c) && undone.ends_with(char::is_alphabetic)) =>
            {
                key
            }
            None if c.is_alphabetic() => return None,
            _ => c,
        };
        undone.push(c);
        origins.resize(undone.len(), at);
    }
    origins.push(text.len());
    Some((undone, origins))
}

fn is_separator(c: char) -> bool {
    matches!(c, ',' | '.' | ';')
}

fn undo_encoding(
    read_as: &CodePage,
    meant: Option<&CodePage>,
    text: &str,
) -> Option<(String, Vec<usize>)> {
    // Hardly any name is in a given code page as a whole, and most are short.
    let bytes: SmallVec<[u8; 64]> = text.chars().map(|c| read_as.byte(c)).collect::<Option<_>>()?;
    let starts = text.char_indices().map(|(at, _)| at);
    let (mut undone, mut origins) = (String::new(), Vec::new());
    match meant {
        Some(page) => {
            for (byte, at) in bytes.iter().zip(starts) {
                undone.push(page.character(*byte));
                origins.resize(undone.len(), at);
            }
        }
        None => {
            undone = String::from_utf8(bytes.into_vec()).ok()?;
            origins.extend(starts);
        }
    }
    origins.push(text.len());
    Some((undone, origins))
}

/// The name that was meant, if a name as written is none.
pub(super) fn undo_garbling<'a>(
    name: &PersonName,
    tokens: impl Iterator<Item = &'a str> + Clone,
) -> Option<Undone> {
    if let Some(undone) = undo_utf8(name) {
        return Some(undone);
    }
    let written = surprise(tokens.clone())?;
    let has_name = || tokens.clone().any(|token| is_word(token) && is_known(token));
    if written < MAX_SURPRISE || has_name() || name.to_string().contains("<<") {
        return None;
    }
    let parts = parts(name).map(|(text, _)| text.unwrap_or_default());
    let mut best: Option<(u32, Undone)> = None;
    let mut folded = FoldedText::default();
    for garbling in garblings() {
        let Some(undone) = undo_parts(garbling, parts) else { continue };
        let enough = MAX_SURPRISE.min((written + 1).saturating_sub(MIN_GAIN));
        let least = best.as_ref().map_or(enough, |(least, _)| *least);
        if let Some(surprise) = plausible(&undone.name, least, &mut folded) {
            best = Some((surprise, undone));
        }
    }
    best.map(|(_, undone)| undone)
}

/// The name whose bytes were UTF-8. Other bytes are hardly ever valid as such, so the name as written need not be
/// implausible, nor the other one known: `José` can be read in `JosÃ©`.
fn undo_utf8(name: &PersonName) -> Option<Undone> {
    let parts = parts(name).map(|(text, _)| text.unwrap_or_default());
    let is_sign = |c: char| !c.is_ascii() && !is_letter(c);
    if !parts.iter().any(|text| text.contains(is_sign)) {
        return None;
    }
    let mut folded = FoldedText::default();
    code_pages().iter().find_map(|read_as| {
        let undone = undo_parts(Garbling::Encoding { read_as, meant: None }, parts)?;
        surprise_in_one_script(&undone.name, u32::MAX, &mut folded).map(|_| undone)
    })
}

fn is_word(token: &str) -> bool {
    token.chars().nth(MIN_WORD - 1).is_some()
}

fn undo_parts(garbling: Garbling, parts: [&str; 4]) -> Option<Undone> {
    let [full, family, given, patronymic] = parts.map(|text| garbling.undo(text));
    Some(Undone::new([full?, family?, given?, patronymic?], garbling.repair()))
}

/// How surprising the letters of an undone name are; `None` where it is none, or where they are not less surprising
/// than `least`. Whether a word is a known name is asked last, as it takes the longest by far.
fn plausible(name: &PersonName, least: u32, folded: &mut FoldedText) -> Option<u32> {
    let surprise = surprise_in_one_script(name, least, folded)?;
    let mut tokens = folded.tokens().map(|(token, _)| token);
    tokens.any(|token| is_word(token) && is_known_or_surname(token)).then_some(surprise)
}

/// The same for a name whose words need not be known, and left in `folded`.
fn surprise_in_one_script(name: &PersonName, least: u32, folded: &mut FoldedText) -> Option<u32> {
    let text = name.to_string();
    // Letters became signs where another code page was meant.
    let is_of_name = |c: char| c.is_ascii() || c.is_alphabetic() || stays_inside_words(c);
    if text.contains("<<") || !text.chars().all(is_of_name) {
        return None;
    }
    folded.fold(&text);
    let tokens = || folded.tokens().map(|(token, _)| token);
    let script = |token: &str| token.chars().next().and_then(Script::of_letter);
    let first = tokens().next().and_then(script)?;
    let is_of_script = |c: char| Script::of_letter(c).is_none_or(|script| script == first);
    let surprise = surprise(tokens()).filter(|surprise| *surprise < least)?;
    tokens().all(|token| token.chars().all(is_of_script)).then_some(surprise)
}
