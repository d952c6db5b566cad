//! How long a list takes to save, and a saved one to open.

use super::Options;
use super::measure::rounded;
use super::people::People;
use crate::outcome::Result;
use crate::visible::report;
use serde_json::{Value, json};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;
use sverka::Watchlist;

/// Processes that open the list.
const PROCESSES: usize = 5;

/// Saves a list, has it opened by processes of their own, and returns the opened list with how long all that took.
pub(super) fn save_and_open(
    built: Watchlist,
    path: &Path,
    options: &Options,
) -> Result<(Watchlist, Value)> {
    let records = built.len();
    let started = Instant::now();
    built.save(path)?;
    let save = milliseconds(started);
    drop(built);
    let processes: Vec<Value> =
        (0..PROCESSES).map(|_| in_a_process(options, records, path)).collect::<Result<_>>()?;
    let of_processes = |figure: &str| processes.iter().map(|one| &one[figure]).collect::<Vec<_>>();
    let figures = json!({
        "save_ms": save,
        "bytes": std::fs::metadata(path)?.len(),
        "begin_ms": of_processes("begin_ms"),
        "open_ms": of_processes("open_ms"),
        "first_query_ms": of_processes("first_query_ms"),
        "second_query_ms": of_processes("second_query_ms"),
    });
    report!(
        "{:>10.2} s  to save the list; milliseconds to open it {}",
        save / 1e3,
        figures["open_ms"]
    );
    Ok((Watchlist::open(path)?, figures))
}

fn in_a_process(options: &Options, records: usize, path: &Path) -> Result<Value> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg("scale").arg("--opened").arg(path).args(["--incoming", "2"]);
    let numbers = [("--watchlist", records as u64), ("--threads", options.threads as u64)];
    for (option, number) in numbers.into_iter().chain([("--seed", options.seed)]) {
        command.arg(option).arg(number.to_string());
    }
    let output = command.stderr(Stdio::inherit()).output()?;
    if !output.status.success() {
        return Err(format!("opening {}: {}", path.display(), output.status).into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// Opens a saved list, and screens two entries: the first things that this process does with names.
pub(super) fn opened(options: &Options, records: usize, path: &Path) -> Result<Value> {
    let people = People::new(options.seed, options.entries, records);
    let entries = people.all_incoming(0..options.incoming);
    let started = Instant::now();
    let opening = Watchlist::open_in_background(path)?;
    let begin = milliseconds(started);
    let watchlist = opening.finish()?;
    let open = milliseconds(started);
    let policy = options.policy();
    let mut queries = entries.iter().map(|incoming| {
        let started = Instant::now();
        std::hint::black_box(watchlist.screen(&incoming.entry, &policy));
        milliseconds(started)
    });
    Ok(json!({
        "begin_ms": begin,
        "open_ms": open,
        "first_query_ms": queries.next(),
        "second_query_ms": queries.next(),
    }))
}

fn milliseconds(started: Instant) -> f64 {
    rounded(started.elapsed().as_secs_f64() * 1e3, 2)
}
