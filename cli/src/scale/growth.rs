//! The same measurement for several sizes of the list, as one table.

use super::Options;
use crate::outcome::Result;
use crate::table::{Column, Table};
use crate::visible;
use serde_json::Value;
use std::io::Write;
use std::process::{Command, Stdio};

/// A column: its heading, its width, and its cell.
type Figure = (&'static str, u16, fn(&Value) -> String);

const FIGURES: [Figure; 11] = [
    ("records", 11, |row| row["watchlist"].to_string()),
    ("bits", 6, |row| format!("{:.1}", number(row, "threshold_bits"))),
    ("build s", 9, |row| format!("{:.1}", number(row, "build_s"))),
    ("CPU µs", 8, |row| format!("{:.0}", median_cpu_us(row))),
    ("p50 µs", 8, |row| format!("{:.0}", number(row, "p50_us"))),
    ("p99 µs", 8, |row| format!("{:.0}", number(row, "p99_us"))),
    ("first", 7, |row| format!("{:.3}", number(row, "recall_at_1"))),
    ("five", 7, |row| format!("{:.3}", number(row, "recall_at_5"))),
    ("index B", 9, |row| format!("{:.0}", number(row, "index_bytes_per_record"))),
    ("all B", 7, |row| format!("{:.0}", number(row, "bytes_per_record"))),
    ("MiB", 7, |row| row["peak_rss_mib"].to_string()),
];

/// Measures each size in a process of its own, so that the memory of one does not count for another,
/// and prints a table with how many times as long an entry takes as in the row above.
pub(super) fn run(options: &Options, sizes: &[usize]) -> Result<()> {
    let mut out = visible::output();
    writeln!(
        out,
        "Entries: {}, {} of them; no token is in the cache before the first.\n\
         bits: the threshold. CPU: processor time of an entry, the median of three thirds; times: compared\n\
         with the row above. p50, p99: of entries one at a time. first, five: recall. B: bytes a record, of\n\
         the index and in all. MiB: the most memory that the process held.\n",
        options.entries.name(),
        options.incoming
    )?;
    let columns = FIGURES.iter().map(|(heading, width, _)| Column::figure(*heading, *width));
    let mut table = Table::new(columns.chain([Column::figure("times", 7)]));
    let mut above = None;
    for records in sizes {
        let row = measure(options, *records)?;
        let cpu = median_cpu_us(&row);
        let times = above.replace(cpu).map_or(String::new(), |above| format!("{:.2}", cpu / above));
        table.row(FIGURES.iter().map(|(_, _, cell)| cell(&row)).chain([times]));
    }
    write!(out, "{table}")?;
    Ok(out.flush()?)
}

fn measure(options: &Options, records: usize) -> Result<Value> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg("scale");
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
    if let Some(best) = options.best {
        command.arg("--best").arg(best.to_string());
    }
    let output = command.stderr(Stdio::inherit()).output()?;
    if !output.status.success() {
        return Err(format!("a list of {records} records: {}", output.status).into());
    }
    let row: Value = serde_json::from_slice(&output.stdout)?;
    match row["missed"].as_u64() {
        Some(0) => Ok(row),
        missed => Err(format!("a list of {records} records: missed {missed:?}").into()),
    }
}

/// A figure; NaN where it was not measured.
fn number(row: &Value, key: &str) -> f64 {
    row[key].as_f64().unwrap_or(f64::NAN)
}

/// The median over the three thirds of the entries.
fn median_cpu_us(row: &Value) -> f64 {
    let thirds = row["cpu_us_of_thirds"].as_array().into_iter().flatten();
    let mut thirds: Vec<f64> = thirds.filter_map(Value::as_f64).collect();
    thirds.sort_by(f64::total_cmp);
    thirds.get(thirds.len() / 2).copied().unwrap_or(f64::NAN)
}
