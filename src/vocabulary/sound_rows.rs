//! Sound strings as rows for the kernel. Strings that don't fit in a row lie in an array of their own.
//!
//! This module knows the codes of sounds, nothing else. A row is 16 bytes and holds a string of up to 15
//! codes; few readings are longer.

use super::distance::CODES;
use super::kernel::{KernelRow, MAX_ROW_SOUNDS, is_valid_row, kernel_row};
use crate::error::Error;
use crate::storage::{FlatArray, Section, StringArray, StringArrayBuilder, all, ensure, stored};

/// Strings of codes by position.
#[derive(Debug)]
pub(super) struct SoundRows {
    rows: FlatArray<KernelRow>,
    long: LongStrings,
}

/// The strings that don't fit in a row.
#[derive(Debug)]
pub(super) struct LongStrings {
    strings: StringArray,
}

/// Makes rows, and collects the strings that don't fit.
#[derive(Debug, Default)]
pub(super) struct LongStringsBuilder(StringArrayBuilder);

/// In place of the length in the row of a long string. The kernel skips such rows. The first four bytes
/// are the position among the long strings.
const LONG: u8 = u8::MAX;

impl LongStringsBuilder {
    /// The row of a string of codes. Each long string gets a row of its own.
    pub(super) fn row(&mut self, codes: &[u8]) -> KernelRow {
        kernel_row(codes).unwrap_or_else(|| {
            let mut row = [0; MAX_ROW_SOUNDS + 1];
            row[..4].copy_from_slice(&(self.0.len() as u32).to_le_bytes());
            row[MAX_ROW_SOUNDS] = LONG;
            self.0.push(codes);
            row
        })
    }

    pub(super) fn build(self) -> LongStrings {
        LongStrings { strings: self.0.build() }
    }
}

impl LongStrings {
    /// The codes of a row.
    pub(super) fn codes<'a>(&'a self, row: &'a KernelRow) -> &'a [u8] {
        match row[MAX_ROW_SOUNDS] {
            LONG => self.strings.get(long_position(row)),
            length => &row[..usize::from(length)],
        }
    }
}

fn long_position([a, b, c, d, ..]: &KernelRow) -> u32 {
    u32::from_le_bytes([*a, *b, *c, *d])
}

/// Whether a row stands for a long string.
pub(super) fn is_long(row: &KernelRow) -> bool {
    row[MAX_ROW_SOUNDS] == LONG
}

impl SoundRows {
    pub(super) fn new(rows: Vec<KernelRow>, long: LongStrings) -> Self {
        SoundRows { rows: rows.into(), long }
    }

    /// The rows as the kernel takes them.
    pub(super) fn rows(&self) -> &[KernelRow] {
        &self.rows
    }

    /// The codes of a string.
    pub(super) fn codes(&self, position: u32) -> &[u8] {
        self.long.codes(&self.rows[position as usize])
    }

    /// Whether there are strings that the kernel skips.
    pub(super) fn any_long(&self) -> bool {
        self.long.strings.len() > 0
    }

    /// The codes of a string that the kernel skips; `None` for any other.
    pub(super) fn long(&self, position: u32) -> Option<&[u8]> {
        let row = &self.rows[position as usize];
        is_long(row).then(|| self.long.codes(row))
    }
}

stored!(LongStrings { strings: Bytes });
stored!(SoundRows { rows: Rows, long: Long });

impl SoundRows {
    /// Checks what was opened from a file.
    pub(super) fn check(&self) -> Result<(), Error> {
        let SoundRows { rows, long: LongStrings { strings: long } } = self;
        long.check(Section::Long)?;
        let is_string_of_codes = |at| long.get(at).iter().all(|code| usize::from(*code) < CODES);
        ensure(Section::Long, (0..long.len() as u32).all(is_string_of_codes))?;
        let is_row = |row: &KernelRow| match row[MAX_ROW_SOUNDS] {
            LONG => (long_position(row) as usize) < long.len(),
            length => usize::from(length) <= MAX_ROW_SOUNDS && is_valid_row(row),
        };
        ensure(Section::Rows, all(rows, is_row))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_and_long_strings_come_back() {
        let strings: Vec<Vec<u8>> = [0, 1, 15, 16, 64].map(|length| vec![7; length]).into();
        let mut builder = LongStringsBuilder::default();
        let rows = strings.iter().map(|codes| builder.row(codes)).collect();
        let rows = SoundRows::new(rows, builder.build());
        for (position, codes) in (0..).zip(&strings) {
            assert_eq!(rows.codes(position), codes);
            assert_eq!(rows.long(position).is_some(), codes.len() > 15);
        }
        assert!(rows.any_long());
    }
}
