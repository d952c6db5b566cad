//! Opening lists, and saying what was wrong with their rows.

use crate::outcome::Outcome;
use std::io::{self, BufRead, BufReader};
use std::path::Path;
use sverka::formats::{ColumnMap, Reader};
use sverka::{ErrorKind, Record, Watchlist};

type Source = Box<dyn BufRead + Send>;

/// A list being read; bad rows are told on standard error and counted.
pub(crate) struct List {
    name: String,
    reader: Reader<Source>,
}

impl List {
    /// Opens a file, or standard input for `-`.
    pub(crate) fn open(path: &str, columns: &ColumnMap) -> Outcome<List> {
        if path == "-" {
            return List::read(Box::new(BufReader::new(io::stdin())), "standard input", columns);
        }
        Ok(List { name: path.to_owned(), reader: Reader::open(path, columns)? })
    }

    pub(crate) fn read(source: Source, name: &str, columns: &ColumnMap) -> Outcome<List> {
        Ok(List { name: name.to_owned(), reader: Reader::detect(source, name, columns)? })
    }

    /// The next records, at most so many; none at the end.
    pub(crate) fn batch(&mut self, most: usize) -> Outcome<Vec<Record>> {
        let mut records = Vec::new();
        while records.len() < most {
            match self.reader.next() {
                Some(Ok(record)) => {
                    self.reader.notes().iter().for_each(|note| eprintln!("{note}"));
                    records.push(record);
                }
                Some(Err(error)) if ends_the_list(error.kind()) => return Err(error.into()),
                Some(Err(error)) => eprintln!("{error}"),
                None => break,
            }
        }
        Ok(records)
    }

    /// Builds a watchlist of all that it holds.
    pub(crate) fn build(mut self) -> Outcome<Watchlist> {
        let records = self.batch(usize::MAX)?;
        self.close();
        Ok(Watchlist::builder().records(records).build()?)
    }

    /// Says what was not read, and how many rows were left out, if any were.
    pub(crate) fn close(self) {
        let (tally, unread) = (self.reader.tally(), self.reader.unread_columns());
        if !unread.is_empty() {
            eprintln!("{}: not read: {}", self.name, unread.join(", "));
        }
        if tally.kept() < tally.read() || tally.notes() > 0 {
            eprintln!("{}: {tally}", self.name);
        }
    }
}

/// A watchlist that was saved, or one to read and build; standard input for `-`.
pub(crate) fn watchlist(path: &str) -> Outcome<Watchlist> {
    // A pipe can be read once.
    if Path::new(path).is_file() {
        match Watchlist::open(path) {
            Err(error) if error.kind() == ErrorKind::Malformed => {}
            opened => return Ok(opened?),
        }
    }
    List::open(path, &ColumnMap::default())?.build()
}

fn ends_the_list(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::Encoding | ErrorKind::Io | ErrorKind::Truncated)
}
