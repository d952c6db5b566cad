//! What the list holds of a person beside the matches: for a table, and in JSON.

use crate::table::{WIDTH, fit};
use crate::{describe, describe_listing};
use serde_json::Value;
use sverka::persons::{Contradiction, MatchedPerson, Persons, Statement};
use sverka::{Field, Screening};

/// The other records of a person, and what all of them contradict each other in; a line each.
pub(crate) fn beside(matched: &MatchedPerson<'_>) -> Vec<String> {
    let others = matched.others().map(|record| {
        let facts = [describe(record)].into_iter().chain(describe_listing(record.listing()));
        format!("   also {}  {}", record.id(), facts.collect::<Vec<_>>().join(", "))
    });
    let contradictions = matched.person().contradictions().iter().map(contradiction);
    let lines = others.chain(contradictions);
    lines.map(|line| fit(&line, WIDTH).trim_end().to_owned()).collect()
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
    format!("   other {field}: {}", stated.join(" | "))
}

/// The screening as JSON, each match with its `person`: all records of it, and the contradictions.
pub(crate) fn answer(persons: &Persons<'_>, screening: &Screening) -> serde_json::Result<Value> {
    let mut answer = serde_json::to_value(screening)?;
    if let Some(matches) = answer.get_mut("matches").and_then(Value::as_array_mut) {
        for (n, found) in screening.matches().iter().enumerate() {
            let person = persons.of(found.record().id());
            matches[n]["person"] = serde_json::to_value(person)?;
        }
    }
    Ok(answer)
}
