//! Records from files: a CSV table or JSON lines, read one row at a time.
//!
//! An office's file is never quite clean, so an error belongs to its row: it comes out of the
//! iterator with file, line and field, and the next row follows. Nothing is dropped without a
//! word: a row is either a record or an error, and columns that were not read are listed by
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
mod json_lines;
mod lines;
mod rows;
mod table;
#[cfg(test)]
mod tests;

pub use columns::ColumnMap;

use crate::error::{Error, ErrorKind};
use crate::record::{PersonName, Record};
use columns::Column;
use json_lines::JsonLines;
use lines::Lines;
use rustc_hash::FxHashMap;
use std::fmt;
use std::fs::File;
use std::hash::{BuildHasher, RandomState};
use std::io::{BufRead, BufReader};
use std::iter::FusedIterator;
use std::path::Path;
use table::Table;

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
/// The columns `given`, `patronymic` and `family` hold declared parts of the name. A table with
/// one of them needs no `name`; a row with any of them filled in is named by its parts alone.
///
/// # JSON lines
///
/// One [`Record`] a line, in the JSON form that its documentation shows.
///
/// # Both
///
/// Text is UTF-8, with or without a byte order mark, and blank lines are skipped. A record without
/// an identifier gets the number of its line. A row or line of more than 16 MiB is malformed, and
/// so is a row that runs over more than 65,536 lines.
///
/// # Errors
///
/// The iterator goes on after an error, except after [`ErrorKind::Encoding`] and
/// [`ErrorKind::Io`], which end it: what follows could not be trusted to be what was written. The
/// others reject one row:
///
/// * [`ErrorKind::Malformed`]: broken quoting, more or fewer cells than the header, or no JSON
///   object of a record's form. A quote that is never closed costs its own line alone: the lines
///   after it are read again, each as a row of its own.
/// * [`ErrorKind::InvalidDate`], [`ErrorKind::InvalidValue`]: a date, sex or document number,
///   quoted in the error. A value that reads like a name in the wrong place is not quoted.
/// * [`ErrorKind::NoLetters`]: a name, or an alias, without a single letter.
/// * [`ErrorKind::DuplicateId`]: an identifier that a record of this reader has already. The
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
///     "list.jsonl:3: id: the identifier of the record at line 2",
/// );
/// assert_eq!(reader.unread_columns(), ["eyes"]);
/// # Ok::<(), sverka::Error>(())
/// ```
pub struct Reader<R> {
    source: Source<R>,
    file: String,
    ids: Identifiers,
    tally: Tally,
    finished: bool,
}

enum Source<R> {
    Table(Box<Table<R>>),
    JsonLines(JsonLines<R>),
}

impl<R> Source<R> {
    fn table(table: Table<R>) -> Self {
        Source::Table(Box::new(table))
    }
}

impl<R: BufRead> Reader<R> {
    /// Reads a CSV table; `file` is what errors call it.
    ///
    /// # Errors
    /// [`ErrorKind::Empty`] where there is no header; [`ErrorKind::MissingColumn`] where no column
    /// holds a name, or one that `columns` asks for is not there; [`ErrorKind::Malformed`] for a
    /// header that cannot be read; [`ErrorKind::Encoding`] and [`ErrorKind::Io`].
    pub fn csv(source: R, file: impl Into<String>, columns: &ColumnMap) -> Result<Self, Error> {
        Reader::build(file.into(), Lines::new(source), |lines| {
            Table::new(lines, columns).map(Source::table)
        })
    }

    /// Reads JSON lines; `file` is what errors call them.
    ///
    /// # Errors
    /// [`ErrorKind::Empty`] where all is blank; [`ErrorKind::Encoding`] and [`ErrorKind::Io`].
    pub fn json_lines(source: R, file: impl Into<String>) -> Result<Self, Error> {
        Reader::build(file.into(), Lines::new(source), |lines| {
            JsonLines::new(lines).map(Source::JsonLines)
        })
    }

    /// Reads JSON lines where the first character that is not blank is `{`, and otherwise a CSV
    /// table, for which alone `columns` counts.
    ///
    /// # Errors
    /// Those of [`Reader::csv`] and [`Reader::json_lines`].
    pub fn detect(source: R, file: impl Into<String>, columns: &ColumnMap) -> Result<Self, Error> {
        Reader::build(file.into(), Lines::new(source), |mut lines| {
            if lines.peek()?.text.trim_start().starts_with('{') {
                JsonLines::new(lines).map(Source::JsonLines)
            } else {
                Table::new(lines, columns).map(Source::table)
            }
        })
    }

    fn build(
        file: String,
        lines: Lines<R>,
        source: impl FnOnce(Lines<R>) -> Result<Source<R>, Error>,
    ) -> Result<Self, Error> {
        match source(lines) {
            Ok(source) => Ok(Reader {
                source,
                file,
                ids: Identifiers::default(),
                tally: Tally::default(),
                finished: false,
            }),
            Err(error) => Err(error.in_file(file)),
        }
    }

    /// How many rows have been read so far, and what became of them.
    pub fn tally(&self) -> Tally {
        self.tally
    }

    /// What the source holds and no record takes: columns of a table, known from the start, or
    /// paths of JSON fields in the lines read so far, at most 100 of them.
    pub fn unread_columns(&self) -> &[String] {
        match &self.source {
            Source::Table(table) => table.unread(),
            Source::JsonLines(lines) => lines.unread(),
        }
    }

    fn draw(&mut self) -> Option<Result<Record, Error>> {
        let drawn = match &mut self.source {
            Source::Table(table) => table.next_record(),
            Source::JsonLines(lines) => lines.next_record(),
        }?;
        Some(drawn.and_then(|(line, record)| {
            let record = self.identified(line, record);
            match self.refusal(line, &record) {
                None => Ok(record),
                Some(error) => {
                    let listing = record.listing();
                    let error = error.submitted_by(listing.source(), listing.category());
                    Err(error.at_line(line))
                }
            }
        }))
    }

    /// The record with the number of its line, where it has no identifier.
    fn identified(&self, line: u64, record: Record) -> Record {
        if record.id().trim().is_empty() { record.with_id(line.to_string()) } else { record }
    }

    /// What every record must hold, whichever way it was written; an error where this one does not.
    fn refusal(&mut self, line: u64, record: &Record) -> Option<Error> {
        if !has_letters(record.name()) {
            return Some(no_letters("a name").in_field(self.field(Column::Name)));
        }
        if !record.aliases().iter().all(|alias| has_letters(alias.name())) {
            return Some(no_letters("an alias").in_field(self.field(Column::Aliases)));
        }
        self.ids.first_line(record.id(), line).map(|first| {
            Error::new(
                ErrorKind::DuplicateId,
                format!("the identifier of the record at line {first}"),
            )
            .in_field(self.field(Column::Id))
        })
    }

    fn field(&self, column: Column) -> &str {
        match &self.source {
            Source::Table(table) => table.header(column),
            Source::JsonLines(_) => column.name(),
        }
    }
}

impl Reader<BufReader<File>> {
    /// Opens a file, and reads it as [`Reader::detect`] does.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] where the file cannot be opened, and those of [`Reader::detect`].
    pub fn open(path: impl AsRef<Path>, columns: &ColumnMap) -> Result<Self, Error> {
        let file = path.as_ref().display().to_string();
        match File::open(path.as_ref()) {
            Ok(source) => Reader::detect(BufReader::new(source), file, columns),
            Err(error) => Err(Error::new(ErrorKind::Io, error.to_string()).in_file(file)),
        }
    }
}

impl<R: BufRead> Iterator for Reader<R> {
    type Item = Result<Record, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.finished {
            return None;
        }
        let drawn = self.draw().map(|drawn| drawn.map_err(|error| error.in_file(&self.file)));
        self.finished = match &drawn {
            None => true,
            Some(Ok(_)) => false,
            Some(Err(error)) => matches!(error.kind(), ErrorKind::Encoding | ErrorKind::Io),
        };
        self.tally.count(drawn.as_ref());
        drawn
    }
}

impl<R: BufRead> FusedIterator for Reader<R> {}

impl<R> fmt::Debug for Reader<R> {
    /// Leaves out what is being read: it holds names.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader")
            .field("file", &self.file)
            .field("tally", &self.tally)
            .field("finished", &self.finished)
            .finish_non_exhaustive()
    }
}

/// How many rows a [`Reader`] has read, and what became of them: each was kept as a record or
/// rejected with an error.
///
/// ```
/// use sverka::formats::{ColumnMap, Reader};
///
/// let mut reader = Reader::csv("name\nYelisey\n17\n".as_bytes(), "-", &ColumnMap::new())?;
/// reader.by_ref().for_each(drop);
/// let tally = reader.tally();
/// assert_eq!((tally.read(), tally.kept(), tally.rejected()), (2, 1, 1));
/// assert_eq!(tally.to_string(), "2 read, 1 kept, 1 rejected");
/// # Ok::<(), sverka::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Tally {
    kept: u64,
    rejected: u64,
}

impl Tally {
    /// Rows read: those kept and those rejected.
    pub fn read(&self) -> u64 {
        self.kept + self.rejected
    }

    /// Rows that became records.
    pub fn kept(&self) -> u64 {
        self.kept
    }

    /// Rows that became errors, the error that ended the reading among them.
    pub fn rejected(&self) -> u64 {
        self.rejected
    }

    fn count(&mut self, drawn: Option<&Result<Record, Error>>) {
        match drawn {
            Some(Ok(_)) => self.kept += 1,
            Some(Err(_)) => self.rejected += 1,
            None => {}
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} read, {} kept, {} rejected", self.read(), self.kept, self.rejected)
    }
}

/// The identifiers that were used, as two independent keyed hashes: a list's identifiers need not
/// be held twice, and nobody can choose two that collide.
#[derive(Default)]
struct Identifiers {
    keys: (RandomState, RandomState),
    lines: FxHashMap<(u64, u64), u64>,
}

impl Identifiers {
    /// The line that used the identifier before, or `None` where this is the first.
    fn first_line(&mut self, id: &str, line: u64) -> Option<u64> {
        let key = (self.keys.0.hash_one(id), self.keys.1.hash_one(id));
        let first = *self.lines.entry(key).or_insert(line);
        (first != line).then_some(first)
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
