//! Accuracy: misses and false alerts by naming tradition and by missing field, the calibration of stated
//! probabilities, and the estimates of EM. Prints a table, and writes `accuracy.json` and plots as SVG.
//!
//! ```text
//! cargo bench --bench accuracy                    # invented people, 100,000 listed, 10,000 incoming
//! cargo bench --bench accuracy -- [OPTIONS]
//!   --watchlist N --incoming M --seed S           # the size and seed of the population
//!   --pairs FILE                                  # or a CSV of labelled pairs
//!     --name1 COLUMN --name2 COLUMN               #   (default: name1, name2)
//!     --label COLUMN                              #   true or false (default: label)
//!   --list FILE --entries FILE                    # or two lists, CSV or JSON lines
//!     --truth COLUMN                              #   of the entries: the id of the true record
//!                                                 #   (default: truth)
//!   --group COLUMN                                # of the pairs or entries: the group to report
//!                                                 #   by (default: group, or else nationality)
//!   --check                                       # exit status 1 if a group is missed too often
//!   --out FOLDER                                  # (default: target/accuracy)
//! ```
//!
//! A CSV of pairs may have the columns `birth_date1` and `birth_date2`, and likewise for `sex`, `nationality` and
//! `document`. The prior of probabilities is the share of matches in the corpus, which is printed.

mod corpus;
mod fitted;
mod plots;
mod report;
mod tally;

use lexopt::prelude::*;
use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

struct Options {
    watchlist: usize,
    incoming: usize,
    seed: u64,
    pairs: Option<PathBuf>,
    name1: String,
    name2: String,
    label: String,
    list: Option<PathBuf>,
    entries: Option<PathBuf>,
    truth: String,
    group: String,
    check: bool,
    out: PathBuf,
}

impl Options {
    fn from_command_line() -> Outcome<Options> {
        let mut options = Options {
            watchlist: 100_000,
            incoming: 10_000,
            seed: 1,
            pairs: None,
            name1: "name1".into(),
            name2: "name2".into(),
            label: "label".into(),
            list: None,
            entries: None,
            truth: "truth".into(),
            group: "group".into(),
            check: false,
            out: "target/accuracy".into(),
        };
        let mut arguments = lexopt::Parser::from_env();
        while let Some(argument) = arguments.next()? {
            match argument {
                Long("watchlist") => options.watchlist = arguments.value()?.parse()?,
                Long("incoming") => options.incoming = arguments.value()?.parse()?,
                Long("seed") => options.seed = arguments.value()?.parse()?,
                Long("pairs") => options.pairs = Some(arguments.value()?.into()),
                Long("name1") => options.name1 = arguments.value()?.string()?,
                Long("name2") => options.name2 = arguments.value()?.string()?,
                Long("label") => options.label = arguments.value()?.string()?,
                Long("list") => options.list = Some(arguments.value()?.into()),
                Long("entries") => options.entries = Some(arguments.value()?.into()),
                Long("truth") => options.truth = arguments.value()?.string()?,
                Long("group") => options.group = arguments.value()?.string()?,
                Long("check") => options.check = true,
                Long("out") => options.out = arguments.value()?.into(),
                // `cargo bench` adds it.
                Long("bench") => {}
                other => return Err(other.unexpected().into()),
            }
        }
        Ok(options)
    }
}

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("accuracy: {error}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Outcome<ExitCode> {
    let options = Options::from_command_line()?;
    let corpus = match (&options.pairs, &options.list, &options.entries) {
        (Some(pairs), None, None) => corpus::of_pairs(pairs, &options)?,
        (None, Some(list), Some(entries)) => corpus::of_lists(list, entries, &options)?,
        (None, None, None) => corpus::of_invented_people(&options)?,
        _ => return Err("expected --pairs, or --list with --entries, or neither".into()),
    };
    let report = report::Report::new(&corpus);
    report.print();
    std::fs::create_dir_all(&options.out)?;
    let json = serde_json::to_string_pretty(&report.json())?;
    std::fs::write(options.out.join("accuracy.json"), json + "\n")?;
    plots::draw(&report, &options.out)?;
    println!("\naccuracy.json and the plots are in {}", options.out.display());
    if options.check {
        if let Err(worst) = report.check() {
            println!("FAILED: {worst}");
            return Ok(ExitCode::FAILURE);
        }
        println!(
            "checked: no group is missed more than {} times as often as the best",
            report::MOST_UNEVEN
        );
    }
    Ok(ExitCode::SUCCESS)
}
