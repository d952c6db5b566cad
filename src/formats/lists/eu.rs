//! The European Union's consolidated list of financial sanctions, XML version 1.1
//! (<https://webgate.ec.europa.eu/fsd/fsf>).
//!
//! All values are attributes. Countries are ISO 3166-1 codes, or `00`. The day of listing is that of
//! the earliest regulation.

use super::super::dates::DateOrder;
use super::super::draft::{RecordDraft, is_blank};
use super::super::unread_paths::UnreadPaths;
use super::documents;
use super::xml_element::{XmlElement, XmlSchema};
use crate::error::{Error, ErrorKind};
use crate::record::AliasStrength;

pub(super) static SCHEMA: XmlSchema = XmlSchema {
    entities: &["sanctionEntity"],
    id,
    person,
    about: |root, about| about.set_date(root.attribute("generationDate")),
    ..XmlSchema::NONE
};

const SOURCE: &str = "EU financial sanctions";

const READ: [&str; 6] =
    ["regulation", "subjectType", "nameAlias", "citizenship", "birthdate", "identification"];

fn id(entity: &XmlElement) -> &str {
    let reference = entity.attribute("euReferenceNumber");
    if reference.is_empty() { entity.attribute("logicalId") } else { reference }
}

fn person(entity: &XmlElement, unread: &mut UnreadPaths) -> Option<RecordDraft> {
    let is_person = |kind: &XmlElement| {
        kind.attribute("code") == "person" || kind.attribute("classificationCode") == "P"
    };
    if !entity.all("subjectType").any(is_person) {
        return None;
    }
    let mut draft = RecordDraft::new(id(entity));
    for alias in entity.all("nameAlias") {
        add_name(alias, &mut draft);
    }
    for element in entity.all("birthdate") {
        add_birth_date(element, &mut draft);
    }
    for citizenship in entity.all("citizenship") {
        draft.add_nationality(country(citizenship));
    }
    for paper in entity.all("identification") {
        let kind = match paper.attribute("identificationTypeCode") {
            "id" => "national id".to_owned(),
            "fiscalcode" => "tax number".to_owned(),
            "" | "other" => documents::kind(paper.attribute("identificationTypeDescription")),
            code => documents::kind(code),
        };
        // The number as the document has it, and in Latin letters.
        for number in ["number", "latinNumber"] {
            draft.add_document(&kind, country(paper), paper.attribute(number), "identification");
        }
    }
    add_listing(entity, &mut draft);
    entity.report_unread(&READ, unread);
    Some(draft)
}

/// The code of a country, or its name where there is no code.
fn country(element: &XmlElement) -> &str {
    match element.attribute("countryIso2Code") {
        "" | "00" => element.attribute("countryDescription"),
        code => code,
    }
}

fn add_name(alias: &XmlElement, draft: &mut RecordDraft) {
    let is_low = |remark: &XmlElement| {
        let remark = remark.text().to_lowercase();
        remark.contains("low quality") || remark.contains("weak alias")
    };
    let strength = match alias.attribute("strong") {
        "false" => AliasStrength::Weak,
        _ if alias.all("remark").any(is_low) => AliasStrength::Weak,
        _ => AliasStrength::Strong,
    };
    let [last, first, middle] =
        ["lastName", "firstName", "middleName"].map(|part| alias.attribute(part));
    let text = match alias.attribute("wholeName") {
        _ if !last.is_empty() && !first.is_empty() => format!("{last}, {first} {middle}"),
        "" => format!("{first} {middle} {last}"),
        whole => whole.to_owned(),
    };
    draft.add_name(&text, strength, "nameAlias");
    draft.set_sex(alias.attribute("gender"), "gender");
}

/// A whole date, or a year with month and day if known, or a range of years.
fn add_birth_date(element: &XmlElement, draft: &mut RecordDraft) {
    let text = |name: &str| element.attribute(name);
    let field = "birthdate";
    draft.add_birth_place(
        [text("place"), text("city"), text("region"), text("countryDescription")]
            .into_iter()
            .filter(|part| *part != "UNKNOWN"),
    );
    // The whole date is Gregorian, whatever the calendar of its parts.
    let stated = text("birthdate");
    if stated.is_empty() && !matches!(text("calendarType"), "" | "GREGORIAN") {
        let what = "a date of another calendar, which is not converted";
        let error = Error::new(ErrorKind::InvalidDate, what);
        return draft.add_note(error.with_value(text("calendarType")), field);
    }
    let mut number = |name: &str| match text(name).parse::<u16>() {
        Ok(number) => Some(number).filter(|number| *number > 0),
        Err(_) if is_blank(text(name)) => None,
        Err(_) => {
            let error = Error::new(ErrorKind::InvalidDate, "no number in a part of a date");
            draft.add_note(error.with_value(text(name)), name);
            None
        }
    };
    let [from, to] = ["yearRangeFrom", "yearRangeTo"].map(&mut number);
    let [year, month, day] = ["year", "monthOfYear", "dayOfMonth"].map(number);
    if let (Some(first), Some(last), "") = (from, to, stated) {
        return draft.add_birth_date(&format!("{first} to {last}"), DateOrder::Unknown, field);
    }
    let circa = if text("circa") == "true" { "circa " } else { "" };
    let stated = match (stated, year.or(from).or(to)) {
        ("", None) => return,
        ("", Some(year)) => format!("{year}-{:02}-{:02}", month.unwrap_or(0), day.unwrap_or(0)),
        (stated, _) => stated.to_owned(),
    };
    draft.add_birth_date(&format!("{circa}{stated}"), DateOrder::Unknown, field);
}

fn add_listing(entity: &XmlElement, draft: &mut RecordDraft) {
    draft.add_sources([SOURCE]);
    let programmes = entity.all("regulation").map(|regulation| regulation.attribute("programme"));
    draft.add_categories(programmes);
    for regulation in entity.all("regulation") {
        let day = regulation.attribute("entryIntoForceDate");
        draft.add_valid_from(day, DateOrder::Unknown, "entryIntoForceDate");
    }
    let designated = entity.attribute("designationDate");
    draft.add_valid_from(designated, DateOrder::Unknown, "designationDate");
}
