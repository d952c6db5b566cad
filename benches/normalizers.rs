//! Recall, collisions and speed of name normalizers on attested pairs of spellings.
//!
//! The pairs are the reported half of `common/attested.rs`, or the developed half with `DEVELOP` set, which
//! also lists the pairs without a common reading. Without the file of pairs the bench fails.

#[path = "common/attested.rs"]
mod attested;

use any_ascii::any_ascii;
use attested::{Half, Taken, attested, is_slavic};
use rphonetic::{
    BeiderMorse, BeiderMorseBuilder, ConfigFiles, DaitchMokotoffSoundexBuilder, Encoder,
};
use std::collections::{BTreeSet, HashMap};
use std::time::Instant;
use sverka::synthetic::Population;
use sverka::{
    Bits, Evidence, Level, Model, Name, Normalizer, PersonName, Policy, Record, Watchlist, fold,
};

/// Makes keys of a token: two tokens agree if they share one.
type Keys<'a> = Box<dyn Fn(&str) -> Vec<String> + 'a>;

fn main() -> Result<(), String> {
    let config = ConfigFiles::default();
    let beider_morse = BeiderMorseBuilder::new(&config).build();
    let methods = methods(&beider_morse);
    agreement("Slavic", is_slavic, &methods)?;
    agreement("all", is_frequent, &methods[..2])?;
    speed(&methods);
    Ok(())
}

fn methods<'a>(beider_morse: &'a BeiderMorse<'a>) -> Vec<(&'static str, Keys<'a>)> {
    let daitch_mokotoff = DaitchMokotoffSoundexBuilder::default().build();
    let ascii = |token: &str| any_ascii(token).to_lowercase();
    vec![
        ("sverka, common reading", Box::new(readings)),
        ("sverka, common key", Box::new(sound_keys)),
        ("any_ascii, equal", Box::new(move |token| vec![ascii(token)])),
        ("deunicode, equal", Box::new(|token| vec![deunicode::deunicode(token).to_lowercase()])),
        (
            "any_ascii + Beider-Morse",
            Box::new(move |token| split(&beider_morse.encode(&ascii(token)))),
        ),
        (
            "any_ascii + Daitch-Mokotoff",
            Box::new(move |token| match &daitch_mokotoff {
                Ok(encoder) => split(&encoder.soundex(&ascii(token))),
                Err(_) => Vec::new(),
            }),
        ),
    ]
}

fn readings(token: &str) -> Vec<String> {
    let name = Name::new(&PersonName::full(token));
    let of_tokens = name.tokens().flat_map(|token| token.readings());
    of_tokens.map(|reading| reading.sounds().to_owned()).collect()
}

fn sound_keys(token: &str) -> Vec<String> {
    let name = Name::new(&PersonName::full(token));
    name.tokens().flat_map(|token| token.keys()).map(|key| key.to_string()).collect()
}

fn split(codes: &str) -> Vec<String> {
    codes.split('|').map(str::to_owned).collect()
}

/// Whether Wikidata has a pair often enough that it is no slip.
fn is_frequent(latin: &str, _: &str, seen: u64) -> bool {
    seen >= 3 && latin.chars().count() > 2
}

fn agreement(
    which_names: &str,
    is_taken: Taken,
    methods: &[(&'static str, Keys<'_>)],
) -> Result<(), String> {
    let develop = std::env::var_os("DEVELOP").is_some();
    let half = if develop { Half::Developed } else { Half::Reported };
    let pairs = attested(is_taken, half)?;
    let cyrillic: BTreeSet<&str> = pairs.iter().map(|(_, cyrillic)| cyrillic.as_str()).collect();
    let all = cyrillic.len() as f64 * (cyrillic.len() - 1) as f64 / 2.0;
    let which = if develop { "developed" } else { "reported" };
    println!(
        "{which_names} names: {} attested pairs of {} Cyrillic tokens, the {which} half\n",
        pairs.len(),
        cyrillic.len()
    );
    println!("{:<30} {:>10} {:>12} {:>22}", "method", "found", "collisions", "per 100,000 pairs");
    for (method, keys) in methods {
        let shares = |(latin, cyrillic): &&(String, String)| {
            let of_cyrillic = keys(cyrillic);
            keys(latin).iter().any(|key| of_cyrillic.contains(key))
        };
        let found = pairs.iter().filter(shares).count() as f64 / pairs.len() as f64;
        let collisions = collisions(&cyrillic, keys);
        let rate = collisions as f64 / all * 1e5;
        println!("{method:<30} {:>9.1}% {collisions:>12} {rate:>22.2}", found * 100.0);
        if develop && method.starts_with("sverka") {
            for pair in pairs.iter().filter(|pair| !shares(pair)) {
                println!("    {} {} {:?} {:?}", pair.0, pair.1, keys(&pair.0), keys(&pair.1));
            }
        }
    }
    let found = pairs.iter().filter(|(latin, cyrillic)| is_near(&weigh(latin, cyrillic)));
    let found = found.count() as f64 / pairs.len() as f64;
    let collisions = near_pairs(&cyrillic);
    let rate = collisions as f64 / all * 1e5;
    let method = "sverka, nearly the same";
    println!("{method:<30} {:>9.1}% {collisions:>12} {rate:>22.2}\n", found * 100.0);
    Ok(())
}

fn weigh(one: &str, other: &str) -> Evidence {
    Model::default().compare(&Record::new("1", one), &Record::new("2", other))
}

/// Whether two tokens have the same reading, or nearly.
fn is_near(evidence: &Evidence) -> bool {
    let near = [Level::Identical, Level::SameReading, Level::NearReading];
    evidence.items().iter().all(|item| near.contains(&item.level()))
}

/// The number of pairs of distinct tokens with nearly the same reading.
fn near_pairs(tokens: &BTreeSet<&str>) -> usize {
    let records: Vec<Record> = tokens.iter().map(|token| Record::new(*token, *token)).collect();
    let Ok(watchlist) = Watchlist::builder().records(records.clone()).build() else { return 0 };
    // Far below the bits of any two near tokens of this list.
    let policy = Policy::default().with_min_bits(Bits::from_hundredths(500));
    let screenings = watchlist.screen_all(&records, &policy);
    let matches = screenings.iter().flat_map(|screening| {
        let near = screening.matches().iter().filter(|found| is_near(found.evidence()));
        near.map(|found| (screening.id(), found.record().id()))
    });
    matches.filter(|(one, other)| one < other).count()
}

/// The number of pairs of distinct Cyrillic tokens that share a key.
fn collisions(tokens: &BTreeSet<&str>, keys: &Keys<'_>) -> usize {
    let mut by_key: HashMap<String, Vec<&str>> = HashMap::new();
    for token in tokens {
        for key in keys(token) {
            by_key.entry(key).or_default().push(token);
        }
    }
    let mut colliding = BTreeSet::new();
    for tokens in by_key.values() {
        for (n, one) in tokens.iter().enumerate() {
            colliding.extend(
                tokens[n + 1..].iter().filter(|other| *other != one).map(|other| (*one, *other)),
            );
        }
    }
    colliding.len()
}

/// Names per second on one thread, over invented names in both scripts; the best of several passes, since other
/// work on the machine only slows a pass down.
fn speed(methods: &[(&'static str, Keys<'_>)]) {
    let people = Population::new(1).watchlist(20_000);
    let names: Vec<PersonName> = people.iter().map(|record| record.name().clone()).collect();
    let texts: Vec<String> = names.iter().map(PersonName::to_string).collect();
    println!("{:<40} {:>12}", "one thread", "names/s");
    let time = |what: &str, passes: u32, work: &mut dyn FnMut(usize) -> usize| {
        let mut pass = || {
            let started = Instant::now();
            let made: usize = (0..names.len()).map(&mut *work).sum();
            assert!(made >= names.len(), "{what} gave nothing for a name");
            started.elapsed().as_secs_f64()
        };
        let best = (0..passes).map(|_| pass()).fold(f64::INFINITY, f64::min);
        println!("{what:<40} {:>12.0}", names.len() as f64 / best);
    };
    let mut normalizer = Normalizer::new();
    let mut with = |what, work: fn(&Name) -> usize| {
        time(what, 10, &mut |n| work(normalizer.normalize(&names[n])));
    };
    time("sverka, fold", 10, &mut |n| fold(&texts[n]).len());
    with("sverka, tokens and roles", |name| name.tokens().len());
    with("sverka, roles and readings", |name| {
        name.tokens().map(|token| token.readings().len()).sum()
    });
    with("sverka, roles, readings and keys", |name| {
        name.tokens().map(|token| token.keys().count()).sum()
    });
    for (method, keys) in methods.iter().filter(|(method, _)| !method.starts_with("sverka")) {
        let passes = if method.ends_with("Beider-Morse") { 1 } else { 5 };
        time(method, passes, &mut |n| texts[n].split(' ').map(|token| keys(token).len()).sum());
    }
}
