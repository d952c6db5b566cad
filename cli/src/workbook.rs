//! The first sheet of an Excel workbook that is not empty as the text of a table, for the reader of tables.
//!
//! A row of the sheet is a line of the text, so lines in messages are rows of the sheet. Numbers are written
//! as whole where they are, and days as `YYYY-MM-DD`, whatever their format on the screen.

use crate::cells::push_cell;
use calamine::{DataRef, Reader, Xlsx};
use std::error::Error;
use std::fmt::Display;
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use zip::ZipArchive;

/// A sheet of a workbook.
pub(crate) struct Sheet {
    pub(crate) name: String,
    pub(crate) text: Cursor<Vec<u8>>,
    /// The names of the other sheets.
    pub(crate) others: Vec<String>,
}

/// Reads the first sheet that is not empty.
///
/// # Errors
/// A workbook that cannot be read, or with more text than the memory limit.
pub(crate) fn first_sheet(
    mut file: impl Read + Seek,
    memory_limit: u64,
) -> Result<Sheet, Box<dyn Error>> {
    refuse_ole(&mut file)?;
    refuse_bomb(&mut file, memory_limit)?;
    let mut workbook = Xlsx::new(file).map_err(unreadable)?;
    let names = workbook.sheet_names();
    for name in &names {
        let mut cells = workbook.worksheet_cells_reader(name).map_err(unreadable)?;
        let mut text = SheetText::default();
        while let Some(cell) = cells.next_cell().map_err(unreadable)? {
            text.add(cell.get_position(), cell.get_value(), memory_limit)?;
        }
        if !text.is_blank() {
            let others = names.iter().filter(|other| *other != name).cloned().collect();
            return Ok(Sheet { name: name.clone(), text: Cursor::new(text.bytes), others });
        }
    }
    Err("an Excel workbook without a cell".into())
}

fn unreadable(error: impl Display) -> String {
    format!("an Excel workbook that cannot be read: {error}")
}

/// Whether a zip archive is a workbook of the kind that is read.
pub(crate) fn is_one(file: impl Read + Seek) -> bool {
    ZipArchive::new(file).is_ok_and(|archive| archive.index_for_name("xl/workbook.xml").is_some())
}

/// Refuses the container of workbooks that are older, or encrypted.
fn refuse_ole(file: &mut (impl Read + Seek)) -> Result<(), Box<dyn Error>> {
    let mut first = Vec::new();
    file.by_ref().take(4).read_to_end(&mut first)?;
    if first == [0xD0, 0xCF, 0x11, 0xE0] {
        let what = "an Excel workbook that a password protects, or of an older program (XLS)";
        return Err(format!("{what}; expected it saved without a password as XLSX or CSV").into());
    }
    Ok(file.rewind()?)
}

/// Refuses a workbook of which more comes out than memory may hold. A workbook is a zip archive, of which some
/// parts are read whole and any cell may be as long as its part.
fn refuse_bomb(file: &mut (impl Read + Seek), memory_limit: u64) -> Result<(), Box<dyn Error>> {
    let length = file.seek(SeekFrom::End(0))?;
    let most = (FREE + MOST_TIMES * length).min(memory_limit.saturating_mul(MOST_XML));
    let mut archive = ZipArchive::new(&mut *file).map_err(unreadable)?;
    let mut out = 0;
    for n in 0..archive.len() {
        let part = archive.by_index(n).map_err(unreadable)?;
        out += io::copy(&mut part.take(most + 1 - out), &mut io::sink()).map_err(unreadable)?;
        if out > most {
            let what = "an Excel workbook that is a decompression bomb, or beyond the memory limit";
            return Err(
                format!("{what}; expected it saved as CSV, or a higher --memory-limit").into()
            );
        }
    }
    file.rewind()?;
    Ok(())
}

/// How often the parts of a workbook may be as long as its file.
const MOST_TIMES: u64 = 300;
/// What may come out of a file of any length.
const FREE: u64 = 16 << 20;
/// How often the XML of a workbook may be as long as the text that may be held: its marks are most of it.
const MOST_XML: u64 = 16;

/// Rows written so far.
#[derive(Default)]
struct SheetText {
    bytes: Vec<u8>,
    row: u32,
    /// The cells of the last row so far.
    cells: u32,
    /// The cells of the widest row.
    width: u32,
}

impl SheetText {
    fn add(
        &mut self,
        (row, column): (u32, u32),
        value: &DataRef<'_>,
        memory_limit: u64,
    ) -> Result<(), Box<dyn Error>> {
        if row < self.row || row == self.row && column < self.cells {
            let what = "an Excel workbook whose cells are out of order";
            return Err(format!("{what}; expected it saved by a spreadsheet program").into());
        }
        let text = text_of(value);
        let blanks = u64::from(row - self.row) + u64::from(column) + u64::from(self.width);
        if self.bytes.len() as u64 + blanks + 2 * text.len() as u64 > memory_limit {
            let what = "a sheet of more text than the memory limit";
            let way_out = "it saved as CSV, or a higher --memory-limit";
            return Err(format!("{what}; expected {way_out}").into());
        }
        if row > self.row {
            // A row ends with its last written cell; the others of the table are blank.
            if self.cells > 0 {
                self.widen(self.width);
            }
            self.bytes.extend((self.row..row).map(|_| b'\n'));
            (self.row, self.cells) = (row, 0);
        }
        self.widen(column + 1);
        push_cell(&mut self.bytes, text.as_bytes());
        self.width = self.width.max(self.cells);
        Ok(())
    }

    /// Begins cells up to this number of them.
    fn widen(&mut self, cells: u32) {
        self.bytes.extend((self.cells.max(1)..cells).map(|_| b'\t'));
        self.cells = self.cells.max(cells);
    }

    fn is_blank(&self) -> bool {
        self.bytes.trim_ascii().is_empty()
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
