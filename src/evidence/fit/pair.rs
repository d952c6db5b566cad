//! The pairs of records that a model is fitted to.

use crate::evidence::bits::Bits;
use crate::record::Record;

/// Two records that may be of one person, to fit a model to.
#[derive(Clone, Copy, Debug)]
pub struct Pair<'a> {
    pub(super) entry: &'a Record,
    pub(super) record: &'a Record,
    pub(super) name_bits: Option<Bits>,
    is_match: Option<bool>,
}

impl<'a> Pair<'a> {
    /// Creates a pair without a label: it is not known whether it is of one person.
    pub fn new(entry: &'a Record, record: &'a Record) -> Self {
        Pair { entry, record, name_bits: None, is_match: None }
    }

    /// Sets whether the pair is of one person.
    #[must_use]
    pub fn with_label(mut self, is_match: bool) -> Self {
        self.is_match = Some(is_match);
        self
    }

    /// Sets the weight of the names, by the term frequencies of a list. Without it the names are
    /// compared as by [`Model::compare`](crate::Model::compare).
    #[must_use]
    pub fn with_name_bits(mut self, bits: Bits) -> Self {
        self.name_bits = Some(bits);
        self
    }

    /// Whether the pair is of one person; `None` if it has no label.
    pub fn label(&self) -> Option<bool> {
        self.is_match
    }
}
