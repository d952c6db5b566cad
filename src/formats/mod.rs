//! Records from files, read one row or entity at a time: CSV tables, JSON lines, FollowTheMoney
//! entities, and with the feature `lists` the sanctions lists of OFAC, the UN, the EU and the UK.
//!
//! An office's file is never quite clean, so an error belongs to its row: it comes out of the
//! iterator with file, line and field, and the next row follows. Nothing is dropped without a
//! word: a row is either a record or an error, or describes no person; what of a record could be kept
//! only in part is told by [`Reader::notes`], and columns that were not read are listed by
//! [`Reader::unread_columns`]. This room sees records and errors, and knows nothing of matching.
//!
//! ```
//! use sverka::formats::{ColumnMap, Reader};
//!
//! let table = "id,full_name,birth_date\n\
//!              a1,Morozkin Yelisey,1971-03-15\n\
//!              a2,Snegova Agniya,1971-02-30\n";
//! let columns: ColumnMap = "name=full_name".parse()?;
//! let mut reader = Reader::detect(table.as_bytes(), "list.csv", &columns)?;
//!
//! assert_eq!(reader.next().unwrap()?.id(), "a1");
//! let error = reader.next().unwrap().unwrap_err();
//! assert_eq!((error.file(), error.line()), (Some("list.csv"), Some(3)));
//! assert_eq!((error.field(), error.value()), (Some("birth_date"), Some("1971-02-30")));
//! assert!(reader.next().is_none());
//! assert_eq!((reader.tally().kept(), reader.tally().rejected()), (1, 1));
//! # Ok::<(), sverka::Error>(())
//! ```

mod columns;
mod csv_reader;
mod dates;
mod detect;
mod draft;
mod format_reader;
mod ftm;
mod json_lines;
mod line_reader;
#[cfg(feature = "lists")]
mod lists;
mod lookahead;
mod open;
mod row_reader;
mod seen_ids;
mod tally;
#[cfg(test)]
mod tests;
mod unread_paths;

pub use columns::ColumnMap;
pub use detect::Format;
#[cfg(all(feature = "lists", feature = "operation"))]
pub(crate) use open::beside;
pub use tally::Tally;

use crate::error::{Error, ErrorKind};
use crate::record::{PersonName, Record};
use columns::Column;
use draft::ParsedRecord;
use format_reader::FormatReader;
use lookahead::LookaheadReader;
use seen_ids::SeenIds;
use std::fmt;
use std::io::BufRead;
use std::iter::FusedIterator;

/// A streaming reader of records: an iterator of `Result<Record, Error>`.
///
/// # CSV
///
/// Cells are separated by commas and quoted as RFC 4180 says; the first row is the header. The
/// columns are `id`, `name`, `aliases`, `birth_date`, `sex`, `nationality`, `birth_place`,
/// `document`, `source`, `category`, `occurred_at`, `submitted_at`, `valid_from` and `valid_to`, in any order and case;
/// all but `name` may be missing, and [`ColumnMap`] gives them other headers. `alias`,
/// `birthDate`, `gender` and `idNumber` are read too, as FollowTheMoney calls them. In `aliases`,
/// `birth_date`, `nationality`, `birth_place` and `document` a cell may hold several values, separated by `;`.
///
/// Besides the forms of a [`PartialDate`](crate::PartialDate), a birth date may be written with
/// slashes, with the name of a month in English, as about right (`circa 1960`) or as a span
/// (`1962 to 1964`): see [`Reader::notes`] for what is kept of each.
///
/// The columns `given`, `patronymic` and `family` hold declared parts of the name. A table with
/// one of them needs no `name`; a row with any of them filled in is named by its parts alone.
///
/// # JSON lines
///
/// One [`Record`] a line, in the JSON form that its documentation shows.
///
/// # FollowTheMoney
///
/// One entity a line, with `id`, `schema` and `properties`, as OpenSanctions publishes them. Those
/// of schema `Person` are read; the datasets stand as source, the topics as category, and the day
/// first seen as that of submission.
///
/// # Published lists
///
/// With the feature `lists`, the sanctions lists that [`Format`] names. Individuals are read, with
/// aliases and their strength, names in their original script, all birth dates, nationalities,
/// documents and the day of listing, as the first on which the listing holds; the authority stands
/// as source, its programme or regime as category. Several in one field are parted by `; `. XML is
/// read one entity at a time, and what is broken costs that entity alone; document types and
/// entities of their own are refused. Of UK lists all persons are held in memory, for the rows of
/// one need not stand together.
///
/// # All of them
///
/// Text is UTF-8, with or without a byte order mark, and blank lines are skipped. A record without
/// an identifier gets the number of its line, or in XML of its entity. A row or line of more than 16 MiB is malformed, and
/// so is a row that runs over more than 65,536 lines, and an entity of more than 16 MiB.
///
/// # Errors
///
/// The iterator goes on after an error, except after [`ErrorKind::Encoding`], [`ErrorKind::Io`] and
/// [`ErrorKind::Truncated`], which end it: what follows could not be trusted to be what was written,
/// or is missing. The others reject one row:
///
/// * [`ErrorKind::Malformed`]: broken quoting, more or fewer cells than the header, or no JSON
///   object of a record's form. A quote that is never closed costs its own line alone: the lines
///   after it are read again, each as a row of its own.
/// * [`ErrorKind::InvalidDate`], [`ErrorKind::InvalidValue`]: a date, sex or document number,
///   quoted in the error. A value that reads like a name in the wrong place is not quoted. A birth
///   date before 1850 or after this year is of another calendar or a mistake.
/// * [`ErrorKind::NoLetters`]: a name, or an alias, without a single letter.
/// * [`ErrorKind::DuplicateId`]: an identifier that a record of this reader has already. The first
///   row stands, whatever their days of submission: which of two statements holds, whoever made the
///   file knows, or [`LivingList`](crate::LivingList), in which a later one replaces an earlier. The
///   reader keeps 128 keyed bits of hash and a line for each record: memory grows by some 30
///   bytes a record, and ten million records collide by chance once in 10²⁴ runs.
///
/// ```
/// use sverka::formats::Reader;
///
/// let lines = r#"
/// {"id": "a1", "name": "Morozkin Yelisey", "eyes": "grey"}
/// {"id": "a1", "name": "Snegova Agniya"}
/// "#;
/// let mut reader = Reader::json_lines(lines.as_bytes(), "list.jsonl")?;
/// let (kept, errors): (Vec<_>, Vec<_>) = reader.by_ref().partition(Result::is_ok);
/// assert_eq!((kept.len(), errors.len()), (1, 1));
/// assert_eq!(
///     errors[0].as_ref().unwrap_err().to_string(),
///     "list.jsonl:3: id: the identifier of the record at line 2; \
///      expected one row for each identifier, the one that holds",
/// );
/// assert_eq!(reader.unread_columns(), ["eyes"]);
/// # Ok::<(), sverka::Error>(())
/// ```
pub struct Reader<R> {
    source: FormatReader<R>,
    format: Format,
    file: String,
    ids: SeenIds,
    tally: Tally,
    notes: Vec<Error>,
    finished: bool,
}

impl<R: BufRead> Reader<R> {
    /// Reads a CSV table; `file` is what errors call it.
    ///
    /// # Errors
    /// [`ErrorKind::Empty`] where there is no header; [`ErrorKind::MissingColumn`] where no column
    /// holds a name, or one that `columns` asks for is not there; [`ErrorKind::Malformed`] for a
    /// header that cannot be read; [`ErrorKind::Encoding`] and [`ErrorKind::Io`].
    pub fn csv(source: R, file: impl Into<String>, columns: &ColumnMap) -> Result<Self, Error> {
        Reader::of(Format::Csv, source, file, columns)
    }

    /// Reads JSON lines; `file` is what errors call them.
    ///
    /// # Errors
    /// [`ErrorKind::Empty`] where all is blank; [`ErrorKind::Encoding`] and [`ErrorKind::Io`].
    pub fn json_lines(source: R, file: impl Into<String>) -> Result<Self, Error> {
        Reader::of(Format::JsonLines, source, file, &ColumnMap::new())
    }

    /// Reads a source in a format that the caller knows; `file` is what errors call it, and
    /// `columns` counts for a CSV table alone.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownFormat`] for XML of another list, or a format that the crate was built
    /// without; those of [`Reader::csv`].
    pub fn of(
        format: Format,
        source: R,
        file: impl Into<String>,
        columns: &ColumnMap,
    ) -> Result<Self, Error> {
        Reader::build(format, LookaheadReader::new(source), file.into(), columns)
    }

    /// Reads a source in the format that [`Format::detect`] finds in its beginning.
    ///
    /// # Errors
    /// Those of [`Format::detect`] and [`Reader::of`].
    pub fn detect(source: R, file: impl Into<String>, columns: &ColumnMap) -> Result<Self, Error> {
        let (mut feed, file) = (LookaheadReader::new(source), file.into());
        let beginning = feed
            .begin(Format::is_told_by, Format::BEGINNING)
            .map_err(|error| Error::io(error).in_file(&file))?;
        let format = Format::detect(beginning).map_err(|error| error.in_file(&file))?;
        Reader::build(format, feed, file, columns)
    }

    fn build(
        format: Format,
        feed: LookaheadReader<R>,
        file: String,
        columns: &ColumnMap,
    ) -> Result<Self, Error> {
        match FormatReader::new(format, feed, columns) {
            Ok(source) => Ok(Reader {
                source,
                format,
                file,
                ids: SeenIds::default(),
                tally: Tally::default(),
                notes: Vec::new(),
                finished: false,
            }),
            Err(error) => Err(error.in_file(file)),
        }
    }

    /// Adds OFAC's ALT.CSV, the aliases of the entries of SDN.CSV, which are held in memory until
    /// their entry is read. What is wrong in it is reported first of all, and aliases of entries
    /// that are not there last; both count as rejected.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownFormat`] where this reader is of another format; [`ErrorKind::Encoding`]
    /// and [`ErrorKind::Io`].
    #[cfg(feature = "lists")]
    #[cfg_attr(docsrs, doc(cfg(feature = "lists")))]
    pub fn with_ofac_aliases(mut self, table: impl BufRead) -> Result<Self, Error> {
        match &mut self.source {
            FormatReader::Sdn(sdn) => sdn.read_aliases(table)?,
            _ => return Err(detect::unknown("aliases beside a list that is not SDN.CSV")),
        }
        Ok(self)
    }

    /// The format of the source.
    pub fn format(&self) -> Format {
        self.format
    }

    /// How many rows have been read so far, and what became of them.
    pub fn tally(&self) -> Tally {
        self.tally
    }

    /// What of the record returned last was left out, or kept in part: a value with its line, field
    /// and reason each. Empty after an error.
    ///
    /// A birth date whose order of day and month cannot be told is kept as its year, and so is one
    /// that is only about right; of a span of up to ten years each is kept. In published lists and
    /// FollowTheMoney entities a value that cannot be read is left out, and the person kept.
    ///
    /// ```
    /// use sverka::formats::{ColumnMap, Reader};
    ///
    /// let table = "id,name,birth_date\na,Morozkin Yelisey,03/04/1971\n";
    /// let mut reader = Reader::csv(table.as_bytes(), "t.csv", &ColumnMap::new())?;
    /// assert_eq!(reader.next().unwrap()?.birth_dates()[0].to_string(), "1971");
    /// assert_eq!(
    ///     reader.notes()[0].to_string(),
    ///     "t.csv:2: record a: birth_date: \"03/04/1971\": day and month may stand either way \
    ///      round; kept as the year 1971",
    /// );
    /// # Ok::<(), sverka::Error>(())
    /// ```
    pub fn notes(&self) -> &[Error] {
        &self.notes
    }

    /// What the source holds and no record takes: columns of a table, known from the start, or
    /// paths of JSON fields, XML elements and kinds of remarks in what was read so far, at most 100
    /// of them.
    pub fn unread_columns(&self) -> &[String] {
        self.source.unread()
    }

    fn draw(&mut self) -> Option<Result<Record, Error>> {
        loop {
            return match self.source.next_record()? {
                Ok(Some(drawn)) => Some(self.admit(drawn)),
                Ok(None) => {
                    self.tally.count_other();
                    continue;
                }
                Err(error) => Some(Err(error)),
            };
        }
    }

    /// What every record must hold, whichever way it was written.
    fn admit(&mut self, drawn: ParsedRecord) -> Result<Record, Error> {
        let ParsedRecord { line, record, mut notes } = drawn;
        let record =
            if record.id().trim().is_empty() { record.with_id(line.to_string()) } else { record };
        self.check(line, &record).map_err(|error| {
            let listing = record.listing();
            let error = error.submitted_by(listing.source(), listing.category()).at_line(line);
            match self.format {
                // The line shows which record it is.
                Format::Csv | Format::JsonLines => error,
                _ => error.of_record(record.id()),
            }
        })?;
        for note in &mut notes {
            *note = note.clone().at_line(line).of_record(record.id()).in_file(&self.file);
        }
        self.notes = notes;
        Ok(record)
    }

    fn check(&mut self, line: u64, record: &Record) -> Result<(), Error> {
        let field = |column| self.source.field(column).to_owned();
        if !has_letters(record.name()) {
            return Err(no_letters("a name").in_field(field(Column::Name)));
        }
        if !record.aliases().iter().all(|alias| has_letters(alias.name())) {
            return Err(no_letters("an alias").in_field(field(Column::Aliases)));
        }
        for date in record.birth_dates() {
            dates::check_year(*date).map_err(|error| error.in_field(field(Column::BirthDate)))?;
        }
        match self.ids.first_line(record.id(), line) {
            None => Ok(()),
            Some(first) => {
                let what = format!("the identifier of the record at line {first}");
                let error = Error::new(ErrorKind::DuplicateId, what).in_field(field(Column::Id));
                Err(error.expecting("one row for each identifier, the one that holds"))
            }
        }
    }
}

impl<R: BufRead> Iterator for Reader<R> {
    type Item = Result<Record, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.notes.clear();
        if self.finished {
            return None;
        }
        let drawn = self.draw().map(|drawn| {
            // A part of the list in a file of its own has said so.
            drawn.map_err(|e| if e.file().is_none() { e.in_file(&self.file) } else { e })
        });
        self.finished = match &drawn {
            None => true,
            Some(Ok(_)) => false,
            Some(Err(error)) => {
                matches!(error.kind(), ErrorKind::Encoding | ErrorKind::Io | ErrorKind::Truncated)
            }
        };
        self.tally.count(drawn.as_ref(), self.notes.len());
        drawn
    }
}

impl<R: BufRead> FusedIterator for Reader<R> {}

impl<R> fmt::Debug for Reader<R> {
    /// Leaves out what is being read: it holds names.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader")
            .field("file", &self.file)
            .field("format", &self.format)
            .field("tally", &self.tally)
            .field("finished", &self.finished)
            .finish_non_exhaustive()
    }
}

fn has_letters(name: &PersonName) -> bool {
    [name.as_full(), name.given(), name.patronymic(), name.family()]
        .into_iter()
        .flatten()
        .any(|part| part.chars().any(char::is_alphabetic))
}

fn no_letters(what: &str) -> Error {
    Error::new(ErrorKind::NoLetters, format!("{what} without letters"))
}
