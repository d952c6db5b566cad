//! What normalizers of names make of attested pairs of spellings, and how fast: one table of
//! recall and collisions, one of names a second.
//!
//! The pairs are name tokens of Wikidata in Latin and Cyrillic letters, from the CC0 part of the
//! NETransliteration data (Merhav and Ash, COLING 2018), read from `$SVERKA_DATA` or `../shared/data`.
//! They are restricted to Cyrillic forms with East Slavic endings of surnames and patronymics, and
//! halved by a hash of the Cyrillic form: rules are developed on one half, and the other is
//! reported.

use any_ascii::any_ascii;
use flate2::read::GzDecoder;
use rphonetic::{
    BeiderMorse, BeiderMorseBuilder, ConfigFiles, DaitchMokotoffSoundexBuilder, Encoder,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs::File;
use std::hash::{BuildHasher, Hasher};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::time::Instant;
use sverka::synthetic::Population;
use sverka::{Name, PersonName, fold};

const ENDINGS: [&str; 22] = [
    "ов", "ев", "ёв", "ин", "ын", "ский", "цкий", "ова", "ева", "ёва", "ина", "ына", "ская",
    "цкая", "енко", "ович", "евич", "овна", "евна", "чук", "юк", "ич",
];

/// A way of making keys of a token: two tokens agree if they have one in common.
type Keys<'a> = Box<dyn Fn(&str) -> Vec<String> + 'a>;

fn main() {
    // `cargo test --benches` runs this too; there is nothing to time then.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let config = ConfigFiles::default();
    let beider_morse = BeiderMorseBuilder::new(&config).build();
    let methods = methods(&beider_morse);
    agreement(&methods);
    speed(&methods);
}

fn methods<'a>(beider_morse: &'a BeiderMorse<'a>) -> Vec<(&'static str, Keys<'a>)> {
    let daitch_mokotoff = DaitchMokotoffSoundexBuilder::default().build();
    let ascii = |token: &str| any_ascii(token).to_lowercase();
    vec![
        ("sverka, common reading", Box::new(readings)),
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
    let of_tokens = name.tokens().iter().flat_map(|token| token.readings());
    of_tokens.map(|reading| reading.sounds().to_owned()).collect()
}

fn split(codes: &str) -> Vec<String> {
    codes.split('|').map(str::to_owned).collect()
}

fn agreement(methods: &[(&'static str, Keys<'_>)]) {
    let Some(pairs) = attested() else {
        println!(
            "SKIPPED: no attested pairs; set SVERKA_DATA to a folder with pairs/wikidata_tokens.tsv.gz"
        );
        return;
    };
    let cyrillic: BTreeSet<&str> = pairs.iter().map(|(_, cyrillic)| cyrillic.as_str()).collect();
    let all = cyrillic.len() as f64 * (cyrillic.len() - 1) as f64 / 2.0;
    println!(
        "{} attested pairs of {} Cyrillic tokens, the reported half\n",
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
        if std::env::var_os("SHOW_MISSES").is_some() && method.starts_with("sverka") {
            for pair in pairs.iter().filter(|pair| !shares(pair)).take(200) {
                println!("    {} {} {:?} {:?}", pair.0, pair.1, keys(&pair.0), keys(&pair.1));
            }
        }
    }
    println!();
}

/// How many pairs of distinct Cyrillic tokens share a key.
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

/// Latin and Cyrillic forms of the reported half, each pair once.
fn attested() -> Option<Vec<(String, String)>> {
    let data = std::env::var_os("SVERKA_DATA").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"),
        PathBuf::from,
    );
    let file = File::open(data.join("pairs/wikidata_tokens.tsv.gz")).ok()?;
    let mut pairs = BTreeMap::new();
    for line in BufReader::new(GzDecoder::new(file)).lines() {
        let line = line.ok()?;
        let mut cells = line.split('\t');
        let (latin, cyrillic) = (cells.next()?, cells.next()?.replace(' ', ""));
        if ENDINGS.iter().any(|ending| cyrillic.ends_with(ending)) && is_reported(&cyrillic) {
            pairs.insert((latin.to_owned(), cyrillic), ());
        }
    }
    Some(pairs.into_keys().collect())
}

/// One half of all Cyrillic forms, the same on every machine.
fn is_reported(cyrillic: &str) -> bool {
    let mut hasher = rustc_hash::FxBuildHasher.build_hasher();
    hasher.write(cyrillic.as_bytes());
    let develops = std::env::var_os("DEVELOP").is_some();
    (hasher.finish().count_ones() % 2 == 0) != develops
}

/// Names a second on one thread, over invented names in both scripts.
fn speed(methods: &[(&'static str, Keys<'_>)]) {
    let people = Population::new(1).watchlist(20_000);
    let names: Vec<String> = people.iter().map(|record| record.name().to_string()).collect();
    println!("{:<30} {:>14}", "one thread", "names/s");
    let time = |what: &str, work: &dyn Fn(&str) -> usize| {
        let started = Instant::now();
        let made: usize = names.iter().map(|name| work(name)).sum();
        assert!(made >= names.len(), "{what} made nothing of some name");
        println!("{what:<30} {:>14.0}", names.len() as f64 / started.elapsed().as_secs_f64());
    };
    time("sverka, fold", &|name| fold(name).len());
    time("sverka, tokens and roles", &|name| Name::new(&PersonName::full(name)).tokens().len());
    for (method, keys) in methods {
        time(method, &|name| name.split(' ').map(|token| keys(token).len()).sum());
    }
}
