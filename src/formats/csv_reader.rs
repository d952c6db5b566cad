//! CSV tables with a header.

use super::columns::{ColumnMap, NAME_FIELDS, is_name};
use super::dates::DateOrder;
use super::dialect::{Dialect, SEPARATORS};
use super::draft::{ParsedRecord, RecordDraft, is_blank};
use super::line_reader::LineReader;
use super::row_reader::{Cells, Row, RowReader};
use crate::error::{Error, ErrorKind};
use crate::record::{AliasStrength, Listing, RecordField};
use std::io::BufRead;

/// The most rows before the header, such as the title of a sheet and its day.
const MOST_TITLES: usize = 20;

pub(super) struct CsvReader<R> {
    rows: RowReader<R>,
    layout: CsvLayout,
    /// The row after the header, if it was read already. Its cells are those of `rows`.
    first: Option<Result<Row, Error>>,
    /// The separator, if it was detected and is no comma.
    separator: Option<char>,
    /// The line of the header, where rows before it were skipped.
    header_line: Option<u64>,
}

impl<R: BufRead> CsvReader<R> {
    pub(super) fn new(mut lines: LineReader<R>, dialect: &Dialect) -> Result<Self, Error> {
        let stated = stated_separator(&mut lines, dialect)?;
        let mut rows = RowReader::new(lines, ',');
        let mut refused = None;
        for _ in 0..=MOST_TITLES {
            let Some(line) = rows.peek()? else { break };
            let separator = stated.unwrap_or_else(|| separator_of(line, &dialect.columns));
            rows.separate_by(separator);
            let header = rows.next_row().map(|row| -> Result<(u64, CsvLayout), Error> {
                let line = row?.whole()?;
                let layout = headers(rows.cells())
                    .and_then(|headers| CsvLayout::detected(headers, &dialect.columns));
                Ok((line, layout.map_err(|error| error.at_line(line))?))
            });
            match header {
                Some(Ok((line, layout))) => {
                    let is_detected = dialect.separator.is_none() && separator != ',';
                    let mut reader = CsvReader {
                        rows,
                        layout,
                        first: None,
                        separator: is_detected.then_some(separator),
                        header_line: refused.is_some().then_some(line),
                    };
                    reader.read_lower_header(&dialect.columns)?;
                    return Ok(reader);
                }
                Some(Err(error)) if error.ends_the_source() => return Err(error),
                // The first row is the header, unless a later one can be.
                Some(Err(error)) => {
                    refused.get_or_insert(error);
                }
                None => break,
            }
        }
        let empty = || Error::new(ErrorKind::Empty, "no header").expecting("a header with name");
        Err(refused.unwrap_or_else(empty))
    }

    /// Reads the second row of a header of two: below `ФИО` over three columns, the parts of the name.
    fn read_lower_header(&mut self, columns: &ColumnMap) -> Result<(), Error> {
        if !self.layout.blank.is_empty() {
            let row = self.rows.next_row();
            if matches!(row, Some(Ok(Row { fault: None, .. })))
                && self.layout.continues(self.rows.cells(), columns)
            {
                let headers = self.layout.with_lower(self.rows.cells());
                self.layout = CsvLayout::detected(headers, columns)?;
            } else {
                self.first = row;
            }
        }
        Ok(())
    }

    pub(super) fn next_record(&mut self) -> Option<Result<ParsedRecord, Error>> {
        let read = self.first.take().or_else(|| self.rows.next_row())?;
        Some(read.and_then(|Row { line, fault }| {
            self.layout.look_below_blank_headers(self.rows.cells());
            let row = CsvRow { cells: self.rows.cells(), layout: &self.layout };
            let mut draft = row.draft();
            match fault.or_else(|| length_fault(row.cells, row.layout.headers.len())) {
                Some(fault) if !draft.is_named() => Err(fault.at_line(line)),
                fault => {
                    draft.note_row(line, fault);
                    Ok(draft.finish(line))
                }
            }
        }))
    }
}

/// The rows of a table below its first one, which is the header; the line of that; and the separator, if it was detected
/// and is no comma.
pub(super) fn below_header<R: BufRead>(
    mut lines: LineReader<R>,
    dialect: &Dialect,
) -> Result<(RowReader<R>, u64, Option<char>), Error> {
    let separator = match stated_separator(&mut lines, dialect)? {
        Some(separator) => separator,
        None => separator_of(&lines.peek()?.text, &dialect.columns),
    };
    let mut rows = RowReader::new(lines, separator);
    let Some(header) = rows.next_row() else {
        return Err(Error::new(ErrorKind::Empty, "no header").expecting("a header"));
    };
    let line = header?.whole()?;
    let is_detected = dialect.separator.is_none() && separator != ',';
    Ok((rows, line, is_detected.then_some(separator)))
}

/// The separator that the dialect states, or else the first line, which is then read.
fn stated_separator<R: BufRead>(
    lines: &mut LineReader<R>,
    dialect: &Dialect,
) -> Result<Option<char>, Error> {
    // Excel takes the separator from such a line.
    let first = &lines.peek()?.text;
    let stated = first.trim().strip_prefix("sep=").and_then(|rest| rest.chars().next());
    if stated.is_some() {
        lines.next();
        lines.peek()?;
    }
    Ok(dialect.separator.or(stated))
}

/// The headers of a table.
pub(super) fn headers(header: &Cells) -> Result<Vec<String>, Error> {
    let headers: Vec<String> = header.iter().map(|cell| cell.trim().to_owned()).collect();
    if headers.iter().any(|header| header.contains(['\r', '\n'])) {
        // If lines end in CR only, the whole file looks like the header.
        return Err(Error::new(ErrorKind::Malformed, "a line break within a header")
            .expecting("lines that end in LF or CRLF"));
    }
    Ok(headers)
}

/// The separator that makes most fields of a header, or else most cells.
fn separator_of(header: &str, columns: &ColumnMap) -> char {
    let worth = |separator: &char| {
        let cells = Cells::of(header, *separator);
        (columns.recognized(cells.iter()), cells.len())
    };
    // Of equals, the last maximum is taken.
    SEPARATORS.into_iter().rev().max_by_key(worth).unwrap_or(',')
}

impl<R> CsvReader<R> {
    /// The separator and the headers that were detected, in words.
    pub(super) fn detected(&self) -> Vec<String> {
        let separator = self.separator.map(|separator| match separator {
            ';' => "separated by semicolons".to_owned(),
            '\t' => "separated by tabs".to_owned(),
            other => format!("separated by {other}"),
        });
        let fields = RecordField::ALL.into_iter().filter_map(|field| {
            let header = self.layout.headers.get(self.layout.column(field)?)?;
            (!is_name(field, header)).then(|| format!("{header:?} as {}", field.as_str()))
        });
        let header = self.header_line.map(|line| format!("the header in line {line}"));
        header.into_iter().chain(separator).chain(fields).collect()
    }

    pub(super) fn unread(&self) -> &[String] {
        &self.layout.unread
    }

    /// The header of a field in this table; the name of the field where it has no column.
    pub(super) fn header(&self, field: RecordField) -> &str {
        self.layout.header(field)
    }
}

/// The columns of a table.
pub(super) struct CsvLayout {
    headers: Vec<String>,
    /// The column of each field, in the order of [`RecordField::ALL`].
    columns: [Option<usize>; RecordField::ALL.len()],
    /// Columns without a header that are blank so far.
    blank: Vec<usize>,
    unread: Vec<String>,
}

impl CsvLayout {
    /// The layout of a table whose columns are mapped, or have usual headers.
    fn detected(headers: Vec<String>, columns: &ColumnMap) -> Result<Self, Error> {
        CsvLayout::new(headers, |field, headers| columns.column_of(field, headers))
    }

    /// The layout of a table, of which `column_of` finds the column of a field.
    pub(super) fn new(
        headers: Vec<String>,
        column_of: impl Fn(RecordField, &[String]) -> Result<Option<usize>, Error>,
    ) -> Result<Self, Error> {
        let mut columns_of = [None; RecordField::ALL.len()];
        for (column, field) in columns_of.iter_mut().zip(RecordField::ALL) {
            *column = column_of(field, &headers)?;
        }
        let unread = headers
            .iter()
            .enumerate()
            .filter(|(n, header)| !header.is_empty() && !columns_of.contains(&Some(*n)))
            .map(|(_, header)| header.clone())
            .collect();
        let blank = (0..headers.len()).filter(|n| headers[*n].is_empty()).collect();
        let layout = CsvLayout { headers, columns: columns_of, blank, unread };
        if NAME_FIELDS.into_iter().all(|field| layout.column(field).is_none()) {
            return Err(layout.no_name());
        }
        Ok(layout)
    }

    /// Whether the row below the header has headers too: nothing else, and one where the header is blank.
    fn continues(&self, row: &Cells, columns: &ColumnMap) -> bool {
        let written = || row.iter().filter(|cell| !cell.trim().is_empty());
        columns.recognized(written()) == written().count()
            && self.blank.iter().any(|n| !row.get(*n).trim().is_empty())
    }

    /// The headers, with those of the row below in place of what is above them.
    fn with_lower(&self, row: &Cells) -> Vec<String> {
        let lower = |n: usize| Some(row.get(n).trim()).filter(|cell| !cell.is_empty());
        let header = |(n, upper): (usize, &String)| lower(n).unwrap_or(upper).to_owned();
        self.headers.iter().enumerate().map(header).collect()
    }

    /// Adds columns without a header to the unread ones, once there is something in them.
    fn look_below_blank_headers(&mut self, row: &Cells) {
        let unread = &mut self.unread;
        self.blank.retain(|n| {
            let is_blank = row.get(*n).trim().is_empty();
            if !is_blank {
                unread.push(format!("column {}, which has no header", n + 1));
            }
            is_blank
        });
    }

    fn column(&self, field: RecordField) -> Option<usize> {
        self.columns.get(field as usize).copied().flatten()
    }

    pub(super) fn header(&self, field: RecordField) -> &str {
        let column = match field {
            RecordField::Name => NAME_FIELDS.into_iter().find_map(|part| self.column(part)),
            field => self.column(field),
        };
        column.and_then(|n| self.headers.get(n)).map_or(field.as_str(), String::as_str)
    }

    /// The error of a table without names. Its first row may be a record and not a header, so the error
    /// quotes only what is certainly a header.
    fn no_name(&self) -> Error {
        let is_header = self.columns.iter().any(Option::is_some);
        let (shown, hidden): (Vec<&String>, Vec<&String>) =
            self.headers.iter().partition(|header| is_header || is_identifier(header));
        let mut found: Vec<String> = shown.into_iter().cloned().collect();
        if !hidden.is_empty() {
            found.push(format!("{} that may not be headers", hidden.len()));
        }
        let what = format!("no column holds a name; found {}", found.join(", "));
        Error::new(ErrorKind::MissingColumn, what)
            .expecting("a header with name, or with given, patronymic or family")
    }
}

/// Whether a text is written like an identifier of a program, which personal names are not.
fn is_identifier(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// One row with the columns of its table.
pub(super) struct CsvRow<'t> {
    pub(super) cells: &'t Cells,
    pub(super) layout: &'t CsvLayout,
}

impl<'t> CsvRow<'t> {
    pub(super) fn draft(&self) -> RecordDraft {
        let mut draft = RecordDraft::new(self.cell(RecordField::Id));
        self.add_names(&mut draft);
        let header = |field| self.layout.header(field);
        for date in self.list(RecordField::BirthDate) {
            draft.add_birth_date(date, DateOrder::Unknown, header(RecordField::BirthDate));
        }
        draft.set_sex(self.cell(RecordField::Sex), header(RecordField::Sex));
        self.list(RecordField::Nationality).for_each(|country| draft.add_nationality(country));
        self.list(RecordField::BirthPlace).for_each(|place| draft.add_birth_place([place]));
        for document in self.list(RecordField::Document) {
            draft.add_document_text(document, header(RecordField::Document));
        }
        self.add_listing(&mut draft);
        draft
    }

    /// Adds the declared parts of the name, or else the full name, and the aliases.
    fn add_names(&self, draft: &mut RecordDraft) {
        const STRONG: AliasStrength = AliasStrength::Strong;
        let header = |field| self.layout.header(field);
        let parts = [RecordField::Given, RecordField::Patronymic, RecordField::Family]
            .map(|part| self.cell(part));
        if !draft.add_name_parts(parts, STRONG, header(RecordField::Name)) {
            draft.add_full_name(self.cell(RecordField::Name), STRONG, header(RecordField::Name));
        }
        for alias in self.list(RecordField::Aliases) {
            draft.add_full_name(alias, STRONG, header(RecordField::Aliases));
        }
    }

    fn add_listing(&self, draft: &mut RecordDraft) {
        let stated = |field| Some(self.cell(field)).filter(|cell| !is_blank(cell));
        if let Some(source) = stated(RecordField::Source) {
            draft.set_source([source]);
        }
        if let Some(category) = stated(RecordField::Category) {
            draft.update_listing(|listing| listing.with_category(category));
        }
        const ORDER: DateOrder = DateOrder::Unknown;
        let day = |field| (self.cell(field), ORDER, self.layout.header(field));
        let (text, order, field) = day(RecordField::OccurredAt);
        draft.set_day(text, order, field, Listing::with_occurred_at);
        let (text, order, field) = day(RecordField::SubmittedAt);
        draft.set_day(text, order, field, Listing::with_submitted_at);
        let (text, order, field) = day(RecordField::ValidFrom);
        draft.add_valid_from(text, order, field);
        let (text, order, field) = day(RecordField::ValidTo);
        draft.set_valid_to(text, order, field);
    }

    fn cell(&self, field: RecordField) -> &'t str {
        self.layout.column(field).map_or("", |n| self.cells.get(n).trim())
    }

    fn list(&self, field: RecordField) -> impl Iterator<Item = &'t str> + use<'t> {
        self.cell(field).split(';').map(str::trim).filter(|part| !part.is_empty())
    }
}

/// What is wrong with the number of cells of a row. Blank cells beyond the header are not.
pub(super) fn length_fault(cells: &Cells, expected: usize) -> Option<Error> {
    let found = cells.len();
    let is_longer = || (expected..found).any(|n| !cells.get(n).trim().is_empty());
    (found < expected || is_longer()).then(|| wrong_length(found, expected))
}

/// The error of a row with more or fewer cells than the header.
pub(super) fn wrong_length(found: usize, expected: usize) -> Error {
    let what = format!("a row of length {found} under a header of length {expected}");
    let error = Error::new(ErrorKind::Malformed, what);
    error.expecting("a cell for each header, and quotes around cells with separators")
}
