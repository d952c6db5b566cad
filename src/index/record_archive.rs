//! The records of a list as the caller gave them, encoded, and decoded one at a time.

use super::content_hash::ContentHash;
use crate::error::Error;
use crate::record::{PartialDate, Record, decode, encode, encoded_birth_dates, encoded_id};
use crate::storage::{
    FlatArray, Section, SectionPath, SnapshotWriter, Stored, StringArray, StringArrayBuilder,
    ensure, prefetch, stored,
};
use rayon::prelude::*;

/// Encoded records. Those of a list are in the order of their identifiers, so that a record's position
/// is its rank.
#[derive(Clone, Debug)]
pub(crate) struct RecordArchive {
    records: StringArray,
    /// The [`ContentHash`] of all records, its lower half first.
    content: FlatArray<u64>,
}

/// Some records of an archive that is being made.
#[derive(Default)]
struct ArchivePart {
    records: StringArrayBuilder,
    content: ContentHash,
}

impl ArchivePart {
    fn push(&mut self, encoded: &[u8]) {
        self.records.push(encoded);
        self.content = self.content.with(ContentHash::of_encoded(encoded));
    }

    fn append(&mut self, part: &ArchivePart) {
        self.records.append(&part.records);
        self.content = self.content.with(part.content);
    }
}

/// Records that one thread archives at a time.
const CHUNK: usize = 1 << 12;
/// Chunks that are in memory before they are appended to the others.
const CHUNKS_AT_ONCE: usize = 1 << 4;

impl RecordArchive {
    /// Archives records in the order in which they are given, in parallel.
    pub(crate) fn new(records: &[Record]) -> Self {
        RecordArchive::from_chunks(records, |chunk| {
            let (mut part, mut bytes) = (ArchivePart::default(), Vec::new());
            for record in chunk {
                bytes.clear();
                encode(record, &mut bytes);
                part.push(&bytes);
            }
            part
        })
    }

    /// Archives records that are encoded already, in the order in which they are given, in parallel. `encoded`
    /// returns the bytes of one.
    pub(crate) fn from_encoded<'a, R: Sync>(
        records: &[R],
        encoded: impl Fn(&R) -> &'a [u8] + Sync,
    ) -> Self {
        RecordArchive::from_chunks(records, |chunk| {
            let mut part = ArchivePart::default();
            chunk.iter().for_each(|record| part.push(encoded(record)));
            part
        })
    }

    /// A few chunks are in memory at once.
    fn from_chunks<R: Sync>(records: &[R], part: impl Fn(&[R]) -> ArchivePart + Sync) -> Self {
        let mut all = ArchivePart::default();
        for chunks in records.chunks(CHUNK * CHUNKS_AT_ONCE) {
            let parts: Vec<ArchivePart> = chunks.par_chunks(CHUNK).map(&part).collect();
            parts.iter().for_each(|part| all.append(part));
        }
        let ArchivePart { records, content } = all;
        RecordArchive { records: records.build(), content: content.halves().to_vec().into() }
    }

    /// An archive that states the checksum of records which it has not.
    pub(super) fn of_content(content: FlatArray<u64>) -> Self {
        RecordArchive { records: StringArray::default(), content }
    }

    /// Saves the checksum of all records alone.
    pub(super) fn save_content<'a>(&'a self, at: &SectionPath, to: &mut SnapshotWriter<'a>) {
        self.content.save(&at.to(Section::ContentHash), to);
    }

    /// Loads into the cache what [`RecordArchive::get`] reads of a record.
    pub(super) fn prefetch(&self, rank: u32) {
        let encoded = self.records.get(rank);
        prefetch(encoded.first().copied());
        prefetch(encoded.last().copied());
    }

    /// The encoded record at a rank.
    pub(crate) fn encoded(&self, rank: u32) -> &[u8] {
        self.records.get(rank)
    }

    /// The identifier of the record at a rank, in UTF-8.
    pub(crate) fn id(&self, rank: u32) -> &[u8] {
        encoded_id(self.records.get(rank)).unwrap_or_default()
    }

    pub(crate) fn len(&self) -> usize {
        self.records.len()
    }

    /// The record at a rank.
    ///
    /// Checksums rule out damage. Bytes that were forged and are not a record come back as a record
    /// without a name.
    pub(crate) fn get(&self, rank: u32) -> Record {
        decode(self.records.get(rank)).unwrap_or_default()
    }

    /// The birth dates of the record at a rank that are evidence, for a small part of the cost of
    /// decoding it.
    pub(super) fn known_birth_dates(&self, rank: u32) -> Vec<PartialDate> {
        let mut dates = encoded_birth_dates(self.records.get(rank)).unwrap_or_default();
        dates.retain(|date| !date.is_placeholder());
        dates
    }

    /// The checksum of all records.
    pub(crate) fn content(&self) -> ContentHash {
        ContentHash::from_halves([self.content[0], self.content[1]])
    }

    /// The checksum of the record at a rank.
    pub(crate) fn content_at(&self, rank: u32) -> ContentHash {
        ContentHash::of_encoded(self.records.get(rank))
    }

    /// The rank of the record with this identifier; of the last one if several have it.
    ///
    /// Cost: a binary search over encoded identifiers; no record is decoded.
    pub(crate) fn find(&self, id: &str) -> Option<u32> {
        let (mut low, mut high) = (0, self.len() as u32);
        while low < high {
            let middle = low + (high - low) / 2;
            match self.id(middle) <= id.as_bytes() {
                true => low = middle + 1,
                false => high = middle,
            }
        }
        low.checked_sub(1).filter(|last| self.id(*last) == id.as_bytes())
    }
}

stored!(RecordArchive { records: Records, content: ContentHash });

impl RecordArchive {
    /// Checks what was opened from a file.
    pub(super) fn check(&self) -> Result<(), Error> {
        self.records.check(Section::Records)?;
        ensure(Section::Records, u32::try_from(self.records.len()).is_ok())?;
        ensure(Section::ContentHash, self.content.len() == 2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_found_by_its_identifier_only() {
        let ids: Vec<String> = (0..10_000).map(|n| format!("{n:05}")).collect();
        let records: Vec<Record> = ids.iter().map(|id| Record::new(id, "Крымов")).collect();
        let archive = RecordArchive::new(&records);
        assert_eq!(archive.len(), records.len());
        for (rank, record) in (0..).zip(&records) {
            assert_eq!(archive.find(record.id()), Some(rank));
            assert_eq!(archive.get(rank), *record);
        }
        for missing in ["", "0", "00000a", "x"] {
            assert_eq!(archive.find(missing), None);
        }
    }
}
