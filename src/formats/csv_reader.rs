//! CSV tables with a header.

use super::columns::{ColumnMap, NAME_FIELDS, is_name};
use super::dates::DateOrder;
use super::dialect::{Dialect, SEPARATORS};
use super::draft::{ParsedRecord, RecordDraft};
use super::line_reader::LineReader;
use super::row_reader::{Cells, Row, RowReader};
use crate::error::{Error, ErrorKind};
use crate::record::{AliasStrength, RecordField};
use std::io::BufRead;

/// The most rows before the header, such as the title of a sheet and its day.
const MOST_TITLES: usize = 20;

pub(super) struct CsvReader<R> {
    rows: RowReader<R>,
    header: TableHeader<CsvLayout>,
    /// The row after the header, if it was read already. Its cells are those of `rows`.
    first: Option<Result<Row, Error>>,
}

impl<R: BufRead> CsvReader<R> {
    pub(super) fn new(lines: LineReader<R>, dialect: &Dialect) -> Result<Self, Error> {
        let layout = |cells: &Cells, _: bool| {
            headers(cells).and_then(|headers| CsvLayout::detected(headers, &dialect.columns))
        };
        let (rows, header) = TableHeader::find(lines, dialect, layout)?;
        let mut reader = CsvReader { rows, header, first: None };
        reader.read_lower_header(&dialect.columns)?;
        Ok(reader)
    }

    /// Reads the second row of a header of two: below `ФИО` over three columns, the parts of the name.
    fn read_lower_header(&mut self, columns: &ColumnMap) -> Result<(), Error> {
        if !self.header.layout.blank.is_empty() {
            let row = self.rows.next_row();
            if matches!(row, Some(Ok(Row { fault: None, .. })))
                && self.header.layout.continues(self.rows.cells(), columns)
            {
                let headers = self.header.layout.with_lower(self.rows.cells());
                self.header.layout = CsvLayout::detected(headers, columns)?;
            } else {
                self.first = row;
            }
        }
        Ok(())
    }

    pub(super) fn next_record(&mut self) -> Option<Result<ParsedRecord, Error>> {
        let read = self.first.take().or_else(|| self.rows.next_row())?;
        Some(read.and_then(|Row { line, fault }| {
            self.header.layout.look_below_blank_headers(self.rows.cells());
            let row = CsvRow { cells: self.rows.cells(), layout: &self.header.layout };
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

/// The header of a table, and where and how it was found.
pub(super) struct TableHeader<T> {
    /// What the columns are.
    pub(super) layout: T,
    /// Its line, where rows before it were skipped.
    skipped_to: Option<u64>,
    /// The separator, if it was detected and is no comma.
    separator: Option<char>,
}

impl<T> TableHeader<T> {
    /// Finds the header: the first row that `read` accepts, which may come after titles; the error on the first
    /// row where it accepts none. `read` gets the cells, and whether there are more in the row below. Returns the
    /// rows below the header.
    pub(super) fn find<R: BufRead>(
        mut lines: LineReader<R>,
        dialect: &Dialect,
        read: impl Fn(&Cells, bool) -> Result<T, Error>,
    ) -> Result<(RowReader<R>, TableHeader<T>), Error> {
        let stated = stated_separator(&mut lines, dialect)?;
        let separator_of =
            |line: &str| stated.unwrap_or_else(|| separator_of(line, &dialect.columns));
        let mut rows = RowReader::new(lines, ',');
        let mut refused = None;
        for _ in 0..=MOST_TITLES {
            let Some(line) = rows.peek()? else { break };
            let separator = separator_of(line);
            rows.separate_by(separator);
            let Some(row) = rows.next_row() else { break };
            let header = row.and_then(Row::whole).and_then(|line| {
                let written = written(rows.cells());
                let below =
                    rows.peek()?.map(|line| self::written(&Cells::of(line, separator_of(line))));
                let layout = read(rows.cells(), below.is_some_and(|below| below > written));
                Ok((line, layout.map_err(|error| error.at_line(line))?))
            });
            match header {
                Ok((line, layout)) => {
                    let is_detected = dialect.separator.is_none() && separator != ',';
                    let header = TableHeader {
                        layout,
                        skipped_to: refused.is_some().then_some(line),
                        separator: is_detected.then_some(separator),
                    };
                    return Ok((rows, header));
                }
                Err(error) if error.ends_the_source() => return Err(error),
                Err(error) => _ = refused.get_or_insert(error),
            }
        }
        let empty = || Error::new(ErrorKind::Empty, "no header").expecting("a header");
        Err(refused.unwrap_or_else(empty))
    }

    /// Where the header was found, and the separator that was detected, in words.
    pub(super) fn detected(&self) -> impl Iterator<Item = String> {
        let separator = self.separator.map(|separator| match separator {
            ';' => "separated by semicolons".to_owned(),
            '\t' => "separated by tabs".to_owned(),
            other => format!("separated by {other}"),
        });
        let line = self.skipped_to.map(|line| format!("the header in line {line}"));
        line.into_iter().chain(separator)
    }
}

/// How many cells of a row are not blank.
fn written(cells: &Cells) -> usize {
    cells.iter().filter(|cell| !cell.trim().is_empty()).count()
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
        let layout = &self.header.layout;
        let fields = RecordField::ALL.into_iter().filter_map(|field| {
            let header = layout.headers.get(layout.column(field)?)?;
            (!is_name(field, header)).then(|| format!("{header:?} as {}", field.as_str()))
        });
        self.header.detected().chain(fields).collect()
    }

    pub(super) fn unread(&self) -> &[String] {
        &self.header.layout.unread
    }

    /// The header of a field in this table; the name of the field where it has no column.
    pub(super) fn header(&self, field: RecordField) -> &str {
        self.header.layout.header(field)
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
            .expecting("a header with name, or with given, patronymic or family, or the column named: ColumnMap, or --columns of the command")
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

    /// Adds the declared parts of the name, the full name unless it says the same, and the aliases.
    fn add_names(&self, draft: &mut RecordDraft) {
        const STRONG: AliasStrength = AliasStrength::Strong;
        let header = |field| self.layout.header(field);
        let fields = [RecordField::Given, RecordField::Patronymic, RecordField::Family];
        let parts = fields.map(|part| self.cell(part));
        let has_column = |field: &RecordField| self.layout.column(*field).is_some();
        let last = fields.into_iter().rfind(has_column).unwrap_or(RecordField::Name);
        let is_named = draft.add_name_parts(parts, STRONG, header(last));
        let (full, column) = (self.cell(RecordField::Name), header(RecordField::Name));
        if !is_named || !says_the_same(full, parts) {
            draft.add_full_name(full, STRONG, column);
        }
        for alias in self.list(RecordField::Aliases) {
            draft.add_full_name(alias, STRONG, header(RecordField::Aliases));
        }
    }

    fn add_listing(&self, draft: &mut RecordDraft) {
        use RecordField::{Category, OccurredAt, Source, SubmittedAt, ValidFrom, ValidTo};
        draft.add_sources([self.cell(Source)]);
        draft.add_categories([self.cell(Category)]);
        let header = |field| self.layout.header(field);
        draft.set_occurred_at(self.cell(OccurredAt), header(OccurredAt));
        draft.set_submitted_at(self.cell(SubmittedAt), header(SubmittedAt));
        draft.add_valid_from(self.cell(ValidFrom), DateOrder::Unknown, header(ValidFrom));
        draft.add_valid_to(self.cell(ValidTo), DateOrder::Unknown, header(ValidTo));
    }

    fn cell(&self, field: RecordField) -> &'t str {
        self.layout.column(field).map_or("", |n| self.cells.get(n).trim())
    }

    fn list(&self, field: RecordField) -> impl Iterator<Item = &'t str> + use<'t> {
        self.cell(field).split(';').map(str::trim).filter(|part| !part.is_empty())
    }
}

/// Whether each word of a full name, or its initial, is a word of the parts, so that it adds nothing to them.
fn says_the_same(full: &str, parts: [&str; 3]) -> bool {
    let words = |text: &str| {
        let lower = text.to_lowercase();
        let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_owned).collect::<Vec<_>>()
    };
    let known = words(&parts.join(" "));
    let is_known = |word: &String| {
        known
            .iter()
            .any(|known| known == word || known.starts_with(word) && word.chars().count() <= 2)
    };
    words(full).iter().all(is_known)
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
