//! Which records of a list are about one person, and what do they contradict each other in?
//!
//! ```text
//! persons LIST                   a list, in any format that screen reads; - is standard input
//!   --all                        also people of whom the list holds one record
//! persons --generate N           instead of a list, measures on N records of invented people
//!   --seed S                     which ones (default: 1)
//!   --rewritten P                share of further records that are in another script or romanization
//!                                than the person's first (default: 0.7)
//!   --export FILE                writes them as a CSV list, with the number of each one's person in
//!                                the column person, and measures nothing
//!   --min-probability P          from where on two records are linked (default: 0.99)
//!   --threads N                  worker threads (default: one a core)
//! ```
//!
//! People go to standard output as JSON lines, `{"records", "contradictions"}`, in the order of their
//! first identifiers; what was measured as one JSON object.

mod bank;
mod export;
#[path = "../common/list.rs"]
mod list;
mod measure;
#[path = "../common/outcome.rs"]
mod outcome;

use lexopt::prelude::*;
use outcome::{Outcome, end};
use std::collections::HashMap;
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;
use std::time::Instant;
use sverka::persons::Persons;
use sverka::synthetic::{Alteration, ErrorModel, Population};
use sverka::{Policy, Record, Watchlist};

fn main() -> ExitCode {
    end("persons", Options::from_command_line().and_then(run))
}

struct Options {
    list: Option<String>,
    all: bool,
    generate: Option<usize>,
    seed: u64,
    errors: ErrorModel,
    export: Option<String>,
    policy: Policy,
    threads: usize,
}

impl Options {
    fn from_command_line() -> Outcome<Options> {
        let mut options = Options {
            list: None,
            all: false,
            generate: None,
            seed: 1,
            errors: ErrorModel::default(),
            export: None,
            policy: Policy::default().with_min_probability(0.99)?,
            threads: 0,
        };
        let mut arguments = lexopt::Parser::from_env();
        while let Some(argument) = arguments.next()? {
            match argument {
                Long("all") => options.all = true,
                Long("generate") => options.generate = Some(arguments.value()?.parse()?),
                Long("seed") => options.seed = arguments.value()?.parse()?,
                Long("rewritten") => {
                    let share = arguments.value()?.parse()?;
                    options.errors = options.errors.with(Alteration::Rewritten, share)?;
                }
                Long("export") => options.export = Some(arguments.value()?.string()?),
                Long("min-probability") => {
                    let probability = arguments.value()?.parse()?;
                    options.policy = options.policy.with_min_probability(probability)?;
                }
                Long("threads") => options.threads = arguments.value()?.parse()?,
                Value(path) if options.list.is_none() => options.list = Some(path.string()?),
                other => return Err(other.unexpected().into()),
            }
        }
        match (&options.list, options.generate) {
            (Some(_), None) | (None, Some(_)) => Ok(options),
            _ => Err("which records to group? expected LIST or --generate N".into()),
        }
    }
}

fn run(options: Options) -> Outcome {
    rayon::ThreadPoolBuilder::new().num_threads(options.threads).build_global()?;
    match (&options.list, options.generate) {
        (Some(path), _) => write(&options, path),
        (None, records) => {
            let population = Population::new(options.seed).with_errors(options.errors);
            let bank = bank::of(population, records.unwrap_or_default())?;
            match &options.export {
                Some(file) => export::export(&bank, file),
                None => measure(&options, bank),
            }
        }
    }
}

fn write(options: &Options, path: &str) -> Outcome {
    let watchlist = list::watchlist(path)?;
    let persons = Persons::group(&watchlist, &options.policy);
    let mut out = BufWriter::new(io::stdout().lock());
    for person in persons.iter().filter(|person| options.all || person.records().len() > 1) {
        serde_json::to_writer(&mut out, &person).map_err(io::Error::from)?;
        out.write_all(b"\n")?;
    }
    Ok(out.flush()?)
}

fn measure(options: &Options, bank: Vec<(Record, usize)>) -> Outcome {
    let truth: HashMap<String, usize> =
        bank.iter().map(|(record, truth)| (record.id().to_owned(), *truth)).collect();
    let records = bank.into_iter().map(|(record, _)| record);
    let watchlist = Watchlist::builder().records(records).build()?;
    let start = Instant::now();
    let persons = Persons::group(&watchlist, &options.policy);
    let seconds = start.elapsed().as_secs_f64();
    let (mut found, mut true_ones, mut with_contradictions) = (Vec::new(), Vec::new(), 0);
    for (n, person) in persons.iter().enumerate() {
        with_contradictions += usize::from(!person.contradictions().is_empty());
        for id in person.records().iter().map(Record::id) {
            found.push(n);
            true_ones.push(truth[id]);
        }
    }
    let agreement = measure::agreement(&found, &true_ones);
    let [bcubed_precision, bcubed_recall] = agreement.bcubed;
    println!(
        "{}",
        serde_json::json!({
            "records": watchlist.len(),
            "people": persons.len(),
            "with_contradictions": with_contradictions,
            "seconds": (seconds * 10.0).round() / 10.0,
            "pairs": {"precision": agreement.precision, "recall": agreement.recall},
            "bcubed": {"precision": bcubed_precision, "recall": bcubed_recall},
        })
    );
    Ok(())
}
