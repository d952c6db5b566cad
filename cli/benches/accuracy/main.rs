//! Accuracy on lists with truth: misses against false alerts at each threshold, how stated probabilities come
//! true, and who is missed or alerted by tradition and sex; by names alone, and by whole records.
//!
//! ```text
//! cargo bench --bench accuracy                    # invented people, 100,000 listed, 20,000 incoming, and
//!                                                 #   the lists of OFAC and the UN, where they are
//! cargo bench --bench accuracy -- [OPTIONS]
//!   --data FOLDER                                 # has ofac_sdn_individuals.csv, un_consolidated.xml.gz and
//!                                                 #   synthetic_people.csv.gz (default: lists/ in SVERKA_DATA)
//!   --watchlist N --incoming M --seed S           # the size and seed of the population
//!   --fit                                         # fits a model to the population, and shows the estimates
//!                                                 #   of EM beside those counted with the truth
//!   --names                                       # instead: fits the weights of names to the aliases of the
//!                                                 #   lists of OFAC and the UN, one half and the other
//!   --out FOLDER                                  # (default: target/accuracy)
//! ```
//!
//! Your own lists or labelled pairs are measured by `sverka evaluate`.
//!
//! It prints tables, and writes the same figures to `accuracy.jsonl`, a figure or a group a line, so that two runs
//! can be compared; `curve.svg` and `reliability.svg` show them. Thresholds are probabilities as the default
//! policy states them. Calibration takes the share of listed entries in the corpus as the prior, and once the
//! default one; a Brier score and an expected calibration error are over all pairs likely to 0.01 or more.
//! A stranger who is alerted is counted once, however many records come up.

// A bench prints what it measures.
#![allow(clippy::print_stderr, clippy::print_stdout)]

mod corpus;
mod fitted;
mod name_weights;
#[path = "../../src/plot.rs"]
mod plot;
mod plots;
mod report;
mod sanctions;
mod screened;
mod tally;

use corpus::Corpus;
use fitted::Fitted;
use lexopt::prelude::*;
use report::Report;
use screened::Screened;
use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;
use sverka::Model;

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

struct Options {
    watchlist: usize,
    incoming: usize,
    seed: u64,
    fit: bool,
    names: bool,
    data: Option<PathBuf>,
    out: PathBuf,
}

impl Options {
    fn from_command_line() -> Outcome<Options> {
        let mut options = Options {
            watchlist: 100_000,
            incoming: 20_000,
            seed: 1,
            fit: false,
            names: false,
            data: std::env::var_os("SVERKA_DATA").map(|folder| PathBuf::from(folder).join("lists")),
            out: concat!(env!("CARGO_MANIFEST_DIR"), "/../target/accuracy").into(),
        };
        let mut arguments = lexopt::Parser::from_env();
        while let Some(argument) = arguments.next()? {
            match argument {
                Long("watchlist") => options.watchlist = arguments.value()?.parse()?,
                Long("incoming") => options.incoming = arguments.value()?.parse()?,
                Long("seed") => options.seed = arguments.value()?.parse()?,
                Long("fit") => options.fit = true,
                Long("names") => options.names = true,
                Long("data") => options.data = Some(arguments.value()?.into()),
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
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("accuracy: {error}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Outcome {
    let options = Options::from_command_line()?;
    std::fs::create_dir_all(&options.out)?;
    let mut report = Report::default();
    if options.names {
        let folder = options.data.as_deref().ok_or("neither --data nor SVERKA_DATA says where")?;
        for corpus in [sanctions::of_ofac(folder)?, sanctions::of_un(folder)?] {
            report.lines.push(name_weights::run(&corpus)?);
        }
        return report.write(&options.out.join("name_weights.jsonl"));
    }
    let corpora = all(&options)?;
    let mut screened = Vec::new();
    for corpus in &corpora {
        let mut modes = vec![Screened::by_names(corpus)?];
        if corpus.has_facts {
            modes.push(Screened::whole(corpus, "whole records", Model::default())?);
        }
        if options.fit && corpus.has_facts {
            let fitted = Fitted::new(corpus)?;
            fitted.print();
            report.lines.push(fitted.json());
            modes.push(Screened::whole(corpus, "whole, fitted", fitted.model().clone())?);
        }
        modes.iter().try_for_each(|mode| report.curve(mode))?;
        modes.iter().try_for_each(|mode| report.calibration(mode))?;
        report.groups(&modes);
        screened.extend(modes);
    }
    report.write(&options.out.join("accuracy.jsonl"))?;
    plots::draw(&screened, &options.out)?;
    println!("\naccuracy.jsonl and the plots are in {}", options.out.display());
    Ok(())
}

/// The invented people, and the published lists where they are.
fn all(options: &Options) -> Outcome<Vec<Corpus>> {
    let mut corpora = vec![corpus::of_invented_people(options)?];
    match &options.data {
        Some(folder) if folder.is_dir() => {
            corpora.push(sanctions::of_ofac(folder)?);
            corpora.push(sanctions::of_un(folder)?);
        }
        Some(folder) => {
            println!("not run: the lists of OFAC and the UN: no folder {}", folder.display())
        }
        None => println!(
            "not run: the lists of OFAC and the UN: neither --data nor SVERKA_DATA says where"
        ),
    }
    Ok(corpora)
}
