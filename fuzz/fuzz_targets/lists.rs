//! Any bytes read as any format: no panic, and every row is kept, rejected or no person.

#![no_main]

use libfuzzer_sys::fuzz_target;
use sverka::formats::{ColumnMap, Format, Reader};

const FORMATS: [Format; 20] = [
    Format::Csv,
    Format::Json,
    Format::FollowTheMoney,
    Format::OfacCsv,
    Format::OfacXml,
    Format::UnXml,
    Format::EuXml,
    Format::UkCsv,
    Format::Senzing,
    Format::Interpol,
    Format::OfacAdvancedXml,
    Format::OfacEnhancedXml,
    Format::UsCslCsv,
    Format::UsCslJson,
    Format::UkXml,
    Format::SwissXml,
    Format::CanadaXml,
    Format::AustraliaCsv,
    Format::UkraineXml,
    Format::OpenSanctionsCsv,
];

/// The beginning of a file of each format, so that the bytes after it become part of a record.
const BEGINNINGS: [&str; 20] = [
    "id,name,birth_date,document\n",
    "",
    "{\"id\":\"a\",\"schema\":\"Person\",\"properties\":{\"name\":[\"A\"],",
    "7,\"A\",\"individual\",\"B\",-0-,-0-,-0-,-0-,-0-,-0-,-0-,\"DOB ",
    "<sdnList><sdnEntry><uid>1</uid><sdnType>Individual</sdnType>",
    "<CONSOLIDATED_LIST><INDIVIDUAL>",
    "<export><sanctionEntity><subjectType code='person'/>",
    "Name 6,Name 1,Group ID,Group Type,DOB\n",
    "[{\"RECORD_ID\":\"a\",\"NAME_FULL\":\"A\"},{\"FEATURES\":[{",
    "{\"_embedded\":{\"notices\":[{\"entity_id\":\"1\",\"forename\":\"A\",",
    "<Sanctions><ReferenceValueSets><PartySubTypeValues><PartySubType ID='4'>Individual</PartySubType></PartySubTypeValues></ReferenceValueSets><DistinctParty FixedRef='1'><Profile ID='1' PartySubTypeID='4'><Identity>",
    "<sanctionsData><entity id='1'><generalInfo><entityType>Individual</entityType></generalInfo><names>",
    "source,entity_number,type,programs,name,alt_names,dates_of_birth,ids\ns,7,Individual,P,A,",
    "{\"results\":[{\"source\":\"s\",\"type\":\"Individual\",\"name\":\"A\",\"alt_names\":[",
    "<Designations><Designation><IndividualEntityShip>Individual</IndividualEntityShip>",
    "<swiss-sanctions-list><place ssid='1'/><target ssid='1'><individual><identity main='true'><name>",
    "<data-set><record><LastName>A</LastName>",
    "Reference,Name of Individual or Entity,Type,Name Type,Date of Birth\n1,A,Individual,Primary Name,",
    "<acount><acount-list><type-entry>2</type-entry><aka-list>",
    "id,schema,name,aliases,birth_date,dataset\na,Person,A,",
];

fuzz_target!(|data: &[u8]| {
    let Some((choice, bytes)) = data.split_first() else { return };
    let (choice, format) = (usize::from(*choice), usize::from(*choice) % FORMATS.len());
    let mut text = Vec::new();
    if choice < 200 {
        text.extend_from_slice(BEGINNINGS[format].as_bytes());
    }
    text.extend_from_slice(bytes);
    let columns = ColumnMap::new();
    let reader = match choice % 3 > 0 {
        true => Reader::of(FORMATS[format], &text[..], "t", &columns),
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
