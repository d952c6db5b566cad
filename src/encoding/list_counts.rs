//! How many records of a list state what an incoming record states.

use super::date::DateKey;
use super::interner::FieldInterner;

/// A list, as far as its records are counted by what they state.
pub(crate) trait ListCounts {
    /// The documents, each with the number of records that state it.
    fn keys(&self) -> &FieldInterner;

    /// How many of the records state this birth date and no other.
    fn with_date(&self, date: DateKey) -> HolderCount;
}

/// How many records of a list state one value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct HolderCount {
    pub(crate) holders: u32,
    /// The records of the list; 0 if there is no list.
    pub(crate) records: u32,
}
