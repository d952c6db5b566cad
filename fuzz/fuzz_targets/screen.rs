//! Screening tiny random lists gives what comparing the entry with every record gives.

#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use sverka::{Bits, Document, ErrorKind, PartialDate, Policy, Record, Sex, ValidAt, Watchlist};

/// Tokens that are close to one another in many ways.
const TOKENS: [&str; 16] = [
    "иванов",
    "ivanov",
    "ivanow",
    "iwanova",
    "petrov",
    "пётр",
    "petr",
    "щербаков",
    "chtcherbakov",
    "sherbakov",
    "и",
    "p",
    "al",
    "ivanovich",
    "петрович",
    "王",
];

#[derive(Arbitrary, Debug)]
struct Person {
    tokens: Vec<Token>,
    alias: Option<Vec<Token>>,
    birth: Option<(u8, u8, u8)>,
    is_male: Option<bool>,
    document: Option<u8>,
}

#[derive(Arbitrary, Debug)]
enum Token {
    Known(u8),
    Any(String),
}

#[derive(Arbitrary, Debug)]
struct Case {
    list: Vec<Person>,
    entry: Person,
    hundredths: i16,
    limit: Option<u8>,
}

fn name(tokens: &[Token]) -> String {
    let words = tokens.iter().take(6).map(|token| match token {
        Token::Known(n) => TOKENS[usize::from(*n) % TOKENS.len()],
        Token::Any(text) => text,
    });
    words.collect::<Vec<_>>().join(" ")
}

fn record(id: String, person: &Person) -> Record {
    let mut record = Record::new(id, name(&person.tokens));
    if let Some(alias) = &person.alias {
        record = record.with_alias(name(alias));
    }
    if let Some((year, month, day)) = person.birth {
        let part = |n: u8, most: u8| Some(n % (most + 1)).filter(|n| *n > 0);
        let date = PartialDate::new(1970 + u16::from(year % 3), part(month, 3), part(day, 3));
        record = date.into_iter().fold(record, Record::with_birth_date);
    }
    if let Some(is_male) = person.is_male {
        record = record.with_sex(if is_male { Sex::Male } else { Sex::Female });
    }
    if let Some(number) = person.document {
        let document: Result<Document, _> = format!("passport:AB{}", number % 3).parse();
        record = document.into_iter().fold(record, Record::with_document);
    }
    record
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
