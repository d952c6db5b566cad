//! Grouping records by person: which records join, which stay separate, and independence of order.

mod common;

use common::{policy, record};
use proptest::prelude::*;
use sverka::persons::Persons;
use sverka::{Bits, Field, Level, Listing, PersonName, Policy, Record, Sex, Threshold, Watchlist};

/// A record from `id; name; birth date; sex; document; source`. All after the name may be blank.
fn listed(row: &str) -> Record {
    let mut cells = row.split(';').map(str::trim);
    let mut next = || cells.next().unwrap_or_default();
    let (id, name) = (next(), next());
    let name = match name.split('/').collect::<Vec<_>>()[..] {
        [given, patronymic, family] => PersonName::parts(given, patronymic, family),
        _ => PersonName::full(name),
    };
    let mut record = Record::new(id, name);
    for date in next().split(',').filter(|date| !date.is_empty()) {
        record = record.with_birth_date(date.parse().unwrap());
    }
    if let Ok(sex) = next().parse::<Sex>() {
        record = record.with_sex(sex);
    }
    if let Ok(document) = next().parse() {
        record = record.with_document(document);
    }
    record.with_listing(Listing::new().with_source(next()))
}

fn list(rows: &[&str]) -> Watchlist {
    Watchlist::builder().records(rows.iter().map(|row| listed(row))).build().unwrap()
}

/// A threshold so low that only contradictions keep records apart.
fn lenient() -> Policy {
    Policy::default().with_min_bits(Bits::from_hundredths(500))
}

fn groups(watchlist: &Watchlist, policy: &Policy) -> Vec<Vec<String>> {
    let ids = |records: &[Record]| records.iter().map(|record| record.id().to_owned()).collect();
    Persons::group(watchlist, policy).iter().map(|person| ids(person.records())).collect()
}

#[test]
fn records_of_one_person_join_and_contradictions_separate() {
    for (what, rows, expected) in [
        (
            "three sources of one person",
            &[
                "a; Щербаков Александр Иванович; 1971-03-15; m; ; bank",
                "b; CHTCHERBAKOV Alexandre; 1971-03-15; m; ; customs",
                "c; Shcherbakov A. I.; 1971; m; passport:RU:4510 123456; border",
                "d; Szczerbakow Aleksandr; ; ; passport:RU:4510-123456; ministry",
            ][..],
            "abcd",
        ),
        (
            "father and son, with one surname and one initial",
            &["a; Щербаков И. И.; 1950-03-01; m", "b; Shcherbakov I. I.; 1975-08-20; m"],
            "a b",
        ),
        (
            "father and son of one name",
            &["a; Щербаков Иван Иванович; 1950-03-01", "b; Shcherbakov Ivan Ivanovich; 1975-08-20"],
            "a b",
        ),
        (
            "twins",
            &[
                "a; Пётр/Иванович/Щербаков; 1971-03-15; m",
                "b; Павел/Иванович/Щербаков; 1971-03-15; m",
            ],
            "a b",
        ),
        (
            "twins with names in one string",
            &[
                "a; Щербаков Пётр Иванович; 1971-03-15",
                "b; Shcherbakov Pavel Ivanovich; 1971-03-15",
            ],
            "a b",
        ),
        (
            "namesakes with different fathers",
            &["a; Щербаков Пётр Иванович; 1971-03-15", "b; Щербаков Пётр Олегович; 1971-03-15"],
            "a b",
        ),
        (
            "brother and sister with one initial",
            &["a; Щербаченко А.; 1971-03-15; m", "b; Shcherbachenko A.; 1971-03-15; f"],
            "a b",
        ),
        (
            "a surname that changed",
            &[
                "a; Мария/Олеговна/Щербакова; 1971-03-15; f",
                "b; Мария/Олеговна/Крымская; 1971-03-15; f",
            ],
            "ab",
        ),
        (
            "a slip in the birth date",
            &["a; Щербаков Пётр; 1971-03-15", "b; Щербаков Пётр; 1972-03-15"],
            "ab",
        ),
        (
            "another birth date, and one document",
            &[
                "a; Щербаков Пётр; 1971-03-15; m; passport:RU:4510 123456",
                "b; Щербаков Пётр; 1958-11-02; m; passport:RU:4510 123456",
            ],
            "ab",
        ),
        (
            "another birth date and another sex, and one document",
            &[
                "a; Щербаченко Саша; 1971-03-15; m; passport:RU:4510 123456",
                "b; Щербаченко Саша; 1958-11-02; f; passport:RU:4510 123456",
            ],
            "a b",
        ),
        (
            "a dummy document number in common",
            &[
                "a; Щербаков Пётр; 1971-03-15; m; passport:RU:0000000000",
                "b; Щербаков Пётр; 1958-11-02; m; passport:RU:0000000000",
            ],
            "a b",
        ),
        (
            "two valid tax numbers",
            &[
                "a; Щербаков Пётр; 1971-03-15; m; inn:RU:7707083893",
                "b; Щербаков Пётр; 1971-03-15; m; inn:RU:7771953640",
            ],
            "a b",
        ),
        (
            "two passports",
            &[
                "a; Щербаков Пётр; 1971-03-15; m; passport:RU:4510 123456",
                "b; Щербаков Пётр; 1971-03-15; m; passport:RU:4615 987654",
            ],
            "ab",
        ),
        (
            "a chain whose ends contradict each other: the middle joins the stronger link",
            &[
                "a; Щербаков Пётр Иванович; 1971-03-15; m",
                "b; Щербаков Пётр Иванович; ; m; passport:RU:4510 123456",
                "c; Щербаков Пётр; 1958-11-02; m; passport:RU:4510 123456",
            ],
            "a bc",
        ),
        ("two surnames alone", &["a; Щербаков", "b; Крымский"], "a b"),
    ] {
        let expected: Vec<Vec<String>> =
            expected.split(' ').map(|group| group.chars().map(String::from).collect()).collect();
        assert_eq!(groups(&list(rows), &lenient()), expected, "{what}");
    }
}

#[test]
fn statements_are_kept_and_contradictions_listed() {
    let watchlist = list(&[
        "a; Щербаков Александр Иванович; 1971-03-15; m; passport:RU:4510 123456; bank",
        "b; CHTCHERBAKOV Alexandre; 1971; ; passport:RU:4615 987654; customs",
        "c; Щербаков Александр Иванович; 1971-03-15; f; passport:RU:4510 123456; bank",
    ]);
    let persons = Persons::group(&watchlist, &lenient());
    let person = persons.of("b").unwrap();
    assert_eq!(person.sources(), ["bank", "customs"]);
    let listed: Vec<String> = person
        .contradictions()
        .iter()
        .flat_map(|found| found.statements.iter().map(move |one| (found.field, one)))
        .map(|(field, one)| format!("{field:?} {}: {}", one.value, one.records.join(" ")))
        .collect();
    assert_eq!(
        listed,
        [
            "Sex male: a",
            "Sex female: c",
            "Document passport:RU:4510 123456: a c",
            "Document passport:RU:4615 987654: b",
        ]
    );
    // A year does not contradict a day of that year.
    let dates = person.statements(Field::BirthDate);
    assert_eq!(dates.len(), 2);
    assert!(persons.of("x").is_none());
}

#[test]
fn a_match_returns_the_other_records_of_the_person() {
    let watchlist = list(&[
        "a; Щербаков Александр Иванович; 1971-03-15; m; ; bank",
        "b; Крымская Мария; 1980-01-02; f; ; bank",
        "c; Shcherbakov A. I.; 1971; m; passport:RU:4510 123456; border",
        "d; Szczerbakow Aleksandr; ; m; passport:RU:4510-123456; ministry",
    ]);
    let persons = Persons::group(&watchlist, &lenient());
    let policy =
        Policy::default().with_min_bits(Bits::from_hundredths(2_000)).with_sources(["bank"]);
    let entry = listed("e; Chtcherbakov Alexandre; 1971-03-15; m");
    let screening = watchlist.screen(&entry, &policy);
    let matched = persons.matched(&screening);
    assert_eq!(matched.len(), 1);
    let ids: Vec<&str> = matched[0].matches().iter().map(|found| found.record().id()).collect();
    let others: Vec<&str> = matched[0].others().map(Record::id).collect();
    assert_eq!((ids, others), (vec!["a"], vec!["c", "d"]));
}

#[test]
fn more_copies_of_a_record_than_the_match_limit_are_one_person() {
    let rows = (0..150).map(|n| listed(&format!("{n:04}; Щербаков Пётр Иванович; 1971-03-15; m")));
    let watchlist = Watchlist::builder().records(rows).build().unwrap();
    // In a list without other people, the name is common.
    let persons = Persons::group(&watchlist, &Policy::default().with_min_bits(Bits::ZERO));
    assert_eq!(persons.len(), 1);
    assert_eq!(persons.iter().next().unwrap().records().len(), 150);
}

/// The number of contradicting birth dates and sexes between two records, less one for a common
/// document.
fn hard_contradictions(watchlist: &Watchlist, one: &Record, other: &Record) -> usize {
    let evidence = watchlist.compare(one, other);
    let has = |field, level| {
        evidence.items().iter().any(|item| (item.field(), item.level()) == (field, level))
    };
    let fields = [Field::BirthDate, Field::Sex].into_iter();
    let contradicted = fields.filter(|field| has(*field, Level::Contradicted)).count();
    contradicted.saturating_sub(usize::from(has(Field::Document, Level::Same)))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn groups_are_consistent_and_independent_of_order_and_threads(
        records in prop::collection::vec(record(), 0..24),
        shift in 0_usize..24,
        policy in policy(),
    ) {
        let records: Vec<Record> =
            (0..).zip(records).map(|(n, record)| record.with_id(format!("{n:02}"))).collect();
        let build = |records: Vec<Record>| Watchlist::builder().records(records).build().unwrap();
        let watchlist = build(records.clone());
        let found = groups(&watchlist, &policy);
        // Only the threshold of the policy counts, and the prior that it is a probability by.
        let threshold = match policy.threshold() {
            Threshold::Bits(bits) => Policy::default().with_min_bits(bits),
            Threshold::Probability(p) => Policy::default().with_min_probability(p).unwrap(),
            other => panic!("{other:?}"),
        };
        let threshold = threshold.with_population(policy.population());
        let threshold = match policy.listed_share() {
            Some(share) => threshold.with_listed_share(share).unwrap(),
            None => threshold,
        };
        prop_assert_eq!(groups(&watchlist, &threshold), found.clone());
        let mut all: Vec<String> = found.concat();
        all.sort_unstable();
        let ids: Vec<String> = records.iter().map(|record| record.id().to_owned()).collect();
        prop_assert_eq!(all, ids);
        for person in Persons::group(&watchlist, &policy).iter() {
            for (n, one) in person.records().iter().enumerate() {
                for other in &person.records()[n + 1..] {
                    prop_assert_eq!(hard_contradictions(&watchlist, one, other), 0, "{:?} {:?}", one, other);
                }
            }
        }
        let mut turned = records.clone();
        turned.rotate_left(shift.min(records.len()));
        turned.reverse();
        let turned = build(turned);
        for threads in [1, 3] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            prop_assert_eq!(pool.install(|| groups(&turned, &policy)), found.clone());
        }
    }
}
