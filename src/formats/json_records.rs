//! Objects in the JSON form of [`Record`].
//!
//! An object that is exactly of that form is deserialized at once. In any other, each field is read by
//! itself: what cannot be read is left out and noted, and only an object without a name is rejected.

use super::columns::field_of_header;
use super::dates::{DateOrder, check_year};
use super::draft::{ParsedRecord, RecordDraft};
use super::json_fields::{many, scalar};
use super::json_values::JsonText;
use super::unknowns::{is_blank, is_blank_name};
use super::unread_paths::UnreadPaths;
use crate::error::{Error, ErrorKind};
use crate::record::{Alias, AliasStrength, Listing, PersonName, Record, RecordField};
use serde::Deserialize;
use serde_json::Value;

pub(super) fn read(
    text: &JsonText,
    unread: &mut UnreadPaths,
) -> Result<Option<ParsedRecord>, Error> {
    let mut json = serde_json::Deserializer::from_str(&text.text);
    let mut paths = Vec::new();
    let record: Result<Record, _> =
        serde_ignored::deserialize(&mut json, |path| paths.push(path.to_string()))
            .and_then(|record| json.end().map(|()| record));
    if let Ok(record) = record
        && is_sound(&record)
    {
        paths.iter().for_each(|path| unread.add(path));
        return Ok(Some(ParsedRecord { line: text.line, record, notes: Vec::new(), fault: None }));
    }
    let fields = text.fields()?;
    let mut draft = RecordDraft::new(&fields.text("id"));
    let [given, patronymic, family] = ["given", "patronymic", "family"].map(|f| fields.text(f));
    let parts = PersonName::parts(given, patronymic, family);
    if parts.has_letters() {
        draft.add_person_name(parts, AliasStrength::Strong, "family");
    }
    let listing = fields.get("listing").as_object();
    let listing = listing.into_iter().flatten().map(|(field, value)| (field.as_str(), value));
    let own = fields.0.iter().map(|(field, value)| (field.as_str(), value));
    for (field, value) in own.chain(listing.clone()) {
        add_field(field, value, &mut draft, unread);
    }
    let parsed = draft.finish(text.line);
    if parsed.record.name().has_letters() {
        return Ok(Some(parsed));
    }
    let what = match fields.get("name") {
        Value::Null => "no name".to_owned(),
        Value::String(_) => "a name without letters".to_owned(),
        name => format!("cannot be read from {}", form(name)),
    };
    let error = text.malformed(what).in_field("name").expecting("{\"name\": …}");
    let stated = |field: &str| listing.clone().find(|(known, _)| *known == field)?.1.as_str();
    Err(error.submitted_by(stated("source"), stated("category")))
}

/// Whether nothing in the record has to be left out.
fn is_sound(record: &Record) -> bool {
    let id = record.id();
    (id.is_empty() || !is_blank(id) && id.trim() == id)
        && record.name().as_full().is_none_or(|name| !is_blank_name(name))
        && record.aliases().iter().all(|alias| alias.name().has_letters())
        && record.birth_dates().iter().all(|date| check_year(*date).is_ok())
        && record.check_limits().is_ok()
}

fn add_field(field: &str, value: &Value, draft: &mut RecordDraft, unread: &mut UnreadPaths) {
    let Some(known) = field_of_header(field) else {
        match value {
            Value::Object(_) | Value::Null if field == "listing" => {}
            _ if field == "listing" => draft.add_note(bad_form(value), field),
            _ => unread.add(field),
        }
        return;
    };
    for value in many(value) {
        let is_read = match known {
            RecordField::Name | RecordField::Aliases => add_name(value, field, draft),
            RecordField::Document => add_document(value, field, draft),
            _ => scalar(value).map(|text| add_text(known, &text, field, draft)).is_some(),
        };
        if !is_read {
            draft.add_note(bad_form(value), field);
        }
    }
}

fn add_name(value: &Value, field: &str, draft: &mut RecordDraft) -> bool {
    // The strength of an alias may be unknown while its name is not.
    let name = value.get("name").unwrap_or(value);
    let Ok(alias) = Alias::deserialize(value).or_else(|_| Alias::deserialize(name)) else {
        return false;
    };
    draft.add_person_name(alias.name().clone(), alias.strength(), field);
    true
}

fn add_document(value: &Value, field: &str, draft: &mut RecordDraft) -> bool {
    let text = |part: &str| value.get(part).and_then(scalar).unwrap_or_default();
    match scalar(value) {
        Some(text) => draft.add_document_text(&text, field),
        None => draft.add_document(&text("kind"), &text("country"), &text("number"), field),
    }
    !matches!(value, Value::Bool(_) | Value::Array(_))
}

fn add_text(known: RecordField, text: &str, field: &str, draft: &mut RecordDraft) {
    let text = text.trim();
    match known {
        RecordField::BirthDate => draft.add_birth_date(text, DateOrder::Unknown, field),
        RecordField::Sex => draft.set_sex(text, field),
        RecordField::Nationality => draft.add_nationality(text),
        RecordField::BirthPlace => draft.add_birth_place([text]),
        RecordField::Source => draft.set_source([text]),
        RecordField::Category => draft.set_category([text]),
        RecordField::OccurredAt => {
            draft.set_day(text, DateOrder::Unknown, field, Listing::with_occurred_at)
        }
        RecordField::SubmittedAt => {
            draft.set_day(text, DateOrder::Unknown, field, Listing::with_submitted_at)
        }
        RecordField::ValidFrom => draft.add_valid_from(text, DateOrder::Unknown, field),
        RecordField::ValidTo => draft.set_valid_to(text, DateOrder::Unknown, field),
        // The identifier and the parts of the name are read before.
        _ => {}
    }
}

fn bad_form(value: &Value) -> Error {
    let what = format!("cannot be read from {}", form(value));
    let error = Error::new(ErrorKind::Malformed, what);
    error.expecting("the form of a record in docs/formats.md")
}

fn form(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list of this form",
        Value::Object(_) => "an object of this form",
    }
}
