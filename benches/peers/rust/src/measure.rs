//! Times a peer: the time to build, the queries answered within a time limit, and the share of queries whose true
//! record is first or among the first five. Times are CPU time, which a busy machine distorts less than wall time.

use crate::Outcome;
use crate::lists::{List, Person, Query};
use cpu_time::ProcessTime;
use serde_json::{Value, json};
use std::time::Duration;

/// Answers kept for each query.
pub(crate) const KEPT: usize = 5;
/// Listed people whose own names are looked up before anything is timed.
pub(crate) const EXACT: usize = 5;

/// Positions in the list, best first.
#[derive(Default)]
pub(crate) struct Answers {
    pub(crate) found: Vec<Vec<usize>>,
    /// The number of scored pairs; 0 if unknown.
    pub(crate) pairs: usize,
}

/// The name and version of a peer, and how many queries it takes at once.
pub(crate) struct Peer {
    pub(crate) name: &'static str,
    pub(crate) package: &'static str,
    pub(crate) at_once: usize,
    /// How many of the first [`EXACT`] listed names must find themselves.
    pub(crate) exact: usize,
}

/// The measurement of one peer: each is offered in turn, and the one of that name runs.
pub(crate) struct Measurement<'a> {
    pub(crate) list: &'a List,
    patience: Duration,
    wanted: &'a str,
    pub(crate) row: Option<Value>,
}

impl<'a> Measurement<'a> {
    pub(crate) fn new(list: &'a List, patience: Duration, wanted: &'a str) -> Self {
        Measurement { list, patience, wanted, row: None }
    }

    /// If this peer is the wanted one, builds it, checks that listed names find themselves, and runs the queries.
    pub(crate) fn add<P>(
        &mut self,
        peer: &Peer,
        build: impl FnOnce(&'a [Person]) -> Outcome<P>,
        answer: impl Fn(&P, &[&Person]) -> Outcome<Answers>,
    ) -> Outcome {
        if peer.name != self.wanted {
            return Ok(());
        }
        let list = self.list;
        let started = ProcessTime::now();
        let built = build(&list.listed)?;
        let build = started.elapsed();
        self.check(peer, |people| answer(&built, people))?;
        let (mut answers, mut spent) = (Answers::default(), Duration::ZERO);
        for queries in list.queries.chunks(peer.at_once) {
            let people: Vec<&Person> = queries.iter().map(|query| &query.person).collect();
            let started = ProcessTime::now();
            let more = answer(&built, &people)?;
            spent += started.elapsed();
            answers.found.extend(more.found);
            answers.pairs += more.pairs;
            if spent > self.patience {
                break;
            }
        }
        self.row = Some(self.counted(peer, build, spent, &answers)?);
        Ok(())
    }

    fn check(&self, peer: &Peer, answer: impl Fn(&[&Person]) -> Outcome<Answers>) -> Outcome {
        let asked: Vec<&Person> = self.list.listed.iter().take(EXACT).collect();
        let answers = answer(&asked)?.found;
        let finds_itself = |(person, found): &(&&Person, Vec<usize>)| {
            found.iter().any(|&n| self.list.listed[n].name == person.name)
        };
        let exact = asked.iter().zip(answers).filter(finds_itself).count();
        if exact < peer.exact {
            return Err(format!("{}: {exact} of {EXACT} names find themselves", peer.name).into());
        }
        Ok(())
    }

    fn counted(
        &self,
        peer: &Peer,
        build: Duration,
        spent: Duration,
        answers: &Answers,
    ) -> Outcome<Value> {
        let asked: Vec<(&Query, &Vec<usize>)> =
            self.list.queries.iter().zip(&answers.found).collect();
        let within = |rank: usize| {
            let found = |(query, found): &&(&Query, &Vec<usize>)| {
                query.truth.is_some_and(|truth| found.iter().take(rank).any(|&n| n == truth))
            };
            asked.iter().filter(found).count()
        };
        let about = asked.iter().filter(|(query, _)| query.truth.is_some()).count();
        let (first, five) = (within(1), within(KEPT));
        if first == 0 {
            return Err(format!("{} finds nobody", peer.name).into());
        }
        Ok(json!({
            "version": format!("{} {}", peer.package, version(peer.package)),
            "build_s": build.as_secs_f64(),
            "queries": asked.len(),
            "seconds": spent.as_secs_f64(),
            "pairs": answers.pairs,
            "about": about,
            "first": first,
            "five": five,
        }))
    }
}

/// The version in the lock file.
fn version(package: &str) -> &'static str {
    let named = format!("name = \"{package}\"\nversion = \"");
    let lock = include_str!("../Cargo.lock");
    let after = lock.split_once(&named).map(|(_, after)| after);
    after.and_then(|after| after.split('"').next()).unwrap_or("?")
}
