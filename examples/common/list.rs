//! Opening lists, and saying what was wrong with their rows.

use crate::outcome::Outcome;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use sverka::formats::{ColumnMap, Reader};
use sverka::{ErrorKind, Record};

/// A list being read; bad rows are told on standard error and counted.
pub(crate) struct List {
    name: String,
    reader: Reader<Box<dyn BufRead>>,
}

impl List {
    /// Opens a file, or standard input for `-`.
    pub(crate) fn open(path: &str, columns: &ColumnMap) -> Outcome<List> {
        if path == "-" {
            return List::read(Box::new(BufReader::new(io::stdin())), "standard input", columns);
        }
        let file = File::open(path).map_err(|error| format!("{path}: {error}"))?;
        List::read(Box::new(BufReader::new(file)), path, columns)
    }

    pub(crate) fn read(source: Box<dyn BufRead>, name: &str, columns: &ColumnMap) -> Outcome<List> {
        let reader = Reader::detect(source, name, columns)?;
        let unread = reader.unread_columns();
        if !unread.is_empty() {
            eprintln!("{name}: not read: {}", unread.join(", "));
        }
        Ok(List { name: name.to_owned(), reader })
    }

    /// The next records, at most so many; none at the end.
    pub(crate) fn batch(&mut self, most: usize) -> Outcome<Vec<Record>> {
        let mut records = Vec::new();
        while records.len() < most {
            match self.reader.next() {
                Some(Ok(record)) => records.push(record),
                Some(Err(error)) if ends_the_list(error.kind()) => return Err(error.into()),
                Some(Err(error)) => eprintln!("{error}"),
                None => break,
            }
        }
        Ok(records)
    }

    /// Says how many rows were left out, if any were.
    pub(crate) fn close(self) {
        let tally = self.reader.tally();
        if tally.rejected() > 0 {
            eprintln!("{}: {tally}", self.name);
        }
    }
}

fn ends_the_list(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::Encoding | ErrorKind::Io)
}
