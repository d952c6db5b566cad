//! The lists of the United Kingdom: the UK Sanctions List of the Foreign Office as CSV and XML
//! (<https://www.gov.uk/government/publications/the-uk-sanctions-list>), and the consolidated list
//! of the Office of Financial Sanctions Implementation (ConList.csv), which ended in January 2026.
//!
//! In a table, the first row may be the date of the list, and a person has one row for each name and
//! each combination of other values. Dates are day, month and year, with zeros or letters for unknown
//! parts.

use super::super::dates::{DateOrder, parse_day};
use super::super::draft::{RecordDraft, collapse_blanks};
use super::super::unread_paths::UnreadPaths;
use super::documents;
use super::table::{TableRow, TableSchema};
use super::xml_element::{XmlElement, XmlSchema};
use crate::record::{AliasStrength, Date};

const SOURCE: &str = "UK sanctions";

const ID: [&str; 2] = ["unique id", "group id"];
const KIND: [&str; 3] = ["individual, entity, ship", "designation type", "group type"];
const NAME_TYPE: [&str; 2] = ["name type", "alias type"];
const STRENGTH: [&str; 2] = ["alias strength", "alias quality"];
const BIRTH: [&str; 2] = ["d.o.b", "dob"];
const NATIONALITY: [&str; 2] = ["nationality", "nationality(/ies)"];
const NATIONAL_ID: [&str; 2] = ["national identifier number", "national identification number"];
const REGIME: [&str; 2] = ["regime", "regime name"];
const LISTED: [&str; 4] =
    ["date designated", "listed on", "uk sanctions list date designated", "designated on"];

pub(in crate::formats) static TABLE: TableSchema = TableSchema {
    required: &[&ID, &KIND, &["name 1"], &["name 6"]],
    expected: "Unique ID or Group ID; Individual, Entity, Ship, Designation Type or Group Type; Name 1 to Name 6",
    read: &[
        "unique id",
        "group id",
        "individual, entity, ship",
        "designation type",
        "group type",
        "name 1",
        "name 2",
        "name 3",
        "name 4",
        "name 5",
        "name 6",
        "name non-latin script",
        "name type",
        "alias type",
        "alias strength",
        "alias quality",
        "d.o.b",
        "dob",
        "town of birth",
        "country of birth",
        "nationality",
        "nationality(/ies)",
        "passport number",
        "national identifier number",
        "national identification number",
        "gender",
        "regime",
        "regime name",
        "date designated",
        "listed on",
        "uk sanctions list date designated",
        "designated on",
    ],
    is_grouped: true,
    id: |row| row.first(&ID).to_owned(),
    is_person: |row| is_individual(row.first(&KIND)),
    add: |row, draft, _| add_row(row, draft),
    preamble: |text, about| {
        // `Report Date: 02-Oct-2026`, or `Last Updated` and `02/10/2026` in two cells.
        about.date = text.split_whitespace().last().and_then(day_of);
    },
};

pub(super) static XML: XmlSchema = XmlSchema {
    entities: &["Designation"],
    parts: &["DateGenerated"],
    id: |entity| entity.text_of("UniqueID"),
    person,
    about: |element, about| {
        if element.name() == "DateGenerated" {
            about.date = day_of(element.text());
        }
    },
    ..XmlSchema::NONE
};

/// The elements of a designation that are read.
const READ: [&str; 7] = [
    "UniqueID",
    "Names",
    "NonLatinNames",
    "RegimeName",
    "IndividualEntityShip",
    "DateDesignated",
    "IndividualDetails",
];

fn day_of(text: &str) -> Option<Date> {
    parse_day(text, DateOrder::DayFirst).ok()
}

fn is_individual(kind: &str) -> bool {
    kind.trim().eq_ignore_ascii_case("individual")
}

fn person(entity: &XmlElement, unread: &mut UnreadPaths) -> Option<RecordDraft> {
    if !is_individual(entity.text_of("IndividualEntityShip")) {
        return None;
    }
    let mut draft = RecordDraft::new(entity.text_of("UniqueID"));
    for name in entity.all_in("Names", "Name") {
        let part = |n: u8| name.text_of(&format!("Name{n}"));
        let [kind, strength] = ["NameType", "AliasStrength"].map(|part| name.text_of(part));
        add_name([1, 2, 3, 4, 5, 6].map(part), kind, strength, &mut draft);
    }
    for name in entity.all_in("NonLatinNames", "NonLatinName") {
        let name = name.text_of("NameNonLatinScript");
        draft.add_name(name, AliasStrength::Strong, "NameNonLatinScript");
    }
    for details in entity.all_in("IndividualDetails", "Individual") {
        details.all_in("DOBs", "DOB").for_each(|date| add_birth_date(date.text(), &mut draft));
        for place in details.all_in("BirthDetails", "Location") {
            draft
                .add_birth_place(["TownOfBirth", "CountryOfBirth"].map(|part| place.text_of(part)));
        }
        let nationalities = details.all_in("Nationalities", "Nationality");
        nationalities.for_each(|country| add_nationalities(country.text(), &mut draft));
        details.all_in("Genders", "Gender").for_each(|sex| draft.set_sex(sex.text(), "Gender"));
        for (list, name, kind) in [
            ("PassportDetails", "Passport", "passport"),
            ("NationalIdentifierDetails", "NationalIdentifier", "national id"),
        ] {
            for paper in details.all_in(list, name) {
                add_document(kind, paper.text_of(&format!("{name}Number")), &mut draft);
            }
        }
    }
    add_listing(entity.text_of("RegimeName"), entity.text_of("DateDesignated"), &mut draft);
    entity.report_unread(&READ, unread);
    Some(draft)
}

fn add_row(row: &TableRow, draft: &mut RecordDraft) {
    let parts = ["name 1", "name 2", "name 3", "name 4", "name 5", "name 6"];
    let (kind, strength) = (row.first(&NAME_TYPE), row.first(&STRENGTH));
    add_name(parts.map(|part| row.cell(part)), kind, strength, draft);
    draft.add_name(
        row.cell("name non-latin script"),
        alias_strength(strength),
        "Name non-latin script",
    );
    split_numbered(row.first(&BIRTH)).for_each(|date| add_birth_date(date, draft));
    let towns: Vec<&str> = split_numbered(row.cell("town of birth")).collect();
    let countries: Vec<&str> = split_numbered(row.cell("country of birth")).collect();
    for place in 0..towns.len().max(countries.len()) {
        let parts = [&towns, &countries].map(|parts| parts.get(place).copied().unwrap_or_default());
        draft.add_birth_place(parts);
    }
    split_numbered(row.first(&NATIONALITY)).for_each(|country| add_nationalities(country, draft));
    for (text, kind) in
        [(row.cell("passport number"), "passport"), (row.first(&NATIONAL_ID), "national id")]
    {
        split_numbered(text).for_each(|text| add_document(kind, text, draft));
    }
    draft.set_sex(row.cell("gender"), "Gender");
    add_listing(row.first(&REGIME), row.first(&LISTED), draft);
}

/// Name 6 is the family name; the others are given names.
fn add_name(parts: [&str; 6], kind: &str, strength: &str, draft: &mut RecordDraft) {
    let [given @ .., family] = parts;
    let (given, family) = (collapse_blanks(&given.join(" ")), family.trim());
    let name = match (given.is_empty(), family.is_empty()) {
        (false, false) => format!("{family}, {given}"),
        _ => format!("{family}{given}"),
    };
    let strength = alias_strength(strength);
    match kind.to_lowercase().as_str() {
        "primary name" => draft.add_primary(&name, strength, "Name 6"),
        _ => draft.add_name(&name, strength, "Name 6"),
    }
}

fn alias_strength(text: &str) -> AliasStrength {
    let is_low = text.to_lowercase().starts_with(['l', 'w']);
    if is_low { AliasStrength::Weak } else { AliasStrength::Strong }
}

fn add_birth_date(text: &str, draft: &mut RecordDraft) {
    draft.add_birth_date(text, DateOrder::DayFirst, "DOB");
}

fn add_nationalities(text: &str, draft: &mut RecordDraft) {
    text.split(';').for_each(|country| draft.add_nationality(country));
}

fn add_document(kind: &str, text: &str, draft: &mut RecordDraft) {
    match documents::number(text) {
        Some(number) => draft.add_document(kind, "", &number, kind),
        None => draft.add_document(kind, "", text, kind),
    }
}

fn add_listing(regime: &str, day: &str, draft: &mut RecordDraft) {
    draft.add_sources([SOURCE]);
    draft.add_categories([regime]);
    draft.add_valid_from(day, DateOrder::DayFirst, "Listed On");
}

/// The items of `(1) Syria (2) Lebanon`, or the text itself.
fn split_numbered(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text.trim();
    let mut number = 1;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let tag = format!("({number})");
        let item = rest.strip_prefix(tag.as_str()).unwrap_or(rest);
        number += 1;
        let is_list = item.len() < rest.len();
        let end = item.find(&format!("({number})")).filter(|_| is_list);
        let (item, after) = item.split_at(end.unwrap_or(item.len()));
        rest = after;
        Some(item.trim())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbered_items_of_a_cell() {
        let cases: [(&str, &[&str]); 6] = [
            ("", &[]),
            ("Syria", &["Syria"]),
            ("(1) Syria (2) Lebanon", &["Syria", "Lebanon"]),
            ("(1) Syria", &["Syria"]),
            ("(2) Syria", &["(2) Syria"]),
            ("12 (3) 4", &["12 (3) 4"]),
        ];
        for (text, expected) in cases {
            assert_eq!(split_numbered(text).collect::<Vec<_>>(), expected, "{text}");
        }
    }
}
