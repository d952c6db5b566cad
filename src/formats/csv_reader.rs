//! A CSV table: what each column of a row says about a person.

use super::columns::{Column, ColumnMap, read, without_name};
use super::dates::{self, DateOrder};
use super::draft::ParsedRecord;
use super::line_reader::LineReader;
use super::row_reader::{Cells, RowReader};
use crate::error::{Error, ErrorKind};
use crate::record::{Date, Listing, PersonName, Record};
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
            None => Err(Error::new(ErrorKind::Empty, "no header")),
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
                    let stated = |column| row.stated(column).filter(|_| is_whole);
                    let (source, category) = (stated(Column::Source), stated(Column::Category));
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

    /// The header of a column in this table; its own name where the table does not have it.
    pub(super) fn header(&self, column: Column) -> &str {
        self.layout.header(column)
    }
}

/// Where each column stands.
struct CsvLayout {
    headers: Vec<String>,
    /// In the order of [`Column::ALL`].
    places: [Option<usize>; Column::ALL.len()],
    unread: Vec<String>,
}

impl CsvLayout {
    fn new(header: &Cells, columns: &ColumnMap) -> Result<Self, Error> {
        let headers: Vec<String> = header.iter().map(|cell| cell.trim().to_owned()).collect();
        if headers.iter().any(|header| header.contains(['\r', '\n'])) {
            // Rows that end in a carriage return alone would all be taken for the header.
            return Err(Error::new(ErrorKind::Malformed, "a line break within a header")
                .expecting("lines that end in LF or CRLF"));
        }
        let mut places = [None; Column::ALL.len()];
        for (place, column) in places.iter_mut().zip(Column::ALL) {
            *place = columns.place(column, &headers)?;
        }
        let unread = headers
            .iter()
            .enumerate()
            .filter(|(place, header)| !header.is_empty() && !places.contains(&Some(*place)))
            .map(|(_, header)| header.clone())
            .collect();
        let layout = CsvLayout { headers, places, unread };
        if Column::NAMES.into_iter().all(|column| layout.place(column).is_none()) {
            return Err(layout.no_name());
        }
        Ok(layout)
    }

    fn place(&self, column: Column) -> Option<usize> {
        self.places.get(column as usize).copied().flatten()
    }

    fn header(&self, column: Column) -> &str {
        let place = match column {
            Column::Name => Column::NAMES.into_iter().find_map(|part| self.place(part)),
            column => self.place(column),
        };
        place.and_then(|place| self.headers.get(place)).map_or(column.name(), String::as_str)
    }

    /// The error of a table without names. Its first row may be no header but a person's record,
    /// so only what is surely a header is repeated.
    fn no_name(&self) -> Error {
        let is_header = self.places.iter().any(Option::is_some);
        let (shown, hidden): (Vec<&String>, Vec<&String>) =
            self.headers.iter().partition(|header| is_header || is_identifier(header));
        let mut found: Vec<String> = shown.into_iter().cloned().collect();
        if !hidden.is_empty() {
            found.push(format!("{} that may be no header", hidden.len()));
        }
        let what = format!("no column holds a name; found {}", found.join(", "));
        Error::new(ErrorKind::MissingColumn, what).expecting(
            "a header, separated by commas, with name, or with given, patronymic or family",
        )
    }
}

/// Whether the text is written as programs write the names of columns, and nobody writes people's.
fn is_identifier(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// One row, seen through the table's columns.
struct CsvRow<'t> {
    cells: &'t Cells,
    layout: &'t CsvLayout,
}

impl<'t> CsvRow<'t> {
    /// The record; dates that are kept in part are told in `notes`.
    fn record(&self, notes: &mut Vec<Error>) -> Result<Record, Error> {
        let (found, expected) = (self.cells.len(), self.layout.headers.len());
        if found != expected {
            let what = format!("a row of length {found} under a header of length {expected}");
            return Err(Error::new(ErrorKind::Malformed, what));
        }
        let mut record = Record::new(self.cell(Column::Id), self.name());
        for alias in self.list(Column::Aliases) {
            record = record.with_alias(alias);
        }
        for date in self.list(Column::BirthDate) {
            let in_field = |error: Error| {
                without_name(error, date).in_field(self.layout.header(Column::BirthDate))
            };
            let births = dates::births(date, DateOrder::Unknown).map_err(in_field)?;
            record = births.dates.into_iter().fold(record, Record::with_birth_date);
            notes.extend(births.caveat.map(in_field));
        }
        if let Some(sex) = self.optional(Column::Sex)? {
            record = record.with_sex(sex);
        }
        for country in self.list(Column::Nationality) {
            record = record.with_nationality(country);
        }
        for place in self.list(Column::BirthPlace) {
            record = record.with_birth_place(place);
        }
        for document in self.list(Column::Document) {
            record = record.with_document(self.read(Column::Document, document)?);
        }
        Ok(record.with_listing(self.listing()?))
    }

    fn name(&self) -> PersonName {
        let [given, patronymic, family] =
            [Column::Given, Column::Patronymic, Column::Family].map(|part| self.cell(part));
        if [given, patronymic, family].iter().all(|part| part.is_empty()) {
            PersonName::full(self.cell(Column::Name))
        } else {
            PersonName::parts(given, patronymic, family)
        }
    }

    fn listing(&self) -> Result<Listing, Error> {
        let date = |column| self.optional::<Date>(column);
        let mut listing =
            Listing::new().with_validity(date(Column::ValidFrom)?, date(Column::ValidTo)?);
        if let Some(source) = self.stated(Column::Source) {
            listing = listing.with_source(source);
        }
        if let Some(category) = self.stated(Column::Category) {
            listing = listing.with_category(category);
        }
        if let Some(date) = date(Column::OccurredAt)? {
            listing = listing.with_occurred_at(date);
        }
        if let Some(date) = date(Column::SubmittedAt)? {
            listing = listing.with_submitted_at(date);
        }
        Ok(listing)
    }

    fn cell(&self, column: Column) -> &'t str {
        self.layout.place(column).map_or("", |place| self.cells.get(place).trim())
    }

    fn stated(&self, column: Column) -> Option<&'t str> {
        Some(self.cell(column)).filter(|cell| !cell.is_empty())
    }

    fn list(&self, column: Column) -> impl Iterator<Item = &'t str> + use<'t> {
        self.cell(column).split(';').map(str::trim).filter(|part| !part.is_empty())
    }

    fn optional<T: FromStr<Err = Error>>(&self, column: Column) -> Result<Option<T>, Error> {
        self.stated(column).map(|text| self.read(column, text)).transpose()
    }

    fn read<T: FromStr<Err = Error>>(&self, column: Column, text: &str) -> Result<T, Error> {
        read(text).map_err(|error| error.in_field(self.layout.header(column)))
    }
}
