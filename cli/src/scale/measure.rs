//! The measurement itself: build, save, screen, verify.

use super::Options;
use super::memory::{STRINGS, cpu_seconds, sections};
use super::people::People;
use super::snapshot::save_and_open;
use crate::figures::peak_memory_mib;
use crate::input::BATCH;
use crate::outcome::Result;
use crate::progress;
use crate::visible::report;
use rayon::prelude::*;
use serde_json::json;
use std::path::Path;
use std::time::{Duration, Instant};
use sverka::{Policy, Record, Screening, Watchlist};

/// Entries screened one at a time for the latencies.
const ALONE: usize = 2_000;
/// Records generated at a time.
const GENERATED: usize = 1 << 16;

/// Measures a list of `records` records, and returns the figures as a JSON object.
pub(super) fn measure(
    options: &Options,
    records: usize,
    snapshot: Option<&Path>,
) -> Result<serde_json::Value> {
    let started = Instant::now();
    let people = People::new(options.seed, options.entries, records);
    let incoming = people.all_incoming(0..options.incoming);
    let (entries, truths): (Vec<Record>, Vec<Option<String>>) =
        incoming.into_iter().map(|incoming| (incoming.entry, incoming.truth)).unzip();
    let (mut builder, mut dated) = (Watchlist::builder(), 0);
    // In parts, so that no record is held twice.
    for first in (0..records).step_by(GENERATED) {
        let part = (first..records.min(first + GENERATED)).into_par_iter();
        let part: Vec<Record> = part.map(|position| people.listed(position)).collect();
        dated += part.iter().filter(|record| !record.birth_dates().is_empty()).count();
        builder = builder.records(part);
    }
    report!("{:>10.2} s  to generate the people", started.elapsed().as_secs_f64());

    let peak_rss_people_mib = peak_memory_mib();
    let before = cpu_seconds();
    let started = Instant::now();
    let mut watchlist = builder.build()?;
    let build = started.elapsed();
    let build_cpu = cpu_seconds().zip(before).map(|(after, before)| rounded(after - before, 2));
    let peak_rss_build_mib = peak_memory_mib();
    report!("{:>10.2} s  to build the list", build.as_secs_f64());

    let policy = options.policy();
    let mut snapshot_figures = None;
    let bytes = match snapshot {
        Some(path) => {
            let (opened, figures) = save_and_open(watchlist, path, options)?;
            watchlist = opened;
            snapshot_figures = Some(figures);
            sections(path)?
        }
        None => {
            let path = std::env::temp_dir().join(format!("sverka-scale-{}", std::process::id()));
            watchlist.save(&path)?;
            let bytes = sections(&path);
            std::fs::remove_file(&path)?;
            bytes?
        }
    };
    let per_record = |bytes: u64| rounded(bytes as f64 / watchlist.len() as f64, 1);
    let total: u64 = bytes.iter().map(|(_, bytes)| bytes).sum();
    let of_strings: u64 =
        bytes.iter().filter(|(name, _)| name == STRINGS).map(|(_, bytes)| bytes).sum();
    let large = bytes.iter().map(|(name, bytes)| (name, per_record(*bytes)));
    let large = large.filter(|(_, per_record)| *per_record >= 1.0);
    let by_section: serde_json::Map<String, serde_json::Value> =
        large.map(|(name, per_record)| (name.clone(), per_record.into())).collect();

    let Screened { screenings, spent, cpu_us } = screen(&watchlist, &entries, &policy);
    let rate = entries.len() as f64 / spent.as_secs_f64();
    report!("{:>10.2} s  to screen {}: {rate:.0} a second", spent.as_secs_f64(), entries.len());

    let further = people.all_incoming(options.incoming..options.incoming + ALONE);
    let further: Vec<Record> = further.into_iter().map(|incoming| incoming.entry).collect();
    let alone = latencies(&watchlist, &further, &policy);
    let verify = options.verify.min(entries.len());
    let started = Instant::now();
    let missed = verify_against_everything(&watchlist, &entries[..verify], &policy, &screenings);
    if verify > 0 {
        let spent = started.elapsed().as_secs_f64();
        report!("{spent:>10.2} s  to score every record for {verify} entries: {missed} differ");
    }
    let mean = |count: fn(&Screening) -> usize| {
        let all: usize = screenings.iter().map(count).sum();
        rounded(all as f64 / entries.len() as f64, 1)
    };
    let threshold = watchlist.threshold_bits(&policy).as_f64();
    let thirds = cpu_us.len().max(1) as f64;
    Ok(json!({
        "watchlist": watchlist.len(),
        "incoming": entries.len(),
        "entries": options.entries.name(),
        "best": options.best,
        "threads": rayon::current_num_threads(),
        "threshold_bits": rounded(threshold, 2),
        "dated_share": rounded(dated as f64 / watchlist.len() as f64, 3),
        "tied_records": people.tied(),
        "remembered": "nothing before the first entry",
        "remembered_alone": "tokens of the entries before",
        "build_s": rounded(build.as_secs_f64(), 3),
        "build_cpu_s": build_cpu,
        "records_per_s": rounded(rate, 0),
        "cpu_us_per_record":
            (!cpu_us.is_empty()).then(|| rounded(cpu_us.iter().sum::<f64>() / thirds, 1)),
        "cpu_us_of_thirds": cpu_us.iter().map(|cpu| rounded(*cpu, 1)).collect::<Vec<_>>(),
        "p50_us": rounded(percentile(&alone, 0.50), 1),
        "p99_us": rounded(percentile(&alone, 0.99), 1),
        "recall_at_1": recall(&truths, &screenings, 1),
        "recall_at_5": recall(&truths, &screenings, 5),
        "matches_per_entry": mean(|screening| screening.matches().len()),
        "tied_left_out_per_entry": mean(Screening::tied_left_out),
        "scored_per_entry": mean(|screening| screening.certificate().scored()),
        "verified": verify,
        "missed": missed,
        "bytes_per_record": per_record(total),
        "index_bytes_per_record": per_record(total - of_strings),
        "bytes_per_record_by_section": by_section,
        "peak_rss_people_mib": peak_rss_people_mib,
        "peak_rss_build_mib": peak_rss_build_mib,
        "peak_rss_mib": peak_memory_mib(),
        "seed": options.seed,
        "snapshot": snapshot_figures,
    }))
}

/// The answers for all entries, and what they cost.
struct Screened {
    screenings: Vec<Screening>,
    spent: Duration,
    /// Microseconds of processor time for an entry, in each third of the entries.
    cpu_us: Vec<f64>,
}

fn screen(watchlist: &Watchlist, entries: &[Record], policy: &Policy) -> Screened {
    let bar = progress::counter("screened");
    let started = Instant::now();
    let mut screenings = Vec::with_capacity(entries.len());
    let mut cpu_us = Vec::new();
    for third in entries.chunks(entries.len().div_ceil(3)) {
        let before = cpu_seconds();
        for batch in third.chunks(BATCH) {
            screenings.extend(watchlist.screen_all(batch, policy));
            bar.inc(batch.len() as u64);
        }
        let cpu = cpu_seconds().zip(before).map(|(after, before)| after - before);
        cpu_us.extend(cpu.map(|cpu| cpu * 1e6 / third.len() as f64));
    }
    let spent = started.elapsed();
    bar.finish_and_clear();
    Screened { screenings, spent, cpu_us }
}

/// Microseconds for each entry, sorted.
fn latencies(watchlist: &Watchlist, entries: &[Record], policy: &Policy) -> Vec<f64> {
    let mut spent: Vec<f64> = entries
        .iter()
        .map(|entry| {
            let started = Instant::now();
            std::hint::black_box(watchlist.screen(entry, policy));
            started.elapsed().as_secs_f64() * 1e6
        })
        .collect();
    spent.sort_by(f64::total_cmp);
    spent
}

fn percentile(sorted: &[f64], share: f64) -> f64 {
    let last = sorted.len().saturating_sub(1);
    sorted.get((last as f64 * share).round() as usize).copied().unwrap_or(0.0)
}

/// How many of these entries have another answer when every record is scored.
fn verify_against_everything(
    watchlist: &Watchlist,
    entries: &[Record],
    policy: &Policy,
    screenings: &[Screening],
) -> usize {
    let bar = progress::counter("verified");
    let differs = |(entry, screening): &(&Record, &Screening)| {
        let everything = watchlist.screen_exhaustively(entry, policy);
        bar.inc(1);
        everything.matches() != screening.matches()
    };
    let differing = entries.par_iter().zip(screenings).filter(differs).count();
    bar.finish_and_clear();
    differing
}

/// The share of the entries about somebody listed that find the record among the first `rank` matches;
/// `None` if no entry is about anybody listed.
fn recall(truths: &[Option<String>], screenings: &[Screening], rank: usize) -> Option<f64> {
    let (mut listed, mut found) = (0_usize, 0_usize);
    for (truth, screening) in truths.iter().zip(screenings) {
        let Some(truth) = truth else { continue };
        listed += 1;
        let first = screening.matches().iter().take(rank);
        found += usize::from(first.into_iter().any(|m| m.record().id() == truth));
    }
    (listed > 0).then(|| rounded(found as f64 / listed as f64, 4))
}

pub(super) fn rounded(value: f64, decimals: i32) -> f64 {
    let unit = 10_f64.powi(decimals);
    (value * unit).round() / unit
}
