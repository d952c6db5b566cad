//! CSV tables with a header.

use super::columns::{ColumnMap, NAME_FIELDS, is_name};
use super::dates::DateOrder;
use super::dialect::{Dialect, SEPARATORS};
use super::draft::{ParsedRecord, RecordDraft, is_blank};
use super::line_reader::LineReader;
use super::row_reader::{Cells, Row, RowReader};
use crate::error::{Error, ErrorKind};
use crate::record::{AliasStrength, Date, Listing, RecordField};
use std::io::BufRead;

pub(super) struct CsvReader<R> {
    rows: RowReader<R>,
    layout: CsvLayout,
    /// The separator, if it was detected and is no comma.
    separator: Option<char>,
}

impl<R: BufRead> CsvReader<R> {
    pub(super) fn new(lines: LineReader<R>, dialect: &Dialect) -> Result<Self, Error> {
        let (rows, line, separator) = below_header(lines, dialect)?;
        let layout = headers(rows.cells()).and_then(|headers| {
            CsvLayout::new(headers, |field, headers| dialect.columns.column_of(field, headers))
        });
        let layout = layout.map_err(|error| error.at_line(line))?;
        Ok(CsvReader { rows, layout, separator })
    }

    pub(super) fn next_record(&mut self) -> Option<Result<ParsedRecord, Error>> {
        let read = self.rows.next_row()?;
        Some(read.and_then(|Row { line, fault }| {
            let row = CsvRow { cells: self.rows.cells(), layout: &self.layout };
            let draft = row.draft();
            match fault.or_else(|| length_fault(row.cells, row.layout.headers.len())) {
                Some(fault) if !draft.is_named() => Err(fault.at_line(line)),
                fault => Ok(draft.with_row_note(fault).finish(line)),
            }
        }))
    }
}

/// The rows of a table, of which the header was read as the first; its line; and the separator, if it was detected and is
/// no comma.
pub(super) fn below_header<R: BufRead>(
    mut lines: LineReader<R>,
    dialect: &Dialect,
) -> Result<(RowReader<R>, u64, Option<char>), Error> {
    // Excel takes the separator from such a line.
    let first = &lines.peek()?.text;
    let stated = first.trim().strip_prefix("sep=").and_then(|rest| rest.chars().next());
    if stated.is_some() {
        lines.next();
        lines.peek()?;
    }
    let separator = dialect.separator.or(stated).map_or_else(
        || Ok(separator_of(&lines.peek()?.text, &dialect.columns)),
        Ok::<char, Error>,
    )?;
    let mut rows = RowReader::new(lines, separator);
    match rows.next_row() {
        Some(row) => {
            let line = row?.whole()?;
            let is_detected = dialect.separator.is_none();
            let separator = Some(separator).filter(|separator| is_detected && *separator != ',');
            Ok((rows, line, separator))
        }
        None => Err(Error::new(ErrorKind::Empty, "no header").expecting("a header with name")),
    }
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
        separator.into_iter().chain(fields).collect()
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
    unread: Vec<String>,
}

impl CsvLayout {
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
        let layout = CsvLayout { headers, columns: columns_of, unread };
        if NAME_FIELDS.into_iter().all(|field| layout.column(field).is_none()) {
            return Err(layout.no_name());
        }
        Ok(layout)
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

/// Sets one of the days of a listing.
type SetDay = fn(Listing, Date) -> Listing;

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
            draft.update_listing(|listing| listing.with_source(source));
        }
        if let Some(category) = stated(RecordField::Category) {
            draft.update_listing(|listing| listing.with_category(category));
        }
        let days: [(RecordField, SetDay); 4] = [
            (RecordField::OccurredAt, Listing::with_occurred_at),
            (RecordField::SubmittedAt, Listing::with_submitted_at),
            (RecordField::ValidFrom, |listing, day| {
                let to = listing.valid_to();
                listing.with_validity(Some(day), to)
            }),
            (RecordField::ValidTo, |listing, day| {
                let from = listing.valid_from();
                listing.with_validity(from, Some(day))
            }),
        ];
        for (field, update) in days {
            let text = self.cell(field);
            draft.set_day(text, DateOrder::Unknown, self.layout.header(field), update);
        }
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
