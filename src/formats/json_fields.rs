//! The fields of a JSON object, read one by one.

use super::draft::RecordDraft;
use super::json_values::JsonText;
use super::unread_paths::UnreadPaths;
use crate::error::{Error, ErrorKind};
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::Value;
use std::borrow::Cow;
use std::fmt;

impl JsonText {
    /// The fields of the object.
    pub(super) fn fields(&self) -> Result<JsonFields, Error> {
        self.parse()
    }
}

/// The fields of an object in their order. A field may appear twice.
pub(super) struct JsonFields(pub(super) Vec<(String, Value)>);

impl JsonFields {
    pub(super) fn get(&self, field: &str) -> &Value {
        let value = self.0.iter().find(|(known, _)| known == field);
        value.map_or(&Value::Null, |(_, value)| value)
    }

    /// The text or number of a field, of several the first; empty where it has another form.
    pub(super) fn text(&self, field: &str) -> Cow<'_, str> {
        self.texts(field).next().unwrap_or_default()
    }

    /// The texts of a field: a list of them, or a single one.
    pub(super) fn texts(&self, field: &str) -> impl Iterator<Item = Cow<'_, str>> {
        many(self.get(field)).filter_map(scalar)
    }

    /// Notes values of these fields that are neither text nor number, and beyond the first where only one is read.
    pub(super) fn note_forms(&self, one: &[&str], several: &[&str], draft: &mut RecordDraft) {
        for field in one.iter().chain(several) {
            let (texts, others): (Vec<&Value>, Vec<&Value>) =
                many(self.get(field)).partition(|value| scalar(value).is_some());
            others.into_iter().for_each(|value| draft.add_note(bad_form(value), field));
            if one.contains(field) && texts.iter().any(|text| *text != texts[0]) {
                draft.tell(Error::new(ErrorKind::InvalidValue, MORE_THAN_ONE), field);
            }
        }
    }

    /// Adds the fields that are not read.
    pub(super) fn report_unread(&self, read: &[&str], unread: &mut UnreadPaths) {
        for (field, value) in &self.0 {
            let is_blank = match value {
                Value::Null => true,
                Value::String(text) => text.trim().is_empty(),
                Value::Array(values) => values.is_empty(),
                _ => false,
            };
            if !is_blank && !read.contains(&field.as_str()) {
                unread.add(field);
            }
        }
    }
}

impl<'de> Deserialize<'de> for JsonFields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct FieldsVisitor;

        impl<'de> Visitor<'de> for FieldsVisitor {
            type Value = JsonFields;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<JsonFields, M::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(JsonFields(fields))
            }
        }

        deserializer.deserialize_map(FieldsVisitor)
    }
}

/// The text of a string or a number.
pub(super) fn scalar(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::String(text) => Some(Cow::Borrowed(text)),
        Value::Number(number) => Some(Cow::Owned(number.to_string())),
        _ => None,
    }
}

/// The values of a list, or a single value; none of null.
pub(super) fn many(value: &Value) -> impl Iterator<Item = &Value> + Clone {
    let values = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    values.iter().filter(|value| !value.is_null())
}

pub(super) const MORE_THAN_ONE: &str = "more than one value; the first is kept";

/// The error of a value that a field cannot have.
pub(super) fn bad_form(value: &Value) -> Error {
    let what = format!("cannot be read from {}", form(value));
    let error = Error::new(ErrorKind::Malformed, what);
    error.expecting("the form of a record in docs/formats.md")
}

pub(super) fn form(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list of this form",
        Value::Object(_) => "an object of this form",
    }
}
