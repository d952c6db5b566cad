//! Counts rows by what became of them.

use crate::error::Error;
use crate::record::Record;
use std::fmt;

/// The rows that a [`Reader`](super::Reader) has read, by what became of them: a record, an error, or
/// no person.
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
    not_persons: u64,
    notes: u64,
}

impl Tally {
    /// The number of rows: the sum of the kept, the rejected and the not persons.
    pub fn read(&self) -> u64 {
        self.kept + self.rejected + self.not_persons
    }

    /// The number of rows that became records.
    pub fn kept(&self) -> u64 {
        self.kept
    }

    /// The number of rows that became errors, including an error that ended the reading.
    pub fn rejected(&self) -> u64 {
        self.rejected
    }

    /// The number of entities that are not persons: companies, ships, and so on.
    pub fn not_persons(&self) -> u64 {
        self.not_persons
    }

    /// The number of values that were left out or kept in part, as listed by
    /// [`Reader::notes`](super::Reader::notes).
    pub fn notes(&self) -> u64 {
        self.notes
    }

    pub(super) fn count(&mut self, read: Option<&Result<Record, Error>>, notes: usize) {
        match read {
            Some(Ok(_)) => self.kept += 1,
            Some(Err(_)) => self.rejected += 1,
            None => {}
        }
        self.notes += notes as u64;
    }

    pub(super) fn count_not_person(&mut self) {
        self.not_persons += 1;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} read, {} kept, {} rejected", self.read(), self.kept, self.rejected)?;
        if self.not_persons > 0 {
            write!(f, ", {} not persons", self.not_persons)?;
        }
        if self.notes > 0 {
            write!(f, "; values noted: {}", self.notes)?;
        }
        Ok(())
    }
}
