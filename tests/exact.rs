//! `screen_all` gives what scoring every record gives, over random lists, models, policies and numbers of
//! threads.
//!
//! A round compares some 200,000 pairs of an entry and a record. `SVERKA_PAIRS` sets the least number of pairs:
//!
//! ```text
//! SVERKA_PAIRS=1000000000 cargo test --release --test exact -- --nocapture
//! ```
//!
//! The lists are larger than those of `oracle.rs`, which checks `screen_exhaustively` against a plain loop.
//! Most records are near duplicates: people with a few names, the same few people again and again with
//! different errors, or names made to confuse. The number of a round is its seed: `SVERKA_ROUND=17` repeats round 17 alone.

mod common;
#[path = "common/hostile.rs"]
mod hostile;
#[path = "common/models.rs"]
mod models;
#[path = "common/rounds.rs"]
mod rounds;

use common::{policy, record};
use hostile::hostile;
use models::model;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use rayon::prelude::*;
use rounds::rounds;
use std::time::Instant;
use sverka::synthetic::Population;
use sverka::{Bits, Model, Policy, Record, Watchlist};

/// Entries screened against each list, and how many of them share a policy.
const ENTRIES: usize = 120;
const ENTRIES_PER_POLICY: usize = 12;
/// Distinct people among the near duplicates of a list.
const DISTINCT_PEOPLE: usize = 40;

/// The random input of a round.
struct Round {
    model: Model,
    list: Vec<Record>,
    /// Each policy with its entries.
    groups: Vec<(Policy, Vec<Record>)>,
    threads: usize,
}

impl Round {
    fn new(number: usize) -> Round {
        let mut seed = [0; 32];
        seed[..8].copy_from_slice(&(number as u64).to_le_bytes());
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
        let runner = &mut TestRunner::new_with_rng(Config::default(), rng);
        let model = draw(runner, prop_oneof![Just(Model::default()), model()]);
        let size = draw(runner, prop_oneof![1 => 1..60_usize, 3 => 500..3_000_usize]);
        let list = (0..size).map(|n| person(runner, number, n).with_id(format!("w{n:04}")));
        let list = list.collect();
        let groups = (0..ENTRIES / ENTRIES_PER_POLICY).map(|group| {
            let mut policy = draw(runner, policy());
            if policy.limit().is_none() && size >= 60 {
                // Explaining every record of a long list would take most of the time.
                policy = policy.with_limit(draw(runner, 1..30_usize));
            }
            let first = size + group * ENTRIES_PER_POLICY;
            let entries = (first..first + ENTRIES_PER_POLICY).map(|n| person(runner, number, n));
            (policy, entries.collect())
        });
        let groups = groups.collect();
        Round { model, list, groups, threads: draw(runner, 1..5_usize) }
    }

    fn watchlist(&self, list: &[Record]) -> Watchlist {
        Watchlist::builder().records(list.to_vec()).model(self.model.clone()).build().unwrap()
    }

    /// Compares all answers, and returns the number of pairs compared.
    fn check(&self, number: usize) -> usize {
        let watchlist = self.watchlist(&self.list);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(self.threads).build().unwrap();
        for (policy, entries) in &self.groups {
            let found = pool.install(|| watchlist.screen_all(entries, policy));
            let wrong = entries.par_iter().zip(&found).find_any(|(entry, found)| {
                let everything = watchlist.screen_exhaustively(entry, policy);
                found.matches() != everything.matches()
                    || found.tied_left_out() != everything.tied_left_out()
            });
            if let Some((entry, _)) = wrong {
                let list = self.minimized(entry, policy);
                let json = |value| serde_json::to_string(value).unwrap();
                let list: Vec<String> = list.iter().map(json).collect();
                let model = serde_json::to_string(&self.model).unwrap();
                let policy = serde_json::to_string(policy).unwrap();
                panic!(
                    "round {number}, {} threads: the answer differs from scoring every record\n\
                     entry {}\npolicy {policy}\nmodel {model}\nlist\n{}",
                    self.threads,
                    json(entry),
                    list.join("\n")
                );
            }
        }
        self.list.len() * ENTRIES
    }

    /// A list whose answers still differ, but no longer do without any one of its records.
    fn minimized(&self, entry: &Record, policy: &Policy) -> Vec<Record> {
        let differs = |list: &[Record]| {
            let watchlist = self.watchlist(list);
            let found = watchlist.screen(entry, policy);
            let everything = watchlist.screen_exhaustively(entry, policy);
            found.matches() != everything.matches()
                || found.tied_left_out() != everything.tied_left_out()
        };
        let mut list = self.list.clone();
        let mut removed = list.len().div_ceil(2);
        while removed > 0 {
            let mut start = 0;
            while start < list.len() {
                let mut fewer = list.clone();
                fewer.drain(start..list.len().min(start + removed));
                if differs(&fewer) {
                    list = fewer;
                } else {
                    start += removed;
                }
            }
            removed /= 2;
        }
        list
    }
}

fn draw<S: Strategy>(runner: &mut TestRunner, strategy: S) -> S::Value {
    strategy.new_tree(runner).unwrap().current()
}

/// A record of few tokens, of one of few people, or of anybody.
fn person(runner: &mut TestRunner, round: usize, n: usize) -> Record {
    let population = Population::new(round as u64).with_listed_share(1.0).unwrap();
    match draw(runner, 0..6) {
        0 | 1 => draw(runner, record()),
        5 => draw(runner, hostile()),
        2 | 3 => population.entry(n, DISTINCT_PEOPLE).into_record(),
        _ => population.listed(n),
    }
}

fn number(name: &str) -> Option<usize> {
    let value = std::env::var(name).ok()?;
    Some(value.parse().unwrap_or_else(|_| panic!("{name}={value}: expected a whole number")))
}

#[test]
fn screen_all_gives_what_scoring_every_record_gives() {
    let pairs = number("SVERKA_PAIRS").unwrap_or(rounds(1_000_000, 10_000_000));
    let started = Instant::now();
    let mut compared = 0;
    let mut round = number("SVERKA_ROUND").unwrap_or(0);
    let first = round;
    while compared < pairs {
        compared += Round::new(round).check(round);
        round += 1;
        if number("SVERKA_ROUND").is_some() {
            break;
        }
    }
    println!(
        "{compared} pairs in rounds {first} to {}: all answers are those of scoring every record ({:.0} s)",
        round - 1,
        started.elapsed().as_secs_f64()
    );
}

/// Two tokens may agree by less than an omission weighs. Near duplicates, and thresholds that a service would use, hide
/// what becomes of them.
#[test]
fn what_hardly_agrees_is_found_where_the_threshold_is_low() {
    let mut matches = 0;
    for seed in 0..rounds(2, 10) {
        let population = Population::new(seed);
        let by_name = |record: Record| Record::new(record.id(), record.name().clone());
        let list = population.watchlist(2_000).into_iter().map(by_name);
        let watchlist = Watchlist::builder().records(list).build().unwrap();
        let entries = population.incoming(200, 2_000).into_iter();
        let entries: Vec<Record> = entries.map(|entry| by_name(entry.into_record())).collect();
        for bits in [-500, -200] {
            let policy = Policy::default()
                .with_min_bits(Bits::from_hundredths(bits))
                .with_limit(watchlist.len());
            let matches_of = |entry: &Record| {
                let found = watchlist.screen(entry, &policy);
                let expected = watchlist.screen_exhaustively(entry, &policy);
                assert_eq!(found.matches(), expected.matches(), "seed {seed}, {bits} hundredths");
                found.matches().len()
            };
            matches += entries.par_iter().map(matches_of).sum::<usize>();
        }
    }
    assert!(matches > 10_000, "only {matches}: the thresholds are not low");
}

/// What contradicts is bounded: relatives, who agree in all but the given name, are ruled out and not scored.
#[test]
fn relatives_below_the_threshold_are_not_scored() {
    let given =
        ["Зинаида", "Юлия", "Марфа", "Ольга", "Тамара", "Вера", "Галина", "Нина", "Роза", "Софья"];
    let name = |given: &str| format!("{given} Георгиевна Качилова");
    let list = given.iter().map(|given| Record::new(*given, name(given)));
    let watchlist = Watchlist::builder().records(list).build().unwrap();
    let entry = Record::new("e", name(given[0]));
    let bits = |id: &str| watchlist.compare(&entry, &watchlist.get(id).unwrap()).bits();
    let most_of_relatives = given[1..].iter().map(|given| bits(given)).max().unwrap();
    let policy = Policy::default().with_min_bits(most_of_relatives + Bits::from_hundredths(1));
    let certificate = watchlist.screen(&entry, &policy).certificate();
    assert_eq!((certificate.scored(), certificate.ruled_out()), (1, given.len() - 1));
    let policy = policy.with_min_bits(most_of_relatives);
    assert!(watchlist.screen(&entry, &policy).certificate().scored() > 1);
}

#[test]
fn a_limit_that_is_never_full_ends_whatever_the_threshold() {
    let round = Round::new(1);
    let list = &round.list[..60.min(round.list.len())];
    let (watchlist, entry) = (round.watchlist(list), &round.groups[0].1[0]);
    for limit in [0, 1, list.len() / 2, list.len() - 1, list.len(), usize::MAX] {
        for bits in [-100_000_000, -1_000, 0, 500] {
            let policy = Policy::default()
                .with_min_bits(Bits::from_hundredths(bits))
                .with_valid_at(sverka::ValidAt::On("1900-01-01".parse().unwrap()))
                .with_limit(limit);
            let [found, expected] =
                [watchlist.screen(entry, &policy), watchlist.screen_exhaustively(entry, &policy)];
            assert_eq!(found.matches(), expected.matches(), "{limit} {bits}");
            assert_eq!(found.tied_left_out(), expected.tied_left_out(), "{limit} {bits}");
        }
    }
}
