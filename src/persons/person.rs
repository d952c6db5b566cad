//! One person as several sources state them: every statement, by whom, and the contradictions.

use super::apart::contradicted;
use crate::evidence::Field;
use crate::record::{Listing, Record};
use crate::watchlist::Watchlist;
use rustc_hash::{FxHashMap, FxHashSet};

/// The records of a list that are about one person.
///
/// In JSON: `{"records": […], "contradictions": [{"field", "statements": [{"value", "records"}]}]}`.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Person {
    records: Vec<Record>,
    contradictions: Vec<Contradiction>,
}

/// What the records of one person state of a field and cannot all be true, or is of several
/// documents or countries where most people have one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Contradiction {
    /// Of what.
    pub field: Field,
    /// Everything that is stated of it.
    pub statements: Vec<Statement>,
}

/// What one record or more state of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Statement {
    /// As it was written.
    pub value: String,
    /// The identifiers of the records that state it, ascending.
    pub records: Vec<String>,
}

impl Person {
    pub(super) fn new(list: &Watchlist, records: Vec<Record>) -> Person {
        // What was said once contradicts nothing new when it is said again.
        let stated = |record: &Record| record.clone().with_id("").with_listing(Listing::new());
        let mut different: Vec<Record> = Vec::new();
        let mut known = FxHashSet::default();
        for record in records.iter().map(stated) {
            if known.insert(record.clone()) {
                different.push(record);
            }
        }
        let mut fields = Vec::new();
        for (n, one) in different.iter().enumerate() {
            for other in &different[n + 1..] {
                fields.extend(contradicted(list, one, other));
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

    /// Who reports the person, in alphabetical order. Records without a source are of none.
    pub fn sources(&self) -> Vec<&str> {
        self.stated(|record| record.listing().source())
    }

    /// As what the person is listed, in alphabetical order.
    pub fn categories(&self) -> Vec<&str> {
        self.stated(|record| record.listing().category())
    }

    /// Everything that is stated of a field, with the records that state it; in the order of the
    /// first of these. Of names, the aliases too.
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

    /// The fields in which any two of the records contradict each other, as the evidence between
    /// them shows it: names and nationalities none of which agree, dates that are not the same as far
    /// as they are known, other numbers on documents of one kind and country.
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

/// What a record states of a field, as it was written.
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
