//! A sample of each published form, with invented people, and what a test expects of reading it.

use crate::error::Error;
use crate::formats::{ColumnMap, Format, Reader};
use crate::record::Record;
use serde_json::Value;
use std::io::{BufRead, BufReader};

pub(super) const UN: &[u8] = include_bytes!("data/un.xml");
pub(super) const OFAC_XML: &[u8] = include_bytes!("data/ofac.xml");
pub(super) const OFAC_ADVANCED: &[u8] = include_bytes!("data/ofac_advanced.xml");
pub(super) const OFAC_ENHANCED: &[u8] = include_bytes!("data/ofac_enhanced.xml");
pub(super) const SDN: &[u8] = include_bytes!("data/sdn.csv");
pub(super) const ALT: &[u8] = include_bytes!("data/alt.csv");
pub(super) const COMMENTS: &[u8] = include_bytes!("data/comments.csv");
pub(super) const CSL_CSV: &[u8] = include_bytes!("data/csl.csv");
pub(super) const CSL_JSON: &[u8] = include_bytes!("data/csl.json");
pub(super) const EU: &[u8] = include_bytes!("data/eu.xml");
pub(super) const UK_CSV: &[u8] = include_bytes!("data/uk.csv");
pub(super) const UK_XML: &[u8] = include_bytes!("data/uk.xml");
pub(super) const CON_LIST: &[u8] = include_bytes!("data/conlist.csv");
pub(super) const SECO: &[u8] = include_bytes!("data/seco.xml");
pub(super) const CANADA: &[u8] = include_bytes!("data/canada.xml");
pub(super) const AUSTRALIA: &[u8] = include_bytes!("data/australia.csv");
pub(super) const UKRAINE: &[u8] = include_bytes!("data/ukraine.xml");
pub(super) const ENTITIES: &[u8] = include_bytes!("data/entities.ftm.json");
pub(super) const LINKED: &[u8] = include_bytes!("data/linked.ftm.json");
pub(super) const NESTED: &[u8] = include_bytes!("data/targets.nested.json");
pub(super) const SIMPLE: &[u8] = include_bytes!("data/targets.simple.csv");
pub(super) const SENZING: &[u8] = include_bytes!("data/senzing.jsonl");
pub(super) const INTERPOL: &[u8] = include_bytes!("data/interpol.json");

/// The samples that are whole, with the format of each.
pub(super) const SAMPLES: [(&[u8], Format); 21] = [
    (UN, Format::UnXml),
    (OFAC_XML, Format::OfacXml),
    (OFAC_ADVANCED, Format::OfacAdvancedXml),
    (OFAC_ENHANCED, Format::OfacEnhancedXml),
    (SDN, Format::OfacCsv),
    (CSL_CSV, Format::UsCslCsv),
    (CSL_JSON, Format::UsCslJson),
    (EU, Format::EuXml),
    (UK_CSV, Format::UkCsv),
    (UK_XML, Format::UkXml),
    (CON_LIST, Format::UkCsv),
    (SECO, Format::SwissXml),
    (CANADA, Format::CanadaXml),
    (AUSTRALIA, Format::AustraliaCsv),
    (UKRAINE, Format::UkraineXml),
    (ENTITIES, Format::FollowTheMoney),
    (LINKED, Format::FollowTheMoney),
    (NESTED, Format::FollowTheMoney),
    (SIMPLE, Format::OpenSanctionsCsv),
    (SENZING, Format::Senzing),
    (INTERPOL, Format::Interpol),
];

/// Everything that a reader returns.
#[derive(Default)]
pub(super) struct ReadResult {
    pub(super) records: Vec<Record>,
    pub(super) errors: Vec<Error>,
    pub(super) notes: Vec<String>,
    pub(super) unread: Vec<String>,
    pub(super) tally: String,
}

pub(super) fn read_all<R: BufRead>(mut reader: Reader<R>) -> ReadResult {
    let mut result = ReadResult::default();
    while let Some(read) = reader.next() {
        result.notes.extend(shown(reader.notes()));
        match read {
            Ok(record) => result.records.push(record),
            Err(error) => result.errors.push(error),
        }
    }
    let tally = reader.tally();
    assert_eq!(tally.kept(), result.records.len() as u64);
    assert_eq!(tally.rejected(), result.errors.len() as u64);
    assert_eq!(tally.read(), tally.kept() + tally.rejected() + tally.not_persons());
    assert_eq!(tally.notes(), result.notes.len() as u64);
    ReadResult { unread: reader.unread_columns().to_vec(), tally: tally.to_string(), ..result }
}

/// Reads text of any format, with a small buffer: no result may depend on what arrives at once.
pub(super) fn read(text: impl AsRef<[u8]>) -> ReadResult {
    let source = BufReader::with_capacity(7, text.as_ref());
    read_all(Reader::detect(source, "t", &ColumnMap::new()).unwrap())
}

pub(super) fn shown(errors: &[Error]) -> Vec<String> {
    errors.iter().map(Error::to_string).collect()
}

pub(super) fn forms(records: &[Record]) -> Vec<Value> {
    records.iter().map(|record| serde_json::to_value(record).unwrap()).collect()
}

pub(super) fn names(record: &Record) -> Vec<String> {
    record.aliases().iter().map(|alias| alias.name().to_string()).collect()
}

/// What reading is expected to give. Of errors and notes it has the beginnings.
#[derive(Default)]
pub(super) struct Expected<'e> {
    pub(super) records: Vec<Value>,
    pub(super) errors: &'e [&'e str],
    pub(super) notes: &'e [&'e str],
    pub(super) unread: &'e [&'e str],
    pub(super) tally: &'e str,
}

impl Expected<'_> {
    pub(super) fn check(&self, result: &ReadResult) {
        assert_eq!(forms(&result.records), self.records);
        let begin = |found: &[String], expected: &[&str]| {
            let is_same = found.len() == expected.len()
                && found.iter().zip(expected).all(|(found, begin)| found.starts_with(begin));
            assert!(is_same, "{found:#?} instead of {expected:#?}");
        };
        begin(&shown(&result.errors), self.errors);
        begin(&result.notes, self.notes);
        assert_eq!(result.unread, self.unread);
        assert_eq!(result.tally, self.tally);
    }
}
