//! Records on their way into a list: encoded soon after they arrive, since a decoded record takes ten times
//! the memory, and sorted by identifier at the end.

use super::record_archive::RecordArchive;
use crate::error::{Error, ErrorKind};
use crate::record::Record;
use rayon::prelude::*;

/// Records in the order of their arrival.
#[derive(Clone, Debug, Default)]
pub(crate) struct RecordBuffer {
    encoded: Vec<RecordArchive>,
    /// The latest records, not yet encoded.
    recent: Vec<Record>,
}

/// Records that are encoded together, on all threads.
const BATCH: usize = 1 << 15;

/// The place of a buffered record, with the first bytes of its identifier: few comparisons need more.
struct BufferedRecord {
    id_prefix: u64,
    batch: u32,
    position: u32,
}

impl RecordBuffer {
    pub(crate) fn push(&mut self, record: Record) {
        self.recent.push(record);
        if self.recent.len() == BATCH {
            self.encode();
        }
    }

    fn encode(&mut self) {
        self.encoded.push(RecordArchive::new(&self.recent));
        self.recent.clear();
    }

    /// Archives all records in the order of their identifiers.
    ///
    /// # Errors
    /// [`ErrorKind::DuplicateId`] if two records have the same identifier.
    pub(crate) fn build(mut self) -> Result<RecordArchive, Error> {
        self.encode();
        self.recent = Vec::new();
        let id = |at: &BufferedRecord| self.encoded[at.batch as usize].id(at.position);
        let of_batch = |(batch, archive): (u32, &RecordArchive)| {
            let positions = 0..archive.len() as u32;
            positions.map(move |position| BufferedRecord { id_prefix: 0, batch, position })
        };
        let mut sorted: Vec<BufferedRecord> = (0..).zip(&self.encoded).flat_map(of_batch).collect();
        sorted.par_iter_mut().for_each(|record| record.id_prefix = prefix(id(record)));
        sorted.par_sort_unstable_by(|one, other| {
            one.id_prefix.cmp(&other.id_prefix).then_with(|| id(one).cmp(id(other)))
        });
        let have_same_id = |pair: &&[BufferedRecord]| id(&pair[0]) == id(&pair[1]);
        if let Some(pair) = sorted.windows(2).find(have_same_id) {
            let error = Error::new(ErrorKind::DuplicateId, "two records have this identifier");
            return Err(error.with_value(&String::from_utf8_lossy(id(&pair[0]))));
        }
        let record = |at: &BufferedRecord| self.encoded[at.batch as usize].encoded(at.position);
        Ok(RecordArchive::from_encoded(&sorted, record))
    }
}

/// The first eight bytes, as a number that sorts like them.
fn prefix(id: &[u8]) -> u64 {
    let mut bytes = [0; 8];
    bytes.iter_mut().zip(id).for_each(|(to, byte)| *to = *byte);
    u64::from_be_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_sorted_by_identifier() {
        let ids = ["b", "", "ab", "a", "longer than eight, 2", "longer than eight, 1", "a\0"];
        let mut buffer = RecordBuffer::default();
        ids.iter().for_each(|id| buffer.push(Record::new(*id, "Крымов")));
        let more = (0..BATCH).map(|n| Record::new(format!("x{n:06}"), "Крымов"));
        more.for_each(|record| buffer.push(record));
        let archive = buffer.build().unwrap();
        assert_eq!(archive.len(), ids.len() + BATCH);
        let mut sorted = ids.to_vec();
        sorted.sort_unstable();
        let first = (0..ids.len() as u32).map(|rank| archive.get(rank));
        assert!(first.eq(sorted.into_iter().map(|id| Record::new(id, "Крымов"))));
        assert_eq!(archive.get(archive.len() as u32 - 1).id(), "x032767");
    }

    #[test]
    fn a_repeated_identifier_is_an_error() {
        let mut buffer = RecordBuffer::default();
        ["w1", "w2", "w1"].into_iter().for_each(|id| buffer.push(Record::new(id, "Крымов")));
        let error = buffer.build().unwrap_err();
        assert_eq!((error.kind(), error.value()), (ErrorKind::DuplicateId, Some("w1")));
    }
}
