//! OpenSanctions' `targets.simple.csv` (<https://www.opensanctions.org/docs/bulk/csv/>).
//!
//! A cell with several values separates them by semicolons, and quotes a value that has one.

use super::super::dates::DateOrder;
use super::table::TableSchema;
use crate::record::AliasStrength;

pub(in crate::formats) static TABLE: TableSchema = TableSchema {
    required: &[&["id"], &["schema"], &["name"], &["aliases"], &["birth_date"], &["dataset"]],
    expected: "targets.simple.csv as OpenSanctions publishes it",
    read: &[
        "id",
        "schema",
        "name",
        "aliases",
        "birth_date",
        "countries",
        "identifiers",
        "dataset",
        "first_seen",
        "program_ids",
    ],
    is_grouped: false,
    id: |row| row.cell("id").to_owned(),
    is_person: |row| matches!(row.cell("schema"), "Person" | "LegalEntity"),
    add: |row, draft, _| {
        if row.cell("schema") == "LegalEntity" {
            draft.note_perhaps_company("a LegalEntity", "schema");
        }
        draft.add_name(row.cell("name"), AliasStrength::Strong, "name");
        for alias in row.list("aliases") {
            draft.add_name(&alias, AliasStrength::Strong, "aliases");
        }
        for date in row.list("birth_date") {
            draft.add_birth_date(&date, DateOrder::Unknown, "birth_date");
        }
        row.list("countries").iter().for_each(|country| draft.add_nationality(country));
        for number in row.list("identifiers") {
            draft.add_document("", "", &number, "identifiers");
        }
        draft.add_sources([row.cell("dataset")]);
        draft.add_categories(row.list("program_ids").iter().map(String::as_str));
        let (seen, field) = (row.cell("first_seen"), "first_seen");
        draft.set_submitted_at(seen, field);
    },
    preamble: |_, _| {},
};
