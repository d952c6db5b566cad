//! An answer as JSON: the screening, what was noted of its entry, and the people of its matches.

use super::persons;
use serde::Serialize;
use std::io::{self, Write};
use sverka::persons::Persons;
use sverka::{Error, Screening};

#[derive(Serialize)]
struct Answer<'a, S> {
    #[serde(flatten)]
    screening: S,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<Note<'a>>,
}

#[derive(Serialize)]
struct Note<'a> {
    line: Option<u64>,
    field: Option<&'a str>,
    message: String,
}

impl Note<'_> {
    fn of(note: &Error) -> Note<'_> {
        Note { line: note.line(), field: note.field(), message: note.to_string() }
    }
}

/// Writes a line with the answer.
pub(super) fn write(
    mut out: impl Write,
    screening: &Screening,
    persons: Option<&Persons<'_>>,
    notes: &[Error],
) -> io::Result<()> {
    let notes = notes.iter().map(Note::of).collect();
    match persons {
        None => serde_json::to_writer(&mut out, &Answer { screening, notes })?,
        Some(persons) => {
            let screening = persons::answer(persons, screening)?;
            serde_json::to_writer(&mut out, &Answer { screening, notes })?;
        }
    }
    out.write_all(b"\n")
}
