//! What each figure counts, case by case, and that the order of the rows does not matter.

#[cfg(all(feature = "formats", feature = "synthetic"))]
mod bank;
#[cfg(all(feature = "formats", feature = "synthetic"))]
mod planted;

use super::*;
use crate::evidence::Bits;
use crate::record::{
    Alias, AliasStrength, Document, Listing, PartialDate, PersonName, RecordField, Sex,
};
use proptest::prelude::*;

const AS_OF: &str = "2026-06-01";

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn listing(source: &str, category: &str, occurred: &str, submitted: &str) -> Listing {
    let mut listing = Listing::new();
    if !source.is_empty() {
        listing = listing.with_source(source);
    }
    if !category.is_empty() {
        listing = listing.with_category(category);
    }
    if !occurred.is_empty() {
        listing = listing.with_occurred_at(day(occurred));
    }
    if !submitted.is_empty() {
        listing = listing.with_submitted_at(day(submitted));
    }
    listing
}

fn person(id: &str, name: &str, born: &str) -> Record {
    let record = Record::new(id, name);
    if born.is_empty() { record } else { record.with_birth_date(born.parse().unwrap()) }
}

fn report(records: impl IntoIterator<Item = Record>) -> QualityReport {
    let mut submissions = Submissions::new(day(AS_OF));
    records.into_iter().for_each(|record| submissions.add(Ok(record)));
    submissions.report().unwrap()
}

/// The faults of one record.
fn faults_of(record: Record) -> Vec<Fault> {
    let invalid = report([record]).bank.invalid;
    invalid.into_iter().filter(|(_, count)| *count > 0).map(|(fault, _)| fault).collect()
}

#[test]
fn faults_of_dates() {
    let born = |date: &str| {
        person("1", "Морозкин Елисей", date).with_listing(listing("a", "b", "2020-05-10", ""))
    };
    for (date, expected) in [
        ("1971-03-15", &[][..]),
        ("1971", &[]),
        ("1971-01", &[]),
        ("1971-01-01", &[Fault::PlaceholderBirthDate]),
        ("2020-05-10", &[]),
        ("2020-05", &[]),
        ("2020", &[]),
        ("2020-05-11", &[Fault::BirthAfterOccurrence]),
        ("2020-06", &[Fault::BirthAfterOccurrence]),
        ("2021", &[Fault::BirthAfterOccurrence]),
        ("2026-06-01", &[Fault::BirthAfterOccurrence]),
        ("2026-06-02", &[Fault::BirthInFuture]),
        ("2027-01-01", &[Fault::BirthInFuture, Fault::PlaceholderBirthDate]),
    ] {
        assert_eq!(faults_of(born(date)), expected, "{date}");
    }
    // One plausible date is enough.
    let several = born("2020-05-11").with_birth_date("1971-03-15".parse().unwrap());
    assert_eq!(faults_of(several), []);
}

#[test]
fn faults_of_listings() {
    let dated = |occurred, submitted, from: &str, to: &str| {
        let listing = listing("a", "b", occurred, submitted);
        let bound = |text: &str| (!text.is_empty()).then(|| day(text));
        person("1", "Морозкин Елисей", "")
            .with_listing(listing.with_validity(bound(from), bound(to)))
    };
    let before = [Fault::SubmittedBeforeOccurrence];
    let ends = [Fault::ValidToBeforeValidFrom];
    for (record, expected) in [
        (dated("2020-05-10", "2020-05-10", "", ""), &[][..]),
        (dated("2020-05-10", "2020-05-09", "", ""), &before),
        (dated("", "2020-05-09", "", ""), &[]),
        (dated("", "", "2020-05-10", "2020-05-10"), &[]),
        (dated("", "", "2020-05-10", "2020-05-09"), &ends),
        (dated("", "", "", "2020-05-09"), &[]),
    ] {
        assert_eq!(faults_of(record.clone()), expected, "{record:?}");
    }
}

#[test]
fn faults_of_names() {
    let full = |name: &str| PersonName::full(name);
    let parts =
        |given: &str, patronymic: &str, family: &str| PersonName::parts(given, patronymic, family);
    for (name, expected) in [
        (full("Морозкин Елисей Петрович"), &[][..]),
        // A Latin o, and letters that no single script has.
        (full("Мoрозкин Елисей"), &[Fault::MixedScript]),
        (full("Mороzkin Елисей"), &[Fault::MixedScript]),
        (full("Morozkin Елисей"), &[]),
        (full("Морозкин 2 Елисей"), &[Fault::DigitsInName]),
        (full("Мор0зкин Елисей"), &[Fault::DigitsInName]),
        (full("P<RUSMOROZKIN<<ELISEI<<<<<<2"), &[]),
        (parts("Елисей", "Петрович", "Морозкин"), &[]),
        (parts("Елисей Петрович", "", "Морозкин"), &[Fault::PatronymicInGiven]),
        (parts("Петрович", "", "Морозкин"), &[Fault::PatronymicInGiven]),
        (parts("Elchin Rafig oglu", "", "Mammadov"), &[Fault::PatronymicInGiven]),
        (parts("Анна Мария", "", "Морозкина"), &[]),
        (parts("Roman", "", "Petrovich"), &[]),
        (parts("Морозов", "Петрович", "Роман"), &[Fault::NamesCrossed]),
        // Given names end in -ин too.
        (parts("Морозкин", "Петрович", "Роман"), &[]),
        (parts("Ivanova", "", "Galina"), &[Fault::NamesCrossed]),
        (parts("Ткаченко", "", "Ольга"), &[Fault::NamesCrossed]),
        (parts("Петросян", "", "Арам"), &[Fault::NamesCrossed]),
        (parts("Shvelidze", "", "Giorgi"), &[Fault::NamesCrossed]),
        (parts("Роман", "", "Мартин"), &[]),
        (parts("Ayman", "", "Ibrahim"), &[]),
        (parts("Myong Jin", "", "Kim"), &[]),
        (parts("Роман", "", "Иванов"), &[]),
        (full("Иванов Роман"), &[]),
    ] {
        assert_eq!(faults_of(Record::new("1", name.clone())), expected, "{name}");
    }
    let alias = Alias::new("Мoрозкин", AliasStrength::Weak);
    let record = Record::new("1", "Морозкин Елисей").with_alias(alias);
    assert_eq!(faults_of(record), [Fault::MixedScript]);
}

#[test]
fn faults_of_documents() {
    for (document, expected) in [
        ("inn:RU:7707083893", &[][..]),
        ("inn:RU:7707083898", &[Fault::FailedCheckDigits]),
        ("passport:RU:45 10 123456", &[]),
    ] {
        let document: Document = document.parse().unwrap();
        let record = Record::new("1", "Морозкин Елисей").with_document(document);
        assert_eq!(faults_of(record), expected);
    }
}

#[test]
fn stated_and_usable_fields() {
    let share = |record: Record, field: RecordField| {
        let bank = report([record]).bank;
        (bank.completeness[&field], bank.usable.get(&field).copied())
    };
    let named = |name: &str| Record::new("1", name);
    let born = |date: &str| named("Морозкин Елисей").with_birth_date(date.parse().unwrap());
    let with = |document: &str| named("Морозкин").with_document(document.parse().unwrap());
    for (record, field, expected) in [
        (named("Морозкин Елисей"), RecordField::Name, (1.0, Some(1.0))),
        (named("Морозкин"), RecordField::Name, (1.0, Some(0.0))),
        (named("Морозкин Е."), RecordField::Name, (1.0, Some(0.0))),
        (named("bin Laden"), RecordField::Name, (1.0, Some(0.0))),
        (named("Мoрозкин Елисей"), RecordField::Name, (1.0, Some(0.0))),
        (named("17"), RecordField::Name, (0.0, Some(0.0))),
        (named("Морозкин Елисей Петрович"), RecordField::Patronymic, (1.0, None)),
        (named("Морозкин Елисей"), RecordField::Patronymic, (0.0, None)),
        (born("1971"), RecordField::BirthDate, (1.0, Some(1.0))),
        (born("1971-01-01"), RecordField::BirthDate, (1.0, Some(0.0))),
        (born("2027-03-15"), RecordField::BirthDate, (1.0, Some(0.0))),
        (named("Морозкин"), RecordField::BirthDate, (0.0, Some(0.0))),
        (named("Морозкин").with_sex(Sex::Unspecified), RecordField::Sex, (1.0, Some(0.0))),
        (named("Морозкин").with_sex(Sex::Male), RecordField::Sex, (1.0, Some(1.0))),
        (named("Морозкин").with_nationality(" "), RecordField::Nationality, (0.0, None)),
        (with("0000000"), RecordField::Document, (1.0, Some(0.0))),
        (with("inn:RU:7707083898"), RecordField::Document, (1.0, Some(0.0))),
        (with("inn:RU:7707083893"), RecordField::Document, (1.0, Some(1.0))),
    ] {
        assert_eq!(share(record.clone(), field), expected, "{record:?} {field}");
    }
}

#[test]
fn lags_late_and_future_submissions() {
    let sent = |id: &str, occurred: &str, submitted: &str| {
        person(id, "Морозкин", "").with_listing(listing("a", "b", occurred, submitted))
    };
    let report = report([
        sent("1", "2026-05-01", "2026-05-01"),
        sent("2", "2026-04-01", "2026-05-01"),
        sent("3", "2026-03-31", "2026-05-01"),
        sent("4", "2025-01-01", "2025-04-11"),
        sent("5", "", "2025-04-12"),
        sent("6", "2026-05-01", ""),
        sent("7", "2026-06-02", "2026-06-02"),
        sent("8", "2026-05-31", "2026-06-02"),
    ]);
    let row = &report.sources[0];
    // 0, 0, 2, 30, 31 and 100 days.
    let lag = &row.lag_days;
    assert_eq!((lag.records, lag.median, lag.late), (6, Some(16.0), 2));
    assert_eq!((lag.p90, lag.p99), (Some(65.5), Some(96.55)));
    assert_eq!(lag.late_share, Some(2.0 / 6.0));
    assert_eq!(row.future_dated, 2);
    assert_eq!(row.lag_last_year.records, 3);
    assert_eq!(row.lag_year_before.median, Some(100.0));
    let months: Vec<_> =
        row.months.iter().map(|m| (m.month.to_string(), m.records, m.lag_days.records)).collect();
    assert_eq!(months, [("2025-04".to_owned(), 2, 1), ("2026-05".to_owned(), 3, 3)]);
}

#[test]
fn listings_that_ended_before_the_day_are_expired() {
    let until = |id: &str, end: Option<&str>| {
        let listing = Listing::new().with_validity(None, end.map(day));
        Record::new(id, "Морозкин").with_listing(listing)
    };
    let report =
        report([until("1", None), until("2", Some(AS_OF)), until("3", Some("2026-05-31"))]);
    assert_eq!(report.bank.expired, 1);
}

/// A report on two records of one person, of which the second is changed.
fn pair(change: impl FnOnce(Record) -> Record) -> QualityReport {
    let first = person("1", "Щербаков Александр Иванович", "1971-03-15")
        .with_sex(Sex::Male)
        .with_document("passport:RU:45 10 730184".parse().unwrap())
        .with_listing(listing("a", "wanted", "2026-01-01", "2026-02-01"));
    let listing = listing("b", "wanted", "2026-01-01", "2026-03-01");
    let second = change(first.clone().with_id("2").with_listing(listing));
    report([second, first])
}

fn contradicted(report: &QualityReport) -> Vec<(PairContradiction, u64)> {
    report.bank.contradictions.clone().into_iter().filter(|(_, count)| *count > 0).collect()
}

#[test]
fn duplicates_by_source_and_category() {
    let figures = |report: &QualityReport| {
        let row = |source: &str| {
            let row = report.totals.iter().find(|row| row.source.as_deref() == Some(source));
            row.map_or((0, 0, 0), |row| {
                (row.duplicates, row.in_other_category, row.in_other_sources)
            })
        };
        (row("a"), row("b"))
    };
    let to = |source: &'static str, category: &'static str| {
        move |record: Record| record.with_listing(listing(source, category, "", "2026-03-01"))
    };
    assert_eq!(figures(&pair(|record| record)), ((0, 0, 1), (0, 0, 1)));
    assert_eq!(figures(&pair(to("a", "wanted"))), ((1, 0, 0), (0, 0, 0)));
    assert_eq!(figures(&pair(to("a", "suspect"))), ((0, 1, 0), (0, 0, 0)));
    // Another person.
    let other = |_: Record| person("2", "Морозкин Елисей", "1990-11-28");
    assert_eq!(figures(&pair(other)), ((0, 0, 0), (0, 0, 0)));
    let shared = pair(|record| record).shared;
    let sources = ["a", "b"].map(|source| Some(source.to_owned()));
    assert_eq!(shared, [SharedPairs { sources, pairs: 1 }]);
}

#[test]
fn two_of_three_equal_records_are_duplicates() {
    let statement = |id: &str, submitted| {
        let record = person(id, "Щербаков Александр Иванович", "1971-03-15");
        record.with_listing(listing("a", "wanted", "", submitted))
    };
    let report = report([
        statement("1", "2026-03-01"),
        statement("2", "2026-01-01"),
        statement("3", "2026-02-01"),
    ]);
    assert_eq!(report.bank.duplicates, 2);
}

#[test]
fn contradictions_of_one_person() {
    let born = |date: &'static str, with_document: bool| {
        move |record: Record| {
            let mut other = person("2", "Щербаков Александр Иванович", date)
                .with_listing(record.listing().clone());
            if with_document {
                other = other.with_document(record.documents()[0].clone());
            }
            other
        }
    };
    use PairContradiction::*;
    assert_eq!(contradicted(&pair(|record| record)), []);
    assert_eq!(contradicted(&pair(born("1971", true))), []);
    assert_eq!(contradicted(&pair(born("1971-03", false))), []);
    assert_eq!(contradicted(&pair(born("1984-07-09", true))), [(DocumentOtherBirthDate, 2)]);
    assert_eq!(contradicted(&pair(born("1971-04-15", false))), [(OtherBirthDate, 2)]);
    assert_eq!(contradicted(&pair(born("", true))), []);
    let woman = |record: Record| record.with_sex(Sex::Female);
    assert_eq!(contradicted(&pair(woman)), [(OtherSex, 2)]);
    let unspecified = |record: Record| record.with_sex(Sex::Unspecified);
    assert_eq!(contradicted(&pair(unspecified)), []);
}

#[test]
fn matches_missed_because_of_late_submission() {
    let listed = person("1", "Щербаков Александр Иванович", "1971-03-15").with_listing(listing(
        "a",
        "wanted",
        "2026-01-10",
        "2026-03-01",
    ));
    let screened = |occurred: &str, submitted: &str| {
        person("e", "CHTCHERBAKOV Alexandre", "1971-03-15")
            .with_listing(listing("", "", occurred, submitted))
    };
    for (entry, missed, undated) in [
        (screened("2026-01-09", ""), 0, 0),
        (screened("2026-01-10", ""), 1, 0),
        (screened("2026-02-28", ""), 1, 0),
        (screened("2026-03-01", ""), 0, 0),
        (screened("", "2026-02-01"), 1, 0),
        (screened("2026-01-09", "2026-02-01"), 0, 0),
        (screened("", ""), 0, 1),
        (person("e", "Морозкин Елисей", "1990-11-28"), 0, 1),
    ] {
        let mut submissions = Submissions::new(day(AS_OF));
        submissions.add(Ok(listed.clone()));
        submissions.add_screened(entry.clone());
        let report = submissions.report().unwrap();
        let expected = ScreenedEntries { entries: 1, undated, missed };
        assert_eq!(report.screened, expected, "{entry:?}");
        assert_eq!(report.sources[0].missed, missed);
    }
}

#[test]
fn records_with_enough_evidence_to_match() {
    let whole = person("1", "Щербаков Александр Иванович", "1971-03-15");
    let given = person("2", "Али", "");
    let policy = Policy::default().with_min_bits(Bits::from_hundredths(1_500));
    let mut submissions = Submissions::new(day(AS_OF)).with_policy(policy);
    [&whole, &given].into_iter().for_each(|record| submissions.add(Ok(record.clone())));
    let report = submissions.report().unwrap();
    assert_eq!(report.bank.matchable, 1);
    assert_eq!(report.threshold_bits.hundredths(), 1_500);
    // The match weights equal those of a direct comparison, which uses no index.
    let list = Watchlist::builder().records([whole.clone(), given.clone()]).build().unwrap();
    let bits = [&whole, &given].map(|record| list.compare(record, record).bits().as_f64());
    let median = report.bank.bits_median.unwrap();
    assert!((median - (bits[0] + bits[1]) / 2.0).abs() < 0.011, "{median} {bits:?}");
}

#[test]
fn unstated_undeclared_and_silent_sources() {
    let of = |id: &str, source: &str, category: &str| {
        Record::new(id, "Морозкин").with_listing(listing(source, category, "", ""))
    };
    let mut submissions = Submissions::new(day(AS_OF)).with_sources(["a", "silent"]);
    for record in [of("1", "a", "x"), of("2", "b", "x"), of("3", "", "x"), of("4", "a", "")] {
        submissions.add(Ok(record));
    }
    submissions.add(Ok(of("5", " ", "x")));
    let report = submissions.report().unwrap();
    let rows: Vec<_> = report
        .sources
        .iter()
        .map(|row| (row.source.as_deref(), row.category.as_deref(), row.declared, row.records))
        .collect();
    assert_eq!(
        rows,
        [
            (Some("a"), Some("x"), true, 1),
            (Some("a"), None, true, 1),
            (Some("b"), Some("x"), false, 1),
            (None, Some("x"), false, 2),
        ]
    );
    assert_eq!(report.silent, ["silent"]);
    assert_eq!(report.totals.iter().map(|row| row.records).collect::<Vec<_>>(), [2, 1, 2]);
}

#[test]
fn empty_banks_and_banks_of_errors() {
    let empty = report([]);
    assert_eq!((empty.bank.records, empty.sources.len()), (0, 0));
    assert_eq!(empty.bank.lag_days.median, None);
    let mut submissions = Submissions::new(day(AS_OF));
    submissions.add(Err("1971-02-30".parse::<PartialDate>().unwrap_err()));
    let report = submissions.report().unwrap();
    assert_eq!((report.bank.records, report.sources[0].records), (0, 0));
    assert_eq!(report.sources[0].invalid[&Fault::ImpossibleDate], 1);
    assert_eq!(report.sources[0].rejected[&ErrorKind::InvalidDate], 1);
    assert_eq!(report.sources[0].completeness[&RecordField::BirthDate], 0.0);
}

#[test]
fn crowded_records_are_counted() {
    // A date that the whole bank has says little, so the document tells.
    let passport = || "passport:RU:4510123456".parse().unwrap();
    let same = (0..250).map(|n| person(&n.to_string(), "Щербаков Глеб", "1990-05-17"));
    let same = same.map(|record| record.with_document(passport()));
    let report = report(same.map(|record| record.with_listing(listing("a", "b", "", ""))));
    assert_eq!((report.crowded, report.bank.duplicates), (250, 249));
}

fn any_record() -> impl Strategy<Value = Record> {
    let text = prop_oneof![
        "[а-яА-Яa-zA-Z0-9 ,<-]{0,20}",
        Just("Щербаков Александр Иванович".to_owned()),
        Just("Shcherbakov Aleksandr".to_owned()),
    ];
    let date = proptest::option::of((1970_u16..2030, 1_u8..=12, 1_u8..=28));
    let dates = proptest::collection::vec(date, 5);
    let source = proptest::option::of("[ab ]?");
    (text, "[а-я]{0,5}", dates, source, proptest::option::of("[xy]"), any::<Option<bool>>())
        .prop_map(|(name, given, dates, source, category, sex)| {
            let date = |n: usize| dates[n].and_then(|(y, m, d)| Date::new(y, m, d).ok());
            let mut listing = Listing::new().with_validity(date(0), date(1));
            if let Some(source) = source {
                listing = listing.with_source(source);
            }
            if let Some(category) = category {
                listing = listing.with_category(category);
            }
            if let Some(day) = date(2) {
                listing = listing.with_occurred_at(day);
            }
            if let Some(day) = date(3) {
                listing = listing.with_submitted_at(day);
            }
            let name = match given.is_empty() {
                true => PersonName::full(name),
                false => PersonName::parts(given, "", name),
            };
            let mut record = Record::new("", name).with_listing(listing);
            if let Some(day) = date(4) {
                record = record.with_birth_date(day.into());
            }
            match sex {
                Some(true) => record.with_sex(Sex::Female),
                Some(false) => record.with_sex(Sex::Male),
                None => record,
            }
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn reports_do_not_depend_on_order_and_counts_add_up(
        records in proptest::collection::vec(any_record(), 0..12),
        rotated in 0_usize..12,
    ) {
        let numbered = || (0..).zip(&records).map(|(n, record)| record.clone().with_id(format!("r{n}")));
        let mut other: Vec<Record> = numbered().collect();
        let by = rotated % other.len().max(1);
        other.rotate_left(by);
        other.reverse();
        let one = report(numbered());
        prop_assert_eq!(&one, &report(other));

        let sum = |rows: &[Quality], of: fn(&Quality) -> u64| rows.iter().map(of).sum::<u64>();
        let figures: [fn(&Quality) -> u64; 8] = [
            |row| row.records,
            |row| row.matchable,
            |row| row.duplicates + row.in_other_category,
            |row| row.in_other_sources,
            |row| row.future_dated,
            |row| row.expired,
            |row| row.lag_days.records,
            |row| row.invalid.values().sum(),
        ];
        for of in figures {
            prop_assert_eq!(sum(&one.sources, of), of(&one.bank));
            prop_assert_eq!(sum(&one.totals, of), of(&one.bank));
        }
        prop_assert_eq!(one.bank.records, records.len() as u64);
        for row in &one.sources {
            for (field, usable) in &row.usable {
                prop_assert!(*usable <= row.completeness[field]);
            }
        }
    }
}
