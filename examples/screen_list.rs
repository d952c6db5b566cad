//! Screens the records of one file against those of another, and prints each match with its evidence.
//!
//! ```sh
//! cargo run --release --example screen_list
//! cargo run --release --example screen_list -- WATCHLIST INCOMING
//! ```

use std::env;
use sverka::formats::{ColumnMap, Reader};
use sverka::{Error, Policy, Record, Watchlist};

fn main() -> Result<(), Error> {
    let samples = concat!(env!("CARGO_MANIFEST_DIR"), "/cli/data");
    let mut arguments = env::args().skip(1);
    let mut path = |sample: &str| arguments.next().unwrap_or_else(|| format!("{samples}/{sample}"));
    let listed = read(&path("watchlist.csv"))?;
    let incoming = read(&path("incoming.csv"))?;

    let watchlist = Watchlist::builder().records(listed).build()?;
    // At most three matches, each at least as likely the same person as not.
    let policy = Policy::default().with_limit(3).with_min_probability(0.5)?;
    for screening in watchlist.screen_all(&incoming, &policy) {
        for found in screening.matches() {
            println!(
                "{} may be {}: {}",
                screening.id(),
                found.record().id(),
                found.record().name()
            );
            println!("{}\n", found.explanation());
        }
        // Nothing that was left out could have mattered.
        let certificate = screening.certificate();
        assert!(certificate.scored() <= certificate.records());
    }
    Ok(())
}

/// Reads a list in any format that the crate knows. Bad rows are reported; the others are kept.
fn read(path: &str) -> Result<Vec<Record>, Error> {
    let mut reader = Reader::open(path, &ColumnMap::default())?;
    let mut records = Vec::new();
    for row in reader.by_ref() {
        match row {
            Ok(record) => records.push(record),
            Err(error) => eprintln!("{error}"),
        }
    }
    eprintln!("{path}: {}", reader.tally());
    Ok(records)
}
