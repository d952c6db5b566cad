//! What a list holds of a person beside the matches: lines of a table, and a member of an answer.

use crate::describe;
use serde_json::Value;
use sverka::persons::{Contradiction, MatchedPerson, Persons, Statement};
use sverka::{Field, Screening};

/// The other records of a person, and the values that contradict each other; a line each.
pub(super) fn lines(matched: &MatchedPerson<'_>) -> Vec<String> {
    let others = matched.others().map(|record| {
        let facts =
            [describe::record(record)].into_iter().chain(describe::listing(record.listing()));
        format!("also {}  {}", record.id(), facts.collect::<Vec<_>>().join(", "))
    });
    others.chain(matched.person().contradictions().iter().map(contradiction)).collect()
}

fn contradiction(found: &Contradiction) -> String {
    let field = match found.field {
        Field::Name => "names",
        Field::BirthDate => "birth dates",
        Field::Sex => "sexes",
        Field::Nationality => "nationalities",
        Field::BirthPlace => "birth places",
        Field::Document => "documents",
        _ => "statements",
    };
    let stated = |one: &Statement| format!("{} ({})", one.value, one.records.join(", "));
    let stated: Vec<String> = found.statements.iter().map(stated).collect();
    format!("other {field}: {}", stated.join(" | "))
}

/// The screening as JSON, each match with its `person`: all records of it, and the contradictions.
pub(super) fn answer(persons: &Persons<'_>, screening: &Screening) -> serde_json::Result<Value> {
    let mut answer = serde_json::to_value(screening)?;
    if let Some(matches) = answer.get_mut("matches").and_then(Value::as_array_mut) {
        for (json, found) in matches.iter_mut().zip(screening.matches()) {
            json["person"] = serde_json::to_value(persons.of(found.record().id()))?;
        }
    }
    Ok(answer)
}
