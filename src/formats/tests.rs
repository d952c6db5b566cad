//! Case tables for the documented behaviour of the readers, and properties for arbitrary input.

mod accounting;
#[cfg(feature = "lists")]
mod all_lists;
#[cfg(feature = "archives")]
mod archives;
#[cfg(feature = "lists")]
mod causes;
mod dialects;
mod json;
#[cfg(feature = "lists")]
mod lists;
#[cfg(feature = "lists")]
mod ofac;
mod properties;
#[cfg(feature = "lists")]
mod samples;
mod table;
#[cfg(feature = "lists")]
mod xml;

use super::{ColumnMap, Reader, memory_limit};
use crate::error::ErrorKind;
use crate::record::Record;
use std::io::{self, BufRead, BufReader, Cursor, Read};

fn table(text: &str) -> Reader<&[u8]> {
    Reader::csv(text.as_bytes(), "t.csv", &ColumnMap::new()).unwrap()
}

fn json(text: &str) -> Reader<&[u8]> {
    Reader::json(text.as_bytes(), "t.jsonl").unwrap()
}

fn only<R: BufRead>(reader: Reader<R>) -> Record {
    let mut records = reader.collect::<Result<Vec<_>, _>>().unwrap();
    assert_eq!(records.len(), 1);
    records.remove(0)
}

fn shown<R: BufRead>(reader: Reader<R>) -> Vec<String> {
    reader
        .map(|read| match read {
            Ok(record) => format!("{} {}", record.id(), record.name()),
            Err(error) => error.to_string(),
        })
        .collect()
}

#[test]
fn sources_that_are_refused_immediately() {
    let cases: [(&[u8], ErrorKind, &str); 8] = [
        (b"", ErrorKind::Empty, "t: nothing to read"),
        (b"\xef\xbb\xbf\r\n \n", ErrorKind::Empty, "t: nothing to read"),
        ("\u{feff}имя\n".as_bytes().split_at(6).0, ErrorKind::Malformed, "t:1: bytes that are not"),
        (b"name,\"b\nc\n", ErrorKind::Malformed, "t:1: a quote that is not closed"),
        (
            b"name,b\rA,1\rB,2\r",
            ErrorKind::Malformed,
            "t:1: a line break within a header; expected lines that end in LF or CRLF",
        ),
        (
            b"\nid,Person,birth_date\n",
            ErrorKind::MissingColumn,
            "t:2: no column holds a name; found id, Person, birth_date",
        ),
        (
            b"\xff\xfen\0a\0;\0b\0",
            ErrorKind::MissingColumn,
            "t:1: no column holds a name; found na, b",
        ),
        (
            b"person_name,Morozkin Yelisey,17\n",
            ErrorKind::MissingColumn,
            "t:1: no column holds a name; found person_name, 2 that may not be headers",
        ),
    ];
    for (bytes, kind, text) in cases {
        let error = Reader::detect(bytes, "t", &ColumnMap::new()).unwrap_err();
        assert_eq!(error.kind(), kind, "{text}");
        assert!(error.to_string().starts_with(text), "{error}");
    }
    let error = Reader::json(&b"\n"[..], "t").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Empty);
    let error = Reader::open("no/such/file.csv", &ColumnMap::new()).unwrap_err();
    assert_eq!((error.kind(), error.file()), (ErrorKind::Io, Some("no/such/file.csv")));
    assert!(table("id,name\n").next().is_none());
}

#[test]
fn columns_without_a_field_are_listed() {
    let reader = table("name,Eyes,birth_date,birthDate,,ID\n");
    assert_eq!(reader.unread_columns(), ["Eyes", "birthDate"]);

    let mut lines = json(
        r#"{"name": {"given": "A", "surname": "B"}, "eyes": {"left": 1}, "listing": {"by": "x"}}
           {"name": "A", "eyes": 2, "aliases": [{"name": "C", "weak": true}, "D"], "documents": {"number": "7", "issued": 1}}"#,
    );
    assert!(lines.by_ref().all(|read| read.is_ok()));
    let expected = ["name.surname", "eyes", "listing.by", "aliases.0.weak", "documents.issued"];
    assert_eq!(lines.unread_columns(), expected);

    let fields: Vec<String> = (0..200).map(|n| format!("\"f{n}\": 0")).collect();
    let mut lines = Cursor::new(format!("{{\"name\": \"A\", {}}}", fields.join(",")));
    let mut reader = Reader::json(&mut lines, "t").unwrap();
    assert!(reader.by_ref().all(|read| read.is_ok()));
    assert_eq!(reader.unread_columns().len(), 100);
}

#[test]
fn the_format_is_detected() {
    let cases = [
        ("\u{feff}\n  {\"name\": \"A\"}", "2 A"),
        ("{\"name\": \"A\", \"id\": \"x\"}\r\n\r\n", "x A"),
        ("\u{feff}\"name\"\n\nA", "3 A"),
        (" name\nA", "2 A"),
    ];
    for (text, expected) in cases {
        // A buffer of one byte: no result may depend on what arrives at once.
        let source = BufReader::with_capacity(1, text.as_bytes());
        let reader = Reader::detect(source, "t", &ColumnMap::new()).unwrap();
        assert_eq!(shown(reader), [expected], "{text}");
    }
}

#[test]
fn identifiers_are_unique_among_the_records_kept() {
    let lines = "{\"id\":\"a\",\"name\":\"1\"}\n{\"id\":\"a\",\"name\":\"A\"}\n{\"id\":\"a\",\"name\":\"B\"}\n{\"id\":\"\",\"name\":\"C\"}";
    let expected = [
        "t.jsonl:1: name: a name without letters; expected at least one letter",
        "a A",
        "t.jsonl:3: id: the same identifier as the record at line 2; \
         expected one row for each identifier",
        "4 C",
    ];
    let reader = json(lines);
    assert_eq!(shown(reader), expected);
    let kinds: Vec<_> = json(lines).filter_map(|read| read.err().map(|e| e.kind())).collect();
    assert_eq!(kinds, [ErrorKind::NoLetters, ErrorKind::DuplicateId]);
}

#[test]
fn bytes_that_are_not_utf_8_cost_a_character_each() {
    let table = b"\xef\xbb\xbfid,name\n1,A\n2,Moro\xffzkin\n3,\"B\n\xd0\"\n4,\xff\n5,C\n";
    let mut reader = Reader::detect(&table[..], "t", &ColumnMap::new()).unwrap();
    let mut notes = Vec::new();
    let mut read = Vec::new();
    while let Some(row) = reader.next() {
        notes.extend(reader.notes().iter().map(|note| (note.line(), note.kind())));
        read.push(row.map(|record| record.name().to_string()).map_err(|e| (e.line(), e.kind())));
    }
    let malformed = |line| (Some(line), ErrorKind::Malformed);
    assert_eq!(notes, [malformed(3), malformed(4)]);
    let kept = |name: &str| Ok(name.to_owned());
    let expected =
        [kept("A"), kept("Moro\u{fffd}zkin"), kept("B\n\u{fffd}"), Err(malformed(6)), kept("C")];
    assert_eq!(read, expected);
}

/// A source that fails after its text.
struct FailingSource<'t>(&'t [u8]);

impl Read for FailingSource<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.0.read(buffer)? {
            0 => Err(io::Error::other("the disk is gone")),
            read => Ok(read),
        }
    }
}

#[test]
fn a_source_that_fails_ends_the_reading() {
    for text in ["name\nA\nB\n", "{\"name\": \"A\"}\n{\"name\": \"B\"}\n"] {
        let source = BufReader::new(FailingSource(text.as_bytes()));
        let mut reader = Reader::detect(source, "t", &ColumnMap::new()).unwrap();
        let error = reader.by_ref().find_map(Result::err).unwrap();
        assert_eq!(error.kind(), ErrorKind::Io);
        assert!(error.to_string().ends_with("the disk is gone"), "{error}");
        assert!(reader.next().is_none());
        assert_eq!((reader.tally().read(), reader.tally().kept()), (3, 2));
    }
}

#[test]
fn a_line_too_long_is_rejected_and_the_next_read() {
    let long = || io::repeat(b'x').take((16 << 20) + 7);
    let read = |head: &'static str, tail: &'static str| {
        let source = BufReader::new(head.as_bytes().chain(long()).chain(tail.as_bytes()));
        shown(Reader::detect(source, "t", &ColumnMap::new()).unwrap())
    };
    let error = format!("t:2: a line of more than 16 MiB; expected {}", memory_limit::RAISE);
    assert_eq!(read("name\n", "\nB\n"), [error.clone(), "3 B".to_owned()]);
    let first =
        format!("t:1: an object or a line of more than 16 MiB; expected {}", memory_limit::RAISE);
    let second = "2 B".to_owned();
    assert_eq!(read("{\"name\": \"", "\"}\n{\"name\": \"B\"}\n"), [first, second]);
    // The same within an unclosed quote.
    let third = format!("t:3: a line of more than 16 MiB; expected {}", memory_limit::RAISE);
    assert_eq!(read("name\n\"A\n", "\nB\n"), ["2 \"A".to_owned(), third, "4 B".to_owned()]);
}

#[test]
fn debug_shows_no_content() {
    let mut reader = table("id,name\nx,Yelisey\n");
    assert!(reader.next().is_some());
    let shown = format!("{reader:?}");
    assert!(shown.contains("t.csv") && !shown.contains("Yelisey"), "{shown}");
}

#[test]
fn an_error_has_the_source_and_category_of_its_row() {
    let table = "id,name,birth_date,source,category\n\
                 1,Морозкин,1971-02-30,bank,wanted\n\
                 2,17,,bank,\n\
                 2,Снегова,,customs,wanted\n\
                 2,Снегова,,bank,wanted\n\
                 3,Снегова\n";
    let lines = r#"{"name": ["17"], "listing": {"source": "bank"}}
{"id": "1", "name": "Снегова", "listing": {"source": "customs"}}
{"id": "1", "name": "Снегова", "listing": {"source": "bank", "category": "wanted"}}
{"name": 17, "listing": {"source": "port"}}
not JSON"#;
    let stated = |mut reader: Reader<&[u8]>| -> Vec<(Option<String>, Option<String>)> {
        let errors = reader.by_ref().filter_map(Result::err);
        let owned = |text: Option<&str>| text.map(str::to_owned);
        errors.map(|e| (owned(e.row_source()), owned(e.row_category()))).collect()
    };
    let bank = |category: Option<&str>| (Some("bank".to_owned()), category.map(str::to_owned));
    let wanted = || bank(Some("wanted"));
    let table = Reader::csv(table.as_bytes(), "a.csv", &ColumnMap::new()).unwrap();
    assert_eq!(stated(table), [bank(None), wanted()]);
    let lines = Reader::json(lines.as_bytes(), "a.jsonl").unwrap();
    let port = (Some("port".to_owned()), None);
    assert_eq!(stated(lines), [bank(None), wanted(), port, (None, None)]);
}

#[test]
#[cfg(feature = "lists")]
fn persons_who_must_wait_are_held_up_to_the_memory_limit() {
    use super::Dialect;
    let limited = || Dialect::new().with_memory_limit(1 << 20).unwrap();
    // A hundred persons of 15 kB each, and then their passports.
    let note = "x".repeat(15_000);
    let person = |n| {
        format!(
            "{{\"id\": \"p{n}\", \"schema\": \"Person\", \
             \"properties\": {{\"name\": [\"Person {n}\"], \"notes\": [\"{note}\"]}}}}\n"
        )
    };
    let passport = |n| {
        format!(
            "{{\"id\": \"d{n}\", \"schema\": \"Passport\", \
             \"properties\": {{\"holder\": [\"p{n}\"], \"number\": [\"45{n}\"]}}}}\n"
        )
    };
    let text: String = (100..200).map(person).chain((100..200).map(passport)).collect();
    let mut reader = Reader::detect(text.as_bytes(), "t", limited()).unwrap();
    let (mut whole, mut noted) = (0, 0);
    while let Some(row) = reader.next() {
        let is_noted = reader.notes().iter().any(|note| note.kind() == ErrorKind::TooLarge);
        // Who is not noted has the passport.
        assert!(is_noted || !row.unwrap().documents().is_empty());
        (whole, noted) = (whole + usize::from(!is_noted), noted + usize::from(is_noted));
    }
    assert_eq!((whole + noted, reader.tally().not_persons()), (100, 100));
    assert!(noted > 0 && whole >= 60, "{noted} {whole}");

    // Places that a person of Switzerland's list may refer to, and aliases of OFAC.
    let place =
        |n| format!("<place ssid=\"{n}\"><location>{}</location></place>\n", "x".repeat(999));
    let places: String = (0..2_000).map(place).collect();
    let list = format!("<swiss-sanctions-list>\n{places}</swiss-sanctions-list>");
    let mut reader = Reader::detect(list.as_bytes(), "t", limited()).unwrap();
    let error = reader.next().unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLarge);
    assert!(error.to_string().contains("--memory-limit"), "{error}");
    assert!(reader.next().is_none());
    assert_eq!(Reader::detect(list.as_bytes(), "t", Dialect::new()).unwrap().count(), 0);

    let entry = "1,\"DOE, John\",\"individual\",\"SDGT\",-0-,-0-,-0-,-0-,-0-,-0-,-0-,-0-\n";
    let aliases = format!("1,1,\"aka\",\"{}\",-0-\n", "x".repeat(9_999)).repeat(200);
    let read = Reader::detect(entry.as_bytes(), "SDN.CSV", limited()).unwrap();
    let error = read.with_ofac_aliases(aliases.as_bytes()).unwrap_err();
    assert_eq!((error.kind(), error.file()), (ErrorKind::TooLarge, Some("ALT.CSV")));
}
