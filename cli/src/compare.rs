//! `sverka compare`: the evidence between two names, item by item.

use crate::input::STANDARD_INPUT;
use crate::outcome::{Done, Outcome, Result};
use crate::page::Language;
use crate::table::paragraph;
use crate::visible::report;
use crate::waterfall::{self, Bridges, Thresholds, Waterfall};
use crate::{arguments, describe, visible};
use clap::{Arg, ArgMatches, Command};
use csv::ErrorKind;
use serde_json::json;
use std::fs::File;
use std::io::{self, Read, Write};
use sverka::{Bits, Error, Evidence, Model, Policy, Record, Watchlist};

const EXAMPLES: &str = "\
Examples:
  sverka compare \"Щербаков Александр Иванович\" \"CHTCHERBAKOV Alexandre\"
  sverka compare \"Жуков Юрий\" \"Schukow Jurij\" --svg evidence.svg
  sverka compare --pairs pairs.csv > evidence.jsonl
  printf 'name1,name2\\nЖуков Юрий,Schukow Jurij\\n' | sverka compare --pairs -

Exit codes: 0 done; 2 nothing could be done; 3 done, but rows were rejected.";

pub(crate) fn command() -> Command {
    Command::new("compare")
        .about("Shows the evidence between two names, item by item, in bits")
        .after_help(EXAMPLES)
        .arg(name("first", "A name, as an incoming record states it"))
        .arg(name("second", "The name of a record of a list"))
        .arg(
            Arg::new("pairs")
                .long("pairs")
                .value_name("FILE")
                .conflicts_with_all(["first", "second"])
                .help(
                    "CSV with the columns name1 and name2 (- reads standard input); JSON lines out",
                ),
        )
        .arg(
            Arg::new("svg")
                .long("svg")
                .value_name("FILE")
                .conflicts_with("pairs")
                .help("Draw the evidence as a waterfall, too"),
        )
}

fn name(argument: &'static str, help: &'static str) -> Arg {
    Arg::new(argument).value_name("NAME").required_unless_present("pairs").help(help)
}

pub(crate) fn run(arguments: &ArgMatches) -> Outcome {
    match arguments::text(arguments, "pairs") {
        Some(file) => compare_pairs(file),
        None => {
            let name = |argument| arguments::text(arguments, argument).unwrap_or_default();
            show(name("first"), name("second"), arguments::text(arguments, "svg"))
        }
    }
}

fn show(first: &str, second: &str, svg: Option<&str>) -> Outcome {
    let evidence = Model::default().compare(&Record::new("1", first), &Record::new("2", second));
    if let Some(path) = svg {
        draw(&evidence, [first, second], path)?;
    }
    let mut out = visible::output();
    let bits = format!("{:+}", evidence.bits());
    let names = paragraph(0, format!("{first}  against  {second}"));
    write!(out, "{names}\n{}", describe::evidence(&evidence))?;
    writeln!(out, "{bits:>8}  in all")?;
    out.flush()?;
    Ok(Done::Completely)
}

/// Draws the evidence as a waterfall, by the thresholds of the default policy in the smallest list.
fn draw(evidence: &Evidence, names: [&str; 2], path: &str) -> Result<()> {
    let (list, policy) = (Watchlist::builder().build()?, Policy::default());
    let bits = |probability| -> std::result::Result<Bits, Error> {
        Ok(list.threshold_bits(&policy.clone().with_min_probability(probability)?))
    };
    let thresholds = Thresholds {
        even_odds: bits(0.5)?,
        report: bits(Policy::REPORT_PROBABILITY)?,
        review: Some(bits(Policy::REVIEW_PROBABILITY)?),
    };
    let waterfall =
        Waterfall::new(evidence, thresholds, Language::English, &mut Bridges::default());
    let drawing = waterfall::drawing(&waterfall, names, Language::English)?;
    Ok(std::fs::write(path, drawing).map_err(|error| format!("{path}: {error}"))?)
}

fn compare_pairs(file: &str) -> Outcome {
    let in_file = |error: &dyn std::fmt::Display| format!("{file}: {error}");
    let source: Box<dyn Read> = match file {
        STANDARD_INPUT => Box::new(io::stdin()),
        path => Box::new(File::open(path).map_err(|error| in_file(&error))?),
    };
    let mut rows = csv::Reader::from_reader(source);
    let header = rows.headers().map_err(|error| in_file(&error))?;
    let column = |name: &str| -> Result<usize> {
        let place = header.iter().position(|cell| cell.trim_start_matches('\u{feff}') == name);
        Ok(place.ok_or_else(|| format!("{file}: no column {name}; expected name1,name2"))?)
    };
    let (first, second) = (column("name1")?, column("name2")?);
    let model = Model::default();
    let mut out = visible::json_output();
    let (mut read, mut rejected) = (0_u64, 0_u64);
    for row in rows.records() {
        read += 1;
        let row = match row {
            Ok(row) => row,
            Err(error) if ends_the_table(&error) => return Err(in_file(&error).into()),
            Err(error) => {
                rejected += 1;
                report!("{file}: {error}");
                continue;
            }
        };
        let (name1, name2) = (&row[first], &row[second]);
        let evidence = model.compare(&Record::new("1", name1), &Record::new("2", name2));
        let answer = json!({
            "name1": name1, "name2": name2, "bits": evidence.bits(), "evidence": evidence,
        });
        writeln!(out, "{answer}")?;
    }
    out.flush()?;
    if rejected > 0 {
        report!("{file}: {read} read, {} compared, {rejected} rejected", read - rejected);
    }
    Ok(Done::with_shortcomings(rejected))
}

fn ends_the_table(error: &csv::Error) -> bool {
    matches!(error.kind(), ErrorKind::Utf8 { .. } | ErrorKind::Io(_))
}
