//! Tables whose rows are no records: labelled pairs of records, or identifiers with the truth about them.

use super::columns::{ColumnMap, is_same_header};
use super::csv_reader::{CsvLayout, CsvRow, TableHeader, headers, length_fault};
use super::decode::{DecodingReader, FoundEncoding, TextSource};
use super::dialect::Dialect;
use super::draft::ParsedRecord;
use super::line_reader::LineReader;
use super::lookahead::Lookahead;
use super::packing;
use super::row_reader::{Cells, RowReader};
use crate::error::{Error, ErrorKind};
use crate::record::{Record, RecordField};
use std::fmt;
use std::io::BufRead;

/// A table with a header, read row by row as its cells. A row of one cell above a row of more is a title. Separators, quotes and encodings are those of
/// [`Reader`](super::Reader), of which this is the lower half: for rows that are no record of one person.
///
/// ```
/// use sverka::formats::{Dialect, Table};
///
/// let pairs = "name1;name2;born2;same\nЩербаков Илья;CHTCHERBAKOV Ilia;1971;yes\n";
/// let mut table = Table::new(pairs.as_bytes(), "pairs.csv", Dialect::new())?;
/// let [first, second] = ["name=name1", "name=name2,birth_date=born2"]
///     .map(|columns| table.persons(&columns.parse()?));
/// let (first, second, same) = (first?, second?, table.column("same")?);
///
/// let row = table.next_row().unwrap()?;
/// let (listed, notes) = row.person(&second)?;
/// assert_eq!(listed.birth_dates()[0].to_string(), "1971");
/// assert!(notes.is_empty());
/// assert_eq!(row.person(&first)?.0.name().as_full(), Some("Щербаков Илья"));
/// assert_eq!((row.line(), row.get(same)), (2, "yes"));
/// assert!(table.next_row().is_none());
///
/// let error = table.column("label").unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "pairs.csv: no column \"label\"; found name1, name2, born2, same; \
///      expected the header of a column of this table",
/// );
/// # Ok::<(), sverka::Error>(())
/// ```
pub struct Table<R> {
    rows: RowReader<TextSource<R>>,
    header: TableHeader<Vec<String>>,
    encoding: FoundEncoding,
    file: String,
    finished: bool,
}

/// The columns of a [`Table`] that describe a person; see [`Table::persons`].
pub struct PersonColumns(CsvLayout);

/// The cells of a row of a [`Table`].
pub struct TableCells<'t> {
    line: u64,
    cells: &'t Cells,
    file: &'t str,
    columns: usize,
}

impl<R: BufRead> Table<R> {
    /// Reads a table. `file` is its name in errors; the separator and the encoding that `dialect` does not state are
    /// detected.
    ///
    /// # Errors
    /// [`ErrorKind::Empty`] without a header; [`ErrorKind::Malformed`] for a broken one;
    /// [`ErrorKind::UnknownFormat`] for a file that is packed; [`ErrorKind::Io`].
    pub fn new(
        source: R,
        file: impl Into<String>,
        dialect: impl Into<Dialect>,
    ) -> Result<Self, Error> {
        let (dialect, file) = (dialect.into(), file.into());
        Table::read(source, &file, &dialect).map_err(|error| error.in_file(file))
    }

    fn read(source: R, file: &str, dialect: &Dialect) -> Result<Self, Error> {
        let mut decoding = DecodingReader::new(source, dialect.encoding);
        decoding.first_bytes(packing::FIRST).map_err(Error::io).and_then(packing::refuse)?;
        let encoding = decoding.found();
        let lines = LineReader::new(Lookahead::new(decoding), dialect.memory_limit);
        let (rows, header) = TableHeader::find(lines, dialect, |cells, is_below_wider| {
            let headers = headers(cells)?;
            match headers.iter().filter(|header| !header.is_empty()).nth(1) {
                None if is_below_wider => Err(Error::new(ErrorKind::Malformed, "a title alone")
                    .expecting("the headers of the columns")),
                _ => Ok(headers),
            }
        })?;
        Ok(Table { rows, header, encoding, file: file.to_owned(), finished: false })
    }

    /// The next row.
    ///
    /// # Errors
    /// [`ErrorKind::Malformed`] for a row whose quotes or number of cells are wrong, after which reading goes on;
    /// [`ErrorKind::Encoding`], [`ErrorKind::Io`] and [`ErrorKind::TooLarge`] end it.
    pub fn next_row(&mut self) -> Option<Result<TableCells<'_>, Error>> {
        if self.finished {
            return None;
        }
        let row = self.rows.next_row().map(|row| {
            let row = row?;
            match row.fault.or_else(|| length_fault(self.rows.cells(), self.header.layout.len())) {
                Some(fault) => Err(fault.at_line(row.line)),
                None => Ok(row.line),
            }
        });
        self.finished = match &row {
            None => true,
            Some(Ok(_)) => false,
            Some(Err(error)) => error.ends_the_source(),
        };
        Some(match row? {
            Ok(line) => Ok(TableCells {
                line,
                cells: self.rows.cells(),
                file: &self.file,
                columns: self.header.layout.len(),
            }),
            Err(error) => Err(error.in_file(&self.file)),
        })
    }
}

impl<R> Table<R> {
    /// The headers, in the order of the columns.
    pub fn headers(&self) -> &[String] {
        &self.header.layout
    }

    /// The column with a header. Case does not matter, and blanks, underscores and hyphens are the same.
    ///
    /// # Errors
    /// [`ErrorKind::MissingColumn`], which names the headers there are.
    pub fn column(&self, header: &str) -> Result<usize, Error> {
        let column = self.header.layout.iter().position(|found| is_same_header(found, header));
        column.ok_or_else(|| {
            let what = format!("no column {header:?}; found {}", self.header.layout.join(", "));
            let error = Error::new(ErrorKind::MissingColumn, what).in_file(&self.file);
            error.expecting("the header of a column of this table")
        })
    }

    /// The columns that describe a person. Only those that the map names are read, since another column may describe
    /// somebody else.
    ///
    /// # Errors
    /// [`ErrorKind::MissingColumn`] where there is no such column, or none of them holds a name.
    pub fn persons(&self, columns: &ColumnMap) -> Result<PersonColumns, Error> {
        let column_of = |field, headers: &[String]| columns.mapped_column_of(field, headers);
        let layout = CsvLayout::new(self.header.layout.clone(), column_of);
        Ok(PersonColumns(layout.map_err(|error| error.in_file(&self.file))?))
    }

    /// What was detected, in words: the encoding, unless it is UTF-8; the line of the header, where a title is above
    /// it; and the separator, unless it is a comma.
    pub fn detected(&self) -> Vec<String> {
        let encoding =
            self.encoding.get().map(|encoding| format!("encoded in {}", encoding.name()));
        encoding.into_iter().chain(self.header.detected()).collect()
    }
}

impl TableCells<'_> {
    /// The line where the row begins, from 1.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// The cell of a column, without blanks around it; empty where there is none.
    pub fn get(&self, column: usize) -> &str {
        self.cells.get(column).trim()
    }

    /// The cells, in the order of the headers.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.columns).map(|column| self.get(column))
    }

    /// The person whom these columns describe, with notes on values that were left out or kept in part, as by
    /// [`Reader::notes`](super::Reader::notes). The identifier is the line, unless a column holds one.
    ///
    /// # Errors
    /// [`ErrorKind::NoLetters`] for a name without letters.
    pub fn person(&self, columns: &PersonColumns) -> Result<(Record, Vec<Error>), Error> {
        let row = CsvRow { cells: self.cells, layout: &columns.0 };
        let ParsedRecord { record, notes, .. } = row.draft().finish(self.line);
        let located = |error: Error| error.at_line(self.line).in_file(self.file);
        if !record.name().has_letters() {
            let error = Error::new(ErrorKind::NoLetters, "a name without letters");
            let error = error.in_field(columns.0.header(RecordField::Name));
            return Err(located(error.expecting("at least one letter")));
        }
        let record = match record.id() {
            "" => record.with_id(self.line.to_string()),
            _ => record,
        };
        Ok((record, notes.into_iter().map(located).collect()))
    }
}

impl<R> fmt::Debug for Table<R> {
    /// Omits the content, which holds names.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Table")
            .field("file", &self.file)
            .field("headers", &self.headers())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for PersonColumns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PersonColumns").finish_non_exhaustive()
    }
}

impl fmt::Debug for TableCells<'_> {
    /// Omits the content, which holds names.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TableCells").field("line", &self.line).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Table<&[u8]> {
        Table::new(text.as_bytes(), "t.csv", Dialect::new()).unwrap()
    }

    #[test]
    fn bad_rows_are_errors_and_the_others_are_read() {
        let mut table = table("a\tb\n1\t2\n3\n\"4\tx\n\"5\"\t6\n");
        let mut read = Vec::new();
        while let Some(row) = table.next_row() {
            read.push(
                row.map(|row| row.iter().collect::<Vec<_>>().join("+")).map_err(|e| e.line()),
            );
        }
        let expected = [Ok("1+2".to_owned()), Err(Some(3)), Err(Some(4)), Ok("5+6".to_owned())];
        assert_eq!(read, expected);
        assert_eq!(table.detected(), ["separated by tabs"]);
    }

    #[test]
    fn a_title_may_be_above_the_header() {
        let mut table = table("Pairs of records;;\n\nname1;name2;same\nA;B;yes\n");
        assert_eq!(table.headers(), ["name1", "name2", "same"]);
        assert_eq!(table.detected(), ["the header in line 3", "separated by semicolons"]);
        assert_eq!(table.next_row().unwrap().unwrap().line(), 4);
        let mut lone = self::table("id\na\nb\n");
        assert_eq!(lone.headers(), ["id"]);
        assert_eq!(lone.next_row().unwrap().unwrap().get(0), "a");
    }

    #[test]
    fn only_stated_columns_describe_a_person() {
        let mut table = table("name,birth_date,Name 2\nSnegova Agniya,1971,Morozkin Yelisey\n");
        let second = table.persons(&"name=name_2".parse().unwrap()).unwrap();
        let row = table.next_row().unwrap().unwrap();
        let (record, _) = row.person(&second).unwrap();
        assert_eq!(record.name().as_full(), Some("Morozkin Yelisey"));
        assert!(record.birth_dates().is_empty());
        assert_eq!(record.id(), "2");
    }

    #[test]
    fn errors_say_where_and_what_is_expected() {
        let mut table = table("name1,name2\n123,Snegova Agniya\n");
        let no_name = table.persons(&"birth_date=name1".parse().unwrap()).unwrap_err();
        assert_eq!(no_name.kind(), ErrorKind::MissingColumn);
        let missing = table.persons(&"name=name3".parse().unwrap()).unwrap_err();
        assert_eq!((missing.kind(), missing.file()), (ErrorKind::MissingColumn, Some("t.csv")));
        let first = table.persons(&"name=name1".parse().unwrap()).unwrap();
        let row = table.next_row().unwrap().unwrap();
        let error = row.person(&first).unwrap_err();
        assert_eq!(
            (error.kind(), error.line(), error.field()),
            (ErrorKind::NoLetters, Some(2), Some("name1"))
        );
    }
}
