//! Lists with queries and their true records: invented people, or a list whose aliases must find their own
//! records.

use crate::Outcome;
use std::path::Path;
use sverka::Record;
use sverka::synthetic::Population;

pub(crate) struct List {
    pub(crate) listed: Vec<Person>,
    pub(crate) queries: Vec<Query>,
}

/// A person: the name that every tool gets, and the record for sverka.
pub(crate) struct Person {
    pub(crate) name: String,
    /// Names alone.
    pub(crate) named: Record,
    /// Every field; `None` if the list has names only.
    pub(crate) whole: Option<Record>,
}

pub(crate) struct Query {
    pub(crate) person: Person,
    /// The position of the true record in the list.
    pub(crate) truth: Option<usize>,
}

impl Person {
    fn whole(record: Record) -> Person {
        let name = record.name().to_string();
        Person { named: Record::new(record.id(), name.as_str()), name, whole: Some(record) }
    }

    fn named(id: &str, name: &str) -> Person {
        Person { name: name.to_owned(), named: Record::new(id, name), whole: None }
    }
}

impl List {
    pub(crate) fn invented(seed: u64, listed: usize, queries: usize) -> List {
        let population = Population::new(seed);
        let asked = |entry: sverka::synthetic::SyntheticEntry| {
            let truth = entry.truth();
            Query { person: Person::whole(entry.into_record()), truth }
        };
        List {
            listed: population.watchlist(listed).into_iter().map(Person::whole).collect(),
            queries: population.incoming(queries, listed).into_iter().map(asked).collect(),
        }
    }

    /// Aliases are in one column, separated by semicolons. They are shuffled with a fixed seed, so that the first
    /// queries are a sample.
    pub(crate) fn of_aliases(file: &Path) -> Outcome<List> {
        let mut rows = csv::Reader::from_path(file)?;
        let header = rows.headers()?.clone();
        let place = |name: &str| {
            let place = header.iter().position(|column| column == name);
            place.ok_or_else(|| format!("{}: no column {name}", file.display()))
        };
        let (id, name, aliases) = (place("id")?, place("name")?, place("aliases")?);
        let (mut listed, mut queries) = (Vec::new(), Vec::new());
        for row in rows.records() {
            let row = row?;
            let aliases = row[aliases].split(';').map(str::trim).filter(|alias| !alias.is_empty());
            for alias in aliases {
                let person = Person::named(&format!("e{}", queries.len()), alias);
                queries.push(Query { person, truth: Some(listed.len()) });
            }
            listed.push(Person::named(&row[id], &row[name]));
        }
        let mixed = |n: usize| (n as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let mut order: Vec<_> = queries.into_iter().enumerate().collect();
        order.sort_by_key(|(n, _)| mixed(*n));
        Ok(List { listed, queries: order.into_iter().map(|(_, query)| query).collect() })
    }

    /// Writes the files of the Python peers: names by position, and queries with the position of their record.
    pub(crate) fn export(&self, folder: &Path) -> Outcome {
        let mut listed = csv::Writer::from_path(folder.join("listed.csv"))?;
        listed.write_record(["name"])?;
        for person in &self.listed {
            listed.write_record([&person.name])?;
        }
        listed.flush()?;
        let mut queries = csv::Writer::from_path(folder.join("queries.csv"))?;
        queries.write_record(["name", "truth"])?;
        for query in &self.queries {
            let truth = query.truth.map(|truth| truth.to_string()).unwrap_or_default();
            queries.write_record([&query.person.name, &truth])?;
        }
        Ok(queries.flush()?)
    }
}
