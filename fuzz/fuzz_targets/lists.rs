//! Any bytes read as any format: no panic, and every row is kept, rejected or no person.

#![no_main]

use libfuzzer_sys::fuzz_target;
use sverka::formats::{ColumnMap, Format, Reader};

const FORMATS: [Format; 8] = [
    Format::Csv,
    Format::Json,
    Format::FollowTheMoney,
    Format::OfacCsv,
    Format::OfacXml,
    Format::UnXml,
    Format::EuXml,
    Format::UkCsv,
];

/// The beginning of a file of each format, so that the bytes after it become part of a record.
const BEGINNINGS: [&str; 8] = [
    "id,name,birth_date,document\n",
    "",
    "{\"id\":\"a\",\"schema\":\"Person\",\"properties\":{\"name\":[\"A\"],",
    "7,\"A\",\"individual\",\"B\",-0-,-0-,-0-,-0-,-0-,-0-,-0-,\"DOB ",
    "<sdnList><sdnEntry><uid>1</uid><sdnType>Individual</sdnType>",
    "<CONSOLIDATED_LIST><INDIVIDUAL>",
    "<export><sanctionEntity><subjectType code='person'/>",
    "Name 6,Name 1,Group ID,Group Type,DOB\n",
];

fuzz_target!(|data: &[u8]| {
    let Some((choice, bytes)) = data.split_first() else { return };
    let choice = usize::from(*choice);
    let mut text = Vec::new();
    if choice & 8 == 0 {
        text.extend_from_slice(BEGINNINGS[choice % 8].as_bytes());
    }
    text.extend_from_slice(bytes);
    let columns = ColumnMap::new();
    let reader = match choice & 16 == 0 {
        true => Reader::of(FORMATS[choice % 8], &text[..], "t", &columns),
        false => Reader::detect(&text[..], "t", &columns),
    };
    let Ok(mut reader) = reader else { return };
    let (mut kept, mut rejected) = (0, 0);
    while let Some(read) = reader.next() {
        match read {
            Ok(record) => {
                kept += 1;
                assert!(!record.id().trim().is_empty(), "a record without an identifier");
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
});
