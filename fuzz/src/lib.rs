//! What several targets share: what must hold of every reader, small records, and files that somebody altered.

pub mod forge;
pub mod people;

use std::io::BufRead;
use sverka::formats::Reader;

/// Reads all, and checks that every row is kept, rejected or no person.
pub fn check<R: BufRead>(mut reader: Reader<R>) {
    let (mut kept, mut rejected) = (0, 0);
    while let Some(read) = reader.next() {
        match read {
            Ok(record) => {
                kept += 1;
                assert!(!record.id().trim().is_empty(), "a record without an identifier");
                assert!(
                    reader.notes().iter().all(|note| note.line().is_some()),
                    "a note without a line"
                );
            }
            Err(error) => {
                rejected += 1;
                assert!(error.line().is_some(), "an error without a line: {error}");
            }
        }
    }
    let tally = reader.tally();
    assert_eq!((tally.kept(), tally.rejected()), (kept, rejected));
    assert_eq!(tally.read(), kept + rejected + tally.not_persons());
    assert!(reader.next().is_none(), "a row after the end");
}
