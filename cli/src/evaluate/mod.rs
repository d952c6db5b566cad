//! `sverka evaluate`: how often are the answers right, on pairs or lists with the truth?

mod corpus;
mod figures;
mod files;
mod labels;
mod lists;
mod page;
mod pairs;
#[cfg(feature = "plots")]
mod plots;
mod results;
mod summary;

use crate::input::STANDARD_INPUT;
use crate::outcome::{Done, Outcome, Result};
use crate::{arguments, visible};
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use corpus::Corpus;
use results::{Comparison, Results, Scores};
use std::io::Write;
use std::path::Path;
use sverka::formats::ColumnMap;
use sverka::{Bits, Model, Policy};

const EXPLANATION: &str = "\
PAIRS is a table with two records in a row: the columns name1 and name2, or others by --first and
--second, and a label: 1, true, yes or match, or their opposites. With --watchlist and --truth,
INCOMING is screened against LIST; TRUTH has a row for each entry, with its identifier and that of
its true record, or none. Without either, invented people are screened.

Shows how many pairs of one person are found and how many others with them at the threshold with
the best F1, how well probabilities come true, and which groups are missed or alerted more often.
--out DIR writes a page with plots (report.html), the plots as SVG, all figures as JSON, the curves
as CSV, and the scores of every pair with the columns of the input.";

const EXAMPLES: &str = "\
Examples:
  sverka evaluate                                            invented people
  sverka evaluate --pairs pairs.csv --label same --group country --out report
  sverka evaluate --pairs pairs.csv --model old.json --model new.json
  sverka evaluate --watchlist list.csv entries.csv --truth truth.csv

Exit codes: 0 done; 2 nothing could be done; 3 done, but rows were rejected.";

pub(crate) fn command() -> Command {
    let option = |name: &'static str, value: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name(value).help(help)
    };
    Command::new("evaluate")
        .about("Measures how often the answers are right, on labelled pairs or lists with the truth")
        .long_about(EXPLANATION)
        .after_help(EXAMPLES)
        .arg(
            option("pairs", "PAIRS", "A table of labelled pairs; - reads standard input")
                .conflicts_with_all(["watchlist", "incoming", "truth"]),
        )
        .args([
            option("first", "FIELD=HEADER,…", "The columns of the first record of a pair [default: name1, birth_date1 …]"),
            option("second", "FIELD=HEADER,…", "The columns of the second [default: name2, birth_date2 …]"),
        ].map(|arg| arg.value_parser(|text: &str| text.parse::<ColumnMap>()).requires("pairs")))
        .arg(
            option("label", "COLUMN", "Whether a pair is of one person [default: label, is_match or match]")
                .requires("pairs"),
        )
        .arg(
            option("only", "COLUMN=VALUE", "Only such rows of PAIRS; may be repeated")
                .action(ArgAction::Append)
                .requires("pairs"),
        )
        .arg(option("watchlist", "LIST", "A list, in any form that `screen` reads").requires_all(["incoming", "truth"]))
        .arg(Arg::new("incoming").value_name("INCOMING").requires("watchlist").help("Entries to screen against LIST"))
        .arg(option("truth", "TRUTH", "A table with an entry and its true record, or none, in a row").requires("watchlist"))
        .arg(
            option("truth-columns", "ENTRY,RECORD", "The columns of the identifiers in TRUTH")
                .default_value("entry,record")
                .requires("truth"),
        )
        .arg(
            option("group", "COLUMN", "Errors by the values of a column of PAIRS or TRUTH; may be repeated")
                .action(ArgAction::Append),
        )
        .arg(
            option("model", "FILE", "A model as JSON; may be repeated, to compare models [default: the built-in one]")
                .action(ArgAction::Append),
        )
        .arg(
            option("min-bits", "B", "Count errors from B bits on [default: the best F1 of each model]")
                .allow_negative_numbers(true)
                .value_parser(|text: &str| -> std::result::Result<Bits, Box<dyn std::error::Error + Send + Sync>> {
                    Ok(Bits::try_from(text.parse::<f64>()?)?)
                }),
        )
        .args(arguments::prior())
        .arg(
            option("samples", "N", "Bootstrap samples for the interval of the best F1")
                .default_value("1000")
                .value_parser(value_parser!(u32).range(1..)),
        )
        .arg(
            option("seed", "S", "The seed of the samples and of invented people")
                .default_value("1")
                .value_parser(value_parser!(u64)),
        )
        .arg(option("out", "DIR", "A folder for the page, the plots and the figures"))
        .arg(
            Arg::new("raw-cells")
                .long("raw-cells")
                .action(ArgAction::SetTrue)
                .requires("out")
                .help("Write cells to scores.csv as they are, also those that a spreadsheet takes for formulas"),
        )
        .args(arguments::reading("PAIRS or INCOMING").map(|arg| match arg.get_id().as_str() {
            // The columns of a pair have options of their own, and a value that cannot be read is noted.
            "columns" | "strict" => arg.conflicts_with("pairs"),
            _ => arg,
        }))
        .args(arguments::watchlist_text())
        .arg(arguments::threads())
}

pub(crate) fn run(arguments: &ArgMatches) -> Outcome {
    arguments::start_threads(arguments)?;
    let policy = arguments::policy(arguments, &arguments::PRIOR, Policy::default())?;
    let models = models(arguments)?;
    let (corpus, scores, done) = scored(arguments, &policy, &models)?;
    let chosen = Choices {
        min_bits: arguments.get_one::<Bits>("min-bits").copied(),
        samples: arguments.get_one::<u32>("samples").map_or(1, |samples| *samples as usize),
        seed: arguments.get_one::<u64>("seed").copied().unwrap_or(1),
    };
    let results: Result<Vec<Results>> =
        scores.into_iter().map(|scores| Results::new(&corpus, scores, &chosen)).collect();
    let results = results?;
    let comparisons = Comparison::of_all(&results);
    let report = Report {
        corpus: &corpus,
        policy: &policy,
        results: &results,
        comparisons: &comparisons,
        choices: &chosen,
    };
    let mut out = visible::output();
    write!(out, "{}", summary::summary(&report))?;
    if let Some(folder) = arguments::text(arguments, "out") {
        files::write(&report, Path::new(folder), arguments.get_flag("raw-cells"))?;
        writeln!(out, "\nThe page is {folder}/report.html; figures and curves are beside it.")?;
    }
    out.flush()?;
    Ok(done)
}

/// What was asked for beside the data.
pub(crate) struct Choices {
    /// The threshold at which errors are counted, if it is not that of the best F1.
    min_bits: Option<Bits>,
    samples: usize,
    seed: u64,
}

/// Everything that is shown or written.
pub(crate) struct Report<'a> {
    corpus: &'a Corpus,
    policy: &'a Policy,
    results: &'a [Results],
    comparisons: &'a [Comparison],
    choices: &'a Choices,
}

fn scored(
    arguments: &ArgMatches,
    policy: &Policy,
    models: &[NamedModel],
) -> Result<(Corpus, Vec<Scores>, Done)> {
    let groups: Vec<String> =
        arguments.get_many::<String>("group").into_iter().flatten().cloned().collect();
    if let Some(path) = arguments::text(arguments, "pairs") {
        return pairs::scored(path, &groups, arguments, policy, models);
    }
    let (watchlist, incoming, truth) = (
        arguments::text(arguments, "watchlist"),
        arguments::text(arguments, "incoming"),
        arguments::text(arguments, "truth"),
    );
    let paths = [watchlist, incoming, truth];
    if paths.iter().filter(|path| **path == Some(STANDARD_INPUT)).count() > 1 {
        return Err("standard input cannot be two of the files".into());
    }
    match (watchlist, incoming, truth) {
        (Some(watchlist), Some(incoming), Some(truth)) => {
            let (lists, done) = lists::read([watchlist, incoming, truth], &groups, arguments)?;
            let (corpus, scores) = lists.scored(policy, models)?;
            Ok((corpus, scores, done))
        }
        _ if !groups.is_empty() => {
            Err("--group: invented people are grouped by nationality; expected --pairs or --truth"
                .into())
        }
        _ => {
            let seed = arguments.get_one::<u64>("seed").copied().unwrap_or(1);
            let (corpus, scores) = lists::of_invented_people(seed)?.scored(policy, models)?;
            Ok((corpus, scores, Done::Completely))
        }
    }
}

/// A model with the name that it has in tables and plots.
pub(crate) struct NamedModel {
    name: String,
    model: Model,
}

fn models(arguments: &ArgMatches) -> Result<Vec<NamedModel>> {
    let paths: Vec<&String> = arguments.get_many("model").into_iter().flatten().collect();
    if paths.is_empty() {
        return Ok(vec![NamedModel { name: "built-in".to_owned(), model: Model::default() }]);
    }
    let named = paths.iter().map(|path| {
        let text = std::fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
        let model = serde_json::from_str(&text).map_err(|error| {
            format!("{path}: {error}; expected a model, as Model has it in JSON")
        })?;
        let stem = Path::new(path.as_str()).file_stem().unwrap_or_default().to_string_lossy();
        // Two files of one name in two folders.
        let is_alone = paths
            .iter()
            .filter(|other| {
                Path::new(other.as_str()).file_stem() == Path::new(path.as_str()).file_stem()
            })
            .count()
            == 1;
        let name = if is_alone { stem.into_owned() } else { (*path).clone() };
        Ok(NamedModel { name, model })
    });
    let named: Vec<NamedModel> = named.collect::<Result<_>>()?;
    for (n, model) in named.iter().enumerate() {
        if named[..n].iter().any(|other| other.name == model.name) {
            return Err(
                format!("--model {}: given twice; expected each model once", model.name).into()
            );
        }
    }
    Ok(named)
}
