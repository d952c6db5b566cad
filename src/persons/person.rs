//! One person as several sources describe them: all statements and their contradictions.

use super::contradictions::contradicted_fields;
use crate::evidence::Field;
use crate::record::{Listing, Record};
use crate::watchlist::Watchlist;
use rustc_hash::{FxHashMap, FxHashSet};

/// The records of a list that are about one person. See the [module](super) for an example.
///
/// In JSON: `{"records": […], "contradictions": [{"field", "statements": [{"value", "records"}]}]}`.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Person {
    records: Vec<Record>,
    contradictions: Vec<Contradiction>,
}

/// Statements about one field that cannot all be true, or name several documents or countries where
/// most people have one.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Contradiction {
    /// The field.
    pub field: Field,
    /// All statements about the field.
    pub statements: Vec<Statement>,
}

/// A value of a field, and the records that state it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Statement {
    /// The value as written.
    pub value: String,
    /// The identifiers of the records that state it, ascending.
    pub records: Vec<String>,
}

impl Person {
    pub(super) fn new(list: &Watchlist, records: Vec<Record>) -> Person {
        // A repeated statement adds no contradiction.
        let statement = |record: &Record| record.clone().with_id("").with_listing(Listing::new());
        let mut distinct: Vec<Record> = Vec::new();
        let mut known = FxHashSet::default();
        for record in records.iter().map(statement) {
            if known.insert(record.clone()) {
                distinct.push(record);
            }
        }
        let mut fields = Vec::new();
        for (n, one) in distinct.iter().enumerate() {
            for other in &distinct[n + 1..] {
                fields.extend(contradicted_fields(list, one, other));
            }
        }
        fields.sort_unstable();
        fields.dedup();
        let mut person = Person { records, contradictions: Vec::new() };
        let of = |field| Contradiction { field, statements: person.statements(field) };
        person.contradictions = fields.into_iter().map(of).collect();
        person
    }

    /// The records, in the order of their identifiers; at least one.
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// The sources that report the person, in alphabetical order.
    pub fn sources(&self) -> Vec<&str> {
        self.stated(|record| record.listing().source())
    }

    /// The categories under which the person is listed, in alphabetical order.
    pub fn categories(&self) -> Vec<&str> {
        self.stated(|record| record.listing().category())
    }

    /// The distinct values of a field, each with the records that state it, in the order of the first
    /// record. For names this includes aliases.
    pub fn statements(&self, field: Field) -> Vec<Statement> {
        let mut order: FxHashMap<String, usize> = FxHashMap::default();
        let mut statements: Vec<Statement> = Vec::new();
        for record in &self.records {
            for value in values(record, field) {
                let next = statements.len();
                let at = *order.entry(value.clone()).or_insert(next);
                if at == next {
                    statements.push(Statement { value, records: Vec::new() });
                }
                let by = &mut statements[at].records;
                if by.last().is_none_or(|last| last != record.id()) {
                    by.push(record.id().to_owned());
                }
            }
        }
        statements
    }

    /// The fields in which two of the records contradict each other, by the evidence between them:
    /// names or nationalities none of which agree, dates that cannot be the same day, and different
    /// numbers on documents of the same kind and country.
    pub fn contradictions(&self) -> &[Contradiction] {
        &self.contradictions
    }

    fn stated<'a>(&'a self, of: impl Fn(&'a Record) -> Option<&'a str>) -> Vec<&'a str> {
        let mut stated: Vec<&str> = self.records.iter().filter_map(of).collect();
        stated.retain(|text| !text.trim().is_empty());
        stated.sort_unstable();
        stated.dedup();
        stated
    }
}

/// The values of a field of a record, as written.
fn values(record: &Record, field: Field) -> Vec<String> {
    fn written<T: ToString>(values: &[T]) -> Vec<String> {
        values.iter().map(ToString::to_string).collect()
    }
    match field {
        Field::Name => {
            let aliases = record.aliases().iter().map(|alias| alias.name().to_string());
            std::iter::once(record.name().to_string()).chain(aliases).collect()
        }
        Field::BirthDate => written(record.birth_dates()),
        Field::Sex => record.sex().iter().map(ToString::to_string).collect(),
        Field::Nationality => written(record.nationalities()),
        Field::BirthPlace => written(record.birth_places()),
        Field::Document => written(record.documents()),
    }
}
