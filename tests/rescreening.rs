//! `rescreen` gives exactly those whose answer the changes of a list changed, as screening everybody before and
//! after finds them.

mod common;
#[path = "common/rounds.rs"]
mod rounds;

use common::{policy, record};
use proptest::prelude::*;
use proptest::sample::select;
use rounds::rounds;
use sverka::synthetic::Population;
use sverka::{
    Bits, Change, KnownAt, LivingList, LivingView, Model, Policy, Record, Screening, ValidAt,
    Watchlist,
};

fn build(records: impl IntoIterator<Item = Record>, model: &Model) -> Watchlist {
    Watchlist::builder().records(records).model(model.clone()).build().unwrap()
}

fn numbered(letter: char, records: Vec<Record>) -> Vec<Record> {
    let id = |n: usize| format!("{letter}{n:03}");
    records.into_iter().enumerate().map(|(n, record)| record.with_id(id(n))).collect()
}

/// Screens everybody before and after, and gives the later answers of those whose matches differ.
fn oracle(
    view: &LivingView,
    population: &Watchlist,
    since: u64,
    policy: &Policy,
) -> Vec<Screening> {
    let people: Vec<Record> = population.records().collect();
    let before = policy.clone().with_known_at(KnownAt::Change(since));
    let before = view.screen_all(&people, &before);
    let answers = before.into_iter().zip(view.screen_all(&people, policy));
    let differ = |(before, after): &(Screening, Screening)| {
        (before.matches(), before.tied_left_out()) != (after.matches(), after.tied_left_out())
    };
    answers.filter(differ).map(|(_, after)| after).collect()
}

/// Models that weigh the entry and the record differently, or count much as agreement.
fn model() -> impl Strategy<Value = Model> {
    select(
        &[
            "{}",
            r#"{"extra_in_record": -3, "extra_in_entry": -0.1, "contradicted": -3.5}"#,
            r#"{"unseen_count": 40, "bits_per_sound": 1.5, "together": 0}"#,
            r#"{"initial": 9, "national_form": 0, "diminutive": 0, "gendered": 0, "joined": 0}"#,
        ][..],
    )
    .prop_map(|names| {
        serde_json::from_str(&format!(r#"{{"version": 1, "names": {names}}}"#)).unwrap()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(rounds(16, 64)))]

    #[test]
    fn rescreen_gives_exactly_those_whose_answer_changed(
        start in prop::collection::vec(record(), 0..12),
        batches in prop::collection::vec(
            prop::collection::vec((0_usize..16, prop::option::weighted(0.7, record())), 0..3),
            1..5,
        ),
        people in prop::collection::vec(record(), 1..40),
        policy in policy(),
        model in model(),
        since in 0_u64..6,
        known_at in prop_oneof![3 => Just(KnownAt::Now), 1 => (0_u64..6).prop_map(KnownAt::Change)],
        compacts in any::<bool>(),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let start = build(numbered('w', start), &model);
        let list = LivingList::create(folder.path().join("list"), start).unwrap();
        for batch in batches {
            let change = |(n, record): (usize, Option<Record>)| {
                let id = format!("w{n:03}");
                record.map_or(Change::Withdraw(id.clone()), |record| record.with_id(id).into())
            };
            list.apply(batch.into_iter().map(change)).unwrap();
        }
        if compacts {
            list.compact().unwrap();
        }
        // The screened people have a model of their own.
        let population = build(numbered('p', people), &Model::default());
        let policy = policy.with_known_at(known_at);
        let view = list.view();
        let again = view.rescreen(&population, since, &policy);
        prop_assert_eq!(again, oracle(&view, &population, since, &policy));
        // An upper bound that is too low by any amount shows where a match just reaches the threshold.
        let from = |bits| Policy::default().with_valid_at(ValidAt::Ever).with_min_bits(bits);
        let all = from(Bits::from_hundredths(-100_000));
        let people: Vec<Record> = population.records().collect();
        let answers = view.screen_all(&people, &all);
        let mut reached: Vec<Bits> =
            answers.iter().flat_map(|answer| answer.matches()).map(|found| found.bits()).collect();
        reached.sort_unstable();
        reached.dedup();
        for bits in reached.into_iter().rev().take(12) {
            let again = view.rescreen(&population, since, &from(bits));
            prop_assert_eq!(again, oracle(&view, &population, since, &from(bits)));
        }
    }
}

#[test]
fn a_joined_name_is_found_by_its_parts_and_the_parts_by_it() {
    let names =
        ["Alireza", "Ali Reza", "Щербаков", "Крымов", "Королёв"].map(|n| Record::new("", n));
    let people = build(numbered('p', names.to_vec()), &Model::default());
    for (name, person) in [("Ali Reza", "p000"), ("Alireza", "p001")] {
        let folder = tempfile::tempdir().unwrap();
        let list =
            LivingList::create(folder.path().join("list"), build([], &Model::default())).unwrap();
        list.put(Record::new("w", name)).unwrap();
        let view = list.view();
        let bits = view.screen(
            &people.get(person).unwrap(),
            &Policy::default().with_min_bits(Bits::from_hundredths(1)),
        );
        // Exactly the bits of the pair, no token of which agrees by itself.
        let policy = Policy::default().with_min_bits(bits.matches()[0].bits());
        let again = view.rescreen(&people, 1, &policy);
        assert!(again.iter().any(|answer| answer.id() == person), "{name}");
        assert_eq!(again, oracle(&view, &people, 1, &policy));
    }
}

#[test]
fn few_of_a_population_are_screened_again_and_none_is_missed() {
    let population = Population::new(11);
    let (listed, folder) = (population.watchlist(600), tempfile::tempdir().unwrap());
    let people = population.incoming(600, 600).into_iter().map(|entry| entry.into_record());
    let people = build(people, &Model::default());
    let list =
        LivingList::create(folder.path().join("list"), build(listed.clone(), &Model::default()));
    let list = list.unwrap();
    let since = list.view().change();
    let new = Population::new(12).watchlist(20);
    let changes = new.into_iter().zip(&listed).enumerate().map(|(n, (new, old))| match n % 4 {
        0 => Change::Withdraw(old.id().to_owned()),
        1 => Change::Put(new.with_id(old.id())),
        // Unchanged.
        2 => Change::Put(old.clone()),
        _ => Change::Put(new.with_id(format!("new-{n}"))),
    });
    list.apply(changes).unwrap();
    let view = list.view();
    let policy = Policy::default().with_valid_at(ValidAt::Ever);
    for policy in [policy.clone().with_limit(3), policy.with_review_probability(0.001).unwrap()] {
        let again = view.rescreen(&people, since, &policy);
        assert_eq!(again, oracle(&view, &people, since, &policy));
        assert!((1..60).contains(&again.len()), "{}", again.len());
        assert!(view.rescreen(&people, view.change(), &policy).is_empty());
    }
}
