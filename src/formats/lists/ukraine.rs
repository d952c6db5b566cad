//! The list of persons connected with terrorism of Ukraine's State Financial Monitoring Service
//! (<https://fiu.gov.ua/pages/dijalnist/protidija-terorizmu/perelik-teroristiv>), XML.

use super::super::dates::DateOrder;
use super::super::draft::RecordDraft;
use super::super::unread_paths::UnreadPaths;
use super::documents;
use super::xml_element::{XmlElement, XmlSchema};
use crate::record::AliasStrength;

pub(super) static SCHEMA: XmlSchema = XmlSchema {
    // As the list spells it.
    entities: &["acount-list", "account-list"],
    id,
    person,
    ..XmlSchema::NONE
};

const SOURCE: &str = "Ukraine, State Financial Monitoring Service";
/// The type of an entry that is a person.
const PERSON: &str = "2";

const READ: [&str; 10] = [
    "number-entry",
    "type-entry",
    "program-entry",
    "date-entry",
    "aka-list",
    "document-list",
    "id-number-list",
    "place-of-birth-list",
    "date-of-birth-list",
    "nationality-list",
];

fn id(entry: &XmlElement) -> &str {
    entry.text_of("number-entry")
}

fn person(entry: &XmlElement, unread: &mut UnreadPaths) -> Option<RecordDraft> {
    if entry.text_of("type-entry") != PERSON {
        return None;
    }
    let mut draft = RecordDraft::new(id(entry));
    for aka in entry.all("aka-list") {
        let parts = ["aka-name1", "aka-name2", "aka-name3", "aka-name4"];
        let name = parts.map(|part| aka.text_of(part)).join(" ");
        let strength = match aka.text_of("quality-aka") {
            "2" => AliasStrength::Weak,
            _ => AliasStrength::Strong,
        };
        match aka.text_of("type-aka") {
            "N" => draft.add_primary(&name, strength, "aka-list"),
            _ => draft.add_name(&name, strength, "aka-list"),
        }
    }
    let texts = |list: &'static str| entry.all(list).flat_map(|e| e.text().split(';'));
    for date in texts("date-of-birth-list") {
        draft.add_birth_date(date, DateOrder::DayFirst, "date-of-birth-list");
    }
    texts("place-of-birth-list").for_each(|place| draft.add_birth_place([place]));
    texts("nationality-list").for_each(|country| draft.add_nationality(country));
    for paper in entry.all("document-list") {
        let country = paper.text_of("document-country");
        for text in paper.text_of("document-id").split(';') {
            documents::add("passport", country, text, "document-list", &mut draft);
        }
    }
    for text in texts("id-number-list") {
        documents::add("", "", text, "id-number-list", &mut draft);
    }
    draft.add_sources([SOURCE]);
    draft.add_categories([entry.text_of("program-entry")]);
    // As `20240301`.
    draft.add_valid_from(entry.text_of("date-entry"), DateOrder::DayFirst, "date-entry");
    entry.report_unread(&READ, unread);
    Some(draft)
}
