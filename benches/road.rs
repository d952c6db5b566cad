//! The road of a record, stage by stage, on a population of invented people. Each benchmark
//! checks its answer before it is timed.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use sverka::synthetic::Population;
use sverka::{Model, Name, PersonName, Policy, Record, ValidAt, Watchlist, fold};

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
    group.bench_function("screen, one at a time", |b| {
        b.iter(|| {
            let found =
                entries.iter().map(|entry| watchlist.screen(entry, &policy).matches().len());
            found.sum::<usize>()
        });
    });
    group
        .bench_function("screen_all", |b| b.iter(|| watchlist.screen_all(&entries, &policy).len()));
    group.throughput(Throughput::Elements(LISTED as u64));
    group.bench_function("build", |b| {
        b.iter(|| Watchlist::builder().records(listed.clone()).build().map(|list| list.len()));
    });
    group.finish();
}

criterion_group!(benches, names, pairs, lists);
criterion_main!(benches);
