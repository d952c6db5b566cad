//! JSON lines: one record per line, in the JSON form of [`Record`].
//!
//! The messages of a JSON parser may quote personal names, so they are not passed on. A bad line is
//! examined again, field by field, to find the error that the library itself reports for it.

use super::columns::{check_value, field_of_header};
use super::draft::{ParsedRecord, RecordDraft};
use super::line_reader::{LineReader, NumberedLine};
use super::unread_paths::UnreadPaths;
use crate::error::{Error, ErrorKind};
use crate::record::Record;
use serde::Deserialize;
use serde_json::{Map, Value, error::Category};
use std::io::BufRead;

pub(super) struct JsonLinesReader<R> {
    lines: LineReader<R>,
    unread: UnreadPaths,
}

impl<R: BufRead> JsonLinesReader<R> {
    pub(super) fn new(mut lines: LineReader<R>) -> Result<Self, Error> {
        lines.peek()?;
        Ok(JsonLinesReader { lines, unread: UnreadPaths::default() })
    }

    pub(super) fn next_record(&mut self) -> Option<Result<ParsedRecord, Error>> {
        let line = self.lines.next_written()?;
        Some(line.and_then(|line| {
            let record = self.record(&line)?;
            Ok(RecordDraft::of(&record).finish(line.number))
        }))
    }

    fn record(&mut self, line: &NumberedLine) -> Result<Record, Error> {
        line.check_whole()?;
        line.broken_text().map_or(Ok(()), Err)?;
        let mut json = serde_json::Deserializer::from_str(&line.text);
        let unread = &mut self.unread;
        serde_ignored::deserialize(&mut json, |path| unread.add(&path.to_string()))
            .and_then(|record| json.end().map(|()| record))
            .map_err(|_| diagnose(line.text.trim_end()).at_line(line.number))
    }
}

impl<R> JsonLinesReader<R> {
    pub(super) fn unread(&self) -> &[String] {
        self.unread.paths()
    }
}

/// Finds out why a line is not a record.
fn diagnose(text: &str) -> Error {
    let fields: Map<String, Value> = match serde_json::from_str(text) {
        Ok(fields) => fields,
        Err(error) => return not_an_object(error),
    };
    let stated = |field: &str| fields.get("listing")?.get(field)?.as_str();
    reason(&fields).submitted_by(stated("source"), stated("category"))
}

fn reason(fields: &Map<String, Value>) -> Error {
    if let Some((field, value)) = fields.iter().find(|(field, value)| !is_valid(field, value)) {
        return bad_value(field, value).unwrap_or_else(|| bad_form(field, value));
    }
    if fields.contains_key("name") {
        malformed("a field that appears twice, or under two of its names")
    } else {
        malformed("no name").in_field("name").expecting("{\"name\": …}")
    }
}

/// Why a text is not a JSON object, without quoting it.
pub(super) fn not_an_object(error: serde_json::Error) -> Error {
    let (line, column) = (error.line(), error.column());
    match error.classify() {
        // These messages are fixed; others may quote a value.
        Category::Syntax | Category::Eof => {
            let message = error.to_string();
            let place = format!(" at line {line} column {column}");
            let reason = message.strip_suffix(&place).unwrap_or_default();
            malformed(format!("not JSON from column {column} on: {reason}")).caused_by(error)
        }
        Category::Data | Category::Io => malformed("not a JSON object"),
    }
}

/// Whether the field deserializes as part of a record.
fn is_valid(field: &str, value: &Value) -> bool {
    let mut fields = Map::from_iter([("name".to_owned(), Value::String(String::new()))]);
    fields.insert(field.to_owned(), value.clone());
    Record::deserialize(Value::Object(fields)).is_ok()
}

/// The error of the first string that is not a value of its field.
fn bad_value(field: &str, value: &Value) -> Option<Error> {
    match value {
        Value::String(text) => {
            let error = check_value(field_of_header(field)?, text).err()?;
            Some(error.in_field(field))
        }
        Value::Array(values) => values.iter().find_map(|value| bad_value(field, value)),
        Value::Object(fields) => fields.iter().find_map(|(inner, value)| {
            // Only the number of a document can be wrong, and it is not a field by itself.
            bad_value(if inner == "number" { field } else { inner }, value)
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

fn bad_form(field: &str, value: &Value) -> Error {
    let form = match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list of this form",
        Value::Object(_) => "an object of this form",
    };
    let error = malformed(format!("cannot be read from {form}")).in_field(field);
    error.expecting("the form of a record in docs/formats.md")
}

fn malformed(what: impl Into<String>) -> Error {
    Error::new(ErrorKind::Malformed, what)
}
