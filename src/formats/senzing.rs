//! Entities as Senzing's Entity Specification maps them: attributes named `NAME_FULL`, `DATE_OF_BIRTH` …,
//! flat, or as lists of features (`FEATURES`).
//!
//! A flat attribute may have the type of its feature in front: `PRIMARY_NAME_LAST`,
//! `AKA_NAME_FULL`. Those with the same type belong to one feature.

use super::dates::DateOrder;
use super::draft::{ParsedRecord, RecordDraft};
use super::json_fields::{JsonFields, scalar};
use super::json_values::JsonText;
use super::unread_paths::UnreadPaths;
use crate::error::Error;
use crate::record::{AliasStrength, PersonName};
use rustc_hash::FxHashMap;
use serde_json::Value;
use std::borrow::Cow;

/// The attributes that are read, longer ones first where one ends in another.
const ATTRIBUTES: [&str; 28] = [
    "NAME_FULL",
    "NAME_FIRST",
    "NAME_MIDDLE",
    "NAME_LAST",
    "NAME_ORG",
    "NAME_TYPE",
    "GENDER",
    "DATE_OF_BIRTH",
    "PLACE_OF_BIRTH",
    "NATIONALITY",
    "CITIZENSHIP",
    "PASSPORT_NUMBER",
    "PASSPORT_COUNTRY",
    "DRIVERS_LICENSE_NUMBER",
    "SSN_NUMBER",
    "NATIONAL_ID_NUMBER",
    "NATIONAL_ID_COUNTRY",
    "NATIONAL_ID_TYPE",
    "TAX_ID_NUMBER",
    "TAX_ID_COUNTRY",
    "TAX_ID_TYPE",
    "OTHER_ID_NUMBER",
    "OTHER_ID_COUNTRY",
    "OTHER_ID_TYPE",
    "RECORD_TYPE",
    "RECORD_ID",
    "DATA_SOURCE",
    "ENTITY_TYPE",
];

/// Documents: the beginning of their attributes, and their kind where no type is stated.
const DOCUMENTS: [(&str, &str); 6] = [
    ("PASSPORT", "passport"),
    ("DRIVERS_LICENSE", "driver's license"),
    ("SSN", "ssn"),
    ("NATIONAL_ID", "national id"),
    ("TAX_ID", "tax number"),
    ("OTHER_ID", ""),
];

/// Attributes of one feature.
#[derive(Default)]
struct Feature<'t> {
    usage: &'t str,
    attributes: Vec<(&'static str, Cow<'t, str>)>,
}

pub(super) fn read(
    text: &JsonText,
    unread: &mut UnreadPaths,
) -> Result<Option<ParsedRecord>, Error> {
    let fields = text.fields()?;
    let features = features(&fields, unread);
    let has = |attribute: &str| features.iter().any(|feature| !feature.text(attribute).is_empty());
    let kind = features.iter().map(|feature| feature.text("RECORD_TYPE")).find(|t| !t.is_empty());
    let is_person = match kind {
        Some(kind) => kind.eq_ignore_ascii_case("person"),
        None => !has("NAME_ORG"),
    };
    if !is_person {
        return Ok(None);
    }
    let mut draft = RecordDraft::new(&fields.text("RECORD_ID"));
    features.iter().for_each(|feature| feature.add_to(&mut draft));
    draft.add_sources([&*fields.text("DATA_SOURCE")]);
    Ok(Some(draft.finish(text.line)))
}

/// The features of an entity: the flat attributes by their usage, and each object of a list.
fn features<'t>(fields: &'t JsonFields, unread: &mut UnreadPaths) -> Vec<Feature<'t>> {
    let is_odd =
        |value: &Value| value.as_array().is_some_and(|list| !list.iter().all(Value::is_object));
    let odd = fields.0.iter().filter(|(_, value)| is_odd(value));
    odd.for_each(|(field, _)| unread.add(field));
    let mut features: Vec<Feature> = Vec::new();
    // The feature of each usage, among those that belong together.
    let mut places: FxHashMap<&str, usize> = FxHashMap::default();
    let mut add = |places: &mut FxHashMap<&'t str, usize>, field: &'t str, value: &'t Value| match (
        scalar(value),
        split_attribute(field),
    ) {
        (Some(text), Some((usage, attribute))) => {
            let at = *places.entry(usage).or_insert(features.len());
            if at == features.len() {
                features.push(Feature { usage, ..Feature::default() });
            }
            features[at].attributes.push((attribute, text));
        }
        _ if value.is_null() => {}
        _ => unread.add(field),
    };
    for (field, value) in &fields.0 {
        match value {
            Value::Array(values) => {
                for value in values {
                    let mut places = FxHashMap::default();
                    let inner = value.as_object().into_iter().flatten();
                    inner.for_each(|(field, value)| add(&mut places, field, value));
                }
            }
            value => add(&mut places, field, value),
        }
    }
    features
}

/// The usage in front of an attribute, and the attribute.
fn split_attribute(field: &str) -> Option<(&str, &'static str)> {
    ATTRIBUTES.into_iter().find_map(|attribute| {
        let usage = field.strip_suffix(attribute)?;
        (usage.is_empty() || usage.ends_with('_')).then_some((usage, attribute))
    })
}

impl Feature<'_> {
    fn text(&self, attribute: &str) -> &str {
        let found = self.attributes.iter().find(|(known, _)| *known == attribute);
        found.map_or("", |(_, text)| text.trim())
    }

    fn add_to(&self, draft: &mut RecordDraft) {
        self.add_name(draft);
        for (attribute, text) in &self.attributes {
            match *attribute {
                "GENDER" => draft.set_sex(text, attribute),
                "DATE_OF_BIRTH" => draft.add_birth_date(text, DateOrder::Unknown, attribute),
                "PLACE_OF_BIRTH" => draft.add_birth_place([text.as_ref()]),
                "NATIONALITY" | "CITIZENSHIP" => draft.add_nationality(text),
                _ => {}
            }
        }
        for (document, default) in DOCUMENTS {
            let text = |part: &str| self.text(&format!("{document}_{part}"));
            let kind = Some(text("TYPE")).filter(|kind| !kind.is_empty()).unwrap_or(default);
            draft.add_document(&kind.to_lowercase(), text("COUNTRY"), text("NUMBER"), document);
        }
    }

    fn add_name(&self, draft: &mut RecordDraft) {
        let usage = self.usage.trim_end_matches('_');
        let kind = Some(self.text("NAME_TYPE")).filter(|kind| !kind.is_empty()).unwrap_or(usage);
        let given = [self.text("NAME_FIRST"), self.text("NAME_MIDDLE")];
        let parts = PersonName::parts(given.join(" ").trim(), "", self.text("NAME_LAST"));
        let full = self.text("NAME_FULL");
        let names = [PersonName::full(full), parts];
        for (name, is_stated) in names.into_iter().zip([
            !full.is_empty(),
            given.iter().any(|part| !part.is_empty()) || !self.text("NAME_LAST").is_empty(),
        ]) {
            if is_stated {
                if kind.eq_ignore_ascii_case("primary") {
                    draft.set_primary(name.clone());
                }
                draft.add_person_name(name, AliasStrength::Strong, "NAME_FULL");
            }
        }
    }
}
