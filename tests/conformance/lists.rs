//! Real sanctions lists: every person is read with all names, dates and documents, and the counts agree.

use crate::data;
use std::io::Read;
use sverka::Record;
use sverka::formats::{ColumnMap, Format, Reader};

fn names(record: &Record) -> Vec<String> {
    let aliases = record.aliases().iter().map(|alias| alias.name().to_string());
    std::iter::once(record.name().to_string()).chain(aliases).collect()
}

/// The text of each element with this name in a piece of XML, found without a parser.
fn texts(xml: &str, name: &str) -> Vec<String> {
    let tag = format!("<{name}>");
    let pieces = xml.split(tag.as_str()).skip(1);
    let texts = pieces.filter_map(|piece| piece.split_once("</").map(|(text, _)| text));
    texts
        .map(|text| text.replace("&amp;", "&").split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|text| !text.is_empty())
        .collect()
}

#[test]
fn the_united_nations_list_is_read_whole() {
    let path = data("lists/un_consolidated.xml.gz");
    let mut reader = Reader::open(&path, &ColumnMap::new()).expect("a list");
    assert_eq!(reader.format(), Format::UnXml);
    let mut records = Vec::new();
    let mut notes = Vec::new();
    while let Some(read) = reader.next() {
        records.push(read.expect("nothing is rejected"));
        notes.extend_from_slice(reader.notes());
    }
    println!("UN: {}; not read: {}", reader.tally(), reader.unread_columns().join(", "));

    let mut xml = String::new();
    let packed = std::fs::File::open(&path).expect("a file");
    flate2::read::GzDecoder::new(packed).read_to_string(&mut xml).expect("gzip");
    let people: Vec<&str> = xml.split("<INDIVIDUAL>").skip(1).collect();
    assert_eq!(reader.tally().kept() as usize, people.len());
    assert_eq!(reader.tally().not_persons() as usize, xml.matches("<ENTITY>").count());
    assert_eq!(people.len(), records.len());

    let (mut aliases, mut dates, mut documents) = (0, 0, 0);
    for (person, record) in people.iter().zip(&records) {
        let person = person.split("</INDIVIDUAL>").next().unwrap_or_default();
        assert_eq!(texts(person, "REFERENCE_NUMBER"), [record.id()]);
        let names = names(record).join(" | ");
        for alias in
            texts(person, "ALIAS_NAME").iter().chain(&texts(person, "NAME_ORIGINAL_SCRIPT"))
        {
            // One element may hold several names, and a remark.
            let alias =
                alias.split(" born ").next().unwrap_or_default().replace("original script:", "");
            for name in
                alias.split([';', ',', '(', ')']).map(str::trim).filter(|name| !name.is_empty())
            {
                assert!(names.contains(name), "{}: an alias is missing", record.id());
            }
        }
        for date in texts(person, "DATE").iter().chain(&texts(person, "YEAR")) {
            let found = record.birth_dates().iter().any(|found| found.to_string() == *date);
            assert!(found, "{}: {date}", record.id());
        }
        aliases += record.aliases().len();
        dates += record.birth_dates().len();
        documents += record.documents().len();
        let numbers = texts(person, "NUMBER").len();
        assert!(record.documents().len() <= numbers + person.matches("<NOTE>").count());
        assert!(numbers == 0 || !record.documents().is_empty(), "{}", record.id());
        assert!(record.listing().valid_from().is_some(), "{}", record.id());
    }
    println!("UN: {aliases} aliases, {dates} dates, {documents} documents");
    for note in &notes {
        println!("{note}");
    }
}

#[test]
fn the_ofac_list_is_read_whole() {
    let path = data("lists/ofac_sdn_individuals.csv");
    let mut reader = Reader::open(&path, &ColumnMap::new()).expect("a list");
    let records: Vec<Record> =
        reader.by_ref().map(|read| read.expect("nothing is rejected")).collect();
    println!("OFAC: {}; not read: {}", reader.tally(), reader.unread_columns().join(", "));
    let mut table = csv::Reader::from_path(&path).expect("a table");
    let rows: Vec<csv::StringRecord> = table.records().map(|row| row.expect("a row")).collect();
    assert_eq!(records.len(), rows.len());
    let mut aliases = 0;
    for (row, record) in rows.iter().zip(&records) {
        assert_eq!((&row[0], &row[1]), (record.id(), record.name().to_string().as_str()));
        // An alias that is the name itself, or stated twice, is kept once.
        let stated = row[2].split(';').map(str::trim).filter(|alias| !alias.is_empty());
        let mut distinct: Vec<&str> = Vec::new();
        for alias in stated {
            if alias != &row[1] && !distinct.contains(&alias) {
                distinct.push(alias);
            }
        }
        let stated = distinct;
        assert_eq!(names(record)[1..], stated);
        aliases += stated.len();
    }
    println!("OFAC: {aliases} aliases");
}
