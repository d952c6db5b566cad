//! Screening tiny random lists gives what comparing the entry with every record gives.

#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use sverka::{Bits, ErrorKind, Policy, Record, ValidAt, Watchlist};
use sverka_fuzz::people::{Person, record};

#[derive(Arbitrary, Debug)]
struct Case {
    list: Vec<Person>,
    entry: Person,
    hundredths: i16,
    limit: Option<u8>,
}

fuzz_target!(|case: Case| {
    let list = case.list.iter().take(8).enumerate();
    let list: Vec<Record> = list.map(|(n, person)| record(format!("w{n}"), person)).collect();
    let watchlist = match Watchlist::builder().records(list).build() {
        Ok(watchlist) => watchlist,
        Err(error) if error.kind() == ErrorKind::NoLetters => return,
        Err(_) => panic!("a list of distinct identifiers was refused"),
    };
    let entry = record("e".to_owned(), &case.entry);
    let least = Bits::from_hundredths(i32::from(case.hundredths));
    let mut policy = Policy::default().with_min_bits(least).with_valid_at(ValidAt::Ever);
    let limit = case.limit.map_or(usize::MAX, usize::from);
    if case.limit.is_some() {
        policy = policy.with_limit(limit);
    }
    let mut oracle: Vec<(Bits, String)> = watchlist
        .records()
        .map(|record| (watchlist.compare(&entry, &record).bits(), record.id().to_owned()))
        .filter(|(bits, _)| *bits >= least)
        .collect();
    oracle.sort_by(|(a, one), (b, other)| b.cmp(a).then_with(|| one.cmp(other)));
    oracle.truncate(limit);
    let screening = watchlist.screen(&entry, &policy);
    let found: Vec<(Bits, String)> =
        screening.matches().iter().map(|m| (m.bits(), m.record().id().to_owned())).collect();
    assert_eq!(found, oracle, "screening and the oracle disagree");
    for found in screening.matches() {
        assert_eq!(found.bits(), found.evidence().bits(), "the items do not sum to the bits");
    }
});
