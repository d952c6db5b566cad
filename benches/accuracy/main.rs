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
//!   --list FILE --entries FILE                    # instead: two lists, CSV or JSON lines
//!     --truth COLUMN                              #   of the entries: the id of the true record
//!                                                 #   (default: truth)
//!   --pairs FILE                                  # instead: a CSV of labelled pairs
//!     --name1 COLUMN --name2 COLUMN               #   (default: name1, name2)
//!     --label COLUMN                              #   true or false (default: label)
//!   --group COLUMN                                # of the pairs or entries: the group to report
//!                                                 #   by (default: group, or else nationality)
//!   --out FOLDER                                  # (default: target/accuracy)
//! ```
//!
//! A CSV of pairs may have the columns `birth_date1` and `birth_date2`, and likewise for `sex`, `nationality` and
//! `document`.
//!
//! It prints tables, and writes the same figures to `accuracy.jsonl`, a figure or a group a line, so that two runs
//! can be compared; `curve.svg` and `reliability.svg` show them. Thresholds are probabilities as the default
//! policy states them. Calibration takes the share of listed entries in the corpus as the prior, and once the
//! default one; a Brier score and an expected calibration error are over all pairs likely to 0.01 or more.
//! A stranger who is alerted is counted once, however many records come up.

mod corpus;
mod fitted;
mod name_weights;
mod pairs;
mod plots;
mod report;
mod sanctions;
mod screened;
#[path = "../common/share.rs"]
mod share;
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
    pairs: Option<PathBuf>,
    name1: String,
    name2: String,
    label: String,
    list: Option<PathBuf>,
    entries: Option<PathBuf>,
    truth: String,
    group: String,
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
            pairs: None,
            name1: "name1".into(),
            name2: "name2".into(),
            label: "label".into(),
            list: None,
            entries: None,
            truth: "truth".into(),
            group: "group".into(),
            fit: false,
            names: false,
            data: std::env::var_os("SVERKA_DATA").map(|folder| PathBuf::from(folder).join("lists")),
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
    let corpora = match (&options.pairs, &options.list, &options.entries) {
        (Some(pairs), None, None) => {
            report.lines.push(pairs::run(pairs, &options)?);
            Vec::new()
        }
        (None, Some(list), Some(entries)) => vec![corpus::of_lists(list, entries, &options)?],
        (None, None, None) => all(&options)?,
        _ => return Err("expected --pairs, or --list with --entries, or neither".into()),
    };
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
        modes.iter().for_each(|mode| report.curve(mode));
        modes.iter().for_each(|mode| report.calibration(mode));
        report.groups(&modes);
        screened.extend(modes);
    }
    report.write(&options.out.join("accuracy.jsonl"))?;
    if !screened.is_empty() {
        plots::draw(&screened, &options.out)?;
    }
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
