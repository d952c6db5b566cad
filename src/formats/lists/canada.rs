//! Canada's Consolidated Autonomous Sanctions List
//! (<https://www.international.gc.ca/world-monde/international_relations-relations_internationales/sanctions/consolidated-consolide.aspx>),
//! XML. An entry has either the name of an entity, or a family and a given name.

use super::super::dates::DateOrder;
use super::super::draft::RecordDraft;
use super::super::unread_paths::UnreadPaths;
use super::xml_element::{XmlElement, XmlSchema};
use crate::record::AliasStrength;

pub(super) static SCHEMA: XmlSchema =
    XmlSchema { entities: &["record"], person, ..XmlSchema::NONE };

const SOURCE: &str = "Canadian sanctions";

const READ: [&str; 10] = [
    "Country",
    "LastName",
    "GivenName",
    "Aliases",
    "DateOfBirth",
    "DateOfBirthOrShipBuildDate",
    "Schedule",
    "Item",
    "DateOfListing",
    "Entity",
];

fn person(entry: &XmlElement, unread: &mut UnreadPaths) -> Option<RecordDraft> {
    let text = |name: &str| entry.text_of(name);
    let (family, given) = (text("LastName"), text("GivenName"));
    if family.is_empty() && given.is_empty() {
        return None;
    }
    // Items are numbered anew in each part of a schedule, so they are no identifiers.
    let mut draft = RecordDraft::new("");
    let name = match (family.is_empty(), given.is_empty()) {
        (false, false) => format!("{family}, {given}"),
        _ => format!("{family}{given}"),
    };
    draft.add_name(&name, AliasStrength::Strong, "LastName");
    for alias in text("Aliases").split([',', ';']) {
        draft.add_name(alias, AliasStrength::Strong, "Aliases");
    }
    for field in ["DateOfBirth", "DateOfBirthOrShipBuildDate"] {
        draft.add_birth_date(text(field), DateOrder::DayFirst, field);
    }
    draft.add_sources([SOURCE]);
    draft.add_categories([text("Country")]);
    draft.add_valid_from(text("DateOfListing"), DateOrder::DayFirst, "DateOfListing");
    entry.report_unread(&READ, unread);
    Some(draft)
}
