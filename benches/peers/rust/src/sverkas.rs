//! sverka itself: with names alone, as the peers, and with every field.

use crate::Outcome;
use crate::lists::Person;
use crate::measure::{Answers, EXACT, KEPT, Measurement, Peer};
use std::collections::HashMap;
use sverka::{Bits, Model, Policy, Record, Screening, ValidAt, Watchlist};

/// A list, the positions of its records by id, and the policy.
struct Built {
    watchlist: Watchlist,
    positions: HashMap<String, usize>,
    policy: Policy,
}

fn policy() -> Policy {
    Policy::default().with_limit(KEPT).with_valid_at(ValidAt::Ever)
}

/// The best five from 0 bits on, as the peers give them.
fn any_weight() -> Policy {
    policy().with_min_bits(Bits::ZERO)
}

fn named(person: &Person) -> &Record {
    &person.named
}

fn whole(person: &Person) -> &Record {
    person.whole.as_ref().unwrap_or(&person.named)
}

fn build(listed: &[Person], of: fn(&Person) -> &Record, policy: Policy) -> Outcome<Built> {
    let records = listed.iter().map(of);
    let watchlist = Watchlist::builder().records(records.clone().cloned()).build()?;
    let positions = records.enumerate().map(|(n, record)| (record.id().to_owned(), n)).collect();
    Ok(Built { watchlist, positions, policy })
}

impl Built {
    fn answers(&self, screenings: Vec<Screening>) -> Answers {
        let position = |screening: &Screening| {
            let ids = screening.matches().iter().map(|found| found.record().id());
            ids.map(|id| self.positions[id]).collect()
        };
        Answers {
            found: screenings.iter().map(position).collect(),
            pairs: screenings.iter().map(|s| s.certificate().scored()).sum(),
        }
    }

    fn screen(&self, people: &[&Person], of: fn(&Person) -> &Record) -> Answers {
        let entries: Vec<Record> = people.iter().map(|person| of(person).clone()).collect();
        self.answers(self.watchlist.screen_all(&entries, &self.policy))
    }
}

/// The listed people with the highest scores; equal scores in the order of the list.
pub(crate) fn best(scores: impl Iterator<Item = f64>) -> Vec<usize> {
    let mut best: Vec<(f64, usize)> = Vec::with_capacity(KEPT + 1);
    for (n, score) in scores.enumerate() {
        if best.len() < KEPT || score > best[KEPT - 1].0 {
            let at = best.partition_point(|&(other, _)| other >= score);
            best.insert(at, (score, n));
            best.truncate(KEPT);
        }
    }
    best.into_iter().map(|(_, n)| n).collect()
}

pub(crate) fn measure(measurement: &mut Measurement) -> Outcome {
    let peer = |name, at_once| Peer { name, package: "sverka", at_once, exact: EXACT };
    // A common name alone may be below the default threshold, even against itself.
    let choosy = |name| Peer { exact: 1, ..peer(name, 512) };
    measurement.add(
        &peer("sverka, best five", 512),
        |listed| build(listed, named, any_weight()),
        |built, people| Ok(built.screen(people, named)),
    )?;
    measurement.add(
        &choosy("sverka, default policy"),
        |listed| build(listed, named, policy()),
        |built, people| Ok(built.screen(people, named)),
    )?;
    if measurement.list.listed.iter().any(|person| person.whole.is_some()) {
        measurement.add(
            &choosy("sverka, all fields"),
            |listed| build(listed, whole, policy()),
            |built, people| Ok(built.screen(people, whole)),
        )?;
    }
    measurement.add(
        &peer("sverka, every pair scored", 1),
        |listed| build(listed, named, any_weight()),
        |built, people| {
            let all = people
                .iter()
                .map(|person| built.watchlist.screen_exhaustively(&person.named, &built.policy));
            Ok(built.answers(all.collect()))
        },
    )?;
    measurement.add(
        &peer("sverka, Model::compare", 1),
        |listed| Ok((listed, Model::default())),
        |(listed, model), people| {
            let against = |person: &&Person| {
                best(
                    listed
                        .iter()
                        .map(|other| model.compare(&person.named, &other.named).bits().as_f64()),
                )
            };
            let found = people.iter().map(against).collect();
            Ok(Answers { found, pairs: people.len() * listed.len() })
        },
    )
}
