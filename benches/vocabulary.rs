//! The vocabulary search by the number of distinct tokens: the index beside a scan of all tokens, whose answers
//! must be equal.
//!
//! ```text
//! cargo bench --bench vocabulary                      # tables at 100,000, 300,000 and 1,000,000 tokens
//! cargo bench --bench vocabulary -- --tokens N,N      # at other sizes
//! cargo bench --bench vocabulary -- --equal 1000000   # compare the answers for this many random tokens
//! ```
//!
//! The tokens are those of as many invented people as it takes; after the first million their names are
//! misspelled, since correct names bring ever fewer new tokens. The queries are the tokens of incoming records, each
//! once, in two rows: those in the list and those not in it. Times are of one thread.

// The vocabulary and the modules below it are private: their files are compiled into the bench.
#[allow(dead_code, unused_imports, unreachable_pub)]
#[path = "../src/encoding/mod.rs"]
mod encoding;
#[allow(dead_code, unused_imports, unreachable_pub)]
#[path = "../src/error.rs"]
mod error;
#[allow(dead_code, unused_imports, unreachable_pub)]
#[path = "../src/evidence/mod.rs"]
mod evidence;
#[allow(dead_code, unused_imports, unreachable_pub)]
#[path = "../src/knowledge/mod.rs"]
mod knowledge;
#[allow(dead_code, unused_imports, unreachable_pub)]
#[path = "../src/limits.rs"]
mod limits;
#[allow(dead_code, unused_imports, unreachable_pub)]
#[path = "../src/name/mod.rs"]
mod name;
#[allow(dead_code, unused_imports, unreachable_pub)]
#[path = "../src/record/mod.rs"]
mod record;
#[allow(dead_code, unused_imports, unreachable_pub)]
#[path = "../src/settings.rs"]
mod settings;
#[allow(dead_code, unused_imports, unreachable_pub)]
#[path = "../src/spelling.rs"]
mod spelling;
#[allow(dead_code, unused_imports, unreachable_pub)]
#[path = "../src/storage/mod.rs"]
mod storage;
#[allow(dead_code, unused_imports, unreachable_pub)]
#[path = "../src/text/mod.rs"]
mod text;
#[allow(dead_code, unused_imports, unreachable_pub)]
#[path = "../src/vocabulary/mod.rs"]
mod vocabulary;

// The tests in these modules name it by this path.
#[allow(unused_imports)]
use name::Readings;

use evidence::Model;
use lexopt::prelude::*;
use name::spelling;
use rand::seq::IndexedRandom;
use rand::{Rng, RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use rayon::prelude::*;
use spelling::Spelling;
use std::collections::HashSet;
use std::error::Error;
use std::hint::black_box;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;
use sverka::synthetic::Population;
use vocabulary::{ClosenessCosts, QueryToken, Reach, Similar, SimilarTable, Vocabulary};

/// Invented people per parallel batch.
const PEOPLE: usize = 1 << 14;
/// People whose names are spelled correctly.
const LISTED: usize = 1 << 20;
/// The reaches of a search, from the nearest to the widest.
const REACHES: [Reach; 4] =
    [Reach::SameSkeleton, Reach::CheapEdit, Reach::NearSkeleton, Reach::Full];
/// Tokens looked up in the index, and how many of them by the scan.
const LOOKED_UP: usize = 4_000;
const SCANNED: usize = 40;

fn main() -> Result<(), Box<dyn Error>> {
    let (mut sizes, mut equal) = (vec![100_000, 300_000, 1_000_000], None);
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("tokens") => {
                let list = arguments.value()?.string()?;
                sizes = list.split(',').map(str::parse).collect::<Result<_, _>>()?;
            }
            Long("equal") => equal = Some(arguments.value()?.parse()?),
            // `cargo bench` adds it.
            Long("bench") => {}
            other => return Err(other.unexpected().into()),
        }
    }
    match equal {
        Some(tokens) => compare_answers(tokens),
        None => measure(&sizes),
    }
    Ok(())
}

/// The tokens of people without the known ones.
fn tokens(
    people: impl ParallelIterator<Item = sverka::Record>,
    known: &HashSet<String>,
) -> Vec<String> {
    let tokens = |record: sverka::Record| {
        let name = sverka::Name::new(record.name());
        let new = name.tokens().map(|token| token.text()).filter(|text| !known.contains(*text));
        new.map(str::to_owned).collect::<Vec<_>>()
    };
    people.flat_map_iter(tokens).collect()
}

/// `count` distinct tokens of people, the names of those after the first million misspelled.
fn listed(population: &Population, count: usize) -> Vec<String> {
    let (mut known, mut distinct) = (HashSet::new(), Vec::new());
    for first in (0..).step_by(PEOPLE) {
        let people = (first..first + PEOPLE).into_par_iter();
        // Most of them are known, and those are left out in parallel.
        let person = |position| match position < LISTED {
            true => population.listed(position),
            false => population.entry(position, LISTED).into_record(),
        };
        let new = tokens(people.map(person), &known);
        for token in new {
            if distinct.len() == count {
                return distinct;
            }
            if known.insert(token.clone()) {
                distinct.push(token);
            }
        }
    }
    distinct
}

fn spellings<T: AsRef<str> + Sync>(tokens: &[T]) -> Vec<Spelling> {
    tokens.par_iter().map(|token| spelling(token.as_ref())).collect()
}

fn query_tokens<T: AsRef<str> + Sync>(tokens: &[T]) -> Vec<QueryToken> {
    spellings(tokens).into_iter().map(QueryToken::new).collect()
}

fn measure(sizes: &[usize]) {
    let (population, model) = (Population::new(1), Model::default());
    let costs = model.closeness_costs();
    println!(
        "{:>7}  {:6}  {:>7}  {:>7}  {:>8}  {:>7}  {:>7}  {:>7}  {:>5}  {:>5}  {:>5}  {:>5}",
        "tokens",
        "sought",
        "build s",
        "same µs",
        "cheap µs",
        "near µs",
        "all µs",
        "scan µs",
        "same",
        "cheap",
        "near",
        "all"
    );
    for &size in sizes {
        let tokens_listed = listed(&population, size);
        let known: HashSet<&String> = tokens_listed.iter().collect();
        let started = Instant::now();
        let vocabulary = Vocabulary::new(&spellings(&tokens_listed));
        let build = started.elapsed().as_secs_f64();
        let incoming = (0..8 * LOOKED_UP).into_par_iter();
        let incoming = incoming.map(|n| population.entry(n, size).into_record());
        let mut sought = tokens(incoming, &HashSet::new());
        let mut once = HashSet::new();
        sought.retain(|token| once.insert(token.clone()));
        // Of short tokens two reaches find as much, and the one that takes less time is searched.
        let is_short = |token: &&String| Reach::NearSkeleton.is_complete(&spelling(token));
        let (short, long): (Vec<&String>, Vec<&String>) = sought.iter().partition(is_short);
        let (held, unseen): (Vec<&String>, Vec<&String>) =
            sought.iter().partition(|token| known.contains(*token));
        let kinds = [("listed", held), ("unseen", unseen), ("short", short), ("long", long)];
        for (what, sought) in kinds {
            let sought = query_tokens(&sought[..sought.len().min(LOOKED_UP)]);
            let [same, cheap, near, all] = REACHES.map(|reach| {
                timed(&sought, |token| vocabulary.search(reach, costs, token).iter().count())
            });
            let few = &sought[..sought.len().min(SCANNED)];
            let scan = timed(few, |token| vocabulary.scan(costs, token).iter().count());
            few.iter().for_each(|token| assert_equal(&vocabulary, costs, token));
            println!(
                "{size:>7}  {what:6}  {build:>7.2}  {:>7.1}  {:>8.1}  {:>7.1}  {:>7.1}  {:>7.0}  {:>5.0}  {:>5.0}  {:>5.0}  {:>5.0}",
                same.0, cheap.0, near.0, all.0, scan.0, same.1, cheap.1, near.1, all.1
            );
        }
    }
}

/// Microseconds and similar tokens found per token, on average.
fn timed(sought: &[QueryToken], look_up: impl Fn(&QueryToken) -> usize) -> (f64, f64) {
    let started = Instant::now();
    let found: usize = sought.iter().map(|token| look_up(black_box(token))).sum();
    let count = sought.len().max(1) as f64;
    (started.elapsed().as_secs_f64() * 1e6 / count, found as f64 / count)
}

/// Asserts that the index finds what the scan finds, within each reach.
fn assert_equal(vocabulary: &Vocabulary, costs: &ClosenessCosts, sought: &QueryToken) {
    let sorted = |found: SimilarTable| {
        let mut found: Vec<Similar> = found.iter().collect();
        found.sort_unstable();
        found
    };
    let everything = sorted(vocabulary.scan(costs, sought));
    for reach in REACHES {
        let found = sorted(vocabulary.search(reach, costs, sought));
        let beyond = costs.least_missed_cost(reach, sought.spelling());
        let within =
            |similar: &&Similar| beyond.is_none_or(|beyond| similar.closeness.cost < beyond);
        let same = found.iter().filter(within).eq(everything.iter().filter(within));
        assert!(same, "{reach:?} {}", sought.spelling().text());
    }
}

/// Listed tokens of one comparison, and tokens looked up among them.
const FEW_LISTED: usize = 4_000;
const FEW_SOUGHT: usize = 4_000;

/// Looks up random tokens, each in one of many small vocabularies, in parallel, by the index and by the scan.
fn compare_answers(tokens: usize) {
    let (population, model, found) = (Population::new(2), Model::default(), AtomicUsize::new(0));
    let started = Instant::now();
    let all = listed(&population, 200_000);
    let parts = tokens.div_ceil(FEW_SOUGHT);
    for part in 0..parts {
        let mut rng = Pcg64Mcg::seed_from_u64(part as u64);
        let mut list: Vec<String> = (0..FEW_LISTED).map(|_| random_token(&all, &mut rng)).collect();
        list.sort_unstable();
        list.dedup();
        let vocabulary = Vocabulary::new(&spellings(&list));
        let sought: Vec<String> = (0..FEW_SOUGHT.min(tokens - part * FEW_SOUGHT))
            .map(|_| match rng.random_range(0..4) {
                0 => random_token(&all, &mut rng),
                _ => altered(list.choose(&mut rng).map_or("", String::as_str), &mut rng),
            })
            .collect();
        query_tokens(&sought).par_iter().for_each(|token| {
            assert_equal(&vocabulary, model.closeness_costs(), token);
            let close =
                vocabulary.search(Reach::Full, model.closeness_costs(), token).iter().count();
            found.fetch_add(close, Ordering::Relaxed);
        });
    }
    println!(
        "{tokens} random tokens, each in one of {parts} vocabularies of some {FEW_LISTED}: the index finds \
         what the scan finds, {} tokens in all ({:.0} s)",
        found.into_inner(),
        started.elapsed().as_secs_f64()
    );
}

/// A token of a person, perhaps altered, or random letters.
fn random_token(all: &[String], rng: &mut impl Rng) -> String {
    match rng.random_range(0..4) {
        0 | 1 => all.choose(rng).cloned().unwrap_or_default(),
        2 => altered(all.choose(rng).map_or("", String::as_str), rng),
        _ => (0..rng.random_range(1..=24)).map(|_| letter(rng.random(), rng)).collect(),
    }
}

/// A token with one to four letters inserted, removed, swapped or replaced.
fn altered(token: &str, rng: &mut impl Rng) -> String {
    let mut letters: Vec<char> = token.chars().collect();
    let is_cyrillic = letters.first().is_some_and(|letter| !letter.is_ascii());
    for _ in 0..rng.random_range(1..=4) {
        let at = rng.random_range(0..letters.len().max(1));
        match rng.random_range(0..4) {
            0 => letters.insert(at.min(letters.len()), letter(is_cyrillic, rng)),
            1 if letters.len() > 1 => drop(letters.remove(at)),
            2 if at + 1 < letters.len() => letters.swap(at, at + 1),
            _ => {
                letters.iter_mut().skip(at).take(1).for_each(|old| *old = letter(is_cyrillic, rng))
            }
        }
    }
    letters.into_iter().collect()
}

fn letter(is_cyrillic: bool, rng: &mut impl Rng) -> char {
    let latin = char::from(rng.random_range(b'a'..=b'z'));
    if is_cyrillic { rng.random_range('а'..='я') } else { latin }
}
