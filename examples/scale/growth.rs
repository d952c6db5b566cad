//! The same measurement for several sizes of the list, as one table: what grows, and how fast.

use crate::Options;
use crate::outcome::Outcome;
use serde_json::Value;
use std::process::{Command, Stdio};

/// A column: its heading, how wide it is, and its cell.
type Column = (&'static str, usize, fn(&Value) -> String);

const COLUMNS: [Column; 11] = [
    ("records", 10, |row| row["watchlist"].to_string()),
    ("bits", 5, |row| format!("{:.1}", number(row, "threshold_bits"))),
    ("build s", 7, |row| format!("{:.1}", number(row, "build_s"))),
    ("CPU µs", 6, |row| format!("{:.0}", median_cpu_us(row))),
    ("p50 µs", 6, |row| format!("{:.0}", number(row, "p50_us"))),
    ("p99 µs", 6, |row| format!("{:.0}", number(row, "p99_us"))),
    ("first", 6, |row| format!("{:.3}", number(row, "recall_at_1"))),
    ("five", 6, |row| format!("{:.3}", number(row, "recall_at_5"))),
    ("index B", 7, |row| format!("{:.0}", number(row, "index_bytes_per_record"))),
    ("all B", 6, |row| format!("{:.0}", number(row, "bytes_per_record"))),
    ("MiB", 6, |row| row["peak_rss_mib"].to_string()),
];

/// Measures each size in a process of its own, so that memory is told apart, and prints the table, with
/// how many times as long an entry takes as in the row before.
pub(crate) fn run(options: &Options) -> Outcome {
    let headings: String =
        COLUMNS.iter().map(|(heading, width, _)| format!("{heading:>width$} ")).collect();
    println!(
        "Entries: {}, {} of them; before the first nothing is remembered.\n\
         bits: the threshold. CPU: of the processor for an entry, the median of three thirds; times: as\n\
         many as in the row before. p50, p99: of entries one at a time. first, five: recall. B: bytes a\n\
         record, of the index and in all. MiB: the most that the process held.\n",
        options.entries.name(),
        options.incoming
    );
    println!("{headings}  times");
    let mut before = None;
    for records in &options.growth {
        let row = measure(options, *records)?;
        let cells: String =
            COLUMNS.iter().map(|(_, width, cell)| format!("{:>width$} ", cell(&row))).collect();
        let cpu = median_cpu_us(&row);
        let times =
            before.replace(cpu).map_or(String::new(), |before| format!("{:.2}", cpu / before));
        println!("{cells} {times:>6}");
    }
    Ok(())
}

fn measure(options: &Options, records: usize) -> Outcome<Value> {
    let mut command = Command::new(std::env::current_exe()?);
    let numbers = [
        ("--watchlist", records),
        ("--incoming", options.incoming),
        ("--threads", options.threads),
        ("--verify", options.verify),
    ];
    numbers.iter().for_each(|(option, number)| {
        command.arg(option).arg(number.to_string());
    });
    command.arg("--seed").arg(options.seed.to_string());
    command.arg("--entries").arg(options.entries.name());
    let output = command.stderr(Stdio::inherit()).output()?;
    if !output.status.success() {
        return Err(format!("the list of {records} records: {}", output.status).into());
    }
    let row: Value = serde_json::from_slice(&output.stdout)?;
    match row["missed"].as_u64() {
        Some(0) => Ok(row),
        missed => Err(format!("the list of {records} records: missed {missed:?}").into()),
    }
}

/// NaN where it was not measured.
fn number(row: &Value, key: &str) -> f64 {
    row[key].as_f64().unwrap_or(f64::NAN)
}

/// The median over the thirds of the entries.
fn median_cpu_us(row: &Value) -> f64 {
    let thirds = row["cpu_us_of_thirds"].as_array().into_iter().flatten();
    let mut thirds: Vec<f64> = thirds.filter_map(Value::as_f64).collect();
    thirds.sort_by(f64::total_cmp);
    thirds.get(thirds.len() / 2).copied().unwrap_or(f64::NAN)
}
