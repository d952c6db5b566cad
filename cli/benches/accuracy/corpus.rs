//! The corpora: a list, and entries with the truth about them.

use crate::{Options, Outcome};
use flate2::read::MultiGzDecoder;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use sverka::formats::{ColumnMap, Reader};
use sverka::synthetic::{Population, Subject, SyntheticEntry};
use sverka::{Record, Sex};

pub(crate) struct Corpus {
    /// A short name for tables, plots and JSON.
    pub(crate) name: &'static str,
    pub(crate) title: String,
    pub(crate) list: Vec<Record>,
    pub(crate) entries: Vec<Entry>,
    /// Whether records have more than names.
    pub(crate) has_facts: bool,
}

/// An entry and the truth about it.
pub(crate) struct Entry {
    pub(crate) record: Record,
    pub(crate) truth: Truth,
    /// The groups that it is counted in: tradition, tradition and sex.
    pub(crate) groups: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Truth {
    /// The identifier of the true record.
    Listed(String),
    /// A relative of somebody listed, and which.
    Relative(&'static str),
    Stranger,
}

impl Truth {
    pub(crate) fn listed(&self) -> Option<&str> {
        match self {
            Truth::Listed(id) => Some(id),
            _ => None,
        }
    }
}

/// The share of relatives among the invented entries that are not listed: many times the true one, so that there
/// are enough to count.
const RELATIVES: f64 = 0.2;

pub(crate) fn of_invented_people(options: &Options) -> Outcome<Corpus> {
    let population = Population::new(options.seed).with_relatives_share(RELATIVES)?;
    let list = population.watchlist(options.watchlist);
    let incoming = population.incoming(options.incoming, options.watchlist);
    let title = format!(
        "{} invented people, {} incoming, seed {}",
        list.len(),
        incoming.len(),
        options.seed
    );
    let entries = incoming.into_iter().map(|entry| of_population(entry, &list)).collect();
    Ok(Corpus { name: "population", title, list, entries, has_facts: true })
}

fn of_population(entry: SyntheticEntry, list: &[Record]) -> Entry {
    let truth = match entry.subject() {
        Subject::Listed(n) => Truth::Listed(list[n].id().to_owned()),
        Subject::Relative(_, relation) => Truth::Relative(relation.as_str()),
        _ => Truth::Stranger,
    };
    let record = entry.into_record();
    let groups = groups(nationality(&record), record.sex());
    Entry { record, truth, groups }
}

/// All records of a file, of any format that the library reads, plain or compressed by gzip.
pub(crate) fn read(path: &Path) -> Outcome<Vec<Record>> {
    let file = BufReader::new(File::open(path).map_err(|e| format!("{}: {e}", path.display()))?);
    let plain: Box<dyn BufRead> = match path.extension() {
        Some(end) if end == "gz" => Box::new(BufReader::new(MultiGzDecoder::new(file))),
        _ => Box::new(file),
    };
    let mut reader = Reader::detect(plain, path.display().to_string(), &ColumnMap::new())?;
    let mut records = Vec::new();
    for record in reader.by_ref() {
        match record {
            Ok(record) => records.push(record),
            Err(error) => eprintln!("{error}"),
        }
    }
    if reader.tally().rejected() > 0 {
        eprintln!("{}: {}", path.display(), reader.tally());
    }
    Ok(records)
}

pub(crate) fn nationality(record: &Record) -> &str {
    record.nationalities().first().map_or("", String::as_str)
}

/// The groups of an entry: its tradition, and its tradition and sex.
pub(crate) fn groups(tradition: &str, sex: Option<Sex>) -> Vec<String> {
    let tradition = if tradition.is_empty() { "(not stated)" } else { tradition };
    let both =
        sex.map(|sex| format!("{tradition} {}", if sex == Sex::Female { "women" } else { "men" }));
    [tradition.to_owned()].into_iter().chain(both).collect()
}

/// A record without anything but its names.
pub(crate) fn name_alone(record: &Record) -> Record {
    let names = Record::new(record.id(), record.name().clone());
    record.aliases().iter().cloned().fold(names, Record::with_alias)
}
