//! Lists that a command reads: a file, standard input or what is bundled. Rows that are rejected are
//! reported on standard error, gaps in the others by kind.

use crate::outcome::{Done, Result};
use crate::visible::report;
use std::io;
use std::path::Path;
use sverka::formats::{Dialect, Reader, Table};
use sverka::{Error, ErrorKind, Record, Watchlist};
use sverka_cli::{Opened, Source};

/// What standard input is called on the command line.
pub(crate) const STANDARD_INPUT: &str = "-";
/// Records read and screened at a time.
pub(crate) const BATCH: usize = 1 << 14;

/// A list being read.
pub(crate) struct Input {
    name: String,
    reader: Reader<Source>,
    is_sample: bool,
}

impl Input {
    /// Opens a file, or standard input for `-`.
    pub(crate) fn open(path: &str, dialect: &Dialect) -> Result<Input> {
        let (name, opened) = match path {
            STANDARD_INPUT => {
                let name = "standard input";
                (name, Reader::stream(io::stdin(), name, dialect.clone())?.into())
            }
            path => (path, sverka_cli::open(path, dialect)?),
        };
        let Opened { reader, notice } = opened;
        if let Some(notice) = notice {
            report!("{name}: {notice}");
        }
        Ok(Input { name: name.to_owned(), reader, is_sample: false })
    }

    /// A sample that the command brings along. It may have bad rows on purpose, so they are not reported.
    pub(crate) fn sample(content: &'static str, dialect: &Dialect) -> Result<Input> {
        let source: Source = Box::new(content.as_bytes());
        let reader = Reader::detect(source, "sample", dialect.clone())?;
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
        Done::with_shortcomings(tally.rejected())
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
pub(crate) fn watchlist(path: &str, dialect: &Dialect) -> Result<(Watchlist, Done)> {
    // A pipe can be read only once, so only a file is tried as a saved list first.
    if Path::new(path).is_file() {
        match Watchlist::open(path) {
            Err(error) if error.kind() == ErrorKind::Malformed => {}
            opened => return Ok((not_empty(opened?, path)?, Done::Completely)),
        }
    }
    Input::open(path, dialect)?.into_watchlist()
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

/// Opens a table whose rows are no records: a file, or standard input for `-`.
pub(crate) fn open_table(path: &str, dialect: &Dialect) -> Result<Table<Source>> {
    if path == STANDARD_INPUT {
        return Ok(Table::stream(io::stdin(), "standard input", dialect.clone())?);
    }
    let (table, notice) = sverka_cli::open_table(path, dialect)?;
    if let Some(notice) = notice {
        report!("{path}: {notice}");
    }
    Ok(table)
}

pub(crate) fn ends_the_list(kind: ErrorKind) -> bool {
    use ErrorKind::{Encoding, Io, TooLarge, Truncated};
    matches!(kind, Encoding | Io | TooLarge | Truncated)
}
