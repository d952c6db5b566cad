//! CSV tables with a header.

use super::columns::{ColumnMap, NAME_FIELDS, hide_name, parse_value};
use super::dates::{DateOrder, parse_birth_date};
use super::draft::ParsedRecord;
use super::line_reader::LineReader;
use super::row_reader::{Cells, RowReader};
use crate::error::{Error, ErrorKind};
use crate::record::{Date, Listing, PersonName, Record, RecordField};
use std::io::BufRead;
use std::str::FromStr;

pub(super) struct CsvReader<R> {
    rows: RowReader<R>,
    layout: CsvLayout,
}

impl<R: BufRead> CsvReader<R> {
    pub(super) fn new(mut lines: LineReader<R>, columns: &ColumnMap) -> Result<Self, Error> {
        lines.peek()?;
        let mut rows = RowReader::new(lines);
        match rows.next_row() {
            Some(line) => {
                let line = line?;
                let layout = CsvLayout::new(rows.cells(), columns).map_err(|e| e.at_line(line))?;
                Ok(CsvReader { rows, layout })
            }
            None => Err(Error::new(ErrorKind::Empty, "no header").expecting("a header with name")),
        }
    }

    pub(super) fn next_record(&mut self) -> Option<Result<ParsedRecord, Error>> {
        let read = self.rows.next_row()?;
        Some(read.and_then(|line| {
            let row = CsvRow { cells: self.rows.cells(), layout: &self.layout };
            let mut notes = Vec::new();
            match row.record(&mut notes) {
                Ok(record) => Ok(ParsedRecord { line, record, notes }),
                Err(error) => {
                    let is_whole = error.kind() != ErrorKind::Malformed;
                    let stated = |field| row.stated(field).filter(|_| is_whole);
                    let (source, category) =
                        (stated(RecordField::Source), stated(RecordField::Category));
                    Err(error.submitted_by(source, category).at_line(line))
                }
            }
        }))
    }
}

impl<R> CsvReader<R> {
    pub(super) fn unread(&self) -> &[String] {
        &self.layout.unread
    }

    /// The header of a field in this table; the name of the field where it has no column.
    pub(super) fn header(&self, field: RecordField) -> &str {
        self.layout.header(field)
    }
}

/// The columns of a table.
struct CsvLayout {
    headers: Vec<String>,
    /// The column of each field, in the order of [`RecordField::ALL`].
    columns: [Option<usize>; RecordField::ALL.len()],
    unread: Vec<String>,
}

impl CsvLayout {
    fn new(header: &Cells, columns: &ColumnMap) -> Result<Self, Error> {
        let headers: Vec<String> = header.iter().map(|cell| cell.trim().to_owned()).collect();
        if headers.iter().any(|header| header.contains(['\r', '\n'])) {
            // If lines end in CR only, the whole file looks like the header.
            return Err(Error::new(ErrorKind::Malformed, "a line break within a header")
                .expecting("lines that end in LF or CRLF"));
        }
        let mut columns_of = [None; RecordField::ALL.len()];
        for (column, field) in columns_of.iter_mut().zip(RecordField::ALL) {
            *column = columns.column_of(field, &headers)?;
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

    fn header(&self, field: RecordField) -> &str {
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
        Error::new(ErrorKind::MissingColumn, what).expecting(
            "a header, separated by commas, with name, or with given, patronymic or family",
        )
    }
}

/// Whether a text is written like an identifier of a program, which personal names are not.
fn is_identifier(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// One row with the columns of its table.
struct CsvRow<'t> {
    cells: &'t Cells,
    layout: &'t CsvLayout,
}

impl<'t> CsvRow<'t> {
    /// The record. Dates that are kept in part add to `notes`.
    fn record(&self, notes: &mut Vec<Error>) -> Result<Record, Error> {
        let (found, expected) = (self.cells.len(), self.layout.headers.len());
        if found != expected {
            return Err(wrong_length(found, expected));
        }
        let mut record = Record::new(self.cell(RecordField::Id), self.name());
        for alias in self.list(RecordField::Aliases) {
            record = record.with_alias(alias);
        }
        for date in self.list(RecordField::BirthDate) {
            let in_field = |error: Error| {
                hide_name(error, date).in_field(self.layout.header(RecordField::BirthDate))
            };
            let births = parse_birth_date(date, DateOrder::Unknown).map_err(in_field)?;
            record = births.dates.into_iter().fold(record, Record::with_birth_date);
            notes.extend(births.caveat.map(in_field));
        }
        if let Some(sex) = self.optional(RecordField::Sex)? {
            record = record.with_sex(sex);
        }
        for country in self.list(RecordField::Nationality) {
            record = record.with_nationality(country);
        }
        for place in self.list(RecordField::BirthPlace) {
            record = record.with_birth_place(place);
        }
        for document in self.list(RecordField::Document) {
            record = record.with_document(self.read(RecordField::Document, document)?);
        }
        Ok(record.with_listing(self.listing()?))
    }

    fn name(&self) -> PersonName {
        let [given, patronymic, family] =
            [RecordField::Given, RecordField::Patronymic, RecordField::Family]
                .map(|part| self.cell(part));
        if [given, patronymic, family].iter().all(|part| part.is_empty()) {
            PersonName::full(self.cell(RecordField::Name))
        } else {
            PersonName::parts(given, patronymic, family)
        }
    }

    fn listing(&self) -> Result<Listing, Error> {
        let date = |field| self.optional::<Date>(field);
        let mut listing = Listing::new()
            .with_validity(date(RecordField::ValidFrom)?, date(RecordField::ValidTo)?);
        if let Some(source) = self.stated(RecordField::Source) {
            listing = listing.with_source(source);
        }
        if let Some(category) = self.stated(RecordField::Category) {
            listing = listing.with_category(category);
        }
        if let Some(date) = date(RecordField::OccurredAt)? {
            listing = listing.with_occurred_at(date);
        }
        if let Some(date) = date(RecordField::SubmittedAt)? {
            listing = listing.with_submitted_at(date);
        }
        Ok(listing)
    }

    fn cell(&self, field: RecordField) -> &'t str {
        self.layout.column(field).map_or("", |n| self.cells.get(n).trim())
    }

    fn stated(&self, field: RecordField) -> Option<&'t str> {
        Some(self.cell(field)).filter(|cell| !cell.is_empty())
    }

    fn list(&self, field: RecordField) -> impl Iterator<Item = &'t str> + use<'t> {
        self.cell(field).split(';').map(str::trim).filter(|part| !part.is_empty())
    }

    fn optional<T: FromStr<Err = Error>>(&self, field: RecordField) -> Result<Option<T>, Error> {
        self.stated(field).map(|text| self.read(field, text)).transpose()
    }

    fn read<T: FromStr<Err = Error>>(&self, field: RecordField, text: &str) -> Result<T, Error> {
        parse_value(text).map_err(|error| error.in_field(self.layout.header(field)))
    }
}

/// The error of a row with more or fewer cells than the header.
pub(super) fn wrong_length(found: usize, expected: usize) -> Error {
    let what = format!("a row of length {found} under a header of length {expected}");
    let error = Error::new(ErrorKind::Malformed, what);
    error.expecting("a cell for each header, and quotes around cells with commas")
}
