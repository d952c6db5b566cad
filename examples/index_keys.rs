//! Indexes names by their keys in a database of one's own, and weighs what a lookup finds.
//!
//! Two spellings of a name have a key in common. So a table of keys, which any database has an index for,
//! finds candidates; the model then weighs each. A map stands in for the database here. Unlike a
//! `Watchlist`, which misses nothing above its threshold, this finds only what shares a key.
//!
//! ```sh
//! cargo run --release --example index_keys
//! cargo run --release --example index_keys -- "Siarhei Karaliou"
//! ```

use std::collections::{BTreeMap, BTreeSet};
use sverka::formats::{ColumnMap, Reader};
use sverka::{Error, Model, Normalizer, PersonName, Record};

/// `CREATE TABLE keys (key TEXT, row INTEGER); CREATE INDEX by_key ON keys (key);`
#[derive(Default)]
struct Database {
    rows: Vec<Record>,
    keys: BTreeMap<String, BTreeSet<usize>>,
    normalizer: Normalizer,
}

impl Database {
    fn insert(&mut self, record: Record) {
        let row = self.rows.len();
        let aliases = record.aliases().iter().map(|alias| alias.name());
        for name in [record.name()].into_iter().chain(aliases) {
            for keys in keys(&mut self.normalizer, name) {
                keys.into_iter().for_each(|key| {
                    self.keys.entry(key).or_default().insert(row);
                });
            }
        }
        self.rows.push(record);
    }

    /// Rows that share a key with at least two tokens of the name, or with its only one.
    fn candidates(&mut self, name: &PersonName) -> Vec<&Record> {
        let tokens = keys(&mut self.normalizer, name);
        let wanted = tokens.len().min(2);
        let mut tokens_of_row: BTreeMap<usize, usize> = BTreeMap::new();
        for token in &tokens {
            let rows = token.iter().filter_map(|key| self.keys.get(key)).flatten();
            // A row counts once for a token, however many keys it shares with it.
            for row in rows.collect::<BTreeSet<_>>() {
                *tokens_of_row.entry(*row).or_default() += 1;
            }
        }
        let found = tokens_of_row.into_iter().filter(|(_, tokens)| *tokens >= wanted);
        found.map(|(row, _)| &self.rows[row]).collect()
    }
}

/// The keys of each token of a name; a token may have several, one for each way to read it.
fn keys(normalizer: &mut Normalizer, name: &PersonName) -> Vec<BTreeSet<String>> {
    let tokens = normalizer.normalize(name).tokens();
    tokens.map(|token| token.keys().map(|key| key.as_str().to_owned()).collect()).collect()
}

fn main() -> Result<(), Error> {
    let mut database = Database::default();
    let list = concat!(env!("CARGO_MANIFEST_DIR"), "/cli/data/watchlist.csv");
    for row in Reader::open(list, &ColumnMap::default())? {
        match row {
            Ok(record) => database.insert(record),
            Err(error) => eprintln!("{error}"),
        }
    }
    println!("{} rows under {} keys", database.rows.len(), database.keys.len());

    let name = std::env::args().nth(1).unwrap_or_else(|| "CHTCHERBAKOV Alexandre".to_owned());
    let query = Record::new("query", name.as_str());
    let model = Model::default();
    for candidate in database.candidates(&PersonName::full(name)) {
        let evidence = model.compare(&query, candidate);
        println!("{:+} bits  {}  {}", evidence.bits(), candidate.id(), candidate.name());
    }
    Ok(())
}
