//! A list that changes has the records that it should have, now and at every change before, also after it was opened
//! again, and answers as scoring every record does.

#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use std::collections::BTreeMap;
use sverka::{Bits, Change, ErrorKind, KnownAt, LivingList, Policy, Record, ValidAt, Watchlist};
use sverka_fuzz::people::{Person, record};

/// Few identifiers, so that most changes replace or withdraw a record.
const IDS: u8 = 6;
/// Each step may sync a file.
const MOST_STEPS: usize = 12;

#[derive(Arbitrary, Debug)]
struct Case {
    start: Vec<Person>,
    steps: Vec<Step>,
}

#[derive(Arbitrary, Debug)]
enum Step {
    /// Puts the records of people, and withdraws those of nobody.
    Apply(Vec<(u8, Option<Person>)>),
    Compact,
    TakeEpoch,
    FinishUpkeep,
    Open,
    Screen {
        entry: Person,
        hundredths: i16,
        change: u8,
    },
}

/// The records of a list by their identifiers.
type Records = BTreeMap<String, Record>;

fn id(n: u8) -> String {
    format!("w{}", n % IDS)
}

/// Applies a batch to the list and to what it should hold.
fn apply(list: &LivingList, records: &mut Records, batch: &[(u8, Option<Person>)]) {
    let (mut changes, mut after) = (Vec::new(), records.clone());
    for (n, person) in batch {
        let id = id(*n);
        match person {
            Some(person) => {
                let record = record(id.clone(), person);
                after.insert(id, record.clone());
                changes.push(Change::Put(record));
            }
            None => {
                after.remove(&id);
                changes.push(Change::Withdraw(id));
            }
        }
    }
    let before = list.view().change();
    match list.apply(changes) {
        Ok(applied) => {
            assert!(applied.change == before || applied.change == before + 1);
            let more = applied.added as i64 - applied.withdrawn as i64;
            assert_eq!(records.len() as i64 + more, after.len() as i64, "{applied:?}");
            *records = after;
        }
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::NoLetters, "{error}");
            assert_eq!(list.view().change(), before, "a change that was refused");
        }
    }
}

fn screen(list: &LivingList, records: &Records, entry: &Record, policy: &Policy) {
    let view = list.view();
    let found = view.screen(entry, policy);
    let exhaustive = view.screen_exhaustively(entry, policy);
    assert_eq!(
        found.matches(),
        exhaustive.matches(),
        "screening and scoring every record disagree"
    );
    for found in found.matches() {
        let record = found.record();
        assert_eq!(records.get(record.id()), Some(record), "a record that was not there");
    }
}

fuzz_target!(|case: Case| {
    let folder = std::env::temp_dir().join(format!("sverka-fuzz-living-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    let start = case.start.iter().take(usize::from(IDS)).zip(0..);
    let mut records: Records = start.map(|(one, n)| (id(n), record(id(n), one))).collect();
    let Ok(watchlist) = Watchlist::builder().records(records.values().cloned()).build() else {
        return;
    };
    let mut list = LivingList::create(&folder, watchlist).unwrap();
    let mut history: Vec<Records> = vec![Records::new(), records.clone()];
    for step in case.steps.iter().take(MOST_STEPS) {
        match step {
            Step::Apply(batch) => {
                apply(&list, &mut records, batch);
                history.resize(list.view().change() as usize + 1, records.clone());
            }
            Step::Compact => list.compact().unwrap(),
            Step::TakeEpoch => drop(list.take_epoch().unwrap()),
            Step::FinishUpkeep => list.finish_upkeep().unwrap(),
            Step::Open => {
                drop(list);
                list = LivingList::open(&folder).unwrap();
                assert_eq!(list.bytes_cut(), 0);
            }
            Step::Screen { entry, hundredths, change } => {
                let entry = record("e".to_owned(), entry);
                let change = 1 + usize::from(*change) % (history.len() - 1);
                let least = Bits::from_hundredths(i32::from(*hundredths));
                let policy = Policy::default().with_min_bits(least).with_valid_at(ValidAt::Ever);
                screen(&list, &records, &entry, &policy);
                let past = policy.with_known_at(KnownAt::Change(change as u64));
                screen(&list, &history[change], &entry, &past);
            }
        }
        let held: Records = list.view().records().map(|one| (one.id().to_owned(), one)).collect();
        assert_eq!(held, records, "the records of the list");
    }
    drop(list);
    let _ = std::fs::remove_dir_all(&folder);
});
