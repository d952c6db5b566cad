//! What holds of all lists: how they are detected, what they say of themselves, and that no fault loses a row.

use super::samples::{
    EU, OFAC_ADVANCED, OFAC_ENHANCED, OFAC_XML, ReadResult, SAMPLES, SDN, SECO, UK_CSV, UK_XML,
    read_all,
};
use crate::error::ErrorKind;
use crate::formats::{ColumnMap, Format, Reader};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use std::io::BufReader;

#[test]
fn the_format_of_each_sample_is_detected() {
    for (bytes, format) in SAMPLES {
        assert_eq!(Format::detect(bytes).unwrap(), format);
        let marked = ["\u{feff}\n".as_bytes(), bytes].concat();
        assert_eq!(Format::detect(&marked).unwrap(), format);
    }
    let mut tar = [0; 600];
    tar[..10].copy_from_slice(b"people.csv");
    tar[257..262].copy_from_slice(b"ustar");
    tar[512..530].copy_from_slice(b"id,name\na,Yelisey\n");
    let refused: [(&[u8], &str); 13] = [
        (&tar, "a tar archive; expected the file in it"),
        (b"{\\rtf1\\ansi id,name}", "an RTF document; expected its table saved as CSV"),
        (
            b"<?xml version=\"1.0\"?><Workbook/>",
            "an Excel workbook as XML; expected the sheet saved",
        ),
        (b"<table>", "XML of another kind"),
        (b"<!DOCTYPE html>\n<html>", "a web page"),
        (b"<export><row><name>x</name></row></export>", "XML of another kind"),
        (b"<data-set><row/></data-set>", "XML of another kind"),
        (b"<ArrayOfFinancialSanctionsTarget>", "use the UK Sanctions List"),
        (b"<!-- <sdnList> --><x:other>", "XML of another kind"),
        (b"<", "XML of another kind"),
        (b"fileGenerationDate;Entity_LogicalId;NameAlias_WholeName\n1;2;A\n", "use its XML"),
        (b"36,12,\"aka\",\"WINTER\",-0- \n", "ALT.CSV"),
        (b"36,25,\"Frost street 1\",\"Ustyug\",\"Russia\",-0- \n", "ADD.CSV"),
    ];
    for (bytes, said) in refused {
        let error = Reader::detect(bytes, "t", &ColumnMap::new()).unwrap_err();
        assert_eq!((error.kind(), error.file()), (ErrorKind::UnknownFormat, Some("t")));
        assert!(error.to_string().contains(said), "{error}");
    }
    let error = Reader::of(Format::UnXml, EU, "t", &ColumnMap::new()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnknownFormat);
}

#[test]
fn lists_say_what_they_are() {
    let cases: [(&[u8], &str, &str); 9] = [
        (OFAC_XML, "SDN.XML", "OFAC SDN list, of 2026-01-05, 2 entries stated"),
        (OFAC_XML, "x/CONSOLIDATED.XML", "OFAC consolidated list, of 2026-01-05, 2 entries stated"),
        (OFAC_ADVANCED, "SDN_ADVANCED.XML", "OFAC SDN list, of 2026-01-05"),
        (OFAC_ENHANCED, "SDN_ENHANCED.XML", "OFAC SDN list, of 2026-01-05"),
        (UK_CSV, "uk.csv", "UK sanctions list, of 2026-01-01"),
        (UK_XML, "uk.xml", "UK sanctions list, of 2026-01-05"),
        (SECO, "seco.xml", "Swiss sanctions list, of 2026-01-05"),
        (
            SDN,
            "SDN.CSV",
            "OFAC SDN list, without ALT.CSV and SDN_COMMENTS.CSV, not found beside it",
        ),
        (
            SDN,
            "CONS_PRIM.CSV",
            "OFAC consolidated list, without CONS_ALT.CSV and CONS_COMMENTS.CSV, not found beside it",
        ),
    ];
    for (bytes, file, said) in cases {
        let mut reader = Reader::detect(bytes, file, &ColumnMap::new()).unwrap();
        let sources: Vec<_> = reader
            .by_ref()
            .filter_map(|read| Some(read.ok()?.listing().source()?.to_owned()))
            .collect();
        assert_eq!(reader.list().unwrap().to_string(), said);
        let is_consolidated = said.contains("OFAC consolidated");
        assert_eq!(sources.contains(&"OFAC consolidated".to_owned()), is_consolidated, "{file}");
    }
    let table = Reader::detect(&b"name\nA\n"[..], "t", &ColumnMap::new()).unwrap();
    assert_eq!(table.list(), None);
}

/// What breaks a file.
const FAULTS: [&[u8]; 16] = [
    b"<",
    b"</target>",
    b"<target>",
    b"]]>",
    b"&x;",
    b"\"",
    b"\n",
    b",",
    b"{",
    b"}",
    b"[",
    b"]",
    b"\\",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\0",
];

proptest! {
    #[test]
    fn no_fault_loses_a_row_unaccounted(
        (sample, _) in select(SAMPLES.to_vec()),
        faults in proptest::collection::vec((any::<Index>(), select(FAULTS.to_vec()), 0usize..40), 0..4),
        cut in proptest::option::of(any::<Index>()),
    ) {
        let mut bytes = sample.to_vec();
        for (place, fault, removed) in faults {
            let place = place.index(bytes.len() + 1);
            let end = (place + removed).min(bytes.len());
            bytes.splice(place..end, fault.iter().copied());
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len() + 1));
        }
        let source = BufReader::with_capacity(7, &bytes[..]);
        if let Ok(reader) = Reader::detect(source, "t", &ColumnMap::new()) {
            // Checks the tally.
            let ReadResult { records, errors, .. } = read_all(reader);
            prop_assert!(records.iter().all(|record| !record.id().trim().is_empty()));
            prop_assert!(errors.iter().all(|error| error.line().is_some()));
        }
    }
}
