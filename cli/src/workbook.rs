//! The first sheet of an Excel workbook as the text of a table, for the reader of tables.
//!
//! A row of the sheet is a line of the text, so lines in messages are rows of the sheet. Numbers are written
//! as whole where they are, and days as `YYYY-MM-DD`, whatever their format on the screen.

use crate::cells::push_cell;
use crate::outcome::Result;
use calamine::{DataRef, Reader, Xlsx, open_workbook};
use std::io::Cursor;
use std::path::Path;

/// Whether a path is that of a workbook.
pub(crate) fn is_workbook(path: &str) -> bool {
    let extension = Path::new(path).extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|e| e.eq_ignore_ascii_case("xlsx") || e.eq_ignore_ascii_case("xlsm"))
}

/// The text of the first sheet, and the names of the others.
///
/// # Errors
/// A workbook that cannot be read, or a sheet with more text than the memory limit. A workbook is a zip
/// archive and may be a decompression bomb.
pub(crate) fn first_sheet(path: &str, memory_limit: u64) -> Result<(Cursor<Vec<u8>>, Vec<String>)> {
    let failed = |error: calamine::XlsxError| {
        format!("{path}: an Excel workbook that cannot be read: {error}")
    };
    let mut workbook: Xlsx<_> = open_workbook(path).map_err(failed)?;
    let mut names = workbook.sheet_names();
    if names.is_empty() {
        return Err(format!("{path}: an Excel workbook without a sheet").into());
    }
    let others = names.split_off(1);
    let mut cells = workbook.worksheet_cells_reader(&names[0]).map_err(failed)?;
    let mut text = SheetText::default();
    while let Some(cell) = cells.next_cell().map_err(failed)? {
        let (row, column) = cell.get_position();
        text.add(row, column, cell.get_value());
        if text.bytes.len() as u64 > memory_limit {
            let what = "a sheet of more text than the memory limit";
            let way_out = "it saved as CSV, or a higher --memory-limit";
            return Err(format!("{path}: {what}; expected {way_out}").into());
        }
    }
    Ok((Cursor::new(text.bytes), others))
}

/// Rows written so far, and the place of the next cell in the last.
#[derive(Default)]
struct SheetText {
    bytes: Vec<u8>,
    row: u32,
    column: u32,
}

impl SheetText {
    fn add(&mut self, row: u32, column: u32, value: &DataRef<'_>) {
        if row > self.row {
            self.bytes.extend((self.row..row).map(|_| b'\n'));
            (self.row, self.column) = (row, 0);
        }
        self.bytes.extend((self.column..column).map(|_| b'\t'));
        self.column = column.max(self.column);
        push_cell(&mut self.bytes, text_of(value).as_bytes());
    }
}

fn text_of(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        // A number of a document has no more digits than a float keeps.
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::DateTime(day) => {
            let (year, month, day, ..) = day.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        DataRef::Bool(value) => value.to_string(),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}
