//! The Consolidated Screening List of the United States (<https://www.trade.gov/consolidated-screening-list>):
//! the lists of Treasury, State and Commerce in one, as CSV and JSON.
//!
//! Some of its lists do not say whether an entry is a person; such an entry is kept and noted.

use super::super::dates::DateOrder;
use super::super::draft::{ParsedRecord, RecordDraft};
use super::super::json_fields::{bad_form, many, scalar};
use super::super::json_values::JsonText;
use super::super::unread_paths::UnreadPaths;
use super::ofac;
use super::table::TableSchema;
use crate::error::Error;
use crate::record::AliasStrength;

pub(in crate::formats) static TABLE: TableSchema = TableSchema {
    required: &[
        &["source"],
        &["entity_number"],
        &["type"],
        &["programs"],
        &["name"],
        &["alt_names"],
    ],
    expected: "consolidated.csv as trade.gov publishes it",
    read: &READ,
    is_grouped: false,
    id: |row| row.first(&["_id", "id", "entity_number"]).to_owned(),
    is_person: |row| is_person(row.cell("type")),
    add: |row, draft, unread| {
        let entry = ScreeningEntry {
            kind: row.cell("type"),
            name: row.cell("name"),
            source: row.cell("source"),
            start: row.cell("start_date"),
            end: row.cell("end_date"),
            programs: row.list("programs"),
            names: row.list("alt_names"),
            births: row.list("dates_of_birth"),
            places: row.list("places_of_birth"),
            countries: [row.list("nationalities"), row.list("citizenships")].concat(),
        };
        entry.add_to(draft);
        for id in row.list("ids") {
            // `RU, B 960789, Passport`, then a day of issue and one of expiry.
            let parts: Vec<&str> = id.split(',').map(str::trim).collect();
            match parts[..] {
                [country, number, kind, ..] => {
                    ofac::add_identification(kind, number, country, draft, unread);
                }
                _ => draft.add_document("", "", &id, "ids"),
            }
        }
    },
    preamble: |_, _| {},
};

/// The fields of an entry that are read. The identifier is `_id` in CSV and `id` in JSON.
const READ: [&str; 15] = [
    "_id",
    "id",
    "source",
    "entity_number",
    "type",
    "programs",
    "name",
    "alt_names",
    "citizenships",
    "dates_of_birth",
    "nationalities",
    "places_of_birth",
    "start_date",
    "end_date",
    "ids",
];

/// Those of them in JSON that have one value, and those that may have several; beside the documents.
const ONE_OR_SEVERAL: ([&str; 7], [&str; 6]) = (
    ["id", "source", "entity_number", "type", "name", "start_date", "end_date"],
    ["programs", "alt_names", "citizenships", "dates_of_birth", "nationalities", "places_of_birth"],
);

/// Reads an entry in JSON.
pub(in crate::formats) fn read(
    text: &JsonText,
    unread: &mut UnreadPaths,
) -> Result<Option<ParsedRecord>, Error> {
    let fields = text.fields()?;
    let kind = fields.text("type");
    if !is_person(&kind) {
        return Ok(None);
    }
    let id =
        [fields.text("id"), fields.text("entity_number")].into_iter().find(|id| !id.is_empty());
    let mut draft = RecordDraft::new(&id.unwrap_or_default());
    let list = |field: &str| fields.texts(field).map(|text| text.into_owned()).collect();
    let entry = ScreeningEntry {
        kind: &kind,
        name: &fields.text("name"),
        source: &fields.text("source"),
        start: &fields.text("start_date"),
        end: &fields.text("end_date"),
        programs: list("programs"),
        names: list("alt_names"),
        births: list("dates_of_birth"),
        places: list("places_of_birth"),
        countries: fields
            .texts("nationalities")
            .chain(fields.texts("citizenships"))
            .map(Into::into)
            .collect(),
    };
    entry.add_to(&mut draft);
    for id in many(fields.get("ids")) {
        let text = |part: &str| id.get(part).and_then(scalar).unwrap_or_default();
        match (text("type"), text("number"), text("country")) {
            (kind, number, _) if kind.is_empty() && number.is_empty() => {
                draft.add_note(bad_form(id), "ids");
            }
            (kind, number, country) => {
                ofac::add_identification(&kind, &number, &country, &mut draft, unread);
            }
        }
    }
    let (one, several) = ONE_OR_SEVERAL;
    fields.note_forms(&one, &several, &mut draft);
    fields.report_unread(&READ, unread);
    Ok(Some(draft.finish(text.line)))
}

/// Whether an entry is a person, or may be one.
fn is_person(kind: &str) -> bool {
    kind.is_empty() || kind.eq_ignore_ascii_case("individual")
}

/// What both forms of an entry state.
struct ScreeningEntry<'t> {
    kind: &'t str,
    name: &'t str,
    source: &'t str,
    start: &'t str,
    end: &'t str,
    programs: Vec<String>,
    names: Vec<String>,
    births: Vec<String>,
    places: Vec<String>,
    countries: Vec<String>,
}

impl ScreeningEntry<'_> {
    fn add_to(&self, draft: &mut RecordDraft) {
        if self.kind.is_empty() {
            draft.note_perhaps_company("an entry of no stated type", "type");
        }
        draft.add_name(self.name, AliasStrength::Strong, "name");
        for name in &self.names {
            draft.add_name(name, AliasStrength::Strong, "alt_names");
        }
        for date in &self.births {
            draft.add_birth_date(date, DateOrder::Unknown, "dates_of_birth");
        }
        self.places.iter().for_each(|place| draft.add_birth_place([place.as_str()]));
        self.countries.iter().for_each(|country| draft.add_nationality(country));
        draft.add_sources([self.source]);
        draft.add_categories(self.programs.iter().map(String::as_str));
        draft.add_valid_from(self.start, DateOrder::Unknown, "start_date");
        draft.add_valid_to(self.end, DateOrder::Unknown, "end_date");
    }
}
