//! Lists that a command reads: a file, standard input or what is bundled. Rows that are rejected are
//! reported on standard error, gaps in the others by kind.

use crate::outcome::{Done, Result};
#[cfg(feature = "parquet")]
use crate::parquet_text::ParquetText;
use crate::visible::report;
#[cfg(feature = "xlsx")]
use crate::workbook;
use std::fs::File;
use std::io::{self, BufRead, Read};
use std::path::Path;
use sverka::formats::{Dialect, Reader, Table};
use sverka::{Error, ErrorKind, Record, Watchlist};

/// What standard input is called on the command line.
pub(crate) const STANDARD_INPUT: &str = "-";
/// Records read and screened at a time.
pub(crate) const BATCH: usize = 1 << 14;

type Source = Box<dyn BufRead + Send>;

/// How a list is read.
#[derive(Clone, Debug, Default)]
pub(crate) struct ReadOptions {
    pub(crate) dialect: Dialect,
    /// Whether a row with a value that cannot be read is rejected.
    pub(crate) is_strict: bool,
}

/// A list being read.
pub(crate) struct Input {
    name: String,
    reader: Reader<Source>,
    is_sample: bool,
}

impl Input {
    /// Opens a file, or standard input for `-`.
    pub(crate) fn open(path: &str, options: &ReadOptions) -> Result<Input> {
        let (name, reader) = match path {
            STANDARD_INPUT => {
                let name = "standard input";
                (name, Reader::stream(io::stdin(), name, options.dialect.clone())?)
            }
            #[cfg(feature = "xlsx")]
            path if workbook::is_workbook(path) => {
                (path, Reader::csv(workbook_text(path, options)?, path, written(options)?)?)
            }
            path if is_parquet(path) => {
                (path, Reader::csv(parquet_text(path)?, path, written(options)?)?)
            }
            path => (path, Reader::open(path, options.dialect.clone())?),
        };
        let input = Input { name: name.to_owned(), reader, is_sample: false };
        Ok(if options.is_strict { input.strict() } else { input })
    }

    /// Rejects rows with values that cannot be read.
    pub(crate) fn strict(self) -> Input {
        Input { reader: self.reader.strict(), ..self }
    }

    /// A sample that the command brings along. It may have bad rows on purpose, so they are not reported.
    pub(crate) fn sample(content: &'static str) -> Result<Input> {
        let source: Source = Box::new(content.as_bytes());
        let reader = Reader::detect(source, "sample", Dialect::new())?;
        Ok(Input { name: "sample".to_owned(), reader, is_sample: true })
    }

    /// The next row: a record, or why it was rejected, which has been reported already.
    ///
    /// # Errors
    /// What makes the rest of the list unreadable.
    pub(crate) fn next_row(&mut self) -> Result<Option<std::result::Result<Record, Error>>> {
        let row = self.reader.next();
        if let Some(Err(error)) = &row
            && ends_the_list(error.kind())
        {
            return Err(error.clone().into());
        }
        if let Some(Err(problem)) = &row
            && !self.is_sample
        {
            report!("{problem}");
        }
        Ok(row)
    }

    /// What the list is called in reports.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The notes on the record that was read last.
    pub(crate) fn notes(&self) -> &[Error] {
        self.reader.notes()
    }

    /// The next records, at most so many; none at the end.
    pub(crate) fn next_batch(&mut self, most: usize) -> Result<Vec<Record>> {
        let mut records = Vec::new();
        while records.len() < most {
            match self.next_row()? {
                Some(row) => records.extend(row.ok()),
                None => break,
            }
        }
        Ok(records)
    }

    /// Reports what was detected, which columns were not read, what was noted, and how many rows were rejected, if any were.
    pub(crate) fn finish(self) -> Done {
        if self.is_sample {
            return Done::Completely;
        }
        let (tally, unread) = (self.reader.tally(), self.reader.unread_columns());
        let detected = self.reader.detected();
        if !detected.is_empty() {
            report!("{}: detected: {}", self.name, detected.join(", "));
        }
        if !unread.is_empty() {
            report!("{}: not read: {}", self.name, unread.join(", "));
        }
        for line in self.reader.note_summary().lines() {
            report!("{}: {line}", self.name);
        }
        if let Some(list) = self.reader.list() {
            report!("{}: {list}; {tally}", self.name);
        } else if tally.kept() < tally.read() || tally.notes() > 0 {
            report!("{}: {tally}", self.name);
        }
        Done::with_rejected(tally.rejected())
    }

    /// Builds a watchlist of all records.
    ///
    /// # Errors
    /// An unreadable list, or one without a record.
    pub(crate) fn into_watchlist(mut self) -> Result<(Watchlist, Done)> {
        let (name, records) = (self.name.clone(), self.next_batch(usize::MAX)?);
        let done = self.finish();
        let watchlist = Watchlist::builder().records(records).build()?;
        Ok((not_empty(watchlist, &name)?, done))
    }
}

/// A saved watchlist, or one to read and build; standard input for `-`.
///
/// # Errors
/// An unreadable list, or one without a record.
pub(crate) fn watchlist(path: &str, options: &ReadOptions) -> Result<(Watchlist, Done)> {
    // A pipe can be read only once, so only a file is tried as a saved list first.
    if Path::new(path).is_file() {
        match Watchlist::open(path) {
            Err(error) if error.kind() == ErrorKind::Malformed => {}
            opened => return Ok((not_empty(opened?, path)?, Done::Completely)),
        }
    }
    Input::open(path, options)?.into_watchlist()
}

fn not_empty(watchlist: Watchlist, name: &str) -> Result<Watchlist> {
    if watchlist.is_empty() { Err(no_record(name)) } else { Ok(watchlist) }
}

/// Refuses a path for a saved list at which there is another file, such as the table that the list is made of.
///
/// # Errors
/// A file that is no saved list.
pub(crate) fn refuse_to_replace(path: &str) -> Result<()> {
    let is_other_file = Path::new(path).is_file()
        && Watchlist::open(path).is_err_and(|error| error.kind() == ErrorKind::Malformed);
    match is_other_file {
        true => Err(format!(
            "{path}: not replaced, as it is no saved list; expected a new path or that of a saved list"
        )
        .into()),
        false => Ok(()),
    }
}

/// The error of a watchlist that nobody could be found in.
pub(crate) fn no_record(name: &str) -> Box<dyn std::error::Error> {
    format!("{name}: a watchlist without a record; expected at least one").into()
}

/// Whether there is a Parquet file at a path, by its first bytes. A pipe must not lose them.
fn is_parquet(path: &str) -> bool {
    let mut first = [0; 4];
    let mut read = || File::open(path)?.read_exact(&mut first);
    Path::new(path).is_file() && read().is_ok() && first == *b"PAR1"
}

#[cfg(feature = "parquet")]
fn parquet_text(path: &str) -> Result<Source> {
    Ok(Box::new(ParquetText::open(path)?))
}

#[cfg(not(feature = "parquet"))]
fn parquet_text(path: &str) -> Result<Source> {
    let way_out = "a command that was built with --features parquet, or the table saved as CSV";
    Err(format!("{path}: a Parquet file; expected {way_out}").into())
}

/// The dialect of a table whose cells the command wrote itself.
fn written(options: &ReadOptions) -> Result<Dialect> {
    Ok(options.dialect.clone().with_separator('\t')?.with_encoding("utf-8")?)
}

/// Opens a table whose rows are no records: a file, or standard input for `-`.
pub(crate) fn open_table(path: &str, options: &ReadOptions) -> Result<Table<Source>> {
    Ok(match path {
        STANDARD_INPUT => {
            let source: Source = Box::new(io::BufReader::new(io::stdin()));
            Table::new(source, "standard input", options.dialect.clone())?
        }
        #[cfg(feature = "xlsx")]
        path if workbook::is_workbook(path) => {
            Table::new(workbook_text(path, options)?, path, written(options)?)?
        }
        path if is_parquet(path) => Table::new(parquet_text(path)?, path, written(options)?)?,
        path => Table::open(path, options.dialect.clone())?,
    })
}

/// The text of the first sheet of a workbook; says which others are not read.
#[cfg(feature = "xlsx")]
fn workbook_text(path: &str, options: &ReadOptions) -> Result<Source> {
    let (text, others) = workbook::first_sheet(path, options.dialect.memory_limit())?;
    if !others.is_empty() {
        report!("{path}: the first sheet is read, and not {}", others.join(", "));
    }
    Ok(Box::new(text))
}

pub(crate) fn ends_the_list(kind: ErrorKind) -> bool {
    use ErrorKind::{Encoding, Io, TooLarge, Truncated};
    matches!(kind, Encoding | Io | TooLarge | Truncated)
}
