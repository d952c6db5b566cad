//! Properties for arbitrary input: no panic, every row counted, and written records read back equal.

use crate::error::{Error, ErrorKind};
use crate::formats::draft::collapse_blanks;
use crate::formats::unknowns::{is_blank, is_blank_name};
use crate::formats::{ColumnMap, Reader};
use crate::record::{
    Alias, AliasStrength, Date, Document, Listing, PartialDate, PersonName, Record, Sex,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use std::io::BufRead;

fn lettered() -> impl Strategy<Value = String> {
    ("\\PC{0,4}", "\\p{L}", "[ \\PC\n\"]{0,4}").prop_map(|(a, b, c)| a + &b + &c)
}

fn name() -> impl Strategy<Value = PersonName> {
    prop_oneof![
        lettered().prop_map(PersonName::full),
        ("\\PC{0,5}", "\\PC{0,5}", lettered()).prop_map(|(g, p, f)| PersonName::parts(g, p, f)),
    ]
}

fn alias() -> impl Strategy<Value = Alias> {
    let strength = prop_oneof![Just(AliasStrength::Strong), Just(AliasStrength::Weak)];
    (name(), strength).prop_map(|(name, strength)| Alias::new(name, strength))
}

fn day() -> impl Strategy<Value = Date> {
    (1u16..=9999, 1u8..=12, 1u8..=28)
        .prop_map(|(year, month, day)| Date::new(year, month, day).unwrap())
}

fn partial() -> impl Strategy<Value = PartialDate> {
    // Plausible birth years.
    let parts = (1850u16..=2025, option::of((1u8..=12, option::of(1u8..=28))));
    parts.prop_map(|(year, rest)| {
        PartialDate::new(year, rest.map(|r| r.0), rest.and_then(|r| r.1)).unwrap()
    })
}

/// Text that matches the pattern and is no word for a missing value.
fn stated(text: &'static str) -> impl Strategy<Value = String> {
    text.prop_filter("a word for a missing value", |text| !is_blank(text))
}

fn listing(text: &'static str) -> impl Strategy<Value = Listing> {
    let stated = || option::of(stated(text));
    let days = || option::of(day());
    (stated(), stated(), days(), days(), days(), days()).prop_map(
        |(source, category, occurred, submitted, from, to)| {
            let mut listing = Listing::new().with_validity(from, to);
            if let Some(source) = source {
                listing = listing.with_source(source);
            }
            if let Some(category) = category {
                listing = listing.with_category(category);
            }
            if let Some(day) = occurred {
                listing = listing.with_occurred_at(day);
            }
            if let Some(day) = submitted {
                listing = listing.with_submitted_at(day);
            }
            listing
        },
    )
}

/// A record has each value once.
fn distinct<T: PartialEq>(values: Vec<T>) -> Vec<T> {
    let mut distinct = Vec::new();
    for value in values {
        if !distinct.contains(&value) {
            distinct.push(value);
        }
    }
    distinct
}

/// Records with the given names and aliases, and texts that match the pattern.
fn record(
    name: impl Strategy<Value = PersonName>,
    alias: impl Strategy<Value = Alias>,
    text: &'static str,
) -> impl Strategy<Value = Record> {
    let sex = prop_oneof![Just(Sex::Female), Just(Sex::Male), Just(Sex::Unspecified)];
    let number = stated("[0-9A-Z]{1,9}");
    let document = (option::of(text), option::of(text), number);
    let document = document.prop_map(|(kind, country, number)| {
        let document = Document::new(number).unwrap();
        let document = kind.into_iter().fold(document, Document::with_kind);
        country.into_iter().fold(document, Document::with_country)
    });
    let parts = (
        name,
        vec(alias, 0..3),
        vec(partial(), 0..3).prop_map(distinct),
        option::of(sex),
        vec(stated(text).prop_map(|country| collapse_blanks(&country)), 0..3).prop_map(distinct),
        vec(document, 0..3).prop_map(distinct),
        listing(text),
    );
    parts.prop_map(|(name, aliases, dates, sex, countries, documents, listing)| {
        let record = Record::new("", name).with_listing(listing);
        let record = aliases.into_iter().fold(record, Record::with_alias);
        let record = dates.into_iter().fold(record, Record::with_birth_date);
        let record = sex.into_iter().fold(record, Record::with_sex);
        let record = countries.into_iter().fold(record, Record::with_nationality);
        documents.into_iter().fold(record, Record::with_document)
    })
}

fn numbered(records: Vec<Record>) -> Vec<Record> {
    records.into_iter().enumerate().map(|(n, record)| record.with_id(format!("r{n}"))).collect()
}

fn joined<T: ToString>(values: &[T]) -> String {
    values.iter().map(T::to_string).collect::<Vec<_>>().join(" ; ")
}

fn cells(record: &Record) -> Vec<String> {
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let (name, listing) = (record.name(), record.listing());
    let aliases: Vec<_> = record.aliases().iter().map(|alias| alias.name().clone()).collect();
    vec![
        record.id().to_owned(),
        text(name.as_full()),
        text(name.given()),
        text(name.patronymic()),
        text(name.family()),
        joined(&aliases),
        joined(record.birth_dates()),
        record.sex().map(|sex| sex.to_string()).unwrap_or_default(),
        joined(record.nationalities()),
        joined(record.documents()),
        text(listing.source()),
        text(listing.category()),
        day(listing.occurred_at()),
        day(listing.submitted_at()),
        day(listing.valid_from()),
        day(listing.valid_to()),
    ]
}

/// Text that a list cell keeps: without surrounding blanks, separators and empty items.
const CELL: &str = "\\p{L}[\\p{L}0-9,\"\n' -]{0,5}\\p{L}";

fn cell_name() -> impl Strategy<Value = PersonName> {
    prop_oneof![
        stated(CELL).prop_map(PersonName::full),
        (stated(CELL), stated(CELL), stated(CELL)).prop_map(|(g, p, f)| PersonName::parts(g, p, f)),
    ]
}

/// A line that is hardly an object. It does not go on with what the lines before it began.
fn json_line() -> impl Strategy<Value = String> {
    let pieces = ["{", "}", "[", "]", "\"", ":", ",", "\\", "name", " ", "1", "\"name\"", "{}"];
    let rest = vec(proptest::sample::select(pieces.to_vec()), 0..8);
    let first = proptest::sample::select(vec!["{", "\"", "{\"name\": ", "x", "{\"name\": ["]);
    (first, rest).prop_map(|(first, rest)| first.to_owned() + &rest.concat())
}

/// Text composed of the characters that matter to a reader.
fn tricky() -> impl Strategy<Value = Vec<u8>> {
    let pieces: [&[u8]; 13] = [
        b"\"",
        b",",
        b"\n",
        b"\r\n",
        b"name",
        b"name,id\n",
        b"{\"name\":\"A\"}",
        b"{\"name\":",
        b"}",
        b";",
        b"\xef\xbb\xbf",
        b"\xff",
        b" ",
    ];
    let piece = proptest::sample::select(pieces.to_vec());
    vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// A row of cells that may be anything but quoted, with or without an identifier.
fn line() -> impl Strategy<Value = String> {
    let id = prop_oneof![Just(String::new()), "[a-c]"];
    let cell = prop_oneof![
        Just("н/д".to_owned()),
        Just("1971-13-15".to_owned()),
        Just("муж".to_owned()),
        "[a-zа-я0-9 ./-]{0,6}",
    ];
    prop_oneof![
        (id, vec(cell, 0..6)).prop_map(|(id, cells)| format!("{id},{}", cells.join(","))),
        Just(String::new()),
    ]
}

fn check_tally<R: BufRead>(reader: Result<Reader<R>, Error>) {
    let Ok(mut reader) = reader else { return };
    let (mut kept, mut rejected) = (0, 0);
    for read in reader.by_ref() {
        *(if read.is_ok() { &mut kept } else { &mut rejected }) += 1;
        if let Err(error) = read {
            assert!(error.line().is_some() && error.file() == Some("t"), "{error}");
        }
    }
    let tally = reader.tally();
    assert_eq!((tally.kept(), tally.rejected(), tally.read()), (kept, rejected, kept + rejected));
    assert!(reader.next().is_none());
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop_oneof![vec(any::<u8>(), 0..200), tricky()]) {
        let columns = ColumnMap::new();
        check_tally(Reader::detect(&bytes[..], "t", &columns));
        check_tally(Reader::csv(&bytes[..], "t", &columns));
        check_tally(Reader::json(&bytes[..], "t"));
        let named = [b"name,id\n", &bytes[..]].concat();
        check_tally(Reader::csv(&named[..], "t", &columns));
    }

    #[test]
    fn every_line_of_a_table_is_accounted_for(lines in vec(line(), 0..20)) {
        // Without quotes, each line with a cell that is not blank is a row.
        let table = format!("id,name,birth_date,sex\n{}", lines.join("\n"));
        let reader = Reader::csv(table.as_bytes(), "t", &ColumnMap::new()).unwrap();
        let mut accounted: Vec<u64> = Vec::new();
        for read in reader {
            match read {
                Ok(record) => {
                    // Of several lines with an identifier the first with a name is the record.
                    let is_it = |n: &u64| !accounted.contains(n)
                        && lines[*n as usize - 2].starts_with(&format!("{},", record.id()));
                    let lines = accounted.last().map_or(2, |last| last + 1)..lines.len() as u64 + 2;
                    accounted.push(record.id().parse().ok().or_else(|| lines.clone().find(is_it)).unwrap());
                }
                Err(error) => {
                    let line = error.line().unwrap();
                    let name = lines[line as usize - 2].split(',').nth(1).unwrap_or_default();
                    let is_nameless = is_blank_name(name) || !name.contains(char::is_alphabetic);
                    prop_assert!(error.kind() == ErrorKind::DuplicateId || is_nameless, "{error}");
                    accounted.push(line);
                }
            }
        }
        let is_stated = |line: &String| line.split(',').any(|cell| !cell.trim().is_empty());
        let stated = (2..).zip(&lines).filter(|(_, line)| is_stated(line)).map(|(n, _)| n);
        prop_assert_eq!(accounted, stated.collect::<Vec<u64>>());
    }

    #[test]
    fn rows_after_a_broken_line_are_read(bytes in tricky()) {
        // A broken line does not affect the rows after it.
        let text = String::from_utf8_lossy(&bytes).replace(['\n', '\r'], "");
        let table = format!("name,id\n{text}\nYelisey,y\nAgniya,z\n");
        let ids: Vec<_> = Reader::csv(table.as_bytes(), "t", &ColumnMap::new()).unwrap()
            .filter_map(Result::ok).map(|record| record.id().to_owned()).collect();
        prop_assert!(ids.ends_with(&["y".to_owned(), "z".to_owned()]), "{ids:?}");
    }

    #[test]
    fn objects_after_a_broken_line_are_read(lines in vec(json_line(), 0..12), is_array in any::<bool>()) {
        // Whole objects are read, whatever the lines between them.
        let whole: Vec<String> = (0..lines.len()).map(|n| format!("r{n}")).collect();
        let lines: Vec<String> = lines.iter().zip(&whole)
            .map(|(broken, id)| format!("{broken}\n{{\"id\": \"{id}\", \"name\": \"A\"}}"))
            .collect();
        let text = match is_array {
            true => format!("[\n{}\n]", lines.join(",\n")),
            false => lines.join("\n"),
        };
        let Ok(mut reader) = Reader::json(text.as_bytes(), "t") else { return Ok(()) };
        let read: Vec<_> = reader.by_ref().collect();
        let ids: Vec<&str> = read.iter().flatten().map(Record::id).filter(|id| id.starts_with('r')).collect();
        prop_assert_eq!(ids, whole);
        prop_assert_eq!(reader.tally().read(), read.len() as u64);
    }

    #[test]
    fn records_written_as_json_lines_read_back(
        records in vec(record(name(), alias(), "\\PC{1,5}"), 1..8).prop_map(numbered),
    ) {
        let lines: Vec<String> =
            records.iter().map(|record| serde_json::to_string(record).unwrap()).collect();
        let text = lines.join("\n");
        let mut reader = Reader::json(text.as_bytes(), "t").unwrap();
        let read: Vec<Record> = reader.by_ref().collect::<Result<_, _>>().unwrap();
        prop_assert_eq!(read, records);
        prop_assert!(reader.unread_columns().is_empty());
    }

    #[test]
    fn records_written_as_a_table_read_back(
        records in vec(record(cell_name(), stated(CELL).prop_map(Alias::from), CELL), 1..8).prop_map(numbered),
        ending in prop_oneof![Just(csv::Terminator::CRLF), Just(csv::Terminator::Any(b'\n'))],
    ) {
        let mut writer = csv::WriterBuilder::new().terminator(ending).from_writer(Vec::new());
        writer.write_record([
            "id", "name", "given", "patronymic", "family", "aliases", "birth_date", "sex",
            "nationality", "document", "source", "category", "occurred_at", "submitted_at",
            "valid_from", "valid_to",
        ]).unwrap();
        for record in &records {
            writer.write_record(cells(record)).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        let reader = Reader::detect(&bytes[..], "t", &ColumnMap::new()).unwrap();
        let read: Vec<Record> = reader.collect::<Result<_, _>>().unwrap();
        prop_assert_eq!(read, records);
    }
}
