//! The records as they were given, each in few bytes, decoded when somebody asks for one.

use super::content::Content;
use crate::record::{PartialDate, Record, decode, encode, encoded_birth_dates, encoded_id};
use crate::storage::{FlatArray, StringArray, StringArrayBuilder};
use rayon::prelude::*;

/// Encoded records, those of a list in the order of their identifiers.
#[derive(Clone, Debug)]
pub(crate) struct Archive {
    records: StringArray,
    /// The sum of what all records are as numbers, its lower half first.
    content: FlatArray<u64>,
}

/// Records encoded by one thread at a time.
const CHUNK: usize = 1 << 12;

impl Archive {
    /// Keeps records in the order in which they are given.
    pub(super) fn new(records: &[Record]) -> Self {
        let encoded = records.par_chunks(CHUNK).map(|chunk| {
            let (mut strings, mut bytes) = (StringArrayBuilder::default(), Vec::new());
            let mut content = Content::default();
            for record in chunk {
                bytes.clear();
                encode(record, &mut bytes);
                content = content.with(Content::of_encoded(&bytes));
                strings.push(&bytes);
            }
            (strings, content)
        });
        let (mut all, mut content) = (StringArrayBuilder::default(), Content::default());
        for (strings, of_strings) in encoded.collect::<Vec<_>>() {
            all.append(&strings);
            content = content.with(of_strings);
        }
        Archive { records: all.build(), content: content.halves().to_vec().into() }
    }

    /// Keeps records that are encoded, and stand in the order of their identifiers.
    pub(super) fn of_encoded<'a>(records: impl Iterator<Item = &'a [u8]>) -> Self {
        let (mut strings, mut content) = (StringArrayBuilder::default(), Content::default());
        for record in records {
            strings.push(record);
            content = content.with(Content::of_encoded(record));
        }
        Archive { records: strings.build(), content: content.halves().to_vec().into() }
    }

    /// The bytes of the record at a place, and of its identifier.
    pub(super) fn encoded(&self, rank: u32) -> (&[u8], &[u8]) {
        let record = self.records.get(rank);
        (record, encoded_id(record).unwrap_or_default())
    }

    pub(super) fn len(&self) -> usize {
        self.records.len()
    }

    /// The record at a place in the order of identifiers.
    ///
    /// Checksums rule out damage. Bytes that somebody made to look like a list may still be no record,
    /// and then come back as one without a name.
    pub(super) fn get(&self, rank: u32) -> Record {
        decode(self.records.get(rank)).unwrap_or_default()
    }

    /// The birth dates of the record at a place, at a small part of the cost.
    pub(super) fn birth_dates(&self, rank: u32) -> Vec<PartialDate> {
        encoded_birth_dates(self.records.get(rank)).unwrap_or_default()
    }

    /// All records as one number.
    pub(super) fn content(&self) -> Content {
        Content::of_halves([self.content[0], self.content[1]])
    }

    /// The record at a place in the order of identifiers, as a number.
    #[cfg(feature = "snapshot")]
    pub(super) fn content_at(&self, rank: u32) -> Content {
        Content::of_encoded(self.records.get(rank))
    }

    /// The place of the record with that identifier; the last one where it has several.
    ///
    /// Cost: a comparison for each doubling of the list; no record is decoded.
    pub(super) fn find(&self, id: &str) -> Option<u32> {
        let id_at = |rank: u32| encoded_id(self.records.get(rank)).unwrap_or_default();
        let (mut below, mut above) = (0, self.len() as u32);
        while below < above {
            let middle = below + (above - below) / 2;
            match id_at(middle) <= id.as_bytes() {
                true => below = middle + 1,
                false => above = middle,
            }
        }
        below.checked_sub(1).filter(|last| id_at(*last) == id.as_bytes())
    }
}

#[cfg(feature = "snapshot")]
mod stored {
    use super::*;
    use crate::error::Error;
    use crate::storage::{SnapshotReader, SnapshotWriter, ensure};

    impl Archive {
        pub(in crate::watchlist) fn save<'a>(&'a self, to: &mut SnapshotWriter<'a>) {
            self.records.save("records", to);
            to.put("records.content", &self.content);
        }

        pub(in crate::watchlist) fn open(from: &SnapshotReader) -> Result<Self, Error> {
            let records = StringArray::open("records", from)?;
            let content: FlatArray<u64> = from.take("records.content")?;
            ensure("records.content", content.len() == 2)?;
            Ok(Archive { records, content })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_record_is_found_by_its_identifier_and_no_other() {
        let ids: Vec<String> = (0..10_000).map(|n| format!("{n:05}")).collect();
        let records: Vec<Record> = ids.iter().map(|id| Record::new(id, "Крымов")).collect();
        let archive = Archive::new(&records);
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
