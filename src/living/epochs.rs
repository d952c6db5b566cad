//! Epochs: the frozen frequencies that bits are weighed by.

/// A frozen state of a list, whose frequencies of names, holders of documents and number of records
/// decide what evidence weighs, until the next one is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct Epoch {
    /// From 1, which is the list as it was created.
    pub number: u32,
    /// The last change that it counts.
    pub change: u64,
    /// How many records it counts.
    pub records: usize,
}
