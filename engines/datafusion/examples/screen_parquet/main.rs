//! Screens Parquet files of entries against a saved list in SQL, in this process or on a cluster.
//!
//! ```sh
//! screen_parquet prepare FOLDER LISTED ENTRIES     # invented people: wanted.sverka, shards/ and entries/*.parquet
//! screen_parquet screen FOLDER [--partitions N] [--scheduler HOST:PORT] [--sharded]
//! screen_parquet measure FOLDER [--rounds N] [--scheduler HOST:PORT]
//! ```
//!
//! `screen` writes matches/*.parquet, with progress. `measure` compares entries a second with those of `screen_all`.

mod measure;
mod prepare;

use datafusion::common::{DataFusionError, Result, plan_err};
use datafusion::execution::session_state::SessionStateBuilder;
use datafusion::physical_plan::{ExecutionPlan, collect};
use datafusion::prelude::{SessionConfig, SessionContext};
use lexopt::{Arg, Parser, ValueExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What the command line asks for.
struct Options {
    folder: PathBuf,
    numbers: Vec<usize>,
    partitions: usize,
    rounds: usize,
    scheduler: Option<String>,
    sharded: bool,
}

fn parse() -> Result<(String, Options), lexopt::Error> {
    let partitions = std::thread::available_parallelism().map_or(1, usize::from);
    let (folder, numbers, scheduler) = (PathBuf::new(), Vec::new(), None);
    let mut options = Options { folder, numbers, partitions, rounds: 3, scheduler, sharded: false };
    let (mut arguments, mut words) = (Parser::from_env(), Vec::new());
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("partitions") => options.partitions = arguments.value()?.parse()?,
            Arg::Long("rounds") => options.rounds = arguments.value()?.parse()?,
            Arg::Long("scheduler") => options.scheduler = Some(arguments.value()?.string()?),
            Arg::Long("sharded") => options.sharded = true,
            Arg::Value(word) => words.push(word.string()?),
            other => return Err(other.unexpected()),
        }
    }
    let [command, folder, numbers @ ..] = &words[..] else {
        return Err("expected a command and a folder; see the head of this example".into());
    };
    options.folder = folder.into();
    let numbers = numbers.iter().map(|number| number.parse());
    options.numbers = numbers.collect::<Result<_, _>>().map_err(|_| "expected numbers")?;
    Ok((command.clone(), options))
}

impl Options {
    /// A session of this process, or one of a cluster, in which the entries are a table.
    async fn session(&self) -> Result<SessionContext> {
        let config = SessionConfig::new().with_target_partitions(self.partitions);
        let context = match &self.scheduler {
            Some(scheduler) => sverka_datafusion::cluster::connect(scheduler, config)?,
            None => {
                let builder = SessionStateBuilder::new().with_default_features();
                let builder = sverka_datafusion::extend(builder.with_config(config));
                SessionContext::new_with_state(builder.build())
            }
        };
        let entries = path(&self.folder, "entries");
        let create = "CREATE EXTERNAL TABLE entries STORED AS PARQUET LOCATION";
        context.sql(&format!("{create} '{entries}/'")).await?.collect().await?;
        Ok(context)
    }

    fn list(&self) -> String {
        path(&self.folder, if self.sharded { "shards" } else { "wanted.sverka" })
    }
}

fn path(folder: &Path, name: &str) -> String {
    let path = std::path::absolute(folder.join(name)).unwrap_or_else(|_| folder.join(name));
    path.to_string_lossy().into_owned()
}

async fn screen(options: &Options) -> Result<()> {
    let context = options.session().await?;
    let count = context.table("entries").await?.count().await?;
    let (list, matches) = (options.list(), path(&options.folder, "matches"));
    if Path::new(&matches).exists() {
        return plan_err!(
            "{matches} is there already; move it away, as matches of two runs would be one table"
        );
    }
    let screen = format!(
        "COPY (SELECT entry_id, record_id, rank, bits, probability, band
               FROM sverka_screen(entries, '{list}', max_matches => 5))
         TO '{matches}/' STORED AS PARQUET"
    );
    let plan = context.sql(&screen).await?.create_physical_plan().await?;
    let start = Instant::now();
    let mut run = tokio::spawn(collect(Arc::clone(&plan), context.task_ctx()));
    let written = loop {
        tokio::select! {
            done = &mut run => break done.map_err(|error| DataFusionError::External(Box::new(error)))??,
            () = tokio::time::sleep(Duration::from_secs(1)) => {
                let seconds = start.elapsed().as_secs();
                match options.scheduler {
                    None => eprint!("\r{seconds} s, {} of {count} entries ", screened(&*plan)),
                    // Ballista's client is told that a job runs, and not how far it is.
                    Some(_) => eprint!("\r{seconds} s, {count} entries on the cluster "),
                }
            }
        }
    };
    let seconds = start.elapsed().as_secs_f64();
    let rows = datafusion::arrow::util::pretty::pretty_format_batches(&written)?;
    eprintln!("\r{count} entries in {seconds:.1} s, {:.0} a second", count as f64 / seconds);
    println!("{rows}");
    Ok(())
}

/// How many entries the nodes of a plan have screened in this process.
fn screened(plan: &dyn ExecutionPlan) -> usize {
    let metrics = plan.metrics().and_then(|metrics| metrics.sum_by_name("entries"));
    let own = metrics.map_or(0, |metric| metric.as_usize());
    own + plan.children().into_iter().map(|child| screened(&**child)).sum::<usize>()
}

#[tokio::main]
async fn main() -> Result<()> {
    let (command, options) =
        parse().map_err(|error| DataFusionError::Plan(format!("screen_parquet: {error}")))?;
    match (command.as_str(), &options.numbers[..]) {
        ("prepare", [listed, entries]) => prepare::write(&options.folder, *listed, *entries),
        ("screen", []) => screen(&options).await,
        ("measure", []) => measure::run(&options).await,
        _ => Err(DataFusionError::Plan(
            "expected prepare FOLDER LISTED ENTRIES, screen FOLDER, or measure FOLDER".to_owned(),
        )),
    }
}
