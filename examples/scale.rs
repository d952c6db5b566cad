//! Screens a population of invented people of any size, and reports speed, memory, and recall
//! against the truth. The last line of standard output is one JSON object.
//!
//! ```text
//! scale --watchlist N --incoming M
//!   --threads T     worker threads (default: one a core)
//!   --verify K      score every record for K of the entries too, and count different answers
//!   --seed S        of the population (default: 1)
//!   --snapshot PATH save the list there, open it, and screen with what was opened
//!   --entries FILE  write the incoming records there, as JSON lines that screen and operation
//!                   read, and stop
//! ```
//!
//! `records_per_s` is of whole batches, and `cpu_us_per_record` the time that all threads spent on
//! them, which a busy machine distorts less. `p50_us` and `p99_us` are of further entries screened
//! one at a time on one thread: of a list that remembers the tokens looked up for the batches
//! before, as a service does, but has not seen these. Listings of any date count. Recall is of the
//! batches' entries that are about somebody listed, at the default threshold and a limit of five.

#[path = "common/outcome.rs"]
mod outcome;
#[path = "common/progress.rs"]
mod progress;

use lexopt::prelude::*;
use outcome::{Outcome, end};
use progress::progress;
use rayon::prelude::*;
use serde_json::json;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};
use sverka::synthetic::{Entry, Population};
use sverka::{Policy, Record, Screening, ValidAt, Watchlist};

/// Entries screened one at a time for the latencies.
const ALONE: usize = 2_000;
/// Entries screened together; between batches the progress bar moves.
const BATCH: usize = 1 << 14;

fn main() -> ExitCode {
    end("scale", Options::from_command_line().and_then(|options| run(&options)))
}

struct Options {
    watchlist: usize,
    incoming: usize,
    threads: usize,
    verify: usize,
    seed: u64,
    snapshot: Option<PathBuf>,
    entries: Option<PathBuf>,
}

impl Options {
    fn from_command_line() -> Outcome<Options> {
        let mut options = Options {
            watchlist: 0,
            incoming: 0,
            threads: 0,
            verify: 0,
            seed: 1,
            snapshot: None,
            entries: None,
        };
        let mut arguments = lexopt::Parser::from_env();
        while let Some(argument) = arguments.next()? {
            match argument {
                Long("watchlist") => options.watchlist = arguments.value()?.parse()?,
                Long("incoming") => options.incoming = arguments.value()?.parse()?,
                Long("threads") => options.threads = arguments.value()?.parse()?,
                Long("verify") => options.verify = arguments.value()?.parse()?,
                Long("snapshot") => options.snapshot = Some(arguments.value()?.into()),
                Long("entries") => options.entries = Some(arguments.value()?.into()),
                Long("seed") => options.seed = arguments.value()?.parse()?,
                other => return Err(other.unexpected().into()),
            }
        }
        if options.watchlist == 0 || options.incoming == 0 {
            return Err(
                "how many records? expected --watchlist N --incoming M, both above 0".into()
            );
        }
        Ok(options)
    }
}

fn run(options: &Options) -> Outcome {
    rayon::ThreadPoolBuilder::new().num_threads(options.threads).build_global()?;
    if let Some(answer) = measure(options, rayon::current_num_threads())? {
        println!("{answer}");
    }
    Ok(())
}

/// `None` where nothing is to be measured.
fn measure(options: &Options, threads: usize) -> Outcome<Option<serde_json::Value>> {
    let population = Population::new(options.seed);
    let started = Instant::now();
    let listed = population.watchlist(options.watchlist);
    let incoming = population.incoming(options.incoming, options.watchlist);
    eprintln!("{:>10.2} s  to invent the people", started.elapsed().as_secs_f64());
    let dated = listed.iter().filter(|record| !record.birth_dates().is_empty()).count();

    let started = Instant::now();
    let mut watchlist = Watchlist::builder().records(listed).build()?;
    let build = started.elapsed();
    eprintln!("{:>10.2} s  to build the list", build.as_secs_f64());

    let policy = Policy::default().with_limit(5).with_valid_at(ValidAt::Ever);
    let entries: Vec<Record> = incoming.iter().map(|entry| entry.record().clone()).collect();
    let mut snapshot = None;
    if let Some(path) = &options.snapshot {
        let (opened, figures) = save_and_open(watchlist, path, &entries[0], &policy)?;
        watchlist = opened;
        snapshot = Some(figures);
    }
    if let Some(file) = &options.entries {
        write(&entries, file)?;
        return Ok(None);
    }
    let before = cpu_seconds();
    let (screenings, spent) = screen(&watchlist, &entries, &policy);
    let cpu = cpu_seconds().zip(before).map(|(after, before)| after - before);
    let rate = entries.len() as f64 / spent.as_secs_f64();
    eprintln!("{:>10.2} s  to screen {}: {rate:.0} a second", spent.as_secs_f64(), entries.len());

    let further = (options.incoming..options.incoming + ALONE)
        .map(|position| population.entry(position, options.watchlist).into_record());
    let alone = latencies(&watchlist, &further.collect::<Vec<_>>(), &policy);
    let verify = options.verify.min(entries.len());
    let started = Instant::now();
    let missed = verify_against_everything(&watchlist, &entries[..verify], &policy, &screenings);
    if verify > 0 {
        let spent = started.elapsed().as_secs_f64();
        eprintln!("{spent:>10.2} s  to score every record for {verify} entries: {missed} differ");
    }
    let recall = |rank: usize| recall(&population, &incoming, &screenings, rank);
    let scored: usize = screenings.iter().map(|s| s.certificate().scored()).sum();
    Ok(Some(json!({
        "watchlist": watchlist.len(),
        "incoming": entries.len(),
        "threads": threads,
        "build_s": rounded(build.as_secs_f64(), 3),
        "records_per_s": rounded(rate, 0),
        "cpu_us_per_record": cpu.map(|cpu| rounded(cpu * 1e6 / entries.len() as f64, 1)),
        "p50_us": rounded(percentile(&alone, 0.50), 1),
        "p99_us": rounded(percentile(&alone, 0.99), 1),
        "peak_rss_mib": peak_rss_mib(),
        "recall_at_1": rounded(recall(1), 4),
        "recall_at_5": rounded(recall(5), 4),
        "verified": verify,
        "missed": missed,
        "distinct_tokens": watchlist.distinct_tokens(),
        "dated_share": rounded(dated as f64 / watchlist.len() as f64, 3),
        "scored_per_entry": rounded(scored as f64 / entries.len() as f64, 1),
        "seed": options.seed,
        "snapshot": snapshot,
    })))
}

fn write(entries: &[Record], file: &Path) -> Outcome {
    let mut out = BufWriter::new(File::create(file)?);
    for entry in entries {
        serde_json::to_writer(&mut out, entry)?;
        out.write_all(b"\n")?;
    }
    Ok(out.flush()?)
}

/// Saves a list and opens it again, five times; with what was opened, and how long it took.
fn save_and_open(
    built: Watchlist,
    path: &Path,
    entry: &Record,
    policy: &Policy,
) -> Result<(Watchlist, serde_json::Value), sverka::Error> {
    let milliseconds = |started: Instant| rounded(started.elapsed().as_secs_f64() * 1e3, 2);
    let started = Instant::now();
    built.save(path)?;
    let save = milliseconds(started);
    drop(built);
    let mut opens = Vec::new();
    loop {
        let started = Instant::now();
        let opened = Watchlist::open(path)?;
        opens.push(milliseconds(started));
        if opens.len() < 5 {
            continue;
        }
        let started = Instant::now();
        std::hint::black_box(opened.screen(entry, policy));
        let first = milliseconds(started);
        eprintln!("{:>10.2} s  to save the list, {:.4} s to open it", save / 1e3, opens[0] / 1e3);
        let bytes = std::fs::metadata(path).map_or(0, |metadata| metadata.len());
        let figures = json!({
            "save_ms": save, "bytes": bytes, "open_ms": opens, "first_query_ms": first,
        });
        return Ok((opened, figures));
    }
}

fn screen(
    watchlist: &Watchlist,
    entries: &[Record],
    policy: &Policy,
) -> (Vec<Screening>, Duration) {
    let bar = progress("screened");
    let started = Instant::now();
    let mut screenings = Vec::with_capacity(entries.len());
    for batch in entries.chunks(BATCH) {
        screenings.extend(watchlist.screen_all(batch, policy));
        bar.inc(batch.len() as u64);
    }
    let spent = started.elapsed();
    bar.finish_and_clear();
    (screenings, spent)
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

/// How many of the first entries have another answer when every record is scored.
fn verify_against_everything(
    watchlist: &Watchlist,
    entries: &[Record],
    policy: &Policy,
    screenings: &[Screening],
) -> usize {
    let bar = progress("verified");
    let differs = |(entry, screening): &(&Record, &Screening)| {
        let everything = watchlist.screen_exhaustively(entry, policy);
        bar.inc(1);
        everything.matches() != screening.matches()
    };
    let differing = entries.par_iter().zip(screenings).filter(differs).count();
    bar.finish_and_clear();
    differing
}

/// The share of entries about somebody listed whose record is among the first so many matches.
fn recall(
    population: &Population,
    incoming: &[Entry],
    screenings: &[Screening],
    rank: usize,
) -> f64 {
    let (mut listed, mut found) = (0_usize, 0_usize);
    for (entry, screening) in incoming.iter().zip(screenings) {
        let Some(truth) = entry.truth() else { continue };
        let truth = population.listed(truth);
        listed += 1;
        let first = screening.matches().iter().take(rank);
        found += usize::from(first.into_iter().any(|m| m.record().id() == truth.id()));
    }
    found as f64 / listed.max(1) as f64
}

fn rounded(value: f64, decimals: i32) -> f64 {
    let unit = 10_f64.powi(decimals);
    (value * unit).round() / unit
}

/// Seconds that all threads of this process have run for; `None` where the system does not tell.
fn cpu_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The name of the program stands in parentheses; 11 fields after it come the times for which
    // it ran itself and the system for it, in hundredths of a second.
    let (_, fields) = stat.rsplit_once(')')?;
    let mut times = fields.split_whitespace().skip(11).map_while(|field| field.parse::<f64>().ok());
    Some((times.next()? + times.next()?) / 100.0)
}

/// The most memory that this process has held; `None` where the system does not tell.
fn peak_rss_mib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib / 1024)
}
