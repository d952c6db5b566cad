//! Each stage of screening a record, on invented people. Every benchmark checks its answer before it is timed.

// The kernels are private: their files are compiled into the bench.
#[allow(dead_code, unused_imports)]
#[path = "../src/vocabulary/distance.rs"]
mod distance;
#[allow(dead_code, unused_imports)]
#[path = "../src/vocabulary/kernel/mod.rs"]
mod kernel;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use distance::SoundCosts;
use rapidfuzz::distance::{levenshtein, osa};
use std::hint::black_box;
use sverka::synthetic::Population;
use sverka::{Bits, Model, Name, PersonName, Policy, Record, ValidAt, Watchlist, fold};

const LISTED: usize = 100_000;
const INCOMING: usize = 1_000;

fn population() -> (Vec<Record>, Vec<Record>) {
    let population = Population::new(1);
    let incoming = population.incoming(INCOMING, LISTED);
    (population.watchlist(LISTED), incoming.into_iter().map(|entry| entry.into_record()).collect())
}

fn names(c: &mut Criterion) {
    let (_, entries) = population();
    let written: Vec<String> = entries.iter().map(|entry| entry.name().to_string()).collect();
    assert_eq!(fold("ЩЕРБАКОВ  А."), "щербаков а");
    let mut group = c.benchmark_group("names");
    group.throughput(Throughput::Elements(written.len() as u64));
    group.bench_function("fold", |b| {
        b.iter(|| written.iter().map(|name| fold(black_box(name)).len()).sum::<usize>());
    });
    let parsed: Vec<PersonName> = written.iter().map(|name| name.as_str().into()).collect();
    group.bench_function("tokens and roles", |b| {
        b.iter(|| {
            parsed.iter().map(|name| Name::new(black_box(name)).tokens().len()).sum::<usize>()
        });
    });
    let folded: Vec<Name> = parsed.iter().map(Name::new).collect();
    assert!(folded.iter().flat_map(Name::tokens).all(|token| token.readings().len() <= 8));
    group.bench_function("readings", |b| {
        b.iter(|| {
            let tokens = folded.iter().flat_map(Name::tokens);
            tokens.map(|token| black_box(token).readings().len()).sum::<usize>()
        });
    });
    group.finish();
}

/// The weighted distance from one sound string to many, one at a time and 32 at once, beside the plain distances
/// of the rapidfuzz crate on the same strings, up to two edits.
fn kernels(c: &mut Criterion) {
    let (listed, _) = population();
    let names: Vec<Name> =
        listed.iter().take(4_000).map(|record| Name::new(record.name())).collect();
    let tokens = names.iter().flat_map(Name::tokens);
    let readings: Vec<_> = tokens.map(|token| token.readings()).collect();
    let numbers = |sounds: &str| sounds.bytes().map(distance::code).collect::<Vec<u8>>();
    let readings = readings.iter().flat_map(|readings| readings.iter());
    let mut strings: Vec<Vec<u8>> = readings.map(|reading| numbers(reading.sounds())).collect();
    strings.sort_unstable();
    strings.dedup();
    strings.retain(|string| kernel::kernel_row(string).is_some());
    let rows: Vec<kernel::KernelRow> =
        strings.iter().filter_map(|string| kernel::kernel_row(string)).collect();
    let which: Vec<u32> = (0..rows.len() as u32).collect();
    let costs = SoundCosts::uniform(400, 40, 600, 1400);
    let sought = numbers("SCerbakov");
    let plain = || {
        strings.iter().filter(|other| costs.distance_in_tenths(&sought, other).is_some()).count()
    };
    let fast = || {
        let mut found = 0;
        kernel::for_each_within(&costs, &sought, &rows, &which, |_, _| found += 1);
        found
    };
    assert!(plain() > 0 && plain() == fast());
    // With equal costs the weighted distance is the plain distance.
    let equal = SoundCosts::uniform(100, 100, 100, 200);
    let mut within_two = 0;
    kernel::for_each_within(&equal, &sought, &rows, &which, |_, _| within_two += 1);
    let osa_of_one = osa::BatchComparator::new(sought.iter().copied());
    let osa_args = osa::Args::default().score_cutoff(2);
    let by_osa = || {
        let distance = |other: &&Vec<u8>| {
            osa_of_one.distance_with_args(other.iter().copied(), &osa_args).is_some()
        };
        strings.iter().filter(distance).count()
    };
    let levenshtein_of_one = levenshtein::BatchComparator::new(sought.iter().copied());
    let levenshtein_args = levenshtein::Args::default().score_cutoff(2);
    let by_levenshtein = || {
        let distance = |other: &&Vec<u8>| {
            levenshtein_of_one
                .distance_with_args(other.iter().copied(), &levenshtein_args)
                .is_some()
        };
        strings.iter().filter(distance).count()
    };
    assert!(within_two > 0 && by_osa() == within_two && by_levenshtein() <= within_two);
    let mut group = c.benchmark_group("distances");
    group.throughput(Throughput::Elements(rows.len() as u64));
    group.bench_function("weighted, one at a time", |b| b.iter(plain));
    group.bench_function("weighted, 32 at once", |b| b.iter(fast));
    group.bench_function("rapidfuzz crate, OSA within 2", |b| b.iter(by_osa));
    group.bench_function("rapidfuzz crate, Levenshtein within 2", |b| b.iter(by_levenshtein));
    group.finish();
}

/// Names of one token that is not in the list, each different.
fn unseen_tokens(listed: &[Record]) -> impl Iterator<Item = Record> {
    let names: Vec<Name> = listed.iter().map(|record| Name::new(record.name())).collect();
    let texts: Vec<String> = names
        .iter()
        .flat_map(Name::tokens)
        .map(|token| token.text().to_owned())
        .filter(|text| text.is_ascii() && text.len() > 4)
        .collect();
    (0..).map(move |n: usize| {
        let mut text = texts[n * 7_919 % texts.len()].clone();
        text.remove(n % text.len());
        text.insert(n / 3 % text.len(), char::from(b'a' + (n % 26) as u8));
        Record::new("e", text)
    })
}

fn pairs(c: &mut Criterion) {
    let (listed, entries) = population();
    let model = Model::default();
    let itself = model.compare(&entries[0], &entries[0]);
    assert!(itself.bits() >= model.compare(&entries[0], &listed[0]).bits());
    let mut group = c.benchmark_group("pairs");
    group.throughput(Throughput::Elements(entries.len() as u64));
    group.bench_function("compare, explained", |b| {
        b.iter(|| {
            let pairs = entries.iter().zip(&listed);
            pairs.map(|(entry, record)| model.compare(entry, record).items().len()).sum::<usize>()
        });
    });
    group.finish();
}

/// Distinct names of a list. They are few, so that comparing its distinct tokens takes no time beside its records.
const NAMED: usize = 1_000;

/// Scoring each record of a list on one thread, without explanations.
fn evidence(c: &mut Criterion) {
    let (listed, entries) = population();
    let alike = (0..LISTED).map(|n| {
        let record = Record::new(format!("w{n:06}"), listed[n % NAMED].name().clone());
        let facts = &listed[n];
        let record = facts.birth_dates().iter().fold(record, |r, date| r.with_birth_date(*date));
        let record = facts.documents().iter().fold(record, |r, d| r.with_document(d.clone()));
        let record = facts.nationalities().iter().fold(record, |r, n| r.with_nationality(n));
        facts.sex().into_iter().fold(record, Record::with_sex)
    });
    let watchlist = Watchlist::builder().records(alike).build().expect("distinct ids");
    let best =
        Policy::default().with_min_bits(Bits::ZERO).with_limit(1).with_valid_at(ValidAt::Ever);
    let none = best.clone().with_min_bits(Bits::from_hundredths(i32::MAX));
    let mut found = 0;
    for entry in &entries[..50] {
        let answer = watchlist.screen_exhaustively(entry, &best);
        assert_eq!(answer.certificate().scored(), LISTED);
        for one in answer.matches() {
            found += 1;
            assert_eq!(watchlist.compare(entry, one.record()).bits(), one.bits());
        }
    }
    assert!(found > 0, "no record agrees with an entry in anything");
    let mut group = c.benchmark_group("evidence");
    group.sample_size(10);
    group.throughput(Throughput::Elements(LISTED as u64));
    let mut entry = entries.iter().cycle();
    group.bench_function("score a pair", |b| {
        let next = || entry.next().expect("an endless iterator");
        let score = |entry| watchlist.screen_exhaustively(entry, &none).certificate().scored();
        b.iter_batched(next, score, BatchSize::SmallInput);
    });
    group.finish();
}

fn lists(c: &mut Criterion) {
    let (listed, entries) = population();
    let watchlist = Watchlist::builder().records(listed.clone()).build().expect("distinct ids");
    let policy = Policy::default().with_limit(5).with_valid_at(ValidAt::Ever);
    for entry in &entries[..20] {
        let everything = watchlist.screen_exhaustively(entry, &policy);
        assert_eq!(watchlist.screen(entry, &policy).matches(), everything.matches());
    }
    let mut group = c.benchmark_group("lists of 100,000");
    group.sample_size(10);
    group.throughput(Throughput::Elements(entries.len() as u64));
    // No record reaches this threshold, so the time is that of looking the token up.
    let nothing = Policy::default().with_min_bits(Bits::from_hundredths(i32::MAX));
    let mut unseen = unseen_tokens(&listed);
    assert!(unseen.next().is_some_and(|one| watchlist.screen(&one, &nothing).matches().is_empty()));
    group.throughput(Throughput::Elements(1));
    group.bench_function("look up an unseen token", |b| {
        let next = || unseen.next().expect("an endless iterator");
        b.iter_batched(
            next,
            |one| watchlist.screen(&one, &nothing).certificate().scored(),
            BatchSize::SmallInput,
        );
    });
    group.throughput(Throughput::Elements(entries.len() as u64));
    group.bench_function("screen, one at a time, tokens cached", |b| {
        b.iter(|| {
            let found =
                entries.iter().map(|entry| watchlist.screen(entry, &policy).matches().len());
            found.sum::<usize>()
        });
    });
    // Nobody of these is listed, so the time is that of ruling candidates out.
    let strangers = Population::new(1).with_listed_share(0.0).expect("a share");
    let strangers = strangers.incoming(INCOMING, LISTED).into_iter();
    let strangers: Vec<Record> = strangers.map(|entry| entry.into_record()).collect();
    let scored = |entries: &[Record]| {
        let scored =
            entries.iter().map(|entry| watchlist.screen(entry, &policy).certificate().scored());
        scored.sum::<usize>()
    };
    assert!(scored(&strangers) < scored(&entries), "fewer records pass the bounds for strangers");
    group.bench_function("screen strangers, tokens cached", |b| {
        b.iter(|| scored(&strangers));
    });
    group
        .bench_function("screen_all", |b| b.iter(|| watchlist.screen_all(&entries, &policy).len()));
    group.throughput(Throughput::Elements(LISTED as u64));
    group.bench_function("build", |b| {
        b.iter(|| Watchlist::builder().records(listed.clone()).build().map(|list| list.len()));
    });
    group.finish();
}

criterion_group!(benches, names, kernels, pairs, evidence, lists);
criterion_main!(benches);
