//! How good is what each source sends to a bank: complete, valid, in time, and said once?
//!
//! ```text
//! submissions                    a sample of invented records, with faults
//! submissions FILE               CSV or JSON lines; - is standard input
//!   --format table|json|html     100 columns to read, one JSON object, or a page with plots
//!   --as-of DATE                 what comes after it is in the future (default: today, UTC)
//!   --deadline DAYS              from what happened to its submission (default: 30)
//!   --screened ENTRIES           entries that were screened, each with its day in occurred_at or
//!                                submitted_at: which would have matched what came too late?
//!   --sources A,B,C              the sources that there should be
//!   --min-bits B | --min-probability P   from where on two records are of one person
//!   --columns FIELD=HEADER,…     other headers in FILE
//!   --threads N                  worker threads (default: one a core)
//! ```
//!
//! The report goes to standard output; rows that cannot be read, and the time taken, to standard
//! error.

#[path = "../common/figures.rs"]
mod figures;
mod html;
#[path = "../common/outcome.rs"]
mod outcome;
mod plots;
mod table;
#[path = "../common/table.rs"]
#[allow(dead_code, reason = "the evidence of a match is not shown here")]
mod terminal;

use figures::memory;
use lexopt::prelude::*;
use outcome::{Outcome, end};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::process::ExitCode;
use std::time::Instant;
use sverka::formats::{ColumnMap, Reader};
use sverka::submissions::Submissions;
use sverka::{Bits, Date, Error, ErrorKind, Policy, Record};

/// A bank of invented records with faults, and the entries that were screened meanwhile.
const SAMPLE: [&str; 2] =
    [include_str!("../../cli/data/submissions.csv"), include_str!("../../cli/data/screened.csv")];
/// The day of the report on the sample.
const SAMPLE_DAY: &str = "2026-01-01";

fn main() -> ExitCode {
    end("submissions", Options::from_command_line().and_then(run))
}

#[derive(Clone, Copy, Default)]
enum Format {
    #[default]
    Table,
    Json,
    Html,
}

#[derive(Default)]
struct Options {
    file: Option<String>,
    screened: Option<String>,
    format: Format,
    as_of: Option<Date>,
    deadline: Option<u32>,
    sources: Option<Vec<String>>,
    policy: Policy,
    columns: ColumnMap,
    threads: usize,
}

impl Options {
    fn from_command_line() -> Outcome<Options> {
        let mut options = Options::default();
        let mut arguments = lexopt::Parser::from_env();
        while let Some(argument) = arguments.next()? {
            let policy = options.policy.clone();
            match argument {
                Long("format") => {
                    options.format = match arguments.value()?.string()?.as_str() {
                        "table" => Format::Table,
                        "json" => Format::Json,
                        "html" => Format::Html,
                        other => {
                            let what = format!("--format {other}: expected table, json or html");
                            return Err(what.into());
                        }
                    };
                }
                Long("as-of") => options.as_of = Some(arguments.value()?.string()?.parse()?),
                Long("deadline") => options.deadline = Some(arguments.value()?.parse()?),
                Long("screened") => options.screened = Some(arguments.value()?.string()?),
                Long("sources") => {
                    let sources = arguments.value()?.string()?;
                    let names = sources.split(',').map(str::trim).filter(|name| !name.is_empty());
                    options.sources = Some(names.map(str::to_owned).collect());
                }
                Long("min-bits") => {
                    let bits: f64 = arguments.value()?.parse()?;
                    options.policy = policy.with_min_bits(Bits::try_from(bits)?);
                }
                Long("min-probability") => {
                    options.policy = policy.with_min_probability(arguments.value()?.parse()?)?;
                }
                Long("columns") => options.columns = arguments.value()?.string()?.parse()?,
                Long("threads") => options.threads = arguments.value()?.parse()?,
                Value(path) if options.file.is_none() => options.file = Some(path.string()?),
                other => return Err(other.unexpected().into()),
            }
        }
        if options.file.as_deref() == Some("-") && options.screened.as_deref() == Some("-") {
            return Err("standard input cannot be both lists".into());
        }
        Ok(options)
    }
}

fn run(options: Options) -> Outcome {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(options.threads).build()?;
    let as_of = match (options.as_of, &options.file) {
        (Some(day), _) => day,
        (None, Some(_)) => Date::today(),
        (None, None) => SAMPLE_DAY.parse()?,
    };
    let mut submissions = Submissions::new(as_of).with_policy(options.policy.clone());
    if let Some(days) = options.deadline {
        submissions = submissions.with_deadline(days);
    }
    if let Some(sources) = &options.sources {
        submissions = submissions.with_sources(sources.iter().cloned());
    }
    let started = Instant::now();
    match &options.file {
        Some(path) => read(path, &options.columns, |row, notes| {
            tell(&row, notes);
            submissions.add(row);
        })?,
        None => {
            let [bank, screened] = SAMPLE;
            each(bank.as_bytes(), "bank", &ColumnMap::new(), |row, _| submissions.add(row))?;
            if options.screened.is_none() {
                each(screened.as_bytes(), "screened", &ColumnMap::new(), |row, _| {
                    row.into_iter().for_each(|entry| submissions.add_screened(entry));
                })?;
            }
        }
    }
    if let Some(path) = &options.screened {
        read(path, &ColumnMap::new(), |row, notes| {
            tell(&row, notes);
            row.into_iter().for_each(|entry| submissions.add_screened(entry));
        })?;
    }
    let report = pool.install(|| submissions.report())?;
    let spent = started.elapsed().as_secs_f64();
    eprintln!("{spent:.1} s for {} records{}", report.bank.records, memory());

    let mut out = io::stdout().lock();
    match options.format {
        Format::Table => out.write_all(table::table(&report).as_bytes())?,
        Format::Json => {
            serde_json::to_writer(&mut out, &report).map_err(io::Error::from)?;
            out.write_all(b"\n")?;
        }
        Format::Html => out.write_all(html::page(&report)?.as_bytes())?,
    }
    out.flush()?;
    Ok(())
}

type Row = Result<Record, Error>;

/// Reads a file, or standard input for `-`.
fn read(path: &str, columns: &ColumnMap, take: impl FnMut(Row, &[Error])) -> Outcome {
    if path == "-" {
        return each(BufReader::new(io::stdin()), "standard input", columns, take);
    }
    let file = File::open(path).map_err(|error| format!("{path}: {error}"))?;
    each(BufReader::new(file), path, columns, take)
}

fn each(
    source: impl BufRead,
    name: &str,
    columns: &ColumnMap,
    mut take: impl FnMut(Row, &[Error]),
) -> Outcome {
    let ends = [ErrorKind::Encoding, ErrorKind::Io, ErrorKind::Truncated];
    let mut reader = Reader::detect(source, name, columns)?;
    while let Some(row) = reader.next() {
        match row {
            Err(error) if ends.contains(&error.kind()) => return Err(error.into()),
            row => take(row, reader.notes()),
        }
    }
    let unread = reader.unread_columns();
    if !unread.is_empty() {
        eprintln!("{name}: not read: {}", unread.join(", "));
    }
    Ok(())
}

/// Says what is wrong with a row, or was kept of it in part.
fn tell(row: &Row, notes: &[Error]) {
    for told in row.as_ref().err().into_iter().chain(notes) {
        eprintln!("{told}");
    }
}
