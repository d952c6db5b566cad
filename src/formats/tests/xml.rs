//! Broken XML, limits and arbitrary input of the readers of published lists.

use super::samples::{ReadResult, SAMPLES, read, read_all};
use crate::error::{Error, ErrorKind};
use crate::formats::{ColumnMap, Format, Reader};
use crate::record::Record;
use proptest::prelude::*;

fn document(entities: &str) -> String {
    format!("<sdnList>{entities}\n</sdnList>")
}

fn entry(id: &str, inside: &str) -> String {
    format!(
        "\n<sdnEntry><uid>{id}</uid><lastName>Morozkin</lastName><sdnType>Individual</sdnType>{inside}</sdnEntry>"
    )
}

#[test]
fn broken_xml_costs_only_its_entity() {
    let cases = [
        ("<remarks>a & b</remarks>", "an unescaped &"),
        ("<remarks>&frost;</remarks>", "a reference to an entity that XML does not define"),
        ("<remarks>&#0;</remarks>", "a reference to an entity that XML does not define"),
        ("<remarks a='&frost;'/>", "a reference to an entity that XML does not define"),
        ("<remarks a=b/>", "malformed attributes"),
        ("<remarks>", "a closing tag without its opening tag"),
        ("</remarks>", "a closing tag without its opening tag"),
        ("<!bad>", "not closed"),
    ];
    for (inside, said) in cases {
        let text = document(&(entry("1", "") + &entry("2", inside) + &entry("3", "")));
        let ReadResult { records, errors, .. } = read(text.as_bytes());
        let ids: Vec<&str> = records.iter().map(Record::id).collect();
        assert_eq!(ids, ["1", "3"], "{inside}");
        assert_eq!(errors.len(), 1, "{inside}");
        let error = &errors[0];
        assert_eq!(error.kind(), ErrorKind::Malformed);
        assert_eq!((error.line(), error.record_id()), (Some(3), Some("2")), "{inside}: {error}");
        assert!(error.to_string().contains(said), "{inside}: {error}");
        assert!(!error.to_string().contains("Morozkin"));
    }
    // An unclosed entity does not affect the next one.
    let text = document(&(entry("1", "").replace("</sdnEntry>", "") + &entry("2", "")));
    let ReadResult { records, errors, .. } = read(text.as_bytes());
    assert_eq!((records.len(), records[0].id(), errors.len()), (1, "2", 1));
    assert!(errors[0].to_string().contains("not closed before the next"), "{}", errors[0]);
}

#[test]
fn cut_documents_and_refused_ones() {
    let whole = document(&entry("1", ""));
    let cut = whole.replace("</sdnList>", "");
    let ReadResult { records, errors, .. } = read(cut.as_bytes());
    assert_eq!((records.len(), errors.len()), (1, 1));
    assert_eq!(errors[0].kind(), ErrorKind::Truncated);

    let bomb =
        "<!DOCTYPE sdnList [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>".to_owned() + &whole;
    let latin = "<?xml version=\"1.0\" encoding=\"windows-1251\"?>".to_owned() + &whole;
    for (text, kind) in [(bomb, ErrorKind::Malformed), (latin, ErrorKind::Encoding)] {
        let error =
            Reader::of(Format::OfacXml, text.as_bytes(), "t", &ColumnMap::new()).unwrap_err();
        assert_eq!(error.kind(), kind, "{error}");
    }
    let bytes = whole.replace("Morozkin", "\u{0}").into_bytes();
    let bytes: Vec<u8> = bytes.iter().map(|b| if *b == 0 { 0xff } else { *b }).collect();
    let ReadResult { errors, .. } = read(&bytes);
    assert_eq!((errors[0].kind(), errors.len()), (ErrorKind::Encoding, 1));

    assert_eq!(read(b"<sdnList/>").tally, "0 read, 0 kept, 0 rejected");
    let error = Reader::of(Format::OfacXml, &b"<!-- -->"[..], "t", &ColumnMap::new()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Empty);
}

#[test]
fn an_entity_too_large_is_skipped_and_the_next_read() {
    let long = "x".repeat((16 << 20) + 1);
    let parts = "<a/>".repeat(1 << 17);
    let deep = "<a>".repeat(100) + &"</a>".repeat(100);
    let attributes: String = (0..100).map(|n| format!(" a{n}=''")).collect();
    let attributes = format!("<a{attributes}/>");
    for inside in [long, parts, deep, attributes] {
        let text = document(&(entry("1", &inside) + &entry("2", "")));
        let reader = Reader::detect(text.as_bytes(), "t", &ColumnMap::new()).unwrap();
        let ReadResult { records, errors, .. } = read_all(reader);
        assert_eq!((records.len(), errors.len()), (1, 1));
        assert_eq!(errors[0].record_id(), Some("1"));
        let error = errors[0].to_string();
        assert!(error.contains("too ") || error.contains("more than 16 MiB"), "{error}");
    }
}

#[test]
fn identifiers_of_entities_are_unique_and_never_empty() {
    // A list in one line.
    let text = document(&(entry("", "") + &entry("7", "") + &entry("7", "") + &entry("", "")));
    let text = text.replace('\n', "");
    let ReadResult { records, errors, .. } = read(text.as_bytes());
    let ids: Vec<&str> = records.iter().map(Record::id).collect();
    assert_eq!(ids, ["entity 1", "7", "entity 4"]);
    assert_eq!(errors.iter().map(Error::kind).collect::<Vec<_>>(), [ErrorKind::DuplicateId]);
}

#[test]
fn a_sample_cut_anywhere_is_read_up_to_the_cut() {
    for (bytes, format) in SAMPLES {
        let whole = read(bytes);
        for end in 0..bytes.len() {
            let Ok(reader) = Reader::of(format, &bytes[..end], "t", &ColumnMap::new()) else {
                continue;
            };
            let cut = read_all(reader);
            let is_xml = bytes.starts_with(b"<");
            // Only XML shows that it was cut, or that a character was.
            let is_end = bytes[end..].trim_ascii().is_empty();
            let is_reported = cut.errors.last().is_some_and(|error| {
                error.kind() == ErrorKind::Truncated
                    || error.kind() == ErrorKind::Encoding
                        && std::str::from_utf8(&bytes[..end]).is_err()
            });
            assert!(!is_xml || is_reported != is_end, "{format} cut at {end}");
            assert!(!is_xml || whole.records.starts_with(&cut.records), "{format} cut at {end}");
        }
    }
}

proptest! {
    #[test]
    fn a_sample_with_changed_bytes_is_read_or_refused(
        (which, changes) in (0..SAMPLES.len(), prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)),
    ) {
        let (bytes, format) = SAMPLES[which];
        let mut bytes = bytes.to_vec();
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        if let Ok(reader) = Reader::of(format, &bytes[..], "t", &ColumnMap::new()) {
            read_all(reader);
        }
    }

    #[test]
    fn any_xml_is_read_or_refused(
        pieces in prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..40),
        root in prop::sample::select(vec![
            ("CONSOLIDATED_LIST", Format::UnXml), ("sdnList", Format::OfacXml), ("export", Format::EuXml),
        ]),
    ) {
        let text = format!("<{0}>{1}</{0}>", root.0, pieces.concat());
        if let Ok(reader) = Reader::of(root.1, text.as_bytes(), "t", &ColumnMap::new()) {
            read_all(reader);
        }
    }
}

const PIECES: [&str; 26] = [
    "<INDIVIDUAL>",
    "</INDIVIDUAL>",
    "<ENTITY/>",
    "<FIRST_NAME>A</FIRST_NAME>",
    "<INDIVIDUAL_ALIAS><ALIAS_NAME>B;C (Б)</ALIAS_NAME></INDIVIDUAL_ALIAS>",
    "<INDIVIDUAL_DATE_OF_BIRTH><FROM_YEAR>1</FROM_YEAR><TO_YEAR>9</TO_YEAR></INDIVIDUAL_DATE_OF_BIRTH>",
    "<sdnEntry>",
    "</sdnEntry>",
    "<uid>1</uid>",
    "<sdnType>Individual</sdnType>",
    "<lastName>D</lastName>",
    "<sanctionEntity>",
    "<sanctionEntity euReferenceNumber='E'>",
    "</sanctionEntity>",
    "<subjectType code='person'/>",
    "<nameAlias wholeName='F' strong=\"false\"/>",
    "<birthdate year='1390' monthOfYear='99'/>",
    "</export>",
    "</sdnList>",
    "&amp;",
    "&x;",
    "&",
    "<",
    "<!-- ",
    "-->",
    "<![CDATA[",
];
