//! The records of a list as the caller gave them, encoded, and decoded one at a time.

use super::content_hash::ContentHash;
use crate::error::Error;
use crate::record::{PartialDate, Record, decode, encode, encoded_birth_dates, encoded_id};
use crate::storage::{FlatArray, Section, StringArray, StringArrayBuilder, ensure, stored};
use rayon::prelude::*;

/// Encoded records. Those of a list are in the order of their identifiers, so that a record's position
/// is its rank.
#[derive(Clone, Debug)]
pub(crate) struct RecordArchive {
    records: StringArray,
    /// The [`ContentHash`] of all records, its lower half first.
    content: FlatArray<u64>,
}

/// Records that one thread encodes at a time.
const CHUNK: usize = 1 << 12;

impl RecordArchive {
    /// Archives records in the order in which they are given, in parallel.
    pub(crate) fn new(records: &[Record]) -> Self {
        let encoded = records.par_chunks(CHUNK).map(|chunk| {
            let (mut strings, mut bytes) = (StringArrayBuilder::default(), Vec::new());
            let mut content = ContentHash::default();
            for record in chunk {
                bytes.clear();
                encode(record, &mut bytes);
                content = content.with(ContentHash::of_encoded(&bytes));
                strings.push(&bytes);
            }
            (strings, content)
        });
        let (mut all, mut content) = (StringArrayBuilder::default(), ContentHash::default());
        for (strings, of_strings) in encoded.collect::<Vec<_>>() {
            all.append(&strings);
            content = content.with(of_strings);
        }
        RecordArchive { records: all.build(), content: content.halves().to_vec().into() }
    }

    /// Archives records that are encoded already, in the order in which they are given.
    pub(crate) fn from_encoded<'a>(records: impl Iterator<Item = &'a [u8]>) -> Self {
        let (mut strings, mut content) = (StringArrayBuilder::default(), ContentHash::default());
        for record in records {
            strings.push(record);
            content = content.with(ContentHash::of_encoded(record));
        }
        RecordArchive { records: strings.build(), content: content.halves().to_vec().into() }
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
