//! `sverka operation`: screens a large file in stages against several lists. A run may be stopped at any
//! moment; the same command resumes it, and ends with the same output and report.

mod stages;
mod table;

use crate::figures::{and_peak_memory, grouped};
use crate::input::STANDARD_INPUT;
use crate::outcome::{Done, Outcome, Result};
use crate::screen::SAMPLE_WATCHLIST;
use crate::visible::report;
use crate::{arguments, input, progress, visible};
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use indicatif::ProgressBar;
use stages::{StageOptions, stages};
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;
use sverka::Watchlist;
use sverka::operation::{Operation, Progress, Stage};
use sverka_cli::Opened;

const SAMPLE_INCOMING: &str = include_str!("../../data/crossings.csv");

const EXPLANATION: &str = "\
Screens a large file in stages against several lists. A run may be stopped at any moment; the same
command resumes it, and ends with the same output and report.

Lists and the options of a policy belong to the stage in which they are given: the first, or that of
the last --stage before them. A stage without a list has those of the stage before. What it leaves
open of its policy is as in the stage before, except for the review band, which is its own.

DIR is created if it is missing. It then holds screenings.jsonl, problems.jsonl with the rows that
could not be read, report.json, and the journal. INCOMING is read again when a run resumes, so it
is a file and not standard input.";

const EXAMPLES: &str = "\
Examples:
  sverka operation                                       a bundled sample of invented people
  sverka operation --watchlist wanted.sverka arrivals.csv --out DIR
  sverka operation --watchlist wanted.sverka --review-probability 0.1 \\
      --stage review --watchlist un=un.xml arrivals.csv --out DIR
                                                         everybody against one list, then those left for
                                                         review against another
  sverka operation --watchlist wanted.sverka arrivals.csv --out DIR --columns source=border_point

Exit codes: 0 done; 2 nothing could be done; 3 done, but rows were rejected or answers are incomplete.";

pub(crate) fn command() -> Command {
    Command::new("operation")
        .about("Screens a large file in stages, by runs that may be stopped at any moment")
        .long_about(EXPLANATION)
        .after_help(EXAMPLES)
        .arg(
            Arg::new("incoming")
                .value_name("INCOMING")
                .requires("out")
                .requires("watchlist")
                .help("The records to screen, in any format that `screen` reads"),
        )
        .arg(
            Arg::new("out")
                .long("out")
                .value_name("DIR")
                .requires("incoming")
                .value_parser(value_parser!(PathBuf))
                .help("The folder for answers, problems, the report and the journal"),
        )
        .args(arguments::reading("INCOMING"))
        .args(arguments::watchlist_text())
        .mut_arg("columns", |columns| {
            columns.help(
                "Other headers in INCOMING; source=border_point names the column of the border point",
            )
        })
        .arg(
            Arg::new("chunk")
                .long("chunk")
                .value_name("N")
                .value_parser(value_parser!(usize))
                .help("Rows between two entries in the journal"),
        )
        .args([arguments::format(&["table", "json"]), arguments::threads()])
        .next_help_heading("Options of a stage")
        .arg(
            Arg::new("watchlist")
                .long("watchlist")
                .value_name("[NAME=]LIST")
                .action(ArgAction::Append)
                .help("A list, as of `screen`; NAME is what answers call it [default: the file's name]"),
        )
        .arg(
            Arg::new("stage")
                .long("stage")
                .value_name("WHO")
                .action(ArgAction::Append)
                .value_parser(["review", "matched", "all"])
                .requires("incoming")
                .help("Begin the next stage, and say who enters it"),
        )
        .args([arguments::top(), arguments::min_bits(), arguments::min_probability()])
        .args(arguments::review())
        .args(arguments::prior())
        .args([arguments::valid_at(), arguments::source(), arguments::category()])
        .arg(arguments::budget())
        .arg(arguments::incomplete())
}

pub(crate) fn run(arguments: &ArgMatches) -> Outcome {
    let stages = stages(arguments)?;
    let incoming = arguments::text(arguments, "incoming");
    match (incoming, arguments.get_one::<PathBuf>("out")) {
        (Some(incoming), _) if is_stream(incoming) => {
            let what = "INCOMING is read again after a stop; expected a file, not";
            Err(format!("{what} {incoming}").into())
        }
        (Some(_), Some(_)) if stages[0].lists.is_empty() => {
            Err("against which list? expected --watchlist LIST before the first --stage".into())
        }
        (Some(incoming), Some(out)) => {
            arguments::start_threads(arguments)?;
            operate(arguments, &stages, incoming, out)
        }
        _ if !stages[0].lists.is_empty() => {
            Err("expected --watchlist LIST INCOMING --out DIR".into())
        }
        _ => sample(),
    }
}

/// Whether there is something at a path that cannot be read twice, such as a pipe.
fn is_stream(path: &str) -> bool {
    path == STANDARD_INPUT || Path::new(path).exists() && !Path::new(path).is_file()
}

/// Screens the bundled sample in a temporary folder: who is surely or perhaps on a list, and then those who
/// are perhaps, by a lower threshold.
fn sample() -> Outcome {
    let folder = std::env::temp_dir().join(format!("sverka-sample-{}", std::process::id()));
    std::fs::create_dir(&folder)?;
    let done = screen_sample(&folder);
    std::fs::remove_dir_all(&folder)?;
    done
}

fn screen_sample(folder: &Path) -> Outcome {
    let [list, incoming, out] =
        ["wanted.csv", "crossings.csv", "out"].map(|name| folder.join(name).display().to_string());
    std::fs::write(&list, SAMPLE_WATCHLIST)?;
    std::fs::write(&incoming, SAMPLE_INCOMING)?;
    let first = ["--watchlist", &list, "--valid-at", "2026-06-01"];
    let bands = ["--min-bits", "20", "--review-bits", "5", "--stage", "review", "--min-bits", "16"];
    let files = [incoming.as_str(), "--out", &out, "--columns", "source=border_point"];
    let line = [&["operation"], &first[..], &bands, &files].concat();
    run(&command().try_get_matches_from(line)?)?;
    // The sample has a bad row on purpose.
    Ok(Done::Completely)
}

fn operate(arguments: &ArgMatches, stages: &[StageOptions], incoming: &str, out: &Path) -> Outcome {
    let mut done = Done::Completely;
    let mut lists: BTreeMap<&str, Watchlist> = BTreeMap::new();
    let dialect = arguments::watchlist_dialect(arguments)?;
    for list in stages.iter().flat_map(|stage| &stage.lists) {
        if !lists.contains_key(list.path.as_str()) {
            let (watchlist, of_list) = input::watchlist(&list.path, &dialect)?;
            lists.insert(&list.path, watchlist);
            done = done.and(of_list);
        }
    }
    let dialect = arguments::dialect(arguments)?;
    let operation = operation(arguments, stages, &lists)?.with_dialect(dialect.clone());
    let Opened { reader, notice } = sverka_cli::open(incoming, &dialect)?;
    if let Some(notice) = notice {
        report!("{incoming}: {notice}");
    }

    let bar = progress::bar();
    let (started, mut screened) = (Instant::now(), 0);
    let finished = operation.run_reader(reader, incoming, out, |progress| {
        screened = progress.rows - progress.rows_before;
        show(&bar, &progress, started);
    });
    bar.finish_and_clear();
    let finished = finished?;
    if finished.was_finished {
        report!("{}: was finished before; nothing done", out.display());
    } else {
        let spent = started.elapsed().as_secs_f64();
        report!("{} rows in {spent:.1} s{}", grouped(screened), and_peak_memory());
    }
    if arguments::format_is(arguments, "json") {
        let mut out = visible::json_output();
        serde_json::to_writer(&mut out, &finished.report).map_err(io::Error::from)?;
        out.write_all(b"\n")?;
        out.flush()?;
    } else {
        let mut out = visible::output();
        out.write_all(table::table(&finished.report).as_bytes())?;
        out.flush()?;
    }
    let (rejected, incomplete) = (finished.report.rows.rejected, finished.report.incomplete());
    Ok(done.and(Done::with_shortcomings(rejected + incomplete)))
}

fn operation<'l>(
    arguments: &ArgMatches,
    stages: &[StageOptions],
    lists: &'l BTreeMap<&str, Watchlist>,
) -> Result<Operation<'l>> {
    let stage = |options: &StageOptions| {
        let named = options.lists.iter().map(|list| (&list.name, &lists[list.path.as_str()]));
        let stage = Stage::new(options.name.clone(), options.policy.clone());
        named.fold(stage, |stage, (name, list)| stage.with_list(name, list))
    };
    let [first, others @ ..] = stages else { return Err("an operation without a stage".into()) };
    let mut operation = Operation::new(stage(first));
    for next in others {
        operation = operation.then(next.admit, stage(next));
    }
    Ok(match arguments.get_one::<usize>("chunk") {
        Some(rows) => operation.with_chunk(*rows),
        None => operation,
    })
}

fn show(bar: &ProgressBar, progress: &Progress, started: Instant) {
    if bar.length().is_none() {
        bar.set_length(progress.bytes_in_all);
    }
    bar.set_position(progress.bytes);
    let rate = (progress.rows - progress.rows_before) as f64 / started.elapsed().as_secs_f64();
    bar.set_message(format!("{} rows, {rate:.0} a second", grouped(progress.rows)));
}
