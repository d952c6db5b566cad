//! `sverka submissions`: how complete, valid and timely is what each source sends?

mod figures;
mod page;
#[cfg(feature = "plots")]
mod plots;
mod table;

use crate::figures::{and_peak_memory, grouped};
use crate::input::{Input, STANDARD_INPUT};
use crate::outcome::{Outcome, Result};
use crate::visible::report;
use crate::{arguments, visible};
use clap::{Arg, ArgMatches, Command, value_parser};
use std::io::{self, IsTerminal, Write};
use std::time::Instant;
use sverka::formats::Dialect;
use sverka::submissions::{QualityReport, Submissions};
use sverka::{Date, Error, Policy, Record};

const SAMPLE: &str = include_str!("../../data/submissions.csv");
const SAMPLE_SCREENED: &str = include_str!("../../data/screened.csv");
/// The day on which the sample was taken.
const SAMPLE_DAY: &str = "2026-01-01";

const EXPLANATION: &str = "\
For each source and category of a bank of records: which fields are stated and can be used; which
records have enough evidence ever to match; impossible dates, placeholders, failed check digits
and other faults; days from what happened to its submission; what is submitted twice, and what
contradicts itself; and which of the entries screened meanwhile would have matched.";

const EXAMPLES: &str = "\
Examples:
  sverka submissions                                    a bundled sample with faults
  sverka submissions bank.csv --deadline 14 --sources customs,courts
  sverka submissions bank.csv --screened arrivals.csv --format html > report.html
  sverka submissions - --format json < bank.jsonl

The page has plots where the command was built with the feature `plots`.

Exit codes: 0 done; 2 nothing could be done; 3 done, but rows were rejected.";

pub(crate) fn command() -> Command {
    Command::new("submissions")
        .about("Reports how complete, valid and timely is what each source sends")
        .long_about(EXPLANATION)
        .after_help(EXAMPLES)
        .arg(
            Arg::new("file")
                .value_name("FILE")
                .help("The bank: CSV, JSON lines or a published list; - reads standard input"),
        )
        .arg(arguments::format(&["table", "json", "html"]))
        .arg(
            Arg::new("as-of")
                .long("as-of")
                .value_name("DATE")
                .value_parser(|text: &str| text.parse::<Date>())
                .help("What is dated later lies in the future [default: today, UTC]"),
        )
        .arg(
            Arg::new("deadline")
                .long("deadline")
                .value_name("DAYS")
                .value_parser(value_parser!(u32))
                .help("A submission is late more than DAYS after what happened [default: 30]"),
        )
        .arg(Arg::new("screened").long("screened").value_name("ENTRIES").help(
            "Entries screened, with their days: which would have matched what came too late?",
        ))
        .arg(
            Arg::new("sources")
                .long("sources")
                .value_name("A,B,C")
                .value_delimiter(',')
                .help("The sources that there should be"),
        )
        .arg(arguments::min_bits().help("Take two records for one person's from B bits on"))
        .arg(
            arguments::min_probability()
                .help("Take two records for one person's from this probability on [default: 0.5]"),
        )
        .args(arguments::prior())
        .args(arguments::reading("FILE"))
        .mut_arg("strict", |strict| {
            strict.help("Reject an entry of --screened with a value that cannot be read; of FILE, it always is")
        })
        .args(arguments::screened_text())
        .arg(arguments::threads())
}

pub(crate) fn run(arguments: &ArgMatches) -> Outcome {
    if arguments::format_is(arguments, "html") && io::stdout().is_terminal() {
        return Err(
            "--format html: a page is no text for a terminal; expected `> FILE.html`".into()
        );
    }
    let [file, screened] = ["file", "screened"].map(|name| arguments::text(arguments, name));
    if (file, screened) == (Some(STANDARD_INPUT), Some(STANDARD_INPUT)) {
        return Err("standard input cannot be both lists".into());
    }
    let options = ["min-bits", "min-probability", arguments::PRIOR[0], arguments::PRIOR[1]];
    let policy = arguments::policy(arguments, &options, Policy::default())?;
    arguments::start_threads(arguments)?;
    let as_of = match (arguments.get_one::<Date>("as-of"), file) {
        (Some(day), _) => *day,
        (None, Some(_)) => Date::today(),
        (None, None) => SAMPLE_DAY.parse()?,
    };
    let mut submissions = Submissions::new(as_of).with_policy(policy);
    if let Some(days) = arguments.get_one::<u32>("deadline") {
        submissions = submissions.with_deadline(*days);
    }
    if let Some(sources) = arguments.get_many::<String>("sources") {
        let names = sources.map(|name| name.trim()).filter(|name| !name.is_empty());
        submissions = submissions.with_sources(names);
    }
    let started = Instant::now();
    let done = read(&mut submissions, arguments, file, screened)?;
    let report = submissions.report()?;
    let (spent, records) = (started.elapsed().as_secs_f64(), grouped(report.bank.records));
    report!("{spent:.1} s for {records} records{}", and_peak_memory());
    write(arguments, &report)?;
    Ok(done)
}

/// Reads the bank and what was screened, or the sample of both.
fn read(
    submissions: &mut Submissions,
    arguments: &ArgMatches,
    file: Option<&str>,
    screened: Option<&str>,
) -> Outcome {
    // What a source sends is measured, so a value that cannot be read is its fault.
    let dialect = arguments::dialect(arguments)?.strict();
    let bank = match file {
        Some(path) => Input::open(path, &dialect)?,
        None => Input::sample(SAMPLE, &dialect)?,
    };
    let done = each(bank, |row| submissions.add(row))?;
    let entries = match screened {
        Some(path) => Input::open(path, &arguments::screened_dialect(arguments)?)?,
        None if file.is_none() => Input::sample(SAMPLE_SCREENED, &Dialect::new())?,
        None => return Ok(done),
    };
    let add = |row: Row| row.into_iter().for_each(|entry| submissions.add_screened(entry));
    Ok(done.and(each(entries, add)?))
}

type Row = std::result::Result<Record, Error>;

fn each(mut input: Input, mut take: impl FnMut(Row)) -> Outcome {
    while let Some(row) = input.next_row()? {
        take(row);
    }
    Ok(input.finish())
}

fn write(arguments: &ArgMatches, report: &QualityReport) -> Result<()> {
    match arguments::text(arguments, "format") {
        Some("json") => {
            let mut out = visible::json_output();
            serde_json::to_writer(&mut out, report).map_err(io::Error::from)?;
            out.write_all(b"\n")?;
            Ok(out.flush()?)
        }
        form => {
            let mut out = visible::output();
            let text = match form {
                Some("html") => page::of(report)?,
                _ => table::table(report),
            };
            out.write_all(text.as_bytes())?;
            Ok(out.flush()?)
        }
    }
}
