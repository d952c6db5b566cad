//! Invariants of names, evidence and answers, over random input.

mod common;

use common::{date, name, record};
use proptest::prelude::*;
use sverka::{
    AliasStrength, Error, ErrorKind, Evidence, Field, Item, Level, Model, Name, PersonName, Policy,
    Record, Screening, Watchlist, fold,
};

fn is_send_and_sync<T: Send + Sync>() {}

#[test]
fn public_types_cross_threads() {
    is_send_and_sync::<Watchlist>();
    is_send_and_sync::<Screening>();
    is_send_and_sync::<Policy>();
    is_send_and_sync::<Model>();
    is_send_and_sync::<Record>();
    is_send_and_sync::<Error>();
}

#[test]
fn two_records_with_one_identifier_are_refused() {
    let twice = [Record::new("a", "Ivanov"), Record::new("b", "Li"), Record::new("a", "Petrov")];
    let error = Watchlist::builder().records(twice).build().unwrap_err();
    assert_eq!((error.kind(), error.value()), (ErrorKind::DuplicateId, Some("a")));
}

#[test]
fn a_token_of_a_megabyte_is_cut_and_reported() {
    let name = Name::new(&PersonName::full("щ".repeat(1 << 20)));
    assert_eq!(name.tokens().len(), 1);
    assert_eq!(name.token(0).unwrap().text().chars().count(), 40);
    assert!(name.repairs().contains(&sverka::Repair::Cut));
    let marks = format!("a{}", "\u{301}".repeat(1 << 20));
    assert!(fold(&marks).chars().count() <= 4);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn folding_is_idempotent_and_bounded(text in "\\PC{0,60}|[а-яёЁA-Zaіѕ'’` \u{200b}\u{301}.-]{0,40}") {
        let once = fold(&text);
        prop_assert_eq!(&fold(&once), &once);
        prop_assert!(once.split(' ').count() <= 20);
        prop_assert!(once.split(' ').all(|token| token.chars().count() <= 40));
    }

    #[test]
    fn any_text_is_a_name_with_few_readings(text in any::<String>()) {
        for token in Name::new(&PersonName::full(text)).tokens() {
            prop_assert!(token.text().chars().any(char::is_alphabetic));
            let readings = token.readings();
            prop_assert!(readings.len() <= 8);
            for reading in readings {
                prop_assert!(reading.sounds().bytes().all(|sound| sound.is_ascii_alphabetic()));
            }
        }
    }
}

/// A name with its words in reverse order. Words of kinship and articles stay with the word that they belong to;
/// a name in which one belongs to no word is rereversed unchanged.
fn reversed(full: &str) -> String {
    let mut units: Vec<String> = Vec::new();
    for word in full.split(' ') {
        match units.last_mut() {
            Some(unit) if word == "oglu" || unit.ends_with("bin") || unit.ends_with("al") => {
                unit.push_str(&format!(" {word}"));
            }
            _ => units.push(word.to_owned()),
        }
    }
    let begins = units.first().is_some_and(|unit| unit.starts_with("oglu"));
    let ends = units.last().is_some_and(|unit| unit.ends_with("bin") || unit.ends_with("al"));
    // A placeholder is dropped, and then the word of kinship would belong to another.
    if begins || ends || full.contains("FNU oglu") || full.contains("bin FNU") {
        return full.to_owned();
    }
    units.reverse();
    units.join(" ")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn every_token_is_in_exactly_one_item(one in name(), other in name()) {
        let tokens = |name: &PersonName| Name::new(name).tokens().len();
        let (entry, record) = (Record::new("e", one.clone()), Record::new("w", other.clone()));
        let evidence = Model::default().compare(&entry, &record);
        // What was repaired is said of a name as a whole.
        let is_of_token = |item: &&Item| item.field() == Field::Name && item.level() != Level::Repaired;
        let items = || evidence.items().iter().filter(is_of_token);
        if tokens(&one) > 0 && tokens(&other) > 0 {
            prop_assert_eq!(items().filter(|item| item.entry().is_some()).count(), tokens(&one));
            prop_assert_eq!(items().filter(|item| item.record().is_some()).count(), tokens(&other));
        } else {
            prop_assert_eq!(items().count(), 0);
        }
    }

    #[test]
    fn the_order_of_names_and_aliases_changes_no_bits(entry in record(), listed in record()) {
        let reversed = |record: &Record| {
            let turn = |name: &PersonName| match name.as_full() {
                Some(full) => PersonName::full(reversed(full)),
                None => name.clone(),
            };
            let mut reversed = Record::new("t", turn(record.name()));
            for alias in record.aliases().iter().rev() {
                reversed = reversed.with_alias(sverka::Alias::new(turn(alias.name()), alias.strength()));
            }
            for date in record.birth_dates() {
                reversed = reversed.with_birth_date(*date);
            }
            reversed
        };
        let unchanged = |record: &Record| {
            let mut copy = Record::new("s", record.name().clone());
            for alias in record.aliases() {
                copy = copy.with_alias(alias.clone());
            }
            for date in record.birth_dates() {
                copy = copy.with_birth_date(*date);
            }
            copy
        };
        let model = Model::default();
        let forward = model.compare(&unchanged(&entry), &unchanged(&listed));
        let backward = model.compare(&reversed(&entry), &reversed(&listed));
        // One word of one name may be two adjacent words of the other, in one order of them.
        let has_join =
            |evidence: &Evidence| evidence.items().iter().any(|it| it.level() == Level::Joined);
        prop_assume!(!has_join(&forward) && !has_join(&backward));
        prop_assert_eq!(forward.bits(), backward.bits());
    }

    #[test]
    fn agreement_on_another_field_never_lowers_the_bits(
        entry in record(),
        listed in record(),
        date in date(),
        name in name(),
    ) {
        let model = Model::default();
        let before = model.compare(&entry, &listed).bits();
        let dated = model
            .compare(&entry.clone().with_birth_date(date), &listed.clone().with_birth_date(date));
        prop_assert!(dated.bits() >= before);
        // An alias that both have can only add a better pair of names.
        if !Name::new(&name).is_empty() && !Name::new(listed.name()).is_empty()
            && !Name::new(entry.name()).is_empty()
        {
            let alias = || sverka::Alias::new(name.clone(), AliasStrength::Strong);
            let named = model.compare(&entry.with_alias(alias()), &listed.with_alias(alias()));
            prop_assert!(named.bits() >= before);
        }
    }

    #[test]
    fn records_and_answers_survive_json(listed in record(), entry in record(), policy in common::policy()) {
        let json = serde_json::to_string(&listed).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Record>(&json).unwrap(), &listed);
        let json = serde_json::to_string(&policy).unwrap();
        prop_assert_eq!(serde_json::from_str::<Policy>(&json).unwrap(), policy.clone());
        let watchlist = Watchlist::builder().record(listed.with_id("w")).build().unwrap();
        let screening = watchlist.screen(&entry, &policy);
        let json = serde_json::to_string(&screening).unwrap();
        prop_assert_eq!(serde_json::from_str::<Screening>(&json).unwrap(), screening);
    }
}

/// The level and the bits of two documents, compared without names.
fn documents(one: &str, other: &str) -> (sverka::Level, f64) {
    let with =
        |id: &str, document: &str| Record::new(id, "").with_document(document.parse().unwrap());
    let evidence = Model::default().compare(&with("e", one), &with("w", other));
    let item = &evidence.items()[0];
    (item.level(), item.bits().as_f64())
}

#[test]
fn documents_weigh_by_their_length_and_check_digits() {
    use sverka::Level::{CheckedSlip, Contradicted, OneDigitOff, Same};
    for (one, other, level, bits) in [
        ("passport:RU:45 10 123456", "4510123456", Same, 20.0),
        ("passport:RU:78", "passport:RU:78", Same, 6.64),
        // A placeholder for a missing number.
        ("passport:RU:0000000000", "passport:RU:0000000000", Same, 3.32),
        ("passport:RU:4510123456", "passport:RU:4510123457", OneDigitOff, 6.0),
        ("passport:RU:4510123456", "4510123457", OneDigitOff, 6.0),
        ("passport:RU:4510123456", "passport:RU:4510123465", Contradicted, -1.0),
        ("passport:RU:AB123456", "passport:RU:AC123456", Contradicted, -1.0),
        ("passport:RU:4510123456", "passport:RU:451012345", Contradicted, -1.0),
        ("inn:RU:7707083893", "inn:RU:7707083898", CheckedSlip, 12.0),
        ("inn:RU:7707083896", "inn:RU:7707083898", OneDigitOff, 6.0),
        // Both check digits are valid, since 10 and 0 are written the same.
        ("inn:RU:7771953640", "inn:RU:2771953640", Contradicted, -1.0),
    ] {
        assert_eq!(documents(one, other), (level, bits), "{one} {other}");
        assert_eq!(documents(other, one), (level, bits), "{other} {one}");
    }
}

#[test]
fn a_birth_date_weighs_less_the_more_records_have_it() {
    let date = || "1970-03-05".parse().unwrap();
    let list = |holders: usize, others: usize| {
        let record = |n: usize| Record::new(format!("w{n}"), "Li");
        let of_day = (0..holders).map(|n| record(n).with_birth_date(date()));
        let undated = (holders..holders + others).map(record);
        Watchlist::builder().records(of_day.chain(undated)).build().unwrap()
    };
    let entry = Record::new("e", "").with_birth_date(date());
    // Of `holders` two are not counted; 4,096 people elsewhere have the day as often as its weight says.
    for (holders, others, bits) in [
        (1, 0, 14.1),
        (2, 0, 14.1),
        (10, 0, 8.96),       // (8 + .23) of 4,106
        (1_000, 0, 2.35),    // (998 + .23) of 5,096
        (10, 30_000, 12.02), // (8 + .23) of 34,106
    ] {
        let list = list(holders, others);
        let policy = Policy::default().with_min_bits(sverka::Bits::ZERO).with_limit(5);
        let screening = list.screen(&entry, &policy);
        let found = screening.matches();
        assert_eq!(found.len(), holders.min(5));
        assert!(
            found.iter().all(|one| one.bits().as_f64() == bits),
            "{holders} {:?}",
            found[0].bits()
        );
        let listed = Record::new("w", "").with_birth_date(date());
        assert_eq!(list.compare(&entry, &listed).bits().as_f64(), bits);
    }
}

#[test]
fn a_document_number_weighs_less_the_more_records_have_it() {
    let document = || "passport:RU:4510123456".parse().unwrap();
    let list = |holders: usize| {
        let record = |n: usize| Record::new(format!("w{n}"), "Li").with_document(document());
        Watchlist::builder().records((0..holders).map(record)).build().unwrap()
    };
    let entry = Record::new("e", "").with_document(document());
    for (holders, bits) in [(1, 20.0), (2, 19.0), (16, 16.0)] {
        let screening =
            list(holders).screen(&entry, &Policy::default().with_min_bits(sverka::Bits::ZERO));
        assert_eq!(screening.matches().len(), holders);
        assert!(screening.matches().iter().all(|found| found.bits().as_f64() == bits));
    }
}
