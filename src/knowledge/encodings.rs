//! Code pages and keyboard layouts: which characters a byte or a key stands for.

use super::tables::{CODE_PAGES, KEYBOARD_LAYOUTS, rows};
use std::sync::LazyLock;

/// A code page: the characters of the bytes from 80 on. Those below are ASCII.
#[derive(Debug)]
pub(crate) struct CodePage {
    pub(crate) name: &'static str,
    upper: Vec<char>,
}

impl CodePage {
    /// The character of a byte.
    pub(crate) fn character(&self, byte: u8) -> char {
        let upper = usize::from(byte).checked_sub(0x80).and_then(|at| self.upper.get(at));
        upper.copied().unwrap_or(char::from(byte))
    }

    /// The byte of a character, if it has one.
    pub(crate) fn byte(&self, character: char) -> Option<u8> {
        match u8::try_from(character) {
            Ok(byte) if byte.is_ascii() => Some(byte),
            _ => (0x80..=u8::MAX)
                .zip(&self.upper)
                .find(|(_, c)| **c == character)
                .map(|(byte, _)| byte),
        }
    }
}

static PAGES: LazyLock<Vec<CodePage>> = LazyLock::new(|| {
    let page = |row: Vec<&'static str>| {
        let characters = row[1..].iter().flat_map(|cell| cell.chars());
        let character = |(byte, c): (u8, char)| match c {
            '_' => '\u{a0}',
            '-' => '\u{ad}',
            '?' => char::from(byte),
            _ => c,
        };
        CodePage { name: row[0], upper: (0x80..=0xff).zip(characters).map(character).collect() }
    };
    rows(CODE_PAGES).map(page).collect()
});

/// The code pages.
pub(crate) fn code_pages() -> &'static [CodePage] {
    &PAGES
}

/// A keyboard layout.
#[derive(Debug)]
pub(crate) struct KeyboardLayout {
    pub(crate) is_latin: bool,
    /// The characters of the keys, without Shift and then with it.
    keys: Vec<char>,
}

impl KeyboardLayout {
    /// The character that the same key has in another layout.
    pub(crate) fn same_key(&self, character: char, other: &KeyboardLayout) -> Option<char> {
        let key = self.keys.iter().position(|key| *key == character)?;
        other.keys.get(key).copied()
    }
}

static LAYOUTS: LazyLock<Vec<KeyboardLayout>> = LazyLock::new(|| {
    let layout = |row: Vec<&'static str>| KeyboardLayout {
        is_latin: row[1] == "Latin",
        keys: row[2..].iter().flat_map(|cell| cell.chars()).collect(),
    };
    rows(KEYBOARD_LAYOUTS).map(layout).collect()
});

/// The keyboard layouts.
pub(crate) fn keyboard_layouts() -> &'static [KeyboardLayout] {
    &LAYOUTS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_has_a_character_for_each_byte_and_every_layout_for_each_key() {
        for page in code_pages() {
            assert_eq!(page.upper.len(), 128, "{}", page.name);
            for byte in 0..=u8::MAX {
                assert_eq!(page.byte(page.character(byte)), Some(byte), "{} {byte:x}", page.name);
            }
        }
        for layout in keyboard_layouts() {
            assert_eq!(layout.keys.len(), 66);
        }
        assert!(code_pages().len() == 5 && keyboard_layouts().len() == 6);
    }
}
