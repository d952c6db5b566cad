//! Objects in the JSON form of [`Record`].
//!
//! An object that is exactly of that form is deserialized at once. In any other, each field is read by
//! itself: what cannot be read is left out and noted, and only an object without a name is rejected.

use super::columns::{field_of_header, is_name};
use super::dates::{DateOrder, check_year};
use super::draft::{ParsedRecord, RecordDraft};
use super::json_fields::{MORE_THAN_ONE, bad_form, form, many, scalar};
use super::json_values::JsonText;
use super::unknowns::{is_blank, is_blank_name};
use super::unread_paths::UnreadPaths;
use crate::error::{Error, ErrorKind};
use crate::record::{Alias, AliasStrength, Record, RecordField};
use serde_json::Value;
use std::borrow::Cow;

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
        && !paths.iter().any(|path| is_header(path))
    {
        paths.iter().for_each(|path| unread.add(path));
        return Ok(Some(ParsedRecord { line: text.line, record, notes: Vec::new(), fault: None }));
    }
    let fields = text.fields()?;
    let listing = fields.get("listing").as_object().into_iter().flatten();
    let own = fields.0.iter().map(|(header, value)| (header.as_str(), value));
    let stated = own.chain(listing.map(|(header, value)| (header.as_str(), value)));
    let stated: Vec<StatedField> = stated
        .map(|(header, value)| StatedField { header, field: field_of_header(header), value })
        .collect();
    use RecordField::{Family, Given, Id, Patronymic};
    let [id, given, patronymic, family] =
        [Id, Given, Patronymic, Family].map(|field| only(&stated, field));
    let id_text = id.and_then(|id| id.texts().next()).unwrap_or_default();
    let mut draft = RecordDraft::new(&id_text);
    let parts = [given, patronymic, family];
    let header = parts.into_iter().rev().flatten().next().map_or("name", |part| part.header);
    let parts = parts.map(|part| {
        let texts = part.into_iter().flat_map(StatedField::texts);
        texts.collect::<Vec<_>>().join(" ")
    });
    draft.add_name_parts(parts.each_ref().map(String::as_str), AliasStrength::Strong, header);
    let read = [id, given, patronymic, family];
    for one in &stated {
        match one.field {
            Some(Id | Given | Patronymic | Family) => {
                match read.into_iter().flatten().any(|read| std::ptr::eq(read, one)) {
                    true => one.note_forms(&mut draft),
                    false => unread.add(one.header),
                }
            }
            _ => one.add_to(&mut draft, unread),
        }
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
    let listing = parsed.record.listing();
    Err(error.submitted_by(listing.source(), listing.category()))
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

/// Whether a field at the path of its key, the object's own or that of its listing, is another header of a field
/// of a record.
fn is_header(path: &str) -> bool {
    let key = path.strip_prefix("listing.").unwrap_or(path);
    !key.contains('.') && field_of_header(key).is_some()
}

/// A field of an object, and which field of a record it is.
struct StatedField<'t> {
    header: &'t str,
    field: Option<RecordField>,
    value: &'t Value,
}

/// What is read as a field of which a record has one value: what has its name, or else the first that means it.
fn only<'s, 't>(stated: &'s [StatedField<'t>], field: RecordField) -> Option<&'s StatedField<'t>> {
    let mut all = stated.iter().filter(|one| one.field == Some(field));
    all.clone().find(|one| is_name(field, one.header)).or_else(|| all.next())
}

impl<'t> StatedField<'t> {
    fn texts(&self) -> impl Iterator<Item = Cow<'t, str>> + use<'t> {
        many(self.value).filter_map(scalar)
    }

    /// Notes values that are neither text nor number, and more than one identifier.
    fn note_forms(&self, draft: &mut RecordDraft) {
        let others = many(self.value).filter(|value| scalar(value).is_none());
        others.for_each(|value| draft.add_note(bad_form(value), self.header));
        if self.field == Some(RecordField::Id) && self.texts().nth(1).is_some() {
            draft.tell(Error::new(ErrorKind::InvalidValue, MORE_THAN_ONE), self.header);
        }
    }

    fn add_to(&self, draft: &mut RecordDraft, unread: &mut UnreadPaths) {
        let header = self.header;
        let Some(field) = self.field else {
            match self.value {
                Value::Object(_) | Value::Null if header == "listing" => {}
                value if header == "listing" => draft.add_note(bad_form(value), header),
                _ => unread.add(header),
            }
            return;
        };
        for value in many(self.value) {
            match (field, scalar(value)) {
                (RecordField::Name | RecordField::Aliases, _) => {
                    add_name(value, header, draft, unread)
                }
                (RecordField::Document, None) => add_document(value, header, draft, unread),
                (field, Some(text)) => add_text(field, text.trim(), header, draft),
                (_, None) => draft.add_note(bad_form(value), header),
            }
        }
    }
}

fn add_name(value: &Value, header: &str, draft: &mut RecordDraft, unread: &mut UnreadPaths) {
    let mut read = |value: &Value| {
        let mut paths = Vec::new();
        let alias: Result<Alias, _> =
            serde_ignored::deserialize(value, |path| paths.push(format!("{header}.{path}")));
        alias.inspect(|_| paths.iter().for_each(|path| unread.add(path)))
    };
    let (whole, name) = (read(value), value.get("name"));
    match (whole, name.map(read)) {
        (Ok(alias), _) => {
            draft.add_person_name(alias.name().clone(), alias.strength(), header);
        }
        // The strength of an alias may be unknown while its name is not.
        (Err(_), Some(Ok(alias))) => {
            draft.add_person_name(alias.name().clone(), alias.strength(), header);
            let what = "an alias of unknown strength, taken for a strong one";
            draft.tell(Error::new(ErrorKind::InvalidValue, what), header);
        }
        _ => draft.add_note(bad_form(value), header),
    }
}

fn add_document(value: &Value, header: &str, draft: &mut RecordDraft, unread: &mut UnreadPaths) {
    const PARTS: [&str; 3] = ["kind", "country", "number"];
    let text = |part: &str| value.get(part).and_then(scalar).unwrap_or_default();
    let [kind, country, number] = PARTS.map(text);
    match value.as_object() {
        Some(parts) if !is_blank(&number) => {
            draft.add_document(&kind, &country, &number, header);
            let others = parts.keys().filter(|part| !PARTS.contains(&part.as_str()));
            others.for_each(|part| unread.add(&format!("{header}.{part}")));
        }
        Some(parts) if parts.values().all(Value::is_null) => {}
        _ => draft.add_note(bad_form(value), header),
    }
}

fn add_text(field: RecordField, text: &str, header: &str, draft: &mut RecordDraft) {
    match field {
        RecordField::BirthDate => draft.add_birth_date(text, DateOrder::Unknown, header),
        RecordField::Sex => draft.set_sex(text, header),
        RecordField::Nationality => draft.add_nationality(text),
        RecordField::BirthPlace => draft.add_birth_place([text]),
        RecordField::Document => draft.add_document_text(text, header),
        RecordField::Source => draft.add_sources([text]),
        RecordField::Category => draft.add_categories([text]),
        RecordField::OccurredAt => draft.set_occurred_at(text, header),
        RecordField::SubmittedAt => draft.set_submitted_at(text, header),
        RecordField::ValidFrom => draft.add_valid_from(text, DateOrder::Unknown, header),
        RecordField::ValidTo => draft.add_valid_to(text, DateOrder::Unknown, header),
        // Names are read before.
        RecordField::Name
        | RecordField::Aliases
        | RecordField::Id
        | RecordField::Given
        | RecordField::Patronymic
        | RecordField::Family => {}
    }
}
