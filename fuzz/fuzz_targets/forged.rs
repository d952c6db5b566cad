//! A saved list or a log of changes that somebody altered, with right checksums, is refused by an error that names the
//! file, or used in every way without a panic.

#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;
use sverka::{
    Alias, AliasStrength, Bits, Change, Document, Error, KnownAt, Listing, LivingList, Policy,
    Record, Searchable, Sex, ValidAt, Watchlist,
};
use sverka_fuzz::forge::{LogEdit, SnapshotEdit, forged_log, forged_snapshot};

#[derive(Arbitrary, Debug)]
enum Case {
    Snapshot(Vec<SnapshotEdit>),
    Living { list: Vec<SnapshotEdit>, log: Vec<LogEdit> },
}

/// Records that have something in every section of a saved list.
fn records() -> Vec<Record> {
    let date = |text: &str| text.parse().unwrap();
    let number = |text: &str| text.parse::<Document>().unwrap();
    let full = Record::new("w1", "Щербаков Александр Иванович")
        .with_alias("Саша Щербаков")
        .with_alias(Alias::new("CHTCHERBAKOV Alexandre", AliasStrength::Weak))
        .with_birth_date(date("1971-03-15"))
        .with_birth_date(date("1972"))
        .with_sex(Sex::Male)
        .with_nationality("RU")
        .with_birth_place("г. Казань")
        .with_document(number("passport:RU:4510 123456"))
        .with_document(number("passport:RU:4510 123457"))
        .with_listing(
            Listing::new()
                .with_source("bank")
                .with_category("wanted")
                .with_submitted_at("2024-03-01".parse().unwrap())
                .with_validity("2024-01-01".parse().ok(), "2025-01-01".parse().ok()),
        );
    vec![
        full,
        Record::new("w2", "Abdel Hakim аль Хаким").with_birth_date(date("1984-07")),
        Record::new("w3", "Петрова Анна-Мария").with_sex(Sex::Female).with_nationality("KZ"),
        Record::new("w4", "王小明").with_birth_date(date("1990-01-01")),
        Record::new("w5", "Щербакова А.").with_document(number("4510 123456")),
    ]
}

/// The files of a list that changed, by their names.
type Folder = Vec<(String, Vec<u8>)>;

fn folder() -> PathBuf {
    std::env::temp_dir().join(format!("sverka-fuzz-forged-{}", std::process::id()))
}

static SAVED: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let file = folder().with_extension("saved");
    Watchlist::builder().records(records()).build().unwrap().save(&file).unwrap();
    let bytes = fs::read(&file).unwrap();
    fs::remove_file(&file).unwrap();
    bytes
});

static LIVING: LazyLock<Folder> = LazyLock::new(|| {
    let path = folder();
    let _ = fs::remove_dir_all(&path);
    let [first, second, rest @ ..] = &records()[..] else { unreachable!() };
    let start = Watchlist::builder().record(first.clone()).record(second.clone()).build().unwrap();
    let list = LivingList::create(&path, start).unwrap();
    list.apply(rest.iter().cloned().map(Change::Put)).unwrap();
    list.apply([
        Change::Withdraw("w2".to_owned()),
        Change::Put(first.clone().with_nationality("UA")),
    ])
    .unwrap();
    list.apply([Change::Put(second.clone())]).unwrap();
    drop(list);
    let files = fs::read_dir(&path).unwrap().map(|file| {
        let path = file.unwrap().path();
        (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read(&path).unwrap())
    });
    let files = files.collect();
    fs::remove_dir_all(&path).unwrap();
    files
});

/// Searches in every way that reads other parts of a list.
fn search(list: &impl Searchable) {
    let lowest = Policy::default().with_min_bits(Bits::from_hundredths(-500));
    let filtered = lowest
        .clone()
        .with_valid_at(ValidAt::On("2024-06-01".parse().unwrap()))
        .with_known_at(KnownAt::On("2024-06-01".parse().unwrap()))
        .with_sources(["bank"])
        .with_categories(["wanted"])
        .with_limit(3);
    let mut entries = records();
    entries
        .push(Record::new("e", "CHTCHERBAKOVA A").with_birth_date("1971-03-16".parse().unwrap()));
    for policy in [lowest.with_valid_at(ValidAt::Ever), filtered] {
        for screening in list.screen_all(&entries, &policy) {
            screening.matches().iter().for_each(|found| drop(format!("{}", found.explanation())));
        }
        drop(list.why_not(&entries[5], "w1", &policy));
    }
    drop(list.get("w3"));
}

fn names_its_file<T>(opened: Result<T, Error>) -> Option<T> {
    opened
        .map_err(|error| assert!(error.file().is_some(), "an error without its file: {error}"))
        .ok()
}

fuzz_target!(|case: Case| {
    let path = folder();
    match case {
        Case::Snapshot(edits) => {
            fs::write(&path, forged_snapshot(&SAVED, &edits)).unwrap();
            if let Some(list) = names_its_file(Watchlist::open(&path)) {
                search(&list);
                list.records().for_each(|record| drop(list.get(record.id())));
            }
            fs::remove_file(&path).unwrap();
        }
        Case::Living { list, log } => {
            let files = &*LIVING;
            fs::create_dir(&path).unwrap();
            for (name, bytes) in files {
                let forged = match &**name {
                    "list.sverka" => forged_snapshot(bytes, &list),
                    "changes.log" => forged_log(bytes, &log),
                    _ => bytes.clone(),
                };
                fs::write(path.join(name), forged).unwrap();
            }
            if let Some(list) = names_its_file(LivingList::open(&path)) {
                search(&list.view());
                list.view().records().for_each(drop);
                // Whether a change is refused or not, there is no panic, and the list can be opened again.
                let _ = list.apply([Change::Put(Record::new("w9", "Новый Пётр"))]);
                let _ = list.compact();
                drop(list);
                names_its_file(LivingList::open(&path));
            }
            fs::remove_dir_all(&path).unwrap();
        }
    }
});
