//! OFAC's lists as SDN_ENHANCED.XML and CONS_ENHANCED.XML
//! (<https://ofac.treasury.gov/sanctions-list-service>). Names are there in their original script too.

use super::super::dates::DateOrder;
use super::super::draft::RecordDraft;
use super::super::unread_paths::UnreadPaths;
use super::ofac;
use super::xml_element::{XmlElement, XmlSchema};
use crate::record::AliasStrength;

pub(super) static SCHEMA: XmlSchema = XmlSchema {
    entities: &["entity"],
    parts: &["publicationInfo"],
    id: |entity| entity.attribute("id"),
    person,
    about: |part, about| about.set_date(part.text_of("dataAsOf")),
    ..XmlSchema::NONE
};

const READ: [&str; 7] = [
    "generalInfo",
    "sanctionsLists",
    "sanctionsPrograms",
    "names",
    "features",
    "identityDocuments",
    "legalAuthorities",
];

fn person(entity: &XmlElement, unread: &mut UnreadPaths) -> Option<RecordDraft> {
    let kind = entity.all_in("generalInfo", "entityType").next().map_or("", XmlElement::text);
    if kind != "Individual" {
        return None;
    }
    let mut draft = RecordDraft::new(entity.attribute("id"));
    for name in entity.all_in("names", "name") {
        add_name(name, &mut draft);
    }
    for feature in entity.all_in("features", "feature") {
        let (kind, value) = (feature.text_of("type"), feature.text_of("value"));
        ofac::add_feature(kind, value, &mut draft, unread);
    }
    for paper in entity.all_in("identityDocuments", "identityDocument") {
        let [kind, number, country] =
            ["type", "documentNumber", "issuingCountry"].map(|name| paper.text_of(name));
        ofac::add_identification(kind, number, country, &mut draft, unread);
    }
    let lists = entity.all_in("sanctionsLists", "sanctionsList").map(XmlElement::text);
    let source = ofac::source_of_lists(lists);
    draft.add_sources([source]);
    let programs = entity.all_in("sanctionsPrograms", "sanctionsProgram").map(XmlElement::text);
    draft.add_categories(programs);
    for list in entity.all_in("sanctionsLists", "sanctionsList") {
        let (day, field) = (list.attribute("datePublished"), "datePublished");
        draft.add_valid_from(day, DateOrder::Unknown, field);
    }
    entity.report_unread(&READ, unread);
    Some(draft)
}

/// Adds a name in each of its scripts.
fn add_name(name: &XmlElement, draft: &mut RecordDraft) {
    let strength = match name.text_of("isLowQuality") {
        "true" => AliasStrength::Weak,
        _ => AliasStrength::Strong,
    };
    let is_primary = |element: &XmlElement| element.text_of("isPrimary") == "true";
    for translation in name.all_in("translations", "translation") {
        let [last, first, full] = ["formattedLastName", "formattedFirstName", "formattedFullName"]
            .map(|part| translation.text_of(part));
        let text = match (last.is_empty(), first.is_empty()) {
            (true, true) => full.to_owned(),
            (false, false) => format!("{last}, {first}"),
            _ => format!("{last}{first}"),
        };
        match is_primary(name) && is_primary(translation) {
            true => draft.add_primary(&text, strength, "name"),
            false => draft.add_name(&text, strength, "name"),
        }
    }
}
