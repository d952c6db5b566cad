//! Shards: what a list answers that was cut, saved, opened and merged is what the whole list answers.

use std::path::Path;
use sverka::synthetic::Population;
use sverka::{
    Bits, Date, Document, ErrorKind, KnownAt, Listing, LivingList, Policy, Record, Screening,
    ValidAt, Watchlist,
};

const LISTED: usize = 1_500;

/// Invented people, and some who are listed several times over under one name and one date, so that matches are tied.
fn people() -> Vec<Record> {
    let mut people = Population::new(11).watchlist(LISTED);
    let day: Date = "1971-03-15".parse().unwrap();
    people.extend((0..9).map(|n| {
        let listing = Listing::new().with_source(["bank", "border"][n % 2]).with_submitted_at(day);
        let tied = Record::new(format!("tied-{n}"), "Щербаков Александр Иванович")
            .with_birth_date(day.into())
            .with_listing(listing);
        // A document weighs less the more records of the whole list have it, wherever they are.
        if n < 6 { tied.with_document(shared_document()) } else { tied }
    }));
    people
}

fn shared_document() -> Document {
    "passport:RU:4510 123456".parse().unwrap()
}

fn entries() -> Vec<Record> {
    let incoming = Population::new(11).incoming(120, LISTED).into_iter();
    let tied = Record::new("tied", "CHTCHERBAKOV Alexandre");
    let tied = tied.with_birth_date("1971-03-15".parse().unwrap());
    let with_document = Record::new("document", "Petrov").with_document(shared_document());
    incoming.map(|entry| entry.into_record()).chain([tied, with_document]).collect()
}

fn policies() -> Vec<Policy> {
    let plain = Policy::default().with_valid_at(ValidAt::Ever);
    vec![
        plain.clone(),
        plain.clone().with_limit(1),
        plain.clone().with_limit(4),
        plain.clone().with_limit(0),
        plain.clone().with_min_bits(Bits::from_hundredths(-2_000)).with_limit(7),
        plain.clone().with_sources(["bank"]),
        plain.clone().with_known_at(KnownAt::On("1971-03-14".parse().unwrap())),
    ]
}

fn shards(whole: &Watchlist, folder: &Path, count: u32) -> Vec<Watchlist> {
    let paths = whole.save_shards(folder, count.try_into().unwrap()).unwrap();
    paths.iter().map(|path| Watchlist::open(path).unwrap()).collect()
}

/// The answers of the whole list, made of those of its shards.
fn merged(shards: &[Watchlist], entries: &[Record], policy: &Policy) -> Vec<Screening> {
    let answers: Vec<_> = shards.iter().map(|shard| shard.screen_all(entries, policy)).collect();
    let merge = |entry: usize| {
        Screening::merge(answers.iter().map(|answers| answers[entry].clone()), policy).unwrap()
    };
    (0..entries.len()).map(merge).collect()
}

#[test]
fn merged_answers_are_those_of_the_whole_list() {
    let folder = tempfile::tempdir().unwrap();
    let (entries, whole) = (entries(), Watchlist::builder().records(people()).build().unwrap());
    let mut tied = 0;
    for count in [1, 3, 8] {
        let shards = shards(&whole, &folder.path().join(count.to_string()), count);
        assert_eq!(shards.iter().map(Watchlist::len).sum::<usize>(), whole.len());
        for policy in policies() {
            let expected = whole.screen_all(&entries, &policy);
            let merged = merged(&shards, &entries, &policy);
            for (merged, expected) in merged.iter().zip(&expected) {
                let of = |answer: &Screening| {
                    let matches = serde_json::to_string(answer.matches()).unwrap();
                    (answer.id().to_owned(), answer.fingerprint(), answer.valid_on(), matches)
                };
                assert_eq!(of(merged), of(expected), "{count} shards");
                assert_eq!(merged.tied_left_out(), expected.tied_left_out(), "{}", merged.id());
                let certificate = merged.certificate();
                assert!(certificate.is_complete());
                assert_eq!(certificate.records(), whole.len());
                tied += merged.tied_left_out();
            }
            assert_eq!(shards[0].threshold_bits(&policy), whole.threshold_bits(&policy));
        }
    }
    assert!(tied > 0, "some matches were tied and left out");
}

#[test]
fn the_certificate_of_a_merged_answer_holds_for_every_record() {
    let folder = tempfile::tempdir().unwrap();
    let whole = Watchlist::builder().records(people()).build().unwrap();
    let shards = shards(&whole, folder.path(), 3);
    let entries: Vec<Record> = entries().into_iter().step_by(50).collect();
    let policy = Policy::default().with_valid_at(ValidAt::Ever).with_limit(2);
    for (entry, answer) in entries.iter().zip(merged(&shards, &entries, &policy)) {
        let found: Vec<&str> = answer.matches().iter().map(|found| found.record().id()).collect();
        let others = whole.records().filter(|record| !found.contains(&record.id()));
        let most = others.map(|record| whole.compare(entry, &record).bits()).max().unwrap();
        let last = answer.matches().last().map(|last| last.bits());
        let bound = answer.certificate().rest_at_most().max(last);
        let threshold = whole.threshold_bits(&policy);
        assert!(most < threshold || Some(most) <= bound, "{}: {most} {bound:?}", entry.id());
    }
}

#[test]
fn a_shard_weighs_as_the_whole_list_and_stays_a_shard_when_it_is_saved_again() {
    let folder = tempfile::tempdir().unwrap();
    let whole = Watchlist::builder().records(people()).build().unwrap();
    assert_eq!(whole.shard(), None);
    let [_, second] = shards(&whole, folder.path(), 2).try_into().unwrap();
    let entry = &entries()[7];
    for record in second.records().step_by(101) {
        assert_eq!(second.compare(entry, &record), whole.compare(entry, &record));
    }
    let again = folder.path().join("again.sverka");
    second.save(&again).unwrap();
    let original = folder.path().join("shard-2-of-2.sverka");
    assert_eq!(std::fs::read(&again).unwrap(), std::fs::read(original).unwrap());
    let again = Watchlist::open(again).unwrap();
    let shard = again.shard().unwrap();
    assert_eq!((shard.number(), shard.count()), (2, 2));
    let policy = Policy::default().with_valid_at(ValidAt::Ever);
    assert_eq!(again.screen(entry, &policy), second.screen(entry, &policy));
    let error = again.save_shards(folder.path(), 2.try_into().unwrap()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidValue);
    // A list that changes has statistics of its own.
    let living = folder.path().join("living");
    assert_eq!(LivingList::create(&living, again).unwrap_err().kind(), ErrorKind::InvalidValue);
    assert!(!living.exists());
}

#[test]
fn answers_that_do_not_belong_together_are_not_merged() {
    let list = |id: &str| Watchlist::builder().record(Record::new(id, "Крымов")).build().unwrap();
    let policy = Policy::default();
    let answer = |list: &Watchlist, id: &str| list.screen(&Record::new(id, "Krymov"), &policy);
    let (one, other) = (list("w1"), list("w2"));
    for answers in [
        vec![],
        vec![answer(&one, "e1"), answer(&other, "e1")],
        vec![answer(&one, "e1"), answer(&one, "e2")],
    ] {
        let error = Screening::merge(answers, &policy).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidValue);
    }
}

#[test]
fn a_damaged_shard_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let whole = Watchlist::builder().record(Record::new("w", "Крымов Пётр")).build().unwrap();
    // More shards than records: the second is empty.
    let paths = whole.save_shards(folder.path(), 2.try_into().unwrap()).unwrap();
    assert_eq!(Watchlist::open(&paths[1]).unwrap().len(), 0);
    let bytes = std::fs::read(&paths[0]).unwrap();
    let damaged = folder.path().join("damaged.sverka");
    for at in (0..bytes.len()).step_by(61) {
        let mut bytes = bytes.clone();
        bytes[at] ^= 1;
        std::fs::write(&damaged, bytes).unwrap();
        assert!(Watchlist::open(&damaged).is_err(), "byte {at}");
    }
}
