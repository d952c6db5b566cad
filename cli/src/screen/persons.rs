//! What a list holds of a person beside the matches: lines of a table, and a member of an answer.

use crate::describe;
use serde_json::Value;
use sverka::Screening;
use sverka::persons::{MatchedPerson, Persons};

/// The other records of a person, and the values that contradict each other; a line each.
pub(super) fn lines(matched: &MatchedPerson<'_>) -> Vec<String> {
    let others = matched.others().map(|record| format!("also {}", describe::listed(record)));
    others.chain(matched.person().contradictions().iter().map(describe::contradiction)).collect()
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
