//! What weighing is given of the incoming side, and what it reports: positions, levels and bits,
//! without any text.

use super::bits::Bits;
use super::item::{Field, Level};
use super::joins::TokenJoins;
use super::subject::RecordView;

/// The incoming side: its subject, the rarity of each of its tokens by number, and what it writes in
/// one word or in two.
#[derive(Clone, Copy, Debug)]
pub(crate) struct QueryView<'a> {
    pub(crate) record: RecordView<'a>,
    pub(crate) rarity: &'a [Bits],
    pub(crate) joins: &'a TokenJoins,
}

/// One item of evidence by positions: of tokens within the two names, of dates, documents and
/// countries within their records.
#[derive(Clone, Copy, Debug)]
pub(super) struct RawItem {
    pub(super) field: Field,
    pub(super) level: Level,
    pub(super) bits: Bits,
    pub(super) entry: Option<usize>,
    pub(super) record: Option<usize>,
}

/// Everything that was weighed, and which names of the two sides were compared.
#[derive(Debug, Default)]
pub(crate) struct RawEvidence {
    pub(super) entry_name: usize,
    pub(super) record_name: usize,
    pub(super) found: Vec<RawItem>,
    /// Items about a whole name: the level, the bits, and whether it is the entry's.
    pub(super) standings: Vec<(Level, Bits, bool)>,
}

impl RawEvidence {
    pub(super) fn add(
        &mut self,
        field: Field,
        level: Level,
        bits: Bits,
        entry: Option<usize>,
        record: Option<usize>,
    ) {
        self.found.push(RawItem { field, level, bits, entry, record });
    }

    pub(super) fn standing(&mut self, level: Level, bits: Bits, is_entry: bool) {
        self.standings.push((level, bits, is_entry));
    }
}
