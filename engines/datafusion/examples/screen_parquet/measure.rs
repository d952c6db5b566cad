//! Entries a second in SQL beside those of `screen_all`, in turns, as other work may share the machine.

use crate::Options;
use crate::prepare::{entry, population};
use datafusion::arrow::array::RecordBatch;
use datafusion::common::{DataFusionError, Result};
use std::time::Instant;
use sverka::{Policy, Record, Watchlist};

/// One run: how long it took, and the processor time of this process.
struct Run {
    seconds: f64,
    cpu: f64,
    matches: usize,
}

pub(crate) async fn run(options: &Options) -> Result<()> {
    let context = options.session().await?;
    let count = context.table("entries").await?.count().await?;
    let watchlist = Watchlist::open(options.folder.join("wanted.sverka"))
        .map_err(|error| DataFusionError::External(Box::new(error)))?;
    let (population, listed) = (population(), watchlist.len());
    let records: Vec<Record> = (0..count).map(|at| entry(&population, at, listed)).collect();
    let policy = Policy::default().with_limit(5);
    let columns = "entry_id, record_id, rank, bits, probability, band";
    let sql = |columns: &str| {
        format!(
            "SELECT {columns} FROM sverka_screen(entries, '{}', max_matches => 5)",
            options.list()
        )
    };
    println!("{} entries, {} records", records.len(), watchlist.len());
    println!("{:<28} {:>8} {:>10} {:>12} {:>10}", "", "s", "entries/s", "CPU µs/entry", "matches");
    for _ in 0..options.rounds {
        let start = Clock::start();
        let answers = watchlist.screen_all(&records, &policy);
        let matches = answers.iter().map(|answer| answer.matches().len()).sum();
        start.stop(matches).show("screen_all", records.len());
        drop(answers);
        for (name, columns) in [("SQL", columns), ("SQL, with evidence", "*")] {
            let start = Clock::start();
            let found = context.sql(&sql(columns)).await?.collect().await?;
            let matches = found.iter().map(RecordBatch::num_rows).sum();
            start.stop(matches).show(name, records.len());
        }
    }
    Ok(())
}

struct Clock(Instant, f64);

impl Clock {
    fn start() -> Self {
        Clock(Instant::now(), cpu_seconds())
    }

    fn stop(self, matches: usize) -> Run {
        Run { seconds: self.0.elapsed().as_secs_f64(), cpu: cpu_seconds() - self.1, matches }
    }
}

impl Run {
    fn show(&self, name: &str, entries: usize) {
        let Run { seconds, cpu, matches } = self;
        let (rate, each) = (entries as f64 / seconds, cpu * 1e6 / entries as f64);
        println!("{name:<28} {seconds:>8.2} {rate:>10.0} {each:>12.1} {matches:>10}");
    }
}

/// The processor time of this process, where the system states it in `/proc`: user and system time in ticks of 10 ms.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    let ticks = fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok());
    ticks.sum::<f64>() / 100.0
}
