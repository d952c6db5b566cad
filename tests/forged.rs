//! Saved lists in which somebody changed a section and made its checksum right: refused with an error, or used in every
//! way without a panic.

#[path = "common/forge.rs"]
mod forge;
#[path = "common/rounds.rs"]
mod rounds;

use forge::{NAME, ROW, UNIT, forge, sections};
use rounds::rounds;
use std::fs;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;
use sverka::synthetic::Population;
use sverka::{Bits, KnownAt, Listing, Policy, Record, ValidAt, Watchlist};

/// Invented people who have something in every section of the file.
fn people() -> Vec<Record> {
    let listing = |n: usize| {
        let day = |text: &str| Some(text.parse().unwrap());
        Listing::new()
            .with_source(["bank", "border", "court"][n % 3])
            .with_category(["wanted", "ban"][n % 2])
            .with_submitted_at("2024-03-01".parse().unwrap())
            .with_validity(day("2024-01-01"), day("2025-01-01"))
    };
    let document = |n: usize| format!("passport:RU:4510 {:06}", 123_450 + n).parse().unwrap();
    let person = |(n, record): (usize, Record)| match n % 3 {
        0 => record
            .with_alias("Щербаков Саша")
            .with_birth_date("1971-03-15".parse().unwrap())
            .with_birth_date("1972".parse().unwrap())
            .with_document(document(n)),
        1 => record.with_birth_place("г. Казань").with_document(document(n)).with_nationality("RU"),
        _ => record.with_listing(listing(n)),
    };
    let people = Population::new(5).watchlist(24).into_iter().enumerate().map(person);
    people.chain([Record::new("x", "王小明 Abdel Hakim аль Хаким")]).collect()
}

fn entries() -> Vec<Record> {
    let mut entries: Vec<Record> = people().into_iter().step_by(4).collect();
    entries.push(Record::new("e", "CHTCHERBAKOV Alexandre").with_nationality("ru"));
    entries.push(Record::new("e", "").with_document("4510 123458".parse().unwrap()));
    entries
}

/// Uses a list in every way that reads it.
fn use_all(list: &Watchlist) {
    let lowest = Policy::default().with_min_bits(Bits::from_hundredths(-500));
    list.screen_all(&entries(), &lowest.with_valid_at(ValidAt::Ever));
    let filtered = Policy::default()
        .with_min_bits(Bits::from_hundredths(-500))
        .with_valid_at(ValidAt::On("2024-06-01".parse().unwrap()))
        .with_known_at(KnownAt::On("2024-06-01".parse().unwrap()))
        .with_sources(["bank"])
        .with_categories(["wanted"])
        .with_limit(3);
    let entries = entries();
    list.screen_all(&entries, &filtered);
    let records: Vec<Record> = list.records().collect();
    for entry in &entries[entries.len() - 3..] {
        list.screen_exhaustively(entry, &filtered);
        records.iter().take(5).for_each(|record| drop(list.compare(entry, record)));
        records.iter().take(2).for_each(|record| drop(list.why_not(entry, record.id(), &filtered)));
    }
    records.iter().for_each(|record| drop(list.get(record.id())));
}

/// How many forged files of each kind; `SVERKA_FORGED=10000` for many.
fn forged() -> usize {
    let value = std::env::var("SVERKA_FORGED").ok();
    value.map_or(rounds(150, 1_000), |value| value.parse().expect("SVERKA_FORGED: a whole number"))
}

#[test]
fn forged_files_of_two_kinds_are_refused_or_used_without_a_panic() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list");
    Watchlist::builder().records(people()).build().unwrap().save(&path).unwrap();
    forge_and_use(&path, forged());
}

#[test]
fn forged_shards_are_refused_or_used_without_a_panic() {
    let folder = tempfile::tempdir().unwrap();
    let whole = Watchlist::builder().records(people()).build().unwrap();
    let shards = whole.save_shards(folder.path(), 2.try_into().unwrap()).unwrap();
    forge_and_use(&shards[1], forged());
}

/// Forges a saved list so many times in each of two ways.
fn forge_and_use(path: &Path, rounds: usize) {
    let bytes = fs::read(path).unwrap();
    let mut file = fs::File::options().write(true).open(path).unwrap();
    let (mut refused, mut used) = (0, 0);
    let mut check = |mut forged: Vec<u8>| {
        forge(&mut forged);
        // To overwrite is faster than to write thousands of files.
        file.seek(SeekFrom::Start(0)).unwrap();
        file.write_all(&forged).unwrap();
        match Watchlist::open(path) {
            Err(error) => {
                assert!(error.file().is_some(), "{error}");
                refused += 1;
            }
            Ok(opened) => {
                used += 1;
                use_all(&opened);
            }
        }
    };
    let sections = sections(&bytes);
    let mut random = 1_u64;
    let mut below = |most: usize| {
        random =
            random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) as usize % most.max(1)
    };
    for n in 0..rounds {
        // One to four bytes of a section, each section as often as any other.
        let range = &sections[n % sections.len()].1;
        let mut changed = bytes.clone();
        for _ in 0..1 + below(4) {
            if !range.is_empty() {
                let at = range.start + below(range.len());
                changed[at] =
                    [0xff, 0, 1, bytes[at] ^ 1, bytes[at].wrapping_add(1), 0x7f][below(6)];
            }
        }
        check(changed);
        // The places of two sections in the table, exchanged or the same.
        let rows = [below(sections.len()), below(sections.len())].map(|n| UNIT + ROW * n + NAME);
        let mut moved = bytes.clone();
        moved.copy_within(rows[0]..rows[0] + 16, rows[1]);
        if n % 2 == 0 {
            moved[rows[0]..rows[0] + 16].copy_from_slice(&bytes[rows[1]..rows[1] + 16]);
        }
        check(moved);
    }
    println!("{refused} forged files refused, {used} used");
    assert!(refused > 0 && used > 0);
}
