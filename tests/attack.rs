//! Entries made to be slow: what each of a catalogue of them takes, in steps, beside the median of usual entries.
//!
//! Steps are the same on every machine, so the bounds here are exact. For the times of a longer list:
//!
//! ```text
//! SVERKA_LISTED=100000 cargo test --release --test attack -- --nocapture
//! ```

use std::collections::HashMap;
use std::time::Instant;
use sverka::synthetic::Population;
use sverka::{Bits, Document, Name, PartialDate, Policy, Record, Screening, ValidAt, Watchlist};

/// Usual entries, whose median the others are compared with.
const USUAL: usize = 301;

fn listed() -> usize {
    let value = std::env::var("SVERKA_LISTED").ok();
    value.map_or(4_000, |value| value.parse().expect("SVERKA_LISTED: a whole number"))
}

/// The tokens of the list's names, the commonest first.
fn commonest(records: &[Record]) -> Vec<String> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for record in records {
        for token in Name::new(record.name()).tokens() {
            *counts.entry(token.text().to_owned()).or_default() += 1;
        }
    }
    let mut tokens: Vec<(usize, String)> = counts.into_iter().map(|(t, n)| (n, t)).collect();
    tokens.sort_by(|one, other| other.cmp(one));
    tokens.into_iter().map(|(_, token)| token).collect()
}

/// Numbers that look random, the same every time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % most
    }

    fn word(&mut self, letters: &str, length: usize) -> String {
        let letters: Vec<char> = letters.chars().collect();
        (0..length).map(|_| letters[self.below(letters.len())]).collect()
    }

    fn words(&mut self, letters: &str, length: usize) -> String {
        (0..20).map(|_| self.word(letters, length)).collect::<Vec<_>>().join(" ")
    }
}

fn dated(n: usize) -> PartialDate {
    let (year, month, day) = (1940 + n % 70, 1 + n / 70 % 12, 1 + n / 840 % 28);
    PartialDate::new(year as u16, Some(month as u8), Some(day as u8)).unwrap()
}

/// The catalogue: what an entry is, and the entry.
fn catalogue(common: &[String]) -> Vec<(String, Record)> {
    let mut numbers = Numbers(7);
    let mut cases = Vec::new();
    let mut add = |what: String, entry: Record| {
        cases.push((format!("{what}, dated"), entry.clone().with_birth_date(dated(17))));
        cases.push((what, entry));
    };
    let named = |name: &str| Record::new("e", name);
    let at = |n: usize| common[n % common.len()].as_str();
    for count in [3, 10, 20] {
        add(format!("{count} commonest tokens"), named(&common[..count].join(" ")));
    }
    for letters in ["abcdefghijklmnopqrstuvwxyz", "aeiou", "cszhj", "щшчжцх", "a"] {
        for length in [3, 5, 8, 40] {
            let name = numbers.words(letters, length);
            add(format!("20 tokens of {length} of the letters {letters}"), named(&name));
        }
    }
    add("20 initials".to_owned(), named("a b c d e f g h i j k l m n o p r s t v"));
    let mixed = format!("a b c d e f g h i j {}", common[..10].join(" "));
    add("10 initials and the 10 commonest tokens".to_owned(), named(&mixed));
    add("one token 20 times".to_owned(), named(&vec![at(0); 20].join(" ")));
    let joined = (0..7).map(|n| format!("{} {} {}{}", at(n), at(n + 1), at(n), at(n + 1)));
    add("tokens and their joins".to_owned(), named(&joined.collect::<Vec<_>>().join(" ")));
    let parts = (0..10).map(at).map(|token| {
        let half = token.char_indices().nth(token.chars().count() / 2).map_or(0, |(at, _)| at);
        format!("{} {}", &token[..half], &token[half..])
    });
    add("tokens in two words each".to_owned(), named(&parts.collect::<Vec<_>>().join(" ")));
    for count in [10, 100, 1_000] {
        let aliases = |alias: &dyn Fn(usize) -> String| {
            (0..count).fold(named(at(0)), |entry, n| entry.with_alias(alias(n)))
        };
        let three = |n: usize| format!("{} {} {}", at(n), at(n * 7 + 3), at(n * 13 + 5));
        add(format!("{count} aliases of 3 common tokens"), aliases(&three));
        let odd = numbers.word("bdgklmnprst", 6);
        add(format!("{count} aliases of unknown tokens"), aliases(&|n| format!("{odd}{n} qv{n}")));
        let documents = (0..count).map(|n| Document::new(format!("{:010}", n * 7919)).unwrap());
        let entry = named(&common[..3].join(" "));
        add(format!("{count} documents"), documents.fold(entry.clone(), Record::with_document));
        add(
            format!("{count} birth dates"),
            (0..count).map(dated).fold(entry.clone(), Record::with_birth_date),
        );
        add(
            format!("{count} nationalities and birth places"),
            (0..count).fold(entry, |entry, n| {
                entry.with_nationality(format!("n{n}")).with_birth_place(at(n).to_owned())
            }),
        );
    }
    cases
}

struct Measured {
    what: String,
    steps: u64,
    milliseconds: f64,
    answer: Screening,
}

fn measured(list: &Watchlist, what: String, entry: &Record, policy: &Policy) -> Measured {
    let start = Instant::now();
    let answer = list.screen(entry, policy);
    let milliseconds = start.elapsed().as_secs_f64() * 1e3;
    Measured { what, steps: answer.certificate().steps(), milliseconds, answer }
}

#[test]
fn no_entry_of_the_catalogue_takes_more_than_its_budget() {
    let population = Population::new(1);
    let records = population.watchlist(listed());
    let common = commonest(&records);
    let list = Watchlist::builder().records(records).build().unwrap();
    let policy = Policy::default().with_valid_at(ValidAt::Ever).with_limit(5);

    let mut usual: Vec<(u64, f64)> = (0..USUAL)
        .map(|n| population.entry(n, listed()).into_record())
        .map(|entry| measured(&list, String::new(), &entry, &policy))
        .map(|usual| {
            assert!(usual.answer.certificate().is_complete());
            (usual.steps, usual.milliseconds)
        })
        .collect();
    usual.sort_by(|one, other| one.partial_cmp(other).unwrap());
    let (steps, most) = (usual[USUAL / 2].0, usual[USUAL - 1].0);
    usual.sort_by(|one, other| one.1.total_cmp(&other.1));
    let time = usual[USUAL / 2].1;
    println!("usual entries: median {steps} steps, {time:.3} ms; at most {most} steps");

    let mut cases: Vec<Measured> = catalogue(&common)
        .into_iter()
        .map(|(what, entry)| measured(&list, what, &entry, &policy))
        .collect();
    cases.sort_by_key(|case| std::cmp::Reverse(case.steps));
    for Measured { what, steps: taken, milliseconds, answer } in &cases {
        let (ratio, slower) = (*taken as f64 / steps as f64, milliseconds / time);
        let matches = answer.matches().len();
        println!(
            "{taken:>9} steps {ratio:>7.1}  {milliseconds:>9.3} ms {slower:>7.1}  {matches} found  {what}"
        );
        assert!(answer.certificate().is_complete(), "{what}");
    }
    // Visiting every record once for each part of an entry's names is the most that there is to do.
    let names = Record::MOST_VALUES as u64 + 1;
    assert!(cases[0].steps < names * (listed() as u64 + 20 * 64), "{}", cases[0].what);

    // The same entries where they may take twenty times what a usual one takes.
    let few = 20 * steps.max(100);
    let strict = policy.with_budget(few);
    for (what, entry) in catalogue(&common) {
        let Measured { steps, answer, what, .. } = measured(&list, what, &entry, &strict);
        // Between two questions a batch of records is visited, or one posting list is read.
        let longest = listed() as u64 + 32 * 3 * names;
        let searched = 64 * 20 * names;
        assert!(steps <= few + longest + searched, "{what}: {steps} steps of {few}");
        if entry.aliases().len() > 10 {
            // Scoring every record against every alias takes minutes.
            continue;
        }
        let all = list.screen_exhaustively(&entry, &strict.clone().with_limit(usize::MAX));
        assert!(answer.matches().iter().all(|found| all.matches().contains(found)), "{what}");
        if answer.certificate().is_complete() {
            let all = list.screen_exhaustively(&entry, &strict);
            assert_eq!(answer.matches(), all.matches(), "{what}");
        }
    }
}

#[test]
fn a_search_without_a_threshold_visits_each_record_a_few_times_at_most() {
    let population = Population::new(1);
    let records = population.watchlist(listed());
    let common = commonest(&records);
    let list = Watchlist::builder().records(records).build().unwrap();
    let lowest = Bits::from_hundredths(-100_000);
    let policy = Policy::default().with_valid_at(ValidAt::Ever).with_min_bits(lowest);
    for limit in [5, usize::MAX] {
        let policy = policy.clone().with_limit(limit);
        for name in [common[..20].join(" "), common[..3].join(" "), String::new()] {
            let answer = list.screen(&Record::new("e", name.as_str()), &policy);
            let steps = answer.certificate().steps();
            println!("{steps} steps, limit {limit}: {name}");
            assert!(answer.certificate().is_complete());
            assert!(steps < 40 * listed() as u64, "{steps}: {name}");
        }
    }
}
