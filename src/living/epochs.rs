//! Epochs: the frozen statistics that evidence is weighed by.

/// A frozen state of a list. Its term frequencies, counts of shared documents and number of records decide
/// how much evidence weighs, until the next epoch is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct Epoch {
    /// Counted from 1, the list as it was created.
    pub number: u32,
    /// The last change that it includes.
    pub change: u64,
    /// How many records it has.
    pub records: usize,
}
