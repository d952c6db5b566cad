//! Fingerprints: an equal fingerprint and an equal entry give the same bytes, however the list was made and on
//! any number of threads; and whatever answers depend on changes the fingerprint.

mod common;
#[path = "common/rounds.rs"]
mod rounds;

use common::{policy, record};
use proptest::prelude::*;
use rounds::rounds;
use std::collections::HashMap;
use sverka::{
    Bits, Change, Fingerprint, KnownAt, LivingList, Model, Policy, Record, Screening, ValidAt,
    Watchlist,
};

fn build(records: impl IntoIterator<Item = Record>) -> Watchlist {
    Watchlist::builder().records(records).build().unwrap()
}

fn numbered(records: Vec<Record>) -> Vec<Record> {
    let numbered = records.into_iter().enumerate();
    numbered.map(|(n, record)| record.with_id(format!("w{n}"))).collect()
}

/// The answer in JSON, without the certificate's counts of work done.
fn answer_json(screening: &Screening) -> String {
    let mut json = serde_json::to_value(screening).unwrap();
    json["certificate"] = screening.certificate().records().into();
    json.to_string()
}

fn on_threads<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(work)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(rounds(12, 32)))]

    #[test]
    fn an_equal_fingerprint_and_entry_give_the_same_bytes(
        records in prop::collection::vec(record(), 1..8),
        others in prop::collection::vec(record(), 1..4),
        entries in prop::collection::vec(record(), 3),
        policies in prop::collection::vec(policy(), 1..4),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let records = numbered(records);
        let answers = |list: &Watchlist, policy: &Policy| list.screen_all(&entries, policy);
        // Every answer so far, by its fingerprint and its entry.
        let mut given: HashMap<(Fingerprint, usize), String> = HashMap::new();
        let mut check = |screenings: &[Screening]| {
            for (n, screening) in screenings.iter().enumerate() {
                let json = answer_json(screening);
                let before = given.entry((screening.fingerprint(), n)).or_insert(json.clone());
                prop_assert_eq!(before, &json);
            }
            Ok(())
        };
        let built = build(records.clone());
        built.save(folder.path().join("saved")).unwrap();
        let opened = Watchlist::open(folder.path().join("saved")).unwrap();
        let reversed = on_threads(1, || build(records.iter().rev().cloned()));
        let changed = LivingList::create(folder.path().join("changed"), build(others.clone().into_iter().enumerate().map(|(n, other)| other.with_id(format!("w{n}"))))).unwrap();
        let start = changed.view().change();
        let gone = (records.len()..others.len()).map(|n| Change::Withdraw(format!("w{n}")));
        changed.apply(records.iter().rev().cloned().map(Change::from)).unwrap();
        changed.apply(gone).unwrap();
        for policy in &policies {
            let expected = answers(&built, policy);
            let bytes = serde_json::to_string(&expected).unwrap();
            for list in [&opened, &reversed] {
                for threads in [1, 8] {
                    let again = on_threads(threads, || answers(list, policy));
                    prop_assert_eq!(&serde_json::to_string(&again).unwrap(), &bytes);
                }
            }
            check(&expected)?;
            // The same records in another epoch, unless that epoch has the same frequencies.
            let by_other = changed.view().screen_all(&entries, policy);
            check(&by_other)?;
            let same_epoch = build(numbered(others.clone())).records().eq(built.records());
            prop_assert_eq!(by_other[0].fingerprint() == expected[0].fingerprint(), same_epoch);
        }
        // The past keeps its fingerprint after later changes, compaction and reopening.
        let then = changed.view();
        changed.put(entries[0].clone().with_id("new")).unwrap();
        changed.compact().unwrap();
        let change = then.change();
        drop(changed);
        let changed = LivingList::open(folder.path().join("changed")).unwrap();
        for policy in &policies {
            let answered = then.screen_all(&entries, policy);
            let asked = policy.clone().with_known_at(KnownAt::Change(change));
            let again = changed.view().screen_all(&entries, &asked);
            prop_assert_eq!(again[0].fingerprint(), answered[0].fingerprint());
            check(&again)?;
            let later = changed.view().screen_all(&entries, policy);
            prop_assert_ne!(later[0].fingerprint(), answered[0].fingerprint());
            check(&later)?;
            let first = policy.clone().with_known_at(KnownAt::Change(start));
            check(&changed.view().screen_all(&entries, &first))?;
        }
        // In an epoch of its own records it is equal to the list built of them.
        changed.apply([Change::Withdraw("new".into())]).unwrap();
        changed.take_epoch().unwrap();
        for policy in &policies {
            let taken = changed.view().screen_all(&entries, policy);
            prop_assert_eq!(taken[0].fingerprint(), answers(&built, policy)[0].fingerprint());
            check(&taken)?;
        }
    }
}

#[test]
fn every_weight_and_every_part_of_a_policy_changes_the_fingerprint() {
    let records = || [Record::new("w1", "Щербаков Александр"), Record::new("w2", "Крымов Пётр")];
    let of = |model: Model, policy: &Policy| {
        let list = Watchlist::builder().records(records()).model(model).build().unwrap();
        list.screen(&Record::new("e", "Krymov"), policy).fingerprint()
    };
    let plain = Policy::default()
        .with_min_bits(Bits::from_hundredths(900))
        .with_valid_at(ValidAt::On("2025-01-01".parse().unwrap()));
    let expected = of(Model::default(), &plain);
    let json = serde_json::to_value(Model::default()).unwrap();
    let mut weights = 0;
    for group in ["names", "sounds", "dates", "traits"] {
        for (name, weight) in json[group].as_object().unwrap() {
            let mut other = json.clone();
            other[group][name] = match weight.as_f64() {
                // Every weight may move towards zero, and one at zero to -0.5.
                Some(weight) if weight != 0.0 => (weight * 0.9).into(),
                Some(_) => (-0.5).into(),
                None => serde_json::json!([["a", "o", 1.5]]),
            };
            if name.starts_with("contradicted") {
                other[group][name] = (weight.as_f64().unwrap() - 1.0).into();
            }
            let other: Model = serde_json::from_value(other).unwrap();
            assert_ne!(of(other, &plain), expected, "{group}.{name}");
            weights += 1;
        }
    }
    assert!(weights > 50, "{weights}");
    assert_ne!(of(Model::default().with_listed_share(0.2).unwrap(), &plain), expected);
    let day = |day: &str| day.parse().unwrap();
    for policy in [
        plain.clone().with_min_bits(Bits::from_hundredths(901)),
        plain.clone().with_review_bits(Bits::from_hundredths(100)),
        plain.clone().with_listed_share(0.2).unwrap(),
        plain.clone().with_population(20_000),
        plain.clone().with_limit(3),
        plain.clone().with_valid_at(ValidAt::Ever),
        plain.clone().with_valid_at(ValidAt::On(day("2025-01-02"))),
        plain.clone().with_known_at(KnownAt::On(day("2025-01-01"))),
        plain.clone().with_sources(["bank"]),
        plain.clone().with_categories(["bank"]),
    ] {
        assert_ne!(of(Model::default(), &policy), expected, "{policy:?}");
    }
    // Equivalent policies have one fingerprint.
    let named = |sources: &[&str]| {
        of(Model::default(), &plain.clone().with_sources(sources.iter().copied()))
    };
    assert_eq!(named(&["a", "b"]), named(&["b", "a", "b"]));
    assert_ne!(named(&["ab"]), named(&["a", "b"]));
}

#[test]
fn a_fingerprint_is_32_hexadecimal_digits_in_json() {
    let list = build([Record::new("w1", "Крымов Пётр")]);
    let screening = list.screen(&Record::new("e", "Krymov Petr"), &Policy::default());
    let json = serde_json::to_value(&screening).unwrap();
    assert_eq!(json["fingerprint"], screening.fingerprint().to_string());
    assert_eq!(json["fingerprint"].as_str().map(str::len), Some(32));
    assert_eq!(serde_json::from_value::<Screening>(json).unwrap(), screening);
    for wrong in ["", "12", "+0000000000000000000000000000001", "0000000000000000000000000000000G"]
    {
        assert!(serde_json::from_value::<Fingerprint>(wrong.into()).is_err(), "{wrong}");
    }
}
