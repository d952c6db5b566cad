//! Evidence as positions, levels and bits, before it is rendered with the texts of the two records.

use super::bits::Bits;
use super::item::{Field, Level};

/// An item of evidence. Its positions are those of tokens within the two names, and of dates, documents
/// and countries within the two records; `None` if a side has no counterpart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct RawItem {
    pub(super) field: Field,
    pub(super) level: Level,
    pub(super) bits: Bits,
    pub(super) query: Option<usize>,
    pub(super) record: Option<usize>,
}

/// An item about a whole name: that it is an alias, or that it was repaired.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct WholeNameItem {
    pub(super) level: Level,
    pub(super) bits: Bits,
    /// Whether it is a name of the query, and not of the record.
    pub(super) in_query: bool,
}

/// All items of a comparison, and which names of the two records were compared.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct RawEvidence {
    pub(super) query_name: usize,
    pub(super) record_name: usize,
    pub(super) items: Vec<RawItem>,
    pub(super) whole_names: Vec<WholeNameItem>,
}

impl RawEvidence {
    /// Makes ready for another comparison.
    pub(crate) fn clear(&mut self) {
        let RawEvidence { query_name, record_name, items, whole_names } = self;
        (*query_name, *record_name) = (0, 0);
        items.clear();
        whole_names.clear();
    }

    /// Adds an item about tokens of the names.
    pub(super) fn add_tokens(
        &mut self,
        level: Level,
        bits: Bits,
        query: Option<usize>,
        record: Option<usize>,
    ) {
        self.items.push(RawItem { field: Field::Name, level, bits, query, record });
    }
}
