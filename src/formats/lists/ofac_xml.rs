//! OFAC's Specially Designated Nationals as SDN.XML
//! (<https://ofac.treasury.gov/specially-designated-nationals-list-sdn-list>).

use super::super::dates::DateOrder;
use super::super::draft::RecordDraft;
use super::super::unread_paths::UnreadPaths;
use super::ofac;
use super::xml_element::{XmlElement, XmlSchema};
use crate::record::AliasStrength;

pub(super) static SDN: XmlSchema =
    XmlSchema { person: |entry, unread| person(entry, ofac::SDN_SOURCE, unread), ..SCHEMA };

pub(super) static CONSOLIDATED: XmlSchema = XmlSchema {
    person: |entry, unread| person(entry, ofac::CONSOLIDATED_SOURCE, unread),
    ..SCHEMA
};

const SCHEMA: XmlSchema = XmlSchema {
    entities: &["sdnEntry"],
    parts: &["publshInformation", "publishInformation"],
    id,
    about: |element, about| {
        let [month_first, count] =
            ["Publish_Date", "Record_Count"].map(|name| element.text_of(name));
        if let [month, day, year] = month_first.split('/').collect::<Vec<_>>()[..] {
            about.set_date(&format!("{year}-{month:0>2}-{day:0>2}"));
        }
        about.entries = about.entries.or(count.parse().ok());
    },
    ..XmlSchema::NONE
};

/// The elements that are read.
const READ: [&str; 11] = [
    "uid",
    "firstName",
    "lastName",
    "sdnType",
    "programList",
    "idList",
    "akaList",
    "nationalityList",
    "citizenshipList",
    "dateOfBirthList",
    "placeOfBirthList",
];

fn id(entry: &XmlElement) -> &str {
    entry.text_of("uid")
}

fn person(entry: &XmlElement, source: &str, unread: &mut UnreadPaths) -> Option<RecordDraft> {
    if entry.text_of("sdnType") != "Individual" {
        return None;
    }
    let mut draft = RecordDraft::new(id(entry));
    let names = |element: &XmlElement| {
        (element.text_of("lastName").to_owned(), element.text_of("firstName").to_owned())
    };
    let (last, first) = names(entry);
    ofac::add_name(&mut draft, &last, &first, AliasStrength::Strong);
    for aka in entry.all_in("akaList", "aka") {
        let (last, first) = names(aka);
        let strength = match aka.text_of("category") {
            "weak" => AliasStrength::Weak,
            _ => AliasStrength::Strong,
        };
        ofac::add_name(&mut draft, &last, &first, strength);
    }
    for item in entry.all_in("dateOfBirthList", "dateOfBirthItem") {
        draft.add_birth_date(item.text_of("dateOfBirth"), DateOrder::Unknown, "dateOfBirth");
    }
    for item in entry.all_in("placeOfBirthList", "placeOfBirthItem") {
        draft.add_birth_place([item.text_of("placeOfBirth")]);
    }
    for (list, name) in [("nationalityList", "nationality"), ("citizenshipList", "citizenship")] {
        entry.all_in(list, name).for_each(|item| draft.add_nationality(item.text_of("country")));
    }
    for id in entry.all_in("idList", "id") {
        let text = |name: &str| id.text_of(name);
        ofac::add_identification(
            text("idType"),
            text("idNumber"),
            text("idCountry"),
            &mut draft,
            unread,
        );
    }
    draft.add_sources([source]);
    let programmes = entry.all_in("programList", "program").map(XmlElement::text);
    draft.add_categories(programmes);
    entry.report_unread(&READ, unread);
    Some(draft)
}
