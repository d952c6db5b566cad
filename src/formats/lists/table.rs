//! Published lists as tables with a header.
//!
//! Where a person has several rows, which need not be adjacent, all persons are assembled in memory
//! before the first is returned. Elsewhere a row is read at a time.

use super::super::csv_reader::wrong_length;
use super::super::decode::TextSource;
use super::super::draft::{ParsedRecord, RecordDraft, collapse_blanks};
use super::super::line_reader::LineReader;
use super::super::memory_limit::HeldText;
use super::super::row_reader::{Cells, Row, RowReader};
use super::super::unread_paths::UnreadPaths;
use super::about::ListInfo;
use crate::error::{Error, ErrorKind};
use rustc_hash::FxHashMap;
use std::collections::VecDeque;
use std::io::BufRead;

/// What the columns of a list mean. Headers are in lower case.
pub(in crate::formats) struct TableSchema {
    /// The columns that a table of this list has; each in one of its spellings.
    pub(super) required: &'static [&'static [&'static str]],
    /// What a table without them is told.
    pub(super) expected: &'static str,
    /// The columns that are read.
    pub(super) read: &'static [&'static str],
    /// Whether a person has several rows, with the same identifier.
    pub(super) is_grouped: bool,
    pub(super) id: fn(&TableRow) -> String,
    pub(super) is_person: fn(&TableRow) -> bool,
    pub(super) add: fn(&TableRow, &mut RecordDraft, &mut UnreadPaths),
    /// What a line before the header says of the list.
    pub(super) preamble: fn(&str, &mut ListInfo),
}

impl TableSchema {
    /// Whether a line is the header of such a table.
    pub(in crate::formats) fn is_header(&self, line: &str) -> bool {
        let headers = headers(&Cells::of(line, ','));
        self.required.iter().all(|spellings| has_any(&headers, spellings))
    }
}

pub(in crate::formats) struct TableReader<R> {
    rows: RowReader<TextSource<R>>,
    schema: &'static TableSchema,
    headers: Vec<String>,
    unread: UnreadPaths,
    pub(in crate::formats) about: ListInfo,
    /// The assembled entities of a grouped list; `None` before the rows are read.
    ready: Option<VecDeque<Result<Option<ParsedRecord>, Error>>>,
}

/// Lines that may come before the header.
const MOST_PREAMBLE: usize = 2;

impl<R: BufRead> TableReader<R> {
    pub(in crate::formats) fn new(
        mut lines: LineReader<TextSource<R>>,
        schema: &'static TableSchema,
        mut about: ListInfo,
    ) -> Result<Self, Error> {
        lines.peek()?;
        let mut rows = RowReader::new(lines, ',');
        for _ in 0..=MOST_PREAMBLE {
            let Some(row) = rows.next_row() else { break };
            row?.whole()?;
            let headers = headers(rows.cells());
            if schema.required.iter().all(|spellings| has_any(&headers, spellings)) {
                let mut unread = UnreadPaths::default();
                for (header, cell) in headers.iter().zip(rows.cells().iter()) {
                    if !header.is_empty() && !schema.read.contains(&header.as_str()) {
                        unread.add(cell.trim());
                    }
                }
                return Ok(TableReader { rows, schema, headers, unread, about, ready: None });
            }
            let text: Vec<&str> = rows.cells().iter().collect();
            (schema.preamble)(&text.join(" "), &mut about);
        }
        let error = Error::new(ErrorKind::MissingColumn, "no header of the list");
        Err(error.expecting(schema.expected))
    }

    /// The next entity; `Ok(None)` if it is not a person.
    pub(in crate::formats) fn next_record(
        &mut self,
    ) -> Option<Result<Option<ParsedRecord>, Error>> {
        if !self.schema.is_grouped {
            return self.next_row().map(|row| row.and_then(|row| self.entity(row)));
        }
        if self.ready.is_none() {
            match self.assemble() {
                Ok(ready) => self.ready = Some(ready),
                Err(error) => {
                    self.ready = Some(VecDeque::new());
                    return Some(Err(error));
                }
            }
        }
        self.ready.as_mut()?.pop_front()
    }

    /// The entity of a row by itself. What is wrong with the row costs a person only without a name.
    fn entity(&mut self, Row { line, fault }: Row) -> Result<Option<ParsedRecord>, Error> {
        let row = TableRow { cells: self.rows.cells(), headers: &self.headers };
        if !(self.schema.is_person)(&row) {
            return fault.map_or(Ok(None), Err);
        }
        let mut draft = RecordDraft::new(&(self.schema.id)(&row));
        (self.schema.add)(&row, &mut draft, &mut self.unread);
        match fault {
            Some(fault) if !draft.is_named() => Err(fault),
            fault => {
                draft.note_row(line, fault);
                Ok(Some(draft.finish(line)))
            }
        }
    }

    /// Reads the next row. Fewer or more cells than headers are a fault.
    fn next_row(&mut self) -> Option<Result<Row, Error>> {
        let row = self.rows.next_row()?;
        let (found, expected) = (self.rows.cells().len(), self.headers.len());
        Some(row.map(|Row { line, fault }| {
            let length = (found != expected).then(|| wrong_length(found, expected).at_line(line));
            Row { line, fault: fault.or(length) }
        }))
    }

    /// Assembles the rows of each entity, in the order of their first rows. Errors come first.
    fn assemble(&mut self) -> Result<VecDeque<Result<Option<ParsedRecord>, Error>>, Error> {
        let mut bad = VecDeque::new();
        let mut numbers: FxHashMap<String, usize> = FxHashMap::default();
        let mut entities: Vec<(u64, Option<RecordDraft>)> = Vec::new();
        let mut held = HeldText::new(self.rows.limit());
        while let Some(row) = self.next_row() {
            let Row { line, fault } = match row {
                Ok(row) => row,
                Err(error) if error.kind() == ErrorKind::Malformed => {
                    bad.push_back(Err(error));
                    continue;
                }
                // Rows of any person may be missing, so no person is complete.
                Err(error) => return Err(error),
            };
            let row = TableRow { cells: self.rows.cells(), headers: &self.headers };
            let is_person = (self.schema.is_person)(&row);
            // Cells that are missing may be those that say that it is a person.
            if let (Some(fault), false) = (&fault, is_person) {
                bad.push_back(Err(fault.clone()));
                continue;
            }
            let id = (self.schema.id)(&row);
            // A row without an identifier is an entity of its own.
            let key = if id.is_empty() { format!("\0{line}") } else { id.clone() };
            let number = *numbers.entry(key).or_insert(entities.len());
            if number == entities.len() {
                entities.push((line, None));
            }
            held.add(id.len())?;
            if is_person {
                held.add(self.rows.cells().bytes())?;
                let draft = entities[number].1.get_or_insert_with(|| RecordDraft::new(&id));
                draft.note_row(line, fault);
                (self.schema.add)(&row, draft, &mut self.unread);
            }
        }
        bad.extend(
            entities.into_iter().map(|(line, draft)| Ok(draft.map(|draft| draft.finish(line)))),
        );
        Ok(bad)
    }
}

impl<R> TableReader<R> {
    pub(in crate::formats) fn unread(&self) -> &[String] {
        self.unread.paths()
    }
}

fn headers(cells: &Cells) -> Vec<String> {
    cells.iter().map(|cell| collapse_blanks(cell).to_lowercase()).collect()
}

fn has_any(headers: &[String], spellings: &[&str]) -> bool {
    headers.iter().any(|header| spellings.contains(&header.as_str()))
}

/// A row with the headers of its table.
pub(super) struct TableRow<'t> {
    cells: &'t Cells,
    headers: &'t [String],
}

impl<'t> TableRow<'t> {
    /// The cell of a column; empty where there is none.
    pub(super) fn cell(&self, header: &str) -> &'t str {
        let column = self.headers.iter().position(|known| known == header);
        column.map_or("", |column| self.cells.get(column).trim())
    }

    /// The cell of the first of these columns that the table has.
    pub(super) fn first(&self, headers: &[&str]) -> &'t str {
        let has = |header: &&&str| self.headers.iter().any(|known| known == **header);
        headers.iter().find(has).map_or("", |header| self.cell(header))
    }

    /// The values of a cell that are separated by semicolons. A value in quotes may have one inside.
    pub(super) fn list(&self, header: &str) -> Vec<String> {
        split_quoted(self.cell(header))
    }
}

/// The values of a text that are separated by semicolons and quoted like cells.
fn split_quoted(text: &str) -> Vec<String> {
    let mut values = vec![String::new()];
    let (mut in_quotes, mut characters) = (false, text.chars().peekable());
    while let (Some(c), Some(value)) = (characters.next(), values.last_mut()) {
        match c {
            '"' if in_quotes && characters.next_if_eq(&'"').is_some() => value.push('"'),
            '"' if in_quotes || value.trim().is_empty() => in_quotes = !in_quotes,
            ';' if !in_quotes => values.push(String::new()),
            c => value.push(c),
        }
    }
    values.iter().map(|value| value.trim().to_owned()).filter(|value| !value.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_in_quotes_may_have_semicolons() {
        let cases: [(&str, &[&str]); 6] = [
            ("", &[]),
            ("A; B;;", &["A", "B"]),
            ("A;\"B, C; the Elder\"", &["A", "B, C; the Elder"]),
            ("\"A \"\"B\"\"\";C", &["A \"B\"", "C"]),
            ("A \"B\" C;D", &["A \"B\" C", "D"]),
            ("\"A;B", &["A;B"]),
        ];
        for (text, expected) in cases {
            assert_eq!(split_quoted(text), expected, "{text}");
        }
    }
}
