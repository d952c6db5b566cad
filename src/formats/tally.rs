//! How many rows were read, and what became of them.

use crate::error::Error;
use crate::record::Record;
use std::fmt;

/// How many rows a [`Reader`](super::Reader) has read, and what became of them: each was kept as a
/// record, rejected with an error, or describes no person.
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
    /// Rows read: those kept, those rejected and those of others than persons.
    pub fn read(&self) -> u64 {
        self.kept + self.rejected + self.not_persons
    }

    /// Rows that became records.
    pub fn kept(&self) -> u64 {
        self.kept
    }

    /// Rows that became errors, the error that ended the reading among them.
    pub fn rejected(&self) -> u64 {
        self.rejected
    }

    /// Entities of a published list that are no persons: companies, ships, and so on.
    pub fn not_persons(&self) -> u64 {
        self.not_persons
    }

    /// Values of records kept that were left out or kept in part:
    /// [`Reader::notes`](super::Reader::notes) shows those of each record.
    pub fn notes(&self) -> u64 {
        self.notes
    }

    pub(super) fn count(&mut self, drawn: Option<&Result<Record, Error>>, notes: usize) {
        match drawn {
            Some(Ok(_)) => self.kept += 1,
            Some(Err(_)) => self.rejected += 1,
            None => {}
        }
        self.notes += notes as u64;
    }

    pub(super) fn count_other(&mut self) {
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
