//! The evidence between two names, item by item.
//!
//! ```text
//! compare "NAME" "NAME"      a table
//! compare --pairs FILE       CSV with name1 and name2 (- for standard input); JSON lines out
//! ```

#[path = "common/outcome.rs"]
mod outcome;
#[path = "common/table.rs"]
mod table;

use lexopt::prelude::*;
use outcome::{Outcome, end};
use serde_json::json;
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;
use sverka::{Model, Record};

const USAGE: &str = "usage: compare NAME NAME | compare --pairs FILE";

fn main() -> ExitCode {
    end("compare", run())
}

fn run() -> Outcome {
    let mut arguments = lexopt::Parser::from_env();
    let (mut names, mut pairs) = (Vec::new(), None);
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("pairs") => pairs = Some(arguments.value()?.string()?),
            Value(name) => names.push(name.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    match (&names[..], pairs) {
        ([one, other], None) => show(one, other),
        ([], Some(file)) => compare_pairs(&file),
        _ => Err(USAGE.into()),
    }
}

fn show(one: &str, other: &str) -> Outcome {
    let (entry, record) = (Record::new("1", one), Record::new("2", other));
    let evidence = Model::default().compare(&entry, &record);
    let mut out = io::stdout().lock();
    writeln!(out, "{one}  against  {other}\n")?;
    for line in table::evidence(&evidence) {
        writeln!(out, "{line}")?;
    }
    writeln!(out, "{:>8}  in all", format!("{:+}", evidence.bits()))?;
    Ok(())
}

fn compare_pairs(file: &str) -> Outcome {
    let source: Box<dyn io::Read> = match file {
        "-" => Box::new(io::stdin()),
        path => Box::new(std::fs::File::open(path).map_err(|error| format!("{path}: {error}"))?),
    };
    let mut rows = csv::Reader::from_reader(source);
    let header = rows.headers().map_err(|error| format!("{file}: {error}"))?.clone();
    let column = |name: &str| {
        let place = header.iter().position(|cell| cell.trim_start_matches('\u{feff}') == name);
        place.ok_or_else(|| format!("{file}: no column {name}; expected name1,name2"))
    };
    let (one, other) = (column("name1")?, column("name2")?);
    let model = Model::default();
    let mut out = BufWriter::new(io::stdout().lock());
    let (mut read, mut rejected) = (0_u64, 0_u64);
    for row in rows.records() {
        read += 1;
        let row = match row {
            Ok(row) => row,
            Err(error)
                if matches!(error.kind(), csv::ErrorKind::Utf8 { .. } | csv::ErrorKind::Io(_)) =>
            {
                return Err(format!("{file}: {error}").into());
            }
            Err(error) => {
                rejected += 1;
                eprintln!("{file}: {error}");
                continue;
            }
        };
        let (name1, name2) = (&row[one], &row[other]);
        let evidence = model.compare(&Record::new("1", name1), &Record::new("2", name2));
        let answer = json!({
            "name1": name1, "name2": name2, "bits": evidence.bits(), "evidence": evidence,
        });
        writeln!(out, "{answer}")?;
    }
    if rejected > 0 {
        eprintln!("{file}: {read} read, {} compared, {rejected} rejected", read - rejected);
    }
    out.flush()?;
    Ok(())
}
