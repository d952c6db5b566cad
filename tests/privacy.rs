//! No error of the library, and no cause of one, carries a name or a birth date of a record. A value that cannot be read
//! as a date is quoted, with its letters masked, as somebody has to mend it; and so are a nationality of one word and an identifier.
//!
//! Every sample of a list is broken in many ways: cut off, a byte changed, a piece left out or repeated, cells
//! exchanged. What is planted is what the unbroken sample states.

use std::collections::BTreeSet;
use std::error::Error as StdError;
use std::fs;
use std::path::Path;
use sverka::formats::{Dialect, Reader};
use sverka::{
    Change, Error, LivingList, PersonName, Policy, Record, Screening, ValidAt, Watchlist,
};

/// Everything that somebody may print of an error.
fn printed(error: &Error) -> String {
    let mut text = format!("{error}\n{error:?}\n{error:#?}");
    let mut cause = error.source();
    while let Some(inner) = cause {
        text += &format!("\n{inner}\n{inner:?}");
        cause = inner.source();
    }
    text
}

/// Words of names and whole dates, as records state them.
#[derive(Default)]
struct Planted(BTreeSet<String>);

impl Planted {
    fn add(&mut self, record: &Record) {
        let names = record.aliases().iter().map(|alias| alias.name());
        for name in std::iter::once(record.name()).chain(names).map(PersonName::to_string) {
            let words = name.split(|c: char| !c.is_alphabetic()).filter(|w| w.chars().count() >= 4);
            self.0.extend(words.map(str::to_owned));
        }
        self.0.extend(record.birth_dates().iter().map(ToString::to_string).filter(|d| d.len() > 7));
    }

    fn assert_absent(&self, error: &Error, from: &str) {
        let text = printed(error);
        // A whole word: messages have words of which a name may be a part.
        let words: BTreeSet<&str> = text.split(|c: char| !c.is_alphabetic()).collect();
        let id = error.record_id().unwrap_or_default();
        let mended = error.value().unwrap_or_default();
        for planted in &self.0 {
            let is_there = match planted.contains('-') {
                true => text.contains(planted.as_str()) && !mended.contains(planted.as_str()),
                // A nationality of one word and an identifier are quoted, whatever stands there.
                false => {
                    words.contains(planted.as_str())
                        && !mended.contains(planted.as_str())
                        && !id.contains(planted.as_str())
                }
            };
            assert!(!is_there, "{from}: {planted:?} in {text}");
        }
    }
}

/// All errors and notes that reading a text brings up.
fn problems(text: &[u8], name: &str, dialect: Dialect) -> (Vec<Record>, Vec<Error>) {
    let mut reader = match Reader::detect(text, name, dialect) {
        Ok(reader) => reader,
        Err(error) => return (Vec::new(), vec![error]),
    };
    let (mut records, mut errors) = (Vec::new(), Vec::new());
    while let Some(row) = reader.next() {
        errors.extend(reader.notes().iter().cloned());
        match row {
            Ok(record) => records.push(record),
            Err(error) => errors.push(error),
        }
    }
    (records, errors)
}

/// The text broken in the nth way.
fn broken(text: &[u8], n: usize) -> Vec<u8> {
    if text.is_empty() {
        return Vec::new();
    }
    let at = n.wrapping_mul(2_654_435_761) % text.len();
    let other = n.wrapping_mul(40_503) % text.len();
    let mut broken = text.to_vec();
    match n % 6 {
        0 => broken.truncate(at),
        1 => broken[at] = b"\"<>{}[],;\n\0\xff&"[n / 6 % 13],
        2 => {
            broken.remove(at);
        }
        3 => drop(broken.drain(at.min(other)..at.max(other).min(at.min(other) + 40))),
        4 => broken.splice(at..at, text[other..text.len().min(other + 60)].to_vec()).for_each(drop),
        _ => broken.swap(at, other),
    }
    broken
}

#[test]
fn what_breaks_while_a_list_is_read_quotes_nobody() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/formats/tests/data");
    let mut met = 0;
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = fs::read(&path).unwrap();
        let mut planted = Planted::default();
        problems(&text, &name, Dialect::new()).0.iter().for_each(|record| planted.add(record));
        // What a message of a reader says of the format.
        ["List", "Name", "Names", "name", "names"].iter().for_each(|word| {
            planted.0.remove(*word);
        });
        for n in 0..600 {
            let dialect = Dialect::new();
            let dialect = if n % 2 == 0 { dialect } else { dialect.strict() };
            // A header is quoted, so that somebody can say which column holds the names.
            let header = match name.ends_with(".csv") {
                true => text.iter().position(|byte| *byte == b'\n').map_or(0, |end| end + 1),
                false => 0,
            };
            let broken = [&text[..header], &broken(&text[header..], n)].concat();
            for error in problems(&broken, &name, dialect).1 {
                planted.assert_absent(&error, &format!("{name}, {n}"));
                met += 1;
            }
        }
    }
    assert!(met > 2_000, "{met} errors and notes");
}

#[test]
fn a_name_in_a_field_of_another_kind_is_not_quoted() {
    let mut planted = Planted::default();
    planted.add(&Record::new("w1", "Quorvath Zelminda Ксаверьевна"));
    let wrong = "Quorvath Zelminda Ксаверьевна";
    for field in ["birth_date", "sex", "document", "valid_from", "valid_to", "submitted_at"] {
        let table =
            format!("id,name,{field}\nw1,Snegova,{wrong}\nw2,Snegova,\"{wrong}\nw3,,{wrong}\n");
        let json = format!("{{\"id\": \"w1\", \"name\": \"Snegova\", \"{field}\": \"{wrong}\"}}\n");
        let deep =
            format!("{{\"id\": 1, \"name\": {{\"given\": [\"{wrong}\"]}}, \"{field}\": 7}}\n");
        for text in [table, json, deep] {
            for dialect in [Dialect::new(), Dialect::new().strict()] {
                for error in problems(text.as_bytes(), "list", dialect).1 {
                    planted.assert_absent(&error, field);
                }
            }
        }
    }
}

#[test]
fn what_a_list_refuses_quotes_nobody() {
    let named =
        Record::new("w1", "Quorvath Zelminda").with_birth_date("1971-03-15".parse().unwrap());
    let mut planted = Planted::default();
    planted.add(&named);
    let crowded = (0..=Record::MOST_VALUES)
        .fold(named.clone(), |record, _| record.with_alias("Quorvath Zelminda"));
    let long = Record::new("w1", "Quorvath ".repeat(4_000));
    let folder = tempfile::tempdir().unwrap();
    let empty = Watchlist::builder().build().unwrap();
    let living = LivingList::create(folder.path().join("list"), empty).unwrap();
    let mut errors = vec![
        Watchlist::builder().records([named.clone(), named.clone()]).build().unwrap_err(),
        LivingList::open(folder.path().join("list")).unwrap_err(),
        LivingList::open(folder.path()).unwrap_err(),
    ];
    for refused in [crowded, long] {
        errors.push(Watchlist::builder().record(refused.clone()).build().unwrap_err());
        errors.push(living.apply([Change::Put(refused)]).unwrap_err());
    }
    let saved = folder.path().join("list.sverka");
    Watchlist::builder().record(named).build().unwrap().save(&saved).unwrap();
    let bytes = fs::read(&saved).unwrap();
    for n in 0..400 {
        fs::write(&saved, broken(&bytes, n)).unwrap();
        errors.extend(Watchlist::open(&saved).err());
    }
    assert!(errors.len() > 300, "{}", errors.len());
    for error in errors {
        planted.assert_absent(&error, "a list");
    }
}

#[test]
fn a_redacted_answer_has_everything_but_what_records_state() {
    let date = || "1971-03-15".parse().unwrap();
    let listed = Record::new("w1", "Quorvath Zelminda")
        .with_alias("Kworwat Zelminda")
        .with_birth_date(date())
        .with_document("passport:QQ:77123456".parse().unwrap())
        .with_birth_place("Ozerelje");
    let entry = Record::new("e1", "QUORVATH Zelmynda")
        .with_birth_date(date())
        .with_document("passport:QQ:77123456".parse().unwrap())
        .with_birth_place("Ozerelje");
    let watchlist = Watchlist::builder().record(listed).build().unwrap();
    let policy = Policy::default().with_valid_at(ValidAt::Ever);
    let answer = watchlist.screen(&entry, &policy);
    let redacted = answer.redacted();
    let json = serde_json::to_string(&redacted).unwrap();
    let trail = format!("{redacted:?} {json} {}", redacted.matches()[0].explanation());
    for stated in ["uorvath", "UORVATH", "elm", "worwat", "1971", "77123456", "Ozerelje"] {
        assert!(!trail.contains(stated), "{stated}: {trail}");
    }
    let [full, short] = [&answer, &redacted].map(|answer| &answer.matches()[0]);
    let figures = |found: &sverka::Match| {
        let items = found.evidence().items().iter();
        let items = items.map(|item| (item.field(), item.level(), item.bits()));
        (found.bits(), found.probability(), found.band(), items.collect::<Vec<_>>())
    };
    assert_eq!(figures(full), figures(short));
    assert_eq!(short.record(), &Record::new("w1", ""));
    assert_eq!(redacted.fingerprint(), answer.fingerprint());
    assert_eq!(redacted.certificate(), answer.certificate());
    assert_eq!(serde_json::from_str::<Screening>(&json).unwrap(), redacted);
}
