//! The United Nations Security Council's consolidated list
//! (<https://scsanctions.un.org/resources/xml/en/consolidated.xml>).
//!
//! The first to fourth names follow the order of the full name and have no roles, so they are joined
//! into one string. The day of listing becomes the first day of validity.

use super::super::dates::DateOrder;
use super::super::draft::{RecordDraft, collapse_blanks, is_blank};
use super::super::unread_paths::UnreadPaths;
use super::documents;
use super::xml_element::{XmlElement, XmlSchema};
use crate::record::AliasStrength;

pub(super) static SCHEMA: XmlSchema = XmlSchema {
    entities: &["INDIVIDUAL", "ENTITY"],
    id,
    person,
    about: |root, about| about.set_date(root.attribute("dateGenerated")),
    ..XmlSchema::NONE
};

const SOURCE: &str = "UN Security Council";

/// The elements that are read, and those about the list instead of the person.
const READ: [&str; 17] = [
    "DATAID",
    "VERSIONNUM",
    "REFERENCE_NUMBER",
    "FIRST_NAME",
    "SECOND_NAME",
    "THIRD_NAME",
    "FOURTH_NAME",
    "NAME_ORIGINAL_SCRIPT",
    "UN_LIST_TYPE",
    "LISTED_ON",
    "LIST_TYPE",
    "GENDER",
    "NATIONALITY",
    "INDIVIDUAL_ALIAS",
    "INDIVIDUAL_DATE_OF_BIRTH",
    "INDIVIDUAL_PLACE_OF_BIRTH",
    "INDIVIDUAL_DOCUMENT",
];

fn id(entity: &XmlElement) -> &str {
    let reference = entity.text_of("REFERENCE_NUMBER");
    if reference.is_empty() { entity.text_of("DATAID") } else { reference }
}

fn person(entity: &XmlElement, unread: &mut UnreadPaths) -> Option<RecordDraft> {
    if entity.name() != "INDIVIDUAL" {
        return None;
    }
    let mut draft = RecordDraft::new(id(entity));
    let names = ["FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME"];
    let full = names.map(|name| entity.text_of(name)).join(" ");
    draft.add_name(&full, AliasStrength::Strong, "FIRST_NAME");
    for name in entity.all("NAME_ORIGINAL_SCRIPT") {
        draft.add_name(name.text(), AliasStrength::Strong, "NAME_ORIGINAL_SCRIPT");
    }
    for element in entity.all("INDIVIDUAL_ALIAS") {
        add_alias(element, &mut draft, unread);
    }
    for element in entity.all("INDIVIDUAL_DATE_OF_BIRTH") {
        add_birth_date(element, &mut draft, unread);
    }
    for place in entity.all("INDIVIDUAL_PLACE_OF_BIRTH") {
        let parts = ["STREET", "CITY", "STATE_PROVINCE", "COUNTRY"];
        draft.add_birth_place(parts.map(|part| place.text_of(part)));
        if place.child("NOTE").is_some_and(XmlElement::has_text) {
            unread.add("INDIVIDUAL_PLACE_OF_BIRTH/NOTE");
        }
    }
    for element in entity.all("INDIVIDUAL_DOCUMENT") {
        add_document(element, &mut draft, unread);
    }
    draft.set_sex(entity.text_of("GENDER"), "GENDER");
    entity.all_in("NATIONALITY", "VALUE").for_each(|value| draft.add_nationality(value.text()));
    add_listing(entity, &mut draft);
    entity.report_unread(&READ, unread);
    Some(draft)
}

/// Adds an alias element. Its text may hold several aliases separated by semicolons, and its note may
/// hold the original script.
fn add_alias(element: &XmlElement, draft: &mut RecordDraft, unread: &mut UnreadPaths) {
    let strength = match element.text_of("QUALITY").to_lowercase().as_str() {
        "low" => AliasStrength::Weak,
        _ => AliasStrength::Strong,
    };
    // Some aliases are followed by the birth data of that identity.
    let (names, has_remark) = match element.text_of("ALIAS_NAME").split_once(" born ") {
        Some((names, _)) => (names.trim_end_matches(','), true),
        None => (element.text_of("ALIAS_NAME"), false),
    };
    draft.add_names(names, strength, "ALIAS_NAME");
    if has_remark {
        unread.add("INDIVIDUAL_ALIAS/ALIAS_NAME: born");
    }
    let note = collapse_blanks(element.text_of("NOTE"));
    let original = ["original script:", "In Arabic:", "in Arabic:"]
        .into_iter()
        .find_map(|words| note.split_once(words));
    match original {
        Some((_, name)) => draft.add_name(name, strength, "INDIVIDUAL_ALIAS/NOTE"),
        None if !note.is_empty() => unread.add("INDIVIDUAL_ALIAS/NOTE"),
        None => {}
    }
    draft.add_birth_date(
        element.text_of("DATE_OF_BIRTH"),
        DateOrder::Unknown,
        "INDIVIDUAL_ALIAS/DATE_OF_BIRTH",
    );
    draft.add_birth_place(["CITY_OF_BIRTH", "COUNTRY_OF_BIRTH"].map(|part| element.text_of(part)));
}

/// Adds a day or a year, exact or approximate; a range of years; or else the text of the note.
fn add_birth_date(element: &XmlElement, draft: &mut RecordDraft, unread: &mut UnreadPaths) {
    let text = |name: &str| element.text_of(name);
    let field = "INDIVIDUAL_DATE_OF_BIRTH";
    let (first, last) = (text("FROM_YEAR"), text("TO_YEAR"));
    if !is_blank(text("NOTE"))
        && ["DATE", "YEAR", "FROM_YEAR", "TO_YEAR"].iter().any(|n| !is_blank(text(n)))
    {
        unread.add("INDIVIDUAL_DATE_OF_BIRTH/NOTE");
    }
    if !is_blank(first) && !is_blank(last) {
        return draft.add_birth_date(&format!("{first} to {last}"), DateOrder::Unknown, field);
    }
    let stated = ["DATE", "YEAR", "FROM_YEAR", "TO_YEAR", "NOTE"].map(text);
    let Some(stated) = stated.into_iter().find(|text| !is_blank(text)) else { return };
    let circa = if text("TYPE_OF_DATE") == "APPROXIMATELY" { "circa " } else { "" };
    draft.add_birth_date(&format!("{circa}{}", collapse_blanks(stated)), DateOrder::Unknown, field);
}

fn add_document(element: &XmlElement, draft: &mut RecordDraft, unread: &mut UnreadPaths) {
    let text = |name: &str| element.text_of(name);
    let kinds = ["TYPE_OF_DOCUMENT", "TYPE_OF_DOCUMENT2"].map(text);
    let kind = kinds.into_iter().find(|kind| !is_blank(kind)).unwrap_or_default();
    let country = ["ISSUING_COUNTRY", "COUNTRY_OF_ISSUE"].map(text);
    let country = country.into_iter().find(|country| !is_blank(country)).unwrap_or_default();
    let field = "INDIVIDUAL_DOCUMENT";
    // Elsewhere, four digits are probably a year.
    let elsewhere = |name| documents::number(text(name)).filter(|number| number.len() > 4);
    match documents::number(text("NUMBER"))
        .or_else(|| elsewhere("TYPE_OF_DOCUMENT2"))
        .or_else(|| elsewhere("NOTE"))
    {
        Some(number) => draft.add_document(&documents::kind(kind), country, &number, field),
        None => documents::add("", "", text("NUMBER"), field, draft),
    }
    if !text("NOTE").is_empty() {
        unread.add("INDIVIDUAL_DOCUMENT/NOTE");
    }
}

fn add_listing(entity: &XmlElement, draft: &mut RecordDraft) {
    draft.add_sources([SOURCE]);
    let regime = entity.text_of("UN_LIST_TYPE");
    draft.add_categories([regime]);
    draft.add_valid_from(entity.text_of("LISTED_ON"), DateOrder::Unknown, "LISTED_ON");
}
