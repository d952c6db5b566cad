//! What is over a limit is refused by lists and noted by readers, each with its kind, its field and its number.

use sverka::formats::{Dialect, Reader};
use sverka::{
    Change, Document, Error, ErrorKind, LivingList, Name, PartialDate, PersonName, Policy, Record,
    Repair, Watchlist,
};

const VALUES: usize = Record::MOST_VALUES;
const BYTES: usize = Record::MOST_TEXT_BYTES;

/// A record with so many values of a field.
fn with_values(field: &str, count: usize) -> Record {
    (0..count).fold(Record::new("w1", "Snegova Agniya"), |record, n| match field {
        "aliases" => record.with_alias(format!("Snegova {}", letters(n))),
        "birth_date" => record.with_birth_date(day(n)),
        "nationality" => record.with_nationality(format!("Q{n}")),
        "birth_place" => record.with_birth_place(format!("Place {n}")),
        "document" => record.with_document(Document::new(format!("A{n}")).unwrap()),
        other => unreachable!("{other}"),
    })
}

/// A birth date for a number.
fn day(n: usize) -> PartialDate {
    let (year, month, day) = (1902 + n % 100, 2 + n / 100 % 11, 2 + n / 1_100);
    PartialDate::new(year as u16, Some(month as u8), Some(day as u8)).unwrap()
}

/// A word for a number.
fn letters(n: usize) -> String {
    format!("{n:05}").bytes().map(|digit| char::from(digit - b'0' + b'a')).collect()
}

/// A record with a text of so many bytes in a field.
fn with_text(field: &str, bytes: usize) -> Record {
    let (text, record) = ("б".repeat(bytes / 2), Record::new("w1", "Snegova Agniya"));
    match field {
        "id" => record.with_id(text),
        "name" => Record::new("w1", text),
        "aliases" => record.with_alias(PersonName::parts("", "", text)),
        "nationality" => record.with_nationality(text),
        "birth_place" => record.with_birth_place(text),
        "document" => record.with_document(Document::new(text).unwrap()),
        "source" => record.with_listing(sverka::Listing::new().with_source(text)),
        "category" => record.with_listing(sverka::Listing::new().with_category(text)),
        other => unreachable!("{other}"),
    }
}

const CROWDED: [&str; 5] = ["aliases", "birth_date", "nationality", "birth_place", "document"];
const LONG: [&str; 8] =
    ["id", "name", "aliases", "nationality", "birth_place", "document", "source", "category"];

fn cases(values: usize, bytes: usize) -> impl Iterator<Item = (&'static str, Record)> {
    let crowded = CROWDED.map(|field| (field, with_values(field, values)));
    let long = LONG.map(|field| (field, with_text(field, bytes)));
    crowded.into_iter().chain(long)
}

#[test]
fn a_list_takes_a_record_up_to_each_limit_and_refuses_one_above_it() {
    let folder = tempfile::tempdir().unwrap();
    let list = Watchlist::builder().build().unwrap();
    let living = LivingList::create(folder.path().join("list"), list).unwrap();
    for (field, record) in cases(VALUES, BYTES) {
        let built = Watchlist::builder().record(record.clone()).build();
        assert!(built.is_ok(), "{field}: {:?}", built.err());
        living.put(record).unwrap();
    }
    let before = living.view().len();
    for (field, record) in cases(VALUES + 1, BYTES + 2) {
        let good = Record::new("w2", "Morozkin Yelisey");
        let built = Watchlist::builder().records([record.clone(), good.clone()]).build();
        let put = living.apply([Change::Put(good), Change::Put(record)]);
        for error in [built.unwrap_err(), put.unwrap_err()] {
            assert_eq!((error.kind(), error.field()), (ErrorKind::OverLimit, Some(field)));
            assert!(field == "id" || error.record_id() == Some("w1"), "{error}");
            let number = if CROWDED.contains(&field) && !error.to_string().contains("bytes") {
                VALUES + 1
            } else {
                BYTES + 2
            };
            assert!(error.to_string().contains(&number.to_string()), "{error}");
            assert!(error.to_string().len() < 300, "no text of the record: {error}");
        }
    }
    assert_eq!(living.view().len(), before, "a batch with a refused record changes nothing");
}

/// The record of a file with one, and what was noted of its limits.
fn read(text: &str, name: &str, dialect: Dialect) -> Vec<Result<(Record, Vec<String>), ErrorKind>> {
    let mut reader = Reader::detect(text.as_bytes(), name, dialect).unwrap();
    let mut rows = Vec::new();
    while let Some(row) = reader.next() {
        // Not what is noted of the values that were kept.
        let is_over = |note: &&Error| note.kind() == ErrorKind::OverLimit;
        let notes = reader.notes().iter().filter(is_over).map(ToString::to_string).collect();
        rows.push(row.map(|record| (record, notes)).map_err(|error| error.kind()));
    }
    rows
}

#[test]
fn a_reader_keeps_what_fits_and_notes_the_rest_once_for_each_field() {
    for (field, record) in cases(VALUES + 7, BYTES + 8) {
        let json = serde_json::to_string(&record).unwrap();
        let rows = read(&json, "list.jsonl", Dialect::new());
        let [Ok((kept, notes))] = &rows[..] else { panic!("{field}: {rows:?}") };
        Watchlist::builder().record(kept.clone()).build().unwrap();
        assert_eq!(notes.len(), 1, "{field}: {notes:?}");
        let numbers = [VALUES + 7, BYTES + 8].map(|number| number.to_string());
        let is_said = numbers.iter().any(|number| notes[0].contains(number));
        assert!(is_said || notes[0].contains("a name beyond its limit"), "{field}: {notes:?}");
        let strict = read(&json, "list.jsonl", Dialect::new().strict());
        assert_eq!(strict, [Err(ErrorKind::OverLimit)], "{field}");
    }
    let names: Vec<String> = (0..VALUES + 9).map(|n| format!("Snegova {}", letters(n))).collect();
    let table = format!("id,name,aliases\nw1,Morozkin Yelisey,\"{}\"\n", names.join("; "));
    let rows = read(&table, "list.csv", Dialect::new());
    let [Ok((kept, _))] = &rows[..] else { panic!("{rows:?}") };
    assert_eq!(kept.aliases().len(), VALUES);
}

#[test]
fn a_record_in_json_has_no_more_values_than_a_record_may_have() {
    for field in CROWDED {
        let json = |count| serde_json::to_string(&with_values(field, count)).unwrap();
        assert!(serde_json::from_str::<Record>(&json(VALUES)).is_ok(), "{field}");
        let error = serde_json::from_str::<Record>(&json(VALUES + 1)).unwrap_err().to_string();
        assert!(error.contains("more than 1024 values"), "{field}: {error}");
    }
}

#[test]
fn an_entry_over_a_limit_is_screened_by_what_fits_and_its_answer_says_so() {
    let listed = Record::new("w1", "Snegova Agniya").with_birth_date("1971-03-15".parse().unwrap());
    let watchlist = Watchlist::builder().record(listed).build().unwrap();
    for (field, entry) in cases(VALUES + 1, BYTES + 2) {
        let entry = entry.with_birth_date("1971-03-15".parse().unwrap());
        for screening in [
            watchlist.screen(&entry, &Policy::default()),
            watchlist.screen_exhaustively(&entry, &Policy::default()),
        ] {
            let certificate = screening.certificate();
            assert!(!certificate.is_complete() && certificate.rest_at_most().is_none(), "{field}");
            // The birth date alone is enough for review.
            assert_eq!(screening.matches().len(), 1, "{field}");
        }
    }
    let fits = with_values("aliases", VALUES);
    assert!(watchlist.screen(&fits, &Policy::default()).certificate().is_complete());
}

#[test]
fn a_name_is_read_up_to_its_limits_and_says_that_it_was_cut() {
    for (text, is_cut) in [
        ("ab ".repeat(20), false),
        ("ab ".repeat(21), true),
        ("a".repeat(40), false),
        ("a".repeat(41), true),
        (format!("ab{} cd", " ".repeat(1019)), false),
        (format!("ab{} cd", " ".repeat(1022)), true),
    ] {
        let name = Name::new(&PersonName::full(text.as_str()));
        assert_eq!(name.repairs().contains(&Repair::Cut), is_cut, "{}", text.len());
        assert!(name.tokens().len() <= 20);
    }
}
