//! `sverka persons`: which records of a list are about one person, and in what they contradict each other.

mod agreement;
mod bank;
mod export;
mod table;

use crate::outcome::{Done, Outcome, Result};
use crate::{arguments, input, visible};
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use std::collections::HashMap;
use std::io::{self, Write};
use std::time::Instant;
use sverka::persons::{Person, Persons};
use sverka::synthetic::{Alteration, ErrorModel, Population};
use sverka::{Policy, Record, Watchlist};
use table::Totals;

/// The default probability at which two records are linked.
const SAME_PERSON: f64 = 0.99;

const EXPLANATION: &str = "\
Finds the records of a list that are about one person, and in what they contradict each other.

With --generate, N records of invented people are grouped instead, a fifth of whom have several
records with the errors of offices, and one JSON object says how well: precision and recall of
pairs, and B-cubed.";

const EXAMPLES: &str = "\
Examples:
  sverka persons wanted.csv                             people with several records
  sverka persons wanted.sverka --all --format jsonl     everybody, a JSON line each
  sverka persons --generate 20000 --min-probability 0.9 measure on invented people
  sverka persons --generate 20000 --export people.csv   write them as a list

Exit codes: 0 done; 2 nothing could be done; 3 done, but rows were rejected.";

pub(crate) fn command() -> Command {
    Command::new("persons")
        .about("Groups the records of a list by person, with what they contradict each other in")
        .long_about(EXPLANATION)
        .after_help(EXAMPLES)
        .arg(Arg::new("list").value_name("LIST").required_unless_present("generate").help(
            "A list in any format that `screen` reads, or a saved one; - reads standard input",
        ))
        .arg(
            Arg::new("all")
                .long("all")
                .action(ArgAction::SetTrue)
                .help("Also people of whom the list holds only one record"),
        )
        .arg(
            arguments::min_probability()
                .help("Link two records from this probability on [default: 0.99]"),
        )
        .args(arguments::prior())
        .args(arguments::reading("LIST"))
        .arg(arguments::format(&["table", "jsonl"]))
        .arg(arguments::threads())
        .next_help_heading("Measurement")
        .arg(
            Arg::new("generate")
                .long("generate")
                .value_name("N")
                .conflicts_with_all(["list", "all"])
                .value_parser(value_parser!(usize))
                .help("Group N records of invented people, and say how well"),
        )
        .arg(arguments::seed())
        .arg(
            Arg::new("rewritten")
                .long("rewritten")
                .value_name("P")
                .value_parser(errors_with_rewritten)
                .help(
                    "The share of further records in another script or romanization [default: 0.7]",
                ),
        )
        .arg(
            Arg::new("export")
                .long("export")
                .value_name("FILE")
                .requires("generate")
                .help("Write the invented records as a CSV list, and stop"),
        )
}

type ParseError = Box<dyn std::error::Error + Send + Sync>;

fn errors_with_rewritten(share: &str) -> std::result::Result<ErrorModel, ParseError> {
    Ok(ErrorModel::default().with(Alteration::Rewritten, share.parse()?)?)
}

pub(crate) fn run(arguments: &ArgMatches) -> Outcome {
    let policy = Policy::default().with_min_probability(SAME_PERSON)?;
    let policy = arguments::policy(
        arguments,
        &["min-probability", arguments::PRIOR[0], arguments::PRIOR[1]],
        policy,
    )?;
    arguments::start_threads(arguments)?;
    if let Some(path) = arguments::text(arguments, "list") {
        return write(arguments, path, &policy);
    }
    let seed = arguments.get_one::<u64>("seed").copied().unwrap_or(1);
    let errors = arguments.get_one::<ErrorModel>("rewritten").cloned().unwrap_or_default();
    let records = arguments.get_one::<usize>("generate").copied().unwrap_or_default();
    let bank = bank::of(Population::new(seed).with_errors(errors), records)?;
    match arguments::text(arguments, "export") {
        Some(file) => export::export(&bank, file)?,
        None => measure(&policy, bank)?,
    }
    Ok(Done::Completely)
}

/// The people of a list, those with several records or all, in the order of their first identifiers.
fn write(arguments: &ArgMatches, path: &str, policy: &Policy) -> Outcome {
    let (watchlist, done) = input::watchlist(path, &arguments::dialect(arguments)?)?;
    let persons = Persons::group(&watchlist, policy);
    let least = if arguments.get_flag("all") { 1 } else { 2 };
    let is_shown = |person: &Person| person.records().len() >= least;
    if arguments::format_is(arguments, "jsonl") {
        let mut out = visible::json_output();
        for person in persons.iter().filter(is_shown) {
            serde_json::to_writer(&mut out, &person).map_err(io::Error::from)?;
            out.write_all(b"\n")?;
        }
        out.flush()?;
        return Ok(done);
    }
    let (mut out, mut totals) = (visible::output(), Totals::default());
    let mut has_headings = false;
    for person in persons.iter() {
        totals.add(&person);
        if is_shown(&person) {
            if !std::mem::replace(&mut has_headings, true) {
                table::write_headings(&mut out)?;
            }
            table::write(&mut out, &person)?;
        }
    }
    totals.write(&mut out, [watchlist.len(), persons.len()], policy)?;
    out.flush()?;
    Ok(done)
}

/// Groups records of which the true persons are known, and prints how well that went.
fn measure(policy: &Policy, bank: Vec<(Record, usize)>) -> Result<()> {
    let truth: HashMap<String, usize> =
        bank.iter().map(|(record, person)| (record.id().to_owned(), *person)).collect();
    let records = bank.into_iter().map(|(record, _)| record);
    let watchlist = Watchlist::builder().records(records).build()?;
    let started = Instant::now();
    let persons = Persons::group(&watchlist, policy);
    let seconds = started.elapsed().as_secs_f64();
    let (mut found, mut true_ones, mut with_contradictions) = (Vec::new(), Vec::new(), 0);
    for (n, person) in persons.iter().enumerate() {
        with_contradictions += usize::from(!person.contradictions().is_empty());
        for id in person.records().iter().map(Record::id) {
            found.push(n);
            true_ones.push(truth[id]);
        }
    }
    let agreement = agreement::agreement(&found, &true_ones);
    let [bcubed_precision, bcubed_recall] = agreement.bcubed;
    let mut out = visible::json_output();
    writeln!(
        out,
        "{}",
        serde_json::json!({
            "records": watchlist.len(),
            "people": persons.len(),
            "with_contradictions": with_contradictions,
            "seconds": (seconds * 10.0).round() / 10.0,
            "pairs": {"precision": agreement.precision, "recall": agreement.recall},
            "bcubed": {"precision": bcubed_precision, "recall": bcubed_recall},
        })
    )?;
    Ok(out.flush()?)
}
