//! Measures a list that changes: when a change is visible, the latency of readers beside a writer, and the speed of the
//! list after many changes, compared with one built anew. The last line of standard output is a JSON object.
//!
//! ```text
//! cargo bench --bench living -- --watchlist N --changes M --folder PATH
//!   --rate R        changes a second while readers are measured (default: 1000)
//!   --seconds S     how long readers are measured (default: 1)
//!   --population P  people to screen again after 100 changes (default: none)
//! ```
//!
//! Without options it runs a small example in a temporary folder.
//!
//! `applied_us` is the time of the call, with the log synced, and `seen_us` the time from its return until a view has
//! the record. `alone_us` and `beside_writer_us` are the times of entries screened one at a time on one thread. The M
//! changes are applied in batches of 100: half add people, a quarter replace some, a quarter withdraw some. `again_ms`
//! is the time of finding and screening the people whose answer 100 such changes changed, and `everybody_ms` that of
//! screening all of them once. `merged` is the rate when small parts are merged in the background, and `searched` when
//! the list was searched so often since the last change, by `screened_until_whole` entries, that it was written whole.

use lexopt::prelude::*;
use serde_json::{Value as Json, json};
use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use sverka::synthetic::Population;
use sverka::{Change, LivingList, Policy, Record, ValidAt, Watchlist};

type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

/// Records in a batch.
const BATCH: usize = 100;
/// Entries screened to measure throughput.
const ENTRIES: usize = 4_000;

struct Options {
    watchlist: usize,
    changes: usize,
    folder: Option<PathBuf>,
    rate: u64,
    seconds: u64,
    population: usize,
}

impl Options {
    fn from_command_line() -> Result<Options> {
        let mut options = Options {
            watchlist: 2_000,
            changes: 400,
            folder: None,
            rate: 1_000,
            seconds: 1,
            population: 0,
        };
        let mut arguments = lexopt::Parser::from_env();
        while let Some(argument) = arguments.next()? {
            match argument {
                Long("watchlist") => options.watchlist = arguments.value()?.parse()?,
                Long("changes") => options.changes = arguments.value()?.parse()?,
                Long("rate") => options.rate = arguments.value()?.parse()?,
                Long("seconds") => options.seconds = arguments.value()?.parse()?,
                Long("population") => options.population = arguments.value()?.parse()?,
                Long("folder") => options.folder = Some(arguments.value()?.into()),
                // `cargo bench` adds it.
                Long("bench") => {}
                other => return Err(other.unexpected().into()),
            }
        }
        if options.watchlist == 0 || options.changes == 0 || options.rate == 0 {
            return Err("expected --watchlist N --changes M --rate R, all above 0".into());
        }
        Ok(options)
    }
}

fn main() -> Result {
    let options = Options::from_command_line()?;
    if let Some(folder) = &options.folder {
        return run(&options, folder);
    }
    let folder = std::env::temp_dir().join(format!("sverka-bench-living-{}", std::process::id()));
    run(&options, &folder)?;
    Ok(std::fs::remove_dir_all(&folder)?)
}

fn run(options: &Options, folder: &Path) -> Result {
    let population = Population::new(1);
    let people = population.watchlist(options.watchlist);
    let entries: Vec<Record> = population
        .incoming(ENTRIES, options.watchlist)
        .into_iter()
        .map(|entry| entry.into_record())
        .collect();
    // People who are not listed, with identifiers of their own.
    let writing = (options.rate * options.seconds) as usize;
    let others = Population::new(2).watchlist(writing + options.changes);
    let mut others = (0..).zip(others).map(|(n, other)| other.with_id(format!("new-{n}")));
    let built = Watchlist::builder().records(people.clone()).build()?;
    let list = LivingList::create(folder, built)?;
    let policy = Policy::default().with_valid_at(ValidAt::Ever).with_limit(5);
    let fresh = per_second(|| _ = list.view().screen_all(&entries, &policy));
    let alone = latencies(&list, &entries, &policy, || false, options.seconds);
    let (applied, seen, beside) = beside_writer(options, &list, &entries, &policy, &mut others);
    let again = match options.population {
        0 => Json::Null,
        many => rescreening(&list, &people, many)?,
    };
    for (n, batch) in others.collect::<Vec<_>>().chunks(BATCH).enumerate() {
        list.apply(changes(batch, people.iter().skip(n * BATCH)))?;
    }
    // A new view would begin with what the searches of the one before have paid for.
    let view = list.view();
    let right_after = per_second(|| _ = view.screen_all(&entries, &policy));
    list.finish_upkeep()?;
    let view = list.view();
    let merged = per_second(|| _ = view.screen_all(&entries, &policy));
    let screened = screen_until_whole(&list, folder, &entries, &policy)?;
    let searched = per_second(|| _ = list.view().screen_all(&entries, &policy));
    let started = Instant::now();
    list.compact()?;
    let compaction = started.elapsed().as_secs_f64();
    let compacted = per_second(|| _ = list.view().screen_all(&entries, &policy));
    let records: Vec<Record> = list.view().records().collect();
    drop(list);
    let started = Instant::now();
    let list = LivingList::open(folder)?;
    let opening = started.elapsed().as_secs_f64();
    drop(list);
    let built = Watchlist::builder().records(records).build()?;
    let built = per_second(|| _ = built.screen_all(&entries, &policy));
    println!(
        "{}",
        json!({
            "watchlist": options.watchlist, "changes": options.changes,
            "applied_us": applied, "seen_us": seen,
            "alone_us": alone, "beside_writer_us": beside, "rescreening": again,
            "entries_per_s": {
                "before": fresh, "right_after": right_after, "merged": merged,
                "searched": searched, "compacted": compacted, "built_anew": built,
            },
            "screened_until_whole": screened, "compaction_s": compaction, "opening_s": opening,
        })
    );
    Ok(())
}

/// Screens entries until the list has written itself whole. Returns how many.
///
/// # Errors
/// A list that is not written after far more searches than pay for it.
fn screen_until_whole(
    list: &LivingList,
    folder: &Path,
    entries: &[Record],
    policy: &Policy,
) -> Result<usize> {
    let (log, mut screened) = (folder.join("changes.log"), 0);
    // The log of a list that is written whole has its header alone.
    while log.metadata()?.len() > 100 {
        if screened > 20_000 + list.view().len() {
            return Err("the list was not written whole".into());
        }
        _ = list.view().screen_all(entries, policy);
        list.finish_upkeep()?;
        screened += entries.len();
    }
    Ok(screened)
}

/// Changes of which half add people, a quarter replace some, and a quarter withdraw some.
fn changes<'a>(
    new: &'a [Record],
    old: impl Iterator<Item = &'a Record> + 'a,
) -> impl Iterator<Item = Change> + 'a {
    new.iter().zip(old).enumerate().map(|(n, (new, old))| match n % 4 {
        0 => Change::Withdraw(old.id().to_owned()),
        1 => Change::Put(new.clone().with_id(old.id())),
        _ => Change::Put(new.clone()),
    })
}

/// How long it takes to screen again those whom changes concern, and to screen everybody.
fn rescreening(list: &LivingList, listed: &[Record], many: usize) -> Result<Json> {
    let incoming = Population::new(1).incoming(many, listed.len()).into_iter();
    let people: Vec<Record> = incoming.map(|entry| entry.into_record()).collect();
    let population = Watchlist::builder().records(people.clone()).build()?;
    let policy = Policy::default().with_valid_at(ValidAt::Ever);
    let new = Population::new(3).watchlist(BATCH).into_iter().enumerate();
    let new: Vec<Record> = new.map(|(n, new)| new.with_id(format!("again-{n}"))).collect();
    let since = list.view().change();
    list.apply(changes(&new, listed.iter().rev()))?;
    let view = list.view();
    let once = || {
        let started = Instant::now();
        let again = view.rescreen(&population, since, &policy).len();
        (started.elapsed().as_millis() as u64, again)
    };
    // The first run fills the cache of tokens.
    let [(first, _), (then, again)] = [once(), once()];
    let started = Instant::now();
    _ = view.screen_all(&people, &policy);
    let everybody = started.elapsed().as_millis() as u64;
    Ok(json!({
        "population": many, "changes": BATCH, "again": again,
        "again_ms": { "first": first, "then": then }, "everybody_ms": everybody,
    }))
}

/// Entries a second, the best of five runs: the first fills the cache of tokens.
fn per_second(mut screen: impl FnMut()) -> u64 {
    let once = |_| {
        let started = Instant::now();
        screen();
        started.elapsed()
    };
    let best = (0..5).map(once).min().unwrap_or_default();
    (ENTRIES as f64 / best.as_secs_f64()) as u64
}

/// How long each entry takes, one at a time, until `seconds` have passed or `is_done`.
fn latencies(
    list: &LivingList,
    entries: &[Record],
    policy: &Policy,
    is_done: impl Fn() -> bool,
    seconds: u64,
) -> Json {
    let (mut took, started) = (Vec::new(), Instant::now());
    for entry in entries.iter().cycle() {
        if is_done() || started.elapsed().as_secs() >= seconds {
            break;
        }
        let started = Instant::now();
        std::hint::black_box(list.view().screen(entry, policy));
        took.push(started.elapsed().as_micros() as u64);
    }
    percentiles(took)
}

/// How long changes take, how much later they are seen, and how long readers take meanwhile.
fn beside_writer(
    options: &Options,
    list: &LivingList,
    entries: &[Record],
    policy: &Policy,
    new: &mut impl Iterator<Item = Record>,
) -> (Json, Json, Json) {
    let is_done = AtomicBool::new(false);
    let (mut applied, mut seen) = (Vec::new(), Vec::new());
    let beside = std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let is_done = || is_done.load(Ordering::Relaxed);
            latencies(list, entries, policy, is_done, u64::MAX)
        });
        let started = Instant::now();
        for n in 0..options.rate * options.seconds {
            let due = Duration::from_micros(n * 1_000_000 / options.rate);
            std::thread::sleep(due.saturating_sub(started.elapsed()));
            let Some(record) = new.next() else { break };
            let began = Instant::now();
            let Ok(done) = list.put(record) else { break };
            applied.push(began.elapsed().as_micros() as u64);
            let id = format!("new-{n}");
            let returned = Instant::now();
            while list.view().change() < done.change || list.view().get(&id).is_none() {}
            seen.push(returned.elapsed().as_micros() as u64);
        }
        is_done.store(true, Ordering::Relaxed);
        reader.join().unwrap_or_default()
    });
    (percentiles(applied), percentiles(seen), beside)
}

fn percentiles(mut took: Vec<u64>) -> Json {
    took.sort_unstable();
    let at = |share: f64| took.get((took.len() as f64 * share) as usize).copied();
    json!({ "count": took.len(), "p50": at(0.5), "p99": at(0.99), "most": took.last() })
}
