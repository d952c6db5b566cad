//! Screens a large incoming file in stages against several lists. A run may be stopped at any
//! moment; the same command again goes on, and ends with the same output and report.
//!
//! ```text
//! operation                                  a bundled sample of invented people
//! operation --watchlist LIST [--watchlist LIST2 …] INCOMING --out DIR
//!   --watchlist [NAME=]LIST                  as of `screen`; NAME is what answers call it (default:
//!                                            the file's name, up to its first dot)
//!   --top N, --min-bits B, --min-probability P, --valid-at DATE, --source NAME, --category NAME
//!                                            as of `screen`
//!   --review-bits B, --review-probability P  from where on a record is matched for review
//!   --stage review|matched|all               begins the next stage, and says who goes on to it
//!   --columns FIELD=HEADER,…                 other headers in INCOMING; source=border_point says
//!                                            where the report finds the border point
//!   --chunk N                                rows between two entries in the journal
//!   --format table|json                      the report on standard output
//!   --threads N                              worker threads (default: one a core)
//! ```
//!
//! Lists and the options of a policy belong to the stage that they stand in: the first, or that of the
//! last `--stage` before them. Where a stage names no list, it has those of the stage before; what it
//! leaves open of its policy is as in the stage before, but for the band for review, which is its own.
//! So `--review-probability 0.1 --stage review --watchlist LIST2` screens everybody against LIST, and
//! whoever has matches there for review alone against LIST2.
//!
//! DIR is made where it is missing. It then holds `screenings.jsonl`, `problems.jsonl` with the rows
//! that could not be read, `report.json`, and the journal. INCOMING is read again when a run goes
//! on, so it is a file and not standard input.

#[path = "../common/figures.rs"]
mod figures;
#[path = "../common/list.rs"]
mod list;
mod options;
#[path = "../common/outcome.rs"]
mod outcome;
mod table;
#[path = "../common/table.rs"]
#[allow(dead_code, reason = "the evidence of a match is not shown here")]
mod terminal;

use figures::{grouped, memory};
use indicatif::{ProgressBar, ProgressStyle};
use options::{Options, StageOptions};
use outcome::{Outcome, end};
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;
use sverka::Watchlist;
use sverka::operation::{Operation, Progress, Stage};

fn main() -> ExitCode {
    end("operation", Options::from_command_line().and_then(|options| run(&options)))
}

fn run(options: &Options) -> Outcome {
    rayon::ThreadPoolBuilder::new().num_threads(options.threads).build_global()?;
    match (&options.incoming, &options.out) {
        (Some(incoming), Some(out)) => operate(options, Path::new(incoming), out),
        _ => sample(),
    }
}

/// Screens the bundled sample in a folder for temporary files, which is removed in the end.
fn sample() -> Outcome {
    let folder = std::env::temp_dir().join(format!("sverka-sample-{}", std::process::id()));
    std::fs::create_dir(&folder)?;
    let screened = screen_sample(&folder);
    std::fs::remove_dir_all(&folder)?;
    screened
}

fn screen_sample(folder: &Path) -> Outcome {
    let files = [
        ("wanted.csv", include_str!("../data/watchlist.csv")),
        ("crossings.csv", include_str!("../data/crossings.csv")),
    ];
    let [listed, incoming] = files.map(|(name, content)| (folder.join(name), content));
    for (path, content) in [&listed, &incoming] {
        std::fs::write(path, content)?;
    }
    let options = Options::of_sample(&listed.0.to_string_lossy())?;
    operate(&options, &incoming.0, &folder.join("out"))
}

fn operate(options: &Options, incoming: &Path, out: &PathBuf) -> Outcome {
    let mut lists: BTreeMap<&str, Watchlist> = BTreeMap::new();
    for (_, path) in options.stages.iter().flat_map(|stage| &stage.lists) {
        if !lists.contains_key(path.as_str()) {
            lists.insert(path, list::watchlist(path)?);
        }
    }
    let stage = |stage: &StageOptions| {
        let begun = Stage::new(stage.name.clone(), stage.policy.clone());
        let named = stage.lists.iter().map(|(name, path)| (name, &lists[path.as_str()]));
        named.fold(begun, |begun, (name, list)| begun.with_list(name, list))
    };
    let [first, others @ ..] = options.stages.as_slice() else { return Ok(()) };
    let mut operation = Operation::new(stage(first)).with_columns(options.columns.clone());
    for next in others {
        operation = operation.then(next.entrants, stage(next));
    }
    if let Some(rows) = options.chunk {
        operation = operation.with_chunk(rows);
    }

    let bar = bar();
    let (started, mut screened) = (Instant::now(), 0);
    let finished = operation.run(incoming, out, |progress| {
        screened = progress.rows - progress.rows_before;
        show(&bar, &progress, started);
    });
    bar.finish_and_clear();
    let finished = finished?;
    if finished.was_finished {
        eprintln!("{}: was finished before; nothing done", out.display());
    } else {
        let spent = started.elapsed().as_secs_f64();
        eprintln!("{} rows in {spent:.1} s{}", grouped(screened), memory());
    }
    let mut out = io::stdout().lock();
    if options.json {
        serde_json::to_writer(&mut out, &finished.report).map_err(io::Error::from)?;
        out.write_all(b"\n")?;
    } else {
        out.write_all(table::table(&finished.report).as_bytes())?;
    }
    Ok(out.flush()?)
}

/// A bar on standard error, drawn only where that is a terminal.
fn bar() -> ProgressBar {
    let style = ProgressStyle::with_template("{wide_bar} {percent}%  {msg}  {eta} left");
    ProgressBar::no_length().with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

fn show(bar: &ProgressBar, progress: &Progress, started: Instant) {
    if bar.length().is_none() {
        // What was done before says nothing about the time that is left.
        bar.set_length(progress.bytes_in_all);
    }
    bar.set_position(progress.bytes);
    let rate = (progress.rows - progress.rows_before) as f64 / started.elapsed().as_secs_f64();
    bar.set_message(format!("{} rows, {rate:.0} a second", grouped(progress.rows)));
}
