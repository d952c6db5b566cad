//! Whom to screen again: exactly those whose answer a list's changes altered, as screening everybody before
//! and after finds.

mod common;
#[path = "common/folder.rs"]
mod folder;

use common::{policy, record};
use folder::Folder;
use proptest::prelude::*;
use proptest::sample::select;
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

/// Everybody screened before and after, and of those with other matches the answer after.
fn everybody(
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

/// Models whose weights differ between the sides of a comparison, or let much agree.
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
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn those_screened_again_are_exactly_those_whose_answer_is_another(
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
        let folder = Folder::new();
        let start = build(numbered('w', start), &model);
        let list = LivingList::create(folder.file("list"), start).unwrap();
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
        // People of another office, with another model of its own.
        let population = build(numbered('p', people), &Model::default());
        let policy = policy.with_known_at(known_at);
        let view = list.view();
        let again = view.rescreen(&population, since, &policy);
        prop_assert_eq!(again, everybody(&view, &population, since, &policy));
        // A bound that is too low by anything shows where a match just reaches the threshold.
        let asked = |bits| Policy::default().with_valid_at(ValidAt::Ever).with_min_bits(bits);
        let all = asked(Bits::from_hundredths(-100_000));
        let people: Vec<Record> = population.records().collect();
        let answers = view.screen_all(&people, &all);
        let mut reached: Vec<Bits> =
            answers.iter().flat_map(|answer| answer.matches()).map(|found| found.bits()).collect();
        reached.sort_unstable();
        reached.dedup();
        for bits in reached.into_iter().rev().take(12) {
            let again = view.rescreen(&population, since, &asked(bits));
            prop_assert_eq!(again, everybody(&view, &population, since, &asked(bits)));
        }
    }
}

#[test]
fn one_word_here_and_two_words_there_are_found_by_either() {
    let names =
        ["Alireza", "Ali Reza", "Щербаков", "Крымов", "Королёв"].map(|n| Record::new("", n));
    let people = build(numbered('p', names.to_vec()), &Model::default());
    for (name, person) in [("Ali Reza", "p000"), ("Alireza", "p001")] {
        let folder = Folder::new();
        let list = LivingList::create(folder.file("list"), build([], &Model::default())).unwrap();
        list.put(Record::new("w", name)).unwrap();
        let view = list.view();
        let bits = view.screen(
            &people.get(person).unwrap(),
            &Policy::default().with_min_bits(Bits::from_hundredths(1)),
        );
        // As much as the two weigh, of which neither token agrees with another.
        let policy = Policy::default().with_min_bits(bits.matches()[0].bits());
        let again = view.rescreen(&people, 1, &policy);
        assert!(again.iter().any(|answer| answer.id() == person), "{name}");
        assert_eq!(again, everybody(&view, &people, 1, &policy));
    }
}

#[test]
fn of_a_population_few_are_screened_again_and_none_is_missed() {
    let population = Population::new(11);
    let (listed, folder) = (population.watchlist(600), Folder::new());
    let people = population.incoming(600, 600).into_iter().map(|entry| entry.into_record());
    let people = build(people, &Model::default());
    let list = LivingList::create(folder.file("list"), build(listed.clone(), &Model::default()));
    let list = list.unwrap();
    let since = list.view().change();
    let new = Population::new(12).watchlist(20);
    let changes = new.into_iter().zip(&listed).enumerate().map(|(n, (new, old))| match n % 4 {
        0 => Change::Withdraw(old.id().to_owned()),
        1 => Change::Put(new.with_id(old.id())),
        // The same as it was.
        2 => Change::Put(old.clone()),
        _ => Change::Put(new.with_id(format!("new-{n}"))),
    });
    list.apply(changes).unwrap();
    let view = list.view();
    let policy = Policy::default().with_valid_at(ValidAt::Ever);
    for policy in [policy.clone().with_limit(3), policy.with_review_probability(0.001).unwrap()] {
        let again = view.rescreen(&people, since, &policy);
        assert_eq!(again, everybody(&view, &people, since, &policy));
        assert!((1..60).contains(&again.len()), "{}", again.len());
        assert!(view.rescreen(&people, view.change(), &policy).is_empty());
    }
}
