//! Notices as Interpol's public service returns them
//! (<https://ws-public.interpol.int/notices/v1/red>): one object for each person, alone or in a list.

use super::dates::DateOrder;
use super::draft::{ParsedRecord, RecordDraft};
use super::json_fields::{bad_form, many, scalar};
use super::json_values::JsonText;
use super::unread_paths::UnreadPaths;
use crate::error::Error;
use crate::record::AliasStrength;
use serde_json::Value;

const SOURCE: &str = "Interpol";

/// The fields that are read, and those that only link to other pages.
const READ: [&str; 12] = [
    "entity_id",
    "forename",
    "name",
    "aliases",
    "date_of_birth",
    "sex_id",
    "nationalities",
    "place_of_birth",
    "country_of_birth_id",
    "birth_name",
    "_links",
    "_embedded",
];

/// Those of them that have one value.
const ONE: [&str; 7] = [
    "entity_id",
    "forename",
    "name",
    "sex_id",
    "place_of_birth",
    "country_of_birth_id",
    "birth_name",
];

pub(super) fn read(
    text: &JsonText,
    unread: &mut UnreadPaths,
) -> Result<Option<ParsedRecord>, Error> {
    let fields = text.fields()?;
    let mut draft = RecordDraft::new(&fields.text("entity_id"));
    add_name(&mut draft, &fields.text("name"), &fields.text("forename"), "name");
    if !fields.text("birth_name").is_empty() {
        add_name(&mut draft, &fields.text("birth_name"), &fields.text("forename"), "birth_name");
    }
    for alias in many(fields.get("aliases")) {
        let part = |part: &str| alias.get(part).and_then(scalar).unwrap_or_default();
        let whole = scalar(alias).unwrap_or_else(|| part("name"));
        match (&*whole, &*part("forename")) {
            ("", "") => draft.add_note(bad_form(alias), "aliases"),
            (family, given) => add_name(&mut draft, family, given, "aliases"),
        }
    }
    for date in fields.texts("date_of_birth") {
        // A day, or a year alone: 1971/03/15.
        draft.add_birth_date(&date, DateOrder::Unknown, "date_of_birth");
    }
    match fields.text("sex_id").as_ref() {
        // Unknown.
        "U" => {}
        sex => draft.set_sex(sex, "sex_id"),
    }
    fields.texts("nationalities").for_each(|country| draft.add_nationality(&country));
    let (place, country) = (fields.text("place_of_birth"), fields.text("country_of_birth_id"));
    draft.add_birth_place([place.as_ref(), country.as_ref()]);
    draft.add_sources([SOURCE]);
    let address = fields.get("_links").pointer("/self/href").and_then(Value::as_str);
    let notice =
        address.and_then(|address| address.split_once("/notices/v1/")?.1.split('/').next());
    if let Some(notice) = notice.filter(|notice| notice.chars().all(char::is_alphabetic)) {
        draft.add_categories([format!("{notice} notice").as_str()]);
    }
    fields.note_forms(&ONE, &["date_of_birth", "nationalities"], &mut draft);
    fields.report_unread(&READ, unread);
    Ok(Some(draft.finish(text.line)))
}

fn add_name(draft: &mut RecordDraft, family: &str, given: &str, field: &str) {
    let name = match (family.trim(), given.trim()) {
        ("", name) | (name, "") => name.to_owned(),
        (family, given) => format!("{family}, {given}"),
    };
    if !name.is_empty() {
        draft.add_name(&name, AliasStrength::Strong, field);
    }
}
