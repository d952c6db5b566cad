//! Screens a population of invented people of any size, and reports speed, memory, and recall
//! against the truth. The last line of standard output is one JSON object.
//!
//! ```text
//! scale --watchlist N --incoming M
//!   --threads T     worker threads (default: one a core)
//!   --verify K      score every record for K of the entries too, and count different answers
//!   --seed S        of the population (default: 1)
//!   --snapshot PATH save the list there, open it, and screen with what was opened
//!   --entries KIND  who comes in (default: population)
//!   --write FILE    write the incoming records there, as JSON lines that screen and operation
//!                   read, and stop
//! scale --growth N,N,N --incoming M   the same for each of these sizes, each in a process of its own,
//!                 with the other options, as one table
//! ```
//!
//! # Entries
//!
//! * `population`: half of them are about somebody listed, with the errors of offices.
//! * `common`: made only of the ten commonest family names, given names and patronymics of men in the
//!   list (counted in its first 100,000 records), born on days on which somebody listed was.
//! * `common-undated`: the same without birth dates: a thousand different names.
//! * `tied`: thousands of the list's records are the very same name and date, of ten people, and
//!   every entry is about one of them.
//!
//! # Figures
//!
//! `records_per_s` is of whole batches, and `cpu_us_per_record` the time that all threads spent on
//! them, which a busy machine distorts less; `cpu_us_of_thirds` is that of each third of the entries.
//! Before the first entry nothing is remembered of any token (`remembered`), and while they are
//! screened ever more. `p50_us` and `p99_us` are of further entries screened one at a time on one
//! thread: of a list that remembers the tokens looked up for the batches before, as a service does
//! (`remembered_alone`), but has not seen these. `threshold_bits` is what the default threshold, even
//! odds, comes to for a list of that size, and `dated_share` of how many records any birth date is
//! known. Listings of any date count. Recall is of the batches' entries that are about somebody
//! listed, at the default threshold and a limit of five.
//!
//! `bytes_per_record` is the whole list, by the lengths of the sections of a saved one, which are the
//! arrays that it consists of in memory; `index_bytes_per_record` all but the section of the records as
//! they were given; sections of a byte a record and more are told one by one. What is remembered of tokens
//! comes on top, at most 128 bytes a record or 16 MiB. `peak_rss_people_mib` is the most that the process held until the records
//! and entries were there, `peak_rss_build_mib` until the list was built from them, and `peak_rss_mib` until
//! the end, with all answers.

mod growth;
mod memory;
#[path = "../common/outcome.rs"]
mod outcome;
mod people;
#[path = "../common/progress.rs"]
mod progress;

use lexopt::prelude::*;
use memory::{STRINGS, cpu_seconds, peak_rss_mib, sections};
use outcome::{Outcome, end};
use people::{Kind, People};
use progress::progress;
use rayon::prelude::*;
use serde_json::json;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};
use sverka::{Policy, Record, Screening, ValidAt, Watchlist};

/// Entries screened one at a time for the latencies.
const ALONE: usize = 2_000;
/// Entries screened together; between batches the progress bar moves.
const BATCH: usize = 1 << 14;
/// Records invented together.
const INVENTED: usize = 1 << 16;

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
    entries: Kind,
    write: Option<PathBuf>,
    growth: Vec<usize>,
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
            entries: Kind::Population,
            write: None,
            growth: Vec::new(),
        };
        let mut arguments = lexopt::Parser::from_env();
        while let Some(argument) = arguments.next()? {
            match argument {
                Long("watchlist") => options.watchlist = arguments.value()?.parse()?,
                Long("incoming") => options.incoming = arguments.value()?.parse()?,
                Long("threads") => options.threads = arguments.value()?.parse()?,
                Long("verify") => options.verify = arguments.value()?.parse()?,
                Long("snapshot") => options.snapshot = Some(arguments.value()?.into()),
                Long("seed") => options.seed = arguments.value()?.parse()?,
                Long("entries") => options.entries = arguments.value()?.parse()?,
                Long("write") => options.write = Some(arguments.value()?.into()),
                Long("growth") => {
                    let sizes = arguments.value()?.string()?;
                    options.growth = sizes.split(',').map(str::parse).collect::<Result<_, _>>()?;
                }
                other => return Err(other.unexpected().into()),
            }
        }
        let no_list = if options.growth.is_empty() {
            options.watchlist == 0
        } else {
            options.watchlist != 0 || options.snapshot.is_some() || options.growth.contains(&0)
        };
        if no_list || options.incoming == 0 {
            return Err("how many records? expected --watchlist N --incoming M, or \
                        --growth N,N,N --incoming M without --snapshot, all above 0"
                .into());
        }
        Ok(options)
    }
}

fn run(options: &Options) -> Outcome {
    if !options.growth.is_empty() {
        return growth::run(options);
    }
    if let Some(file) = &options.write {
        return write_entries(options, file);
    }
    let pool = rayon::ThreadPoolBuilder::new().num_threads(options.threads).build()?;
    let threads = pool.current_num_threads();
    let answer = pool.install(|| measure(options, threads).map_err(|error| error.to_string()))?;
    println!("{answer}");
    Ok(())
}

fn write_entries(options: &Options, file: &Path) -> Outcome {
    let people = People::new(options.seed, options.entries, options.watchlist);
    let mut out = BufWriter::new(File::create(file)?);
    for incoming in people.all_incoming(0..options.incoming) {
        serde_json::to_writer(&mut out, &incoming.entry)?;
        out.write_all(b"\n")?;
    }
    Ok(out.flush()?)
}

fn measure(options: &Options, threads: usize) -> Outcome<serde_json::Value> {
    let started = Instant::now();
    let people = People::new(options.seed, options.entries, options.watchlist);
    let incoming = people.all_incoming(0..options.incoming);
    let (entries, truths): (Vec<Record>, Vec<Option<String>>) =
        incoming.into_iter().map(|incoming| (incoming.entry, incoming.truth)).unzip();
    let (mut builder, mut dated) = (Watchlist::builder(), 0);
    // Part by part, so that no record is held twice.
    for first in (0..options.watchlist).step_by(INVENTED) {
        let part = (first..options.watchlist.min(first + INVENTED)).into_par_iter();
        let part: Vec<Record> = part.map(|position| people.listed(position)).collect();
        dated += part.iter().filter(|record| !record.birth_dates().is_empty()).count();
        builder = builder.records(part);
    }
    eprintln!("{:>10.2} s  to invent the people", started.elapsed().as_secs_f64());

    let peak_rss_people_mib = peak_rss_mib();
    let before = cpu_seconds();
    let started = Instant::now();
    let mut watchlist = builder.build()?;
    let build = started.elapsed();
    let build_cpu = cpu_seconds().zip(before).map(|(after, before)| rounded(after - before, 2));
    let peak_rss_build_mib = peak_rss_mib();
    eprintln!("{:>10.2} s  to build the list", build.as_secs_f64());

    let policy = Policy::default().with_limit(5).with_valid_at(ValidAt::Ever);
    let mut snapshot = None;
    let bytes = match &options.snapshot {
        Some(path) => {
            let (opened, figures) = save_and_open(watchlist, path, &entries[0], &policy)?;
            watchlist = opened;
            snapshot = Some(figures);
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
    eprintln!("{:>10.2} s  to screen {}: {rate:.0} a second", spent.as_secs_f64(), entries.len());

    let further = people.all_incoming(options.incoming..options.incoming + ALONE);
    let further: Vec<Record> = further.into_iter().map(|incoming| incoming.entry).collect();
    let alone = latencies(&watchlist, &further, &policy);
    let verify = options.verify.min(entries.len());
    let started = Instant::now();
    let missed = verify_against_everything(&watchlist, &entries[..verify], &policy, &screenings);
    if verify > 0 {
        let spent = started.elapsed().as_secs_f64();
        eprintln!("{spent:>10.2} s  to score every record for {verify} entries: {missed} differ");
    }
    let mean = |count: fn(&Screening) -> usize| {
        let all: usize = screenings.iter().map(count).sum();
        rounded(all as f64 / entries.len() as f64, 1)
    };
    // Even odds: the bits make up for those of a stranger being listed at all.
    let threshold = (watchlist.len() as f64 / watchlist.model().listed_share()).log2();
    let thirds = cpu_us.len().max(1) as f64;
    Ok(json!({
        "watchlist": watchlist.len(),
        "incoming": entries.len(),
        "entries": options.entries.name(),
        "threads": threads,
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
        "peak_rss_mib": peak_rss_mib(),
        "seed": options.seed,
        "snapshot": snapshot,
    }))
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

/// What came of the batches.
struct Screened {
    screenings: Vec<Screening>,
    spent: Duration,
    /// Microseconds of the processor for an entry, in each third of them.
    cpu_us: Vec<f64>,
}

fn screen(watchlist: &Watchlist, entries: &[Record], policy: &Policy) -> Screened {
    let bar = progress("screened");
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

/// The share of entries about somebody listed whose record is among the first so many matches;
/// `None` where no entry is.
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

fn rounded(value: f64, decimals: i32) -> f64 {
    let unit = 10_f64.powi(decimals);
    (value * unit).round() / unit
}
