//! Lists that change: at any moment they answer as a list built of the records known then, with the term
//! frequencies of their epoch; acknowledged changes survive a kill; and invalid folders and logs are refused
//! unchanged.

mod common;
#[path = "common/rounds.rs"]
mod rounds;

use common::{policy, record};
use proptest::prelude::*;
use rounds::rounds;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use sverka::{
    Bits, Change, Date, ErrorKind, KnownAt, LivingList, LivingView, Policy, Record, Screening,
    ValidAt, Watchlist,
};
use tempfile::TempDir;

fn build(records: impl IntoIterator<Item = Record>) -> Watchlist {
    Watchlist::builder().records(records).build().unwrap()
}

/// Batches of changes to a few identifiers: a new version, or `None` to withdraw it.
fn batches() -> impl Strategy<Value = Vec<Vec<(u8, Option<Record>)>>> {
    let change = (0_u8..9, prop_oneof![3 => record().prop_map(Some), 1 => Just(None)]);
    prop::collection::vec(prop::collection::vec(change, 0..4), 1..6)
}

fn id(number: u8) -> String {
    format!("w{number}")
}

fn to_change((number, record): &(u8, Option<Record>)) -> Change {
    match record {
        Some(record) => Change::Put(record.clone().with_id(id(*number))),
        None => Change::Withdraw(id(*number)),
    }
}

/// The answer in JSON, without the certificate's counts of work done.
fn answer_json(screening: &Screening) -> String {
    let matches = serde_json::to_string(screening.matches()).unwrap();
    let (valid_on, tied) = (screening.valid_on(), screening.tied_left_out());
    format!("{valid_on:?} {tied} {} {matches}", screening.certificate().records())
}

/// Every record compared in a loop with the frequencies of the epoch: the bits, best first, and the number of
/// records left out that tie with the last.
fn oracle(
    epoch: &Watchlist,
    known: &BTreeMap<String, Record>,
    entry: &Record,
    min: Bits,
    limit: usize,
) -> (Vec<(String, Bits)>, usize) {
    let bits = |record: &Record| epoch.compare(entry, record).bits();
    let mut all: Vec<(String, Bits)> =
        known.iter().map(|(id, record)| (id.clone(), bits(record))).collect();
    all.retain(|(_, bits)| *bits >= min);
    all.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    let left_out = all.split_off(limit.min(all.len()));
    let last = all.last().map(|(_, bits)| *bits);
    let tied = left_out.iter().filter(|(_, bits)| Some(*bits) == last).count();
    (all, tied)
}

fn found(screening: &Screening) -> (Vec<(String, Bits)>, usize) {
    let matches = screening.matches().iter();
    let matches = matches.map(|found| (found.record().id().to_owned(), found.bits()));
    (matches.collect(), screening.tied_left_out())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(rounds(8, 32)))]

    #[test]
    fn a_list_answers_as_a_list_of_what_was_known_then(
        start in prop::collection::vec(record(), 0..9),
        batches in batches(),
        entries in prop::collection::vec(record(), 1..3),
        policy in policy(),
        limit in 0_usize..5,
        upkeep in prop::collection::vec(0_u8..6, 5),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let start: Vec<Record> =
            (0_u8..).zip(start).map(|(n, record)| record.with_id(id(n))).collect();
        let epoch = build(start.clone());
        let mut known: BTreeMap<String, Record> =
            start.iter().map(|record| (record.id().to_owned(), record.clone())).collect();
        let mut list = LivingList::create(folder.path().join("list"), build(start)).unwrap();
        let answers = |view: &LivingView, policy: &Policy| -> Vec<String> {
            entries.iter().map(|entry| answer_json(&view.screen(entry, policy))).collect()
        };
        let min = Bits::from_hundredths(-300);
        let simple =
            Policy::default().with_min_bits(min).with_valid_at(ValidAt::Ever).with_limit(limit);
        let mut then: Vec<(u64, LivingView, Vec<String>)> = Vec::new();
        for (batch, upkeep) in batches.iter().zip(upkeep) {
            let view = list.view();
            then.push((view.change(), view.clone(), answers(&view, &policy)));
            let before = known.clone();
            let applied = list.apply(batch.iter().map(to_change)).unwrap();
            for (n, record) in batch {
                match record {
                    Some(record) => known.insert(id(*n), record.clone().with_id(id(*n))),
                    None => known.remove(&id(*n)),
                };
            }
            prop_assert_eq!(applied.added + before.len() - applied.withdrawn, known.len());
            let count = applied.added + applied.replaced + applied.withdrawn + applied.absent;
            prop_assert_eq!(count, batch.len());
            match upkeep {
                0 => list.compact().unwrap(),
                1 => {
                    drop(list);
                    list = LivingList::open(folder.path().join("list")).unwrap();
                }
                _ => {}
            }
            let view = list.view();
            prop_assert_eq!(view.change(), applied.change);
            prop_assert_eq!(view.len(), known.len());
            let records: BTreeMap<String, Record> =
                view.records().map(|record| (record.id().to_owned(), record)).collect();
            prop_assert_eq!(&records, &known);
            for n in 0..10 {
                prop_assert_eq!(view.get(&id(n)), known.get(&id(n)).cloned());
            }
            for entry in &entries {
                let expected = oracle(&epoch, &known, entry, min, limit);
                prop_assert_eq!(found(&view.screen(entry, &simple)), expected);
                let exhaustive = answer_json(&view.screen_exhaustively(entry, &policy));
                prop_assert_eq!(answer_json(&view.screen(entry, &policy)), exhaustive);
            }
        }
        // Views do not change, nor does the past: now, after compaction, and after reopening.
        for round in 0..3 {
            let now = list.view();
            for (change, view, answered) in &then {
                prop_assert_eq!(&answers(view, &policy), answered);
                let asked = policy.clone().with_known_at(KnownAt::Change(*change));
                prop_assert_eq!(&answers(&now, &asked), answered, "change {}", change);
            }
            let nothing = policy.clone().with_known_at(KnownAt::Change(0));
            prop_assert!(entries.iter().all(|entry| now.screen(entry, &nothing).matches().is_empty()));
            let later = policy.clone().with_known_at(KnownAt::Change(u64::MAX));
            prop_assert_eq!(answers(&now, &later), answers(&now, &policy));
            drop(now);
            if round == 0 {
                list.compact().unwrap();
            } else {
                drop(list);
                list = LivingList::open(folder.path().join("list")).unwrap();
            }
        }
        // In a new epoch it answers as a list built of its records.
        let taken = list.take_epoch().unwrap();
        prop_assert_eq!((taken.number, taken.records), (2, known.len()));
        let built = build(known.into_values());
        for entry in &entries {
            let (one, other) = (list.view().screen(entry, &policy), built.screen(entry, &policy));
            prop_assert_eq!(answer_json(&one), answer_json(&other));
        }
        drop(list);
        let list = LivingList::open(folder.path().join("list")).unwrap();
        prop_assert_eq!(list.epochs().last().copied(), Some(taken));
        for entry in &entries {
            let (one, other) = (list.view().screen(entry, &policy), built.screen(entry, &policy));
            prop_assert_eq!(answer_json(&one), answer_json(&other));
        }
    }

    #[test]
    fn changes_to_different_records_commute(
        people in prop::collection::vec(record(), 1..9),
        entry in record(),
        policy in policy(),
    ) {
        let people: Vec<Record> =
            (0_u8..).zip(people).map(|(n, record)| record.with_id(id(n))).collect();
        let folder = tempfile::tempdir().unwrap();
        let list = |name: &str| {
            LivingList::create(folder.path().join(name), build([Record::new("s", "Ivanov")])).unwrap()
        };
        let (one, other) = (list("one"), list("other"));
        for record in &people {
            one.put(record.clone()).unwrap();
        }
        other.apply(people.iter().rev().cloned().map(Change::from)).unwrap();
        let answer_json = |list: &LivingList| answer_json(&list.view().screen(&entry, &policy));
        prop_assert_eq!(answer_json(&one), answer_json(&other));
    }
}

#[test]
fn changes_are_merged_while_other_threads_screen() {
    let population = sverka::synthetic::Population::new(5);
    let mut people: Vec<Record> = population.watchlist(1_500);
    let entries: Vec<Record> =
        population.incoming(40, 1_500).into_iter().map(|entry| entry.into_record()).collect();
    let new = people.split_off(500);
    let folder = tempfile::tempdir().unwrap();
    let list = LivingList::create(folder.path().join("list"), build(people.clone())).unwrap();
    let policy = Policy::default().with_valid_at(ValidAt::Ever).with_limit(5);
    let is_done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        // Batches change two records at a time, so every view has an even number of records.
        let reader = scope.spawn(|| {
            let mut views = 0;
            while !is_done.load(Ordering::Relaxed) || views == 0 {
                let view = list.view();
                assert_eq!(view.len() % 2, 0);
                assert_eq!(view.records().count(), view.len());
                let screening = view.screen(&entries[views % entries.len()], &policy);
                assert_eq!(screening.certificate().records(), view.len());
                views += 1;
            }
        });
        for pair in new.chunks(2) {
            list.apply(pair.iter().cloned().map(Change::from)).unwrap();
        }
        for pair in people.chunks(2).take(100) {
            list.apply(pair.iter().map(|record| Change::Withdraw(record.id().into()))).unwrap();
        }
        is_done.store(true, Ordering::Relaxed);
        reader.join().unwrap();
    });
    // It grew from 500 records to 1,500, and so it took an epoch.
    list.finish_upkeep().unwrap();
    assert_eq!(list.epochs().len(), 2);
    let known = || people[200..].iter().chain(&new).cloned();
    let view = list.view();
    assert_eq!(view.len(), known().count());
    let before: Vec<String> = view.screen_all(&entries, &policy).iter().map(answer_json).collect();
    list.compact().unwrap();
    let after: Vec<String> =
        list.view().screen_all(&entries, &policy).iter().map(answer_json).collect();
    assert_eq!(before, after);
    list.take_epoch().unwrap();
    let built = build(known());
    let built: Vec<String> = built.screen_all(&entries, &policy).iter().map(answer_json).collect();
    let taken: Vec<String> =
        list.view().screen_all(&entries, &policy).iter().map(answer_json).collect();
    assert_eq!(taken, built);
}

#[test]
fn known_at_a_day_counts_when_changes_were_applied() {
    let folder = tempfile::tempdir().unwrap();
    let list = LivingList::create(folder.path().join("list"), build([])).unwrap();
    // The date of submission in the record does not count here.
    let late = sverka::Listing::new().with_submitted_at("9999-01-01".parse().unwrap());
    list.put(Record::new("w1", "Щербаков Александр").with_listing(late)).unwrap();
    let entry = Record::new("e", "Chtcherbakov Alexandre");
    let found = |day: Date| {
        let policy = Policy::default().with_min_bits(Bits::from_hundredths(500));
        let policy = policy.with_known_at(KnownAt::On(day));
        let screening = list.view().screen(&entry, &policy);
        (screening.matches().len(), screening.certificate().records())
    };
    assert_eq!(found("1970-01-01".parse().unwrap()), (0, 0));
    assert_eq!(found(Date::today()), (1, 1));
    assert_eq!(found("9999-12-31".parse().unwrap()), (1, 1));
}

#[test]
fn a_list_that_does_not_change_knows_a_record_from_its_submission_on() {
    let submitted = |id: &str, day: &str| {
        let listing = sverka::Listing::new().with_submitted_at(day.parse().unwrap());
        Record::new(id, "Щербаков Александр").with_listing(listing)
    };
    let list = build([
        submitted("w1", "2025-03-10"),
        submitted("w2", "2025-03-11"),
        Record::new("w3", "Щербаков Александр"),
    ]);
    let entry = Record::new("e", "Chtcherbakov Alexandre");
    for (known_at, expected) in [
        (KnownAt::On("2025-03-09".parse().unwrap()), &["w3"][..]),
        (KnownAt::On("2025-03-10".parse().unwrap()), &["w1", "w3"]),
        (KnownAt::On("2025-03-11".parse().unwrap()), &["w1", "w2", "w3"]),
        (KnownAt::Now, &["w1", "w2", "w3"]),
        (KnownAt::Change(1), &["w1", "w2", "w3"]),
    ] {
        let policy = Policy::default().with_known_at(known_at);
        for screening in [list.screen(&entry, &policy), list.screen_exhaustively(&entry, &policy)] {
            let ids = screening.matches().iter().map(|found| found.record().id());
            assert_eq!(ids.collect::<Vec<_>>(), expected, "{known_at:?}");
            let excluded = screening.certificate().excluded();
            assert_eq!(excluded, 3 - expected.len());
        }
    }
}

/// The variable that makes the test below the process that is killed: the folder of the list.
const WRITER: &str = "SVERKA_TEST_WRITER";

/// The two records of one change of the writer. They have no names, whose tables would take most of the
/// writer's start.
fn pair(number: u64) -> [Record; 2] {
    ["a", "b"].map(|side| {
        Record::new(format!("{side}{}", number % 50), "").with_nationality(number.to_string())
    })
}

/// Changes a list until the process is killed, and prints every acknowledged change.
fn write_until_killed(folder: OsString) -> ! {
    let list = LivingList::open(folder).unwrap();
    let mut number = list.view().change();
    loop {
        let applied = list.apply(pair(number + 1).map(Change::from)).unwrap();
        number += 1;
        assert_eq!(applied.change, number);
        println!("acknowledged {number}");
        std::io::stdout().flush().unwrap();
        if number.is_multiple_of(37) {
            list.compact().unwrap();
        }
        if number.is_multiple_of(331) {
            list.take_epoch().unwrap();
        }
    }
}

#[test]
fn acknowledged_changes_survive_a_kill_and_no_change_is_applied_in_part() {
    if let Some(folder) = std::env::var_os(WRITER) {
        write_until_killed(folder);
    }
    let kills = std::env::var("SVERKA_KILLS").ok();
    let kills = kills.map_or(rounds(40, 200), |kills| kills.parse().expect("SVERKA_KILLS"));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list");
    drop(LivingList::create(&path, build([])).unwrap());
    let (mut acknowledged, mut unacknowledged, mut cut, mut last) = (0, 0, 0, 1);
    // Lehmer's generator, good enough for random moments.
    let mut random = 48_271_u64;
    for _ in 0..kills {
        random = random * 48_271 % 2_147_483_647;
        let moment = Duration::from_micros(random % 25_000);
        let mut writer = Command::new(std::env::current_exe().unwrap())
            .args(["acknowledged_changes_survive_a_kill", "--nocapture", "--test-threads", "1"])
            .env(WRITER, &path)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(writer.stdout.take().unwrap()).lines();
        let mut seen = lines.map_while(Result::ok).filter_map(|line| {
            line.split_once("acknowledged ")
                .map(|(_, number)| number.trim().parse::<u64>().unwrap())
        });
        // One writer in eight is killed while it starts.
        let is_writing = !random.is_multiple_of(8);
        let first = if is_writing { seen.next() } else { None };
        assert_eq!(first.is_some(), is_writing, "a writer that does not write");
        std::thread::sleep(moment);
        writer.kill().unwrap();
        writer.wait().unwrap();
        let seen = seen.last().or(first).unwrap_or(last);
        acknowledged += seen - last;
        let list = LivingList::open(&path).unwrap();
        let view = list.view();
        // All acknowledged changes are there, and at most the one that was being made.
        assert!(view.change() == seen || view.change() == seen + 1, "{} {seen}", view.change());
        unacknowledged += view.change() - seen;
        cut += u64::from(list.bytes_cut() > 0);
        last = view.change();
        let numbers = (2..=last).rev().take(50);
        let expected: Vec<Record> = numbers.flat_map(pair).collect();
        assert_eq!(view.len(), expected.len());
        for record in expected {
            assert_eq!(view.get(record.id()).as_ref(), Some(&record));
        }
    }
    println!(
        "{kills} kills: {acknowledged} changes acknowledged, 0 lost; {unacknowledged} more were there \
         whole, {cut} logs had a part of a change cut off"
    );
    assert!(acknowledged > 0);
}

fn small(folder: &TempDir) -> PathBuf {
    let path = folder.path().join("list");
    let list = LivingList::create(&path, build([Record::new("w1", "Крымов Пётр")])).unwrap();
    list.put(Record::new("w2", "Щербаков Александр")).unwrap();
    list.put(Record::new("w3", "Королёв Сергей")).unwrap();
    path
}

/// The bytes of every file of a folder, by name.
fn bytes(path: &std::path::Path) -> BTreeMap<String, Vec<u8>> {
    let files = fs::read_dir(path).unwrap().map(|file| file.unwrap());
    files
        .map(|file| (file.file_name().into_string().unwrap(), fs::read(file.path()).unwrap()))
        .collect()
}

#[test]
fn an_invalid_folder_is_refused_and_left_unchanged() {
    let folder = tempfile::tempdir().unwrap();
    let path = small(&folder);
    let before = bytes(&path);
    let list = LivingList::open(&path).unwrap();
    for second in [LivingList::open(&path), LivingList::create(&path, build([]))] {
        assert_eq!(second.unwrap_err().kind(), ErrorKind::InUse);
    }
    drop(list);
    let again = LivingList::create(&path, build([])).unwrap_err();
    assert_eq!(again.kind(), ErrorKind::Io);
    assert!(again.to_string().contains("already"), "{again}");
    // The list's main file alone is no saved list.
    let part = Watchlist::open(path.join("list.sverka")).unwrap_err();
    assert_eq!(part.kind(), ErrorKind::Malformed);
    fs::write(folder.path().join("file"), "no folder").unwrap();
    for wrong in ["file", "nowhere"] {
        let error = LivingList::open(folder.path().join(wrong)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Io);
        assert_eq!(error.file(), folder.path().join(wrong).to_str());
    }
    assert_eq!(
        LivingList::create(folder.path().join("file"), build([])).unwrap_err().kind(),
        ErrorKind::Io
    );
    let empty = folder.path().join("empty");
    fs::create_dir(&empty).unwrap();
    assert_eq!(LivingList::open(&empty).unwrap_err().kind(), ErrorKind::Io);
    assert_eq!(bytes(&path), before);
    // The log of another list with equal content.
    let other = tempfile::tempdir().unwrap();
    let other = small(&other).join("changes.log");
    fs::copy(other, path.join("changes.log")).unwrap();
    let error = LivingList::open(&path).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Malformed);
    assert!(error.to_string().contains("another list"), "{error}");
}

#[test]
fn a_log_that_is_cut_or_changed_loses_at_most_its_last_batch_and_reports_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = small(&folder);
    let log = path.join("changes.log");
    let whole = fs::read(&log).unwrap();
    let open = |bytes: &[u8]| {
        fs::write(&log, bytes).unwrap();
        let list = LivingList::open(&path)?;
        let known = ["w1", "w2", "w3"].map(|id| list.view().get(id).is_some());
        Ok::<_, sverka::Error>((known, list.bytes_cut()))
    };
    assert_eq!(open(&whole).unwrap(), ([true; 3], 0));
    let mut seen = [0_usize; 4];
    for cut in 0..whole.len() {
        match open(&whole[..cut]) {
            Ok((known, bytes)) => {
                let changes = known.iter().filter(|is_there| **is_there).count();
                assert!(known[..changes].iter().all(|is_there| *is_there));
                seen[changes] += 1;
                assert_eq!(fs::read(&log).unwrap().len() as u64, cut as u64 - bytes);
            }
            Err(error) => {
                assert!(cut < 48, "{cut}: {error}");
                assert!(matches!(error.kind(), ErrorKind::Damaged | ErrorKind::Malformed));
                seen[0] += 1;
            }
        }
    }
    let [header, none, one, two] = seen;
    assert_eq!((header, two), (48, 0));
    println!("cut at {} places: 1 change lost after {one}, 2 after {none}", whole.len());
    // A flipped bit is an error, or damages the last batch alone.
    let last = 48 + (whole.len() - 48) / 2;
    for at in 0..whole.len() {
        let mut flipped = whole.clone();
        flipped[at] ^= 1;
        match open(&flipped) {
            Ok((known, bytes)) => {
                assert!(at >= last, "{at}");
                assert_eq!(known, [true, true, false]);
                assert!(bytes > 0);
            }
            Err(error) => assert!(
                matches!(error.kind(), ErrorKind::Damaged | ErrorKind::Malformed),
                "{at}: {error}"
            ),
        }
    }
    // Zeros that a file system allocated and nobody wrote to.
    let mut longer = whole.clone();
    longer.resize(whole.len() + 4096, 0);
    assert_eq!(open(&longer).unwrap(), ([true; 3], 4096));
    assert_eq!(fs::read(&log).unwrap(), whole);
}
