//! Switzerland's list of sanctions of the State Secretariat for Economic Affairs
//! (<https://www.seco.admin.ch>), XML.
//!
//! Only the current state is read: a target whose latest modification takes it off the list counts as
//! not a person, and what a modification added or removed is left out. Programmes and places are
//! elements of their own.

use super::super::dates::DateOrder;
use super::super::draft::RecordDraft;
use super::super::unread_paths::UnreadPaths;
use super::documents;
use super::xml_element::{JoinedList, JoinedPerson, XmlElement, XmlSchema};
use crate::record::{AliasStrength, Date};
use rustc_hash::FxHashMap;

pub(super) static SCHEMA: XmlSchema = XmlSchema {
    entities: &["target"],
    parts: &["sanctions-program", "place"],
    skipped: &["added", "removed"],
    id: |target| target.attribute("ssid"),
    about: |root, about| about.set_date(root.attribute("date")),
    joined: Some(|| Box::new(SecoList::default())),
    ..XmlSchema::NONE
};

const SOURCE: &str = "Swiss sanctions";
/// What refers to a programme, and to a place.
const SET: &str = "sanctions-set-id";
const PLACE: &str = "place-id";
/// The most names that the spellings of one name are combined to.
const MOST_SPELLINGS: usize = 64;

#[derive(Default)]
struct SecoList {
    /// Programmes by their sets, and places.
    programs: FxHashMap<String, String>,
    places: FxHashMap<String, String>,
}

impl JoinedList for SecoList {
    fn add_part(&mut self, part: &XmlElement) {
        if part.name() == "place" {
            let names = ["location", "area", "country"].map(|name| part.text_of(name));
            let names: Vec<&str> = names.into_iter().filter(|name| !name.is_empty()).collect();
            self.places.insert(part.attribute("ssid").to_owned(), names.join(", "));
            return;
        }
        let english = |name: &str| {
            let mut names = part.all(name);
            names.find(|name| matches!(name.attribute("lang"), "eng" | "")).map(XmlElement::text)
        };
        let name = english("program-key").or_else(|| english("program-name")).unwrap_or_default();
        for set in part.all("sanctions-set") {
            self.programs.insert(set.attribute("ssid").to_owned(), name.to_owned());
        }
    }

    fn person(&mut self, target: &XmlElement, unread: &mut UnreadPaths) -> Option<JoinedPerson> {
        let individual = target.child("individual")?;
        let modifications = target.all("modification");
        let day = |m: &XmlElement| m.attribute("effective-date").parse::<Date>().ok();
        // The latest modification comes first; of one day, too.
        let latest = modifications.clone().rev().max_by_key(|m| day(m));
        if latest.is_some_and(|m| m.attribute("modification-type") == "de-listed") {
            return None;
        }
        let mut draft = RecordDraft::new(target.attribute("ssid"));
        let mut references = Vec::new();
        for identity in individual.all("identity") {
            add_identity(identity, &mut draft, &mut references);
        }
        draft.set_sex(individual.attribute("sex"), "sex");
        let sets = [target.attribute("sanctions-set-id")];
        let sets = sets.into_iter().chain(target.all("sanctions-set-id").map(XmlElement::text));
        let sets = sets.filter(|set| !set.is_empty());
        references.extend(sets.map(|set| (SET, set.to_owned())));
        draft.add_sources([SOURCE]);
        for modification in modifications {
            let (day, field) = (modification.attribute("effective-date"), "effective-date");
            match modification.attribute("modification-type") {
                "listed" => draft.add_valid_from(day, DateOrder::Unknown, field),
                // A day that cannot be read may be the latest.
                _ => _ = draft.day(day, DateOrder::Unknown, field),
            }
        }
        individual.report_unread(&["identity"], unread);
        Some(JoinedPerson { draft, references })
    }

    fn complete(&self, person: JoinedPerson, _: &mut UnreadPaths) -> RecordDraft {
        let mut draft = person.draft;
        for (kind, id) in &person.references {
            let part = if *kind == SET { &self.programs } else { &self.places }.get(id);
            match part {
                None => JoinedPerson::note_missing(&mut draft, kind),
                Some(program) if *kind == SET => draft.add_categories([program.as_str()]),
                Some(place) => draft.add_birth_place([place.as_str()]),
            }
        }
        draft
    }
}

fn add_identity(
    identity: &XmlElement,
    draft: &mut RecordDraft,
    places: &mut Vec<(&'static str, String)>,
) {
    let is_main = identity.attribute("main") == "true";
    for name in identity.all("name") {
        let strength = match name.attribute("quality") {
            "low" => AliasStrength::Weak,
            _ => AliasStrength::Strong,
        };
        for (n, text) in spellings(name).iter().enumerate() {
            match is_main && n == 0 && name.attribute("name-type") == "primary-name" {
                true => draft.add_primary(text, strength, "name"),
                false => draft.add_name(text, strength, "name"),
            }
        }
    }
    for date in identity.all("day-month-year") {
        let parts = ["year", "month", "day"].map(|part| date.attribute(part));
        let parts = parts.iter().filter(|part| !part.is_empty());
        let text = parts.map(|part| format!("{part:0>2}")).collect::<Vec<_>>().join("-");
        draft.add_birth_date(&text, DateOrder::Unknown, "day-month-year");
    }
    for country in identity.all_in("nationality", "country") {
        let code = country.attribute("iso-code");
        draft.add_nationality(if code.is_empty() { country.text() } else { code });
    }
    for place in identity.all("place-of-birth") {
        let id = Some(place.attribute(PLACE)).filter(|id| !id.is_empty());
        places.extend(id.map(|id| (PLACE, id.to_owned())));
        draft.add_birth_place(["location", "area", "country"].map(|part| place.text_of(part)));
    }
    for paper in identity.all("identification-document") {
        let kind = documents::kind(&paper.attribute("document-type").replace('-', " "));
        let issuer = paper.child("issuer");
        let country = issuer.map_or("", |issuer| match issuer.attribute("code") {
            "" => issuer.text(),
            code => code,
        });
        draft.add_document(&kind, country, paper.text_of("number"), "identification-document");
    }
}

/// The name in each of its spellings: as given, and with the variants of each script and language, in
/// which a part without a variant is as given. `FAMILY, Given` where both are stated.
fn spellings(name: &XmlElement) -> Vec<String> {
    let mut parts: Vec<&XmlElement> =
        name.all("name-part").filter(|part| part.attribute("name-part-type") != "title").collect();
    parts.sort_by_key(|part| part.attribute("order").parse::<u32>().unwrap_or(u32::MAX));
    let mut texts = vec![joined(&parts, |part| part.text_of("value"))];
    let variants = || parts.iter().flat_map(|part| part.all("spelling-variant"));
    for variant in variants().take(MOST_SPELLINGS) {
        let same = |other: &&XmlElement| {
            ["script", "lang"].iter().all(|a| other.attribute(a) == variant.attribute(a))
        };
        let spell = |part: &XmlElement| {
            // A part may have several variants of one script; this one counts in its own part.
            let own = part.all("spelling-variant").find(|other| std::ptr::eq(*other, variant));
            own.or_else(|| part.all("spelling-variant").find(same))
                .map_or_else(|| part.text_of("value").to_owned(), |v| v.text().to_owned())
        };
        let spelled: Vec<String> = parts.iter().map(|part| spell(part)).collect();
        let text = joined_texts(&parts, spelled.iter().map(String::as_str));
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    texts
}

fn joined<'t>(parts: &[&'t XmlElement], text: impl Fn(&'t XmlElement) -> &'t str) -> String {
    joined_texts(parts, parts.iter().map(|part| text(part)))
}

fn joined_texts<'t>(parts: &[&XmlElement], texts: impl Iterator<Item = &'t str>) -> String {
    let (mut family, mut given, mut is_whole) = (Vec::new(), Vec::new(), false);
    for (part, text) in parts.iter().zip(texts).filter(|(_, text)| !text.is_empty()) {
        match part.attribute("name-part-type") {
            "family-name" => family.push(text),
            "whole-name" => {
                is_whole = true;
                given.push(text);
            }
            _ => given.push(text),
        }
    }
    match !is_whole && !family.is_empty() && !given.is_empty() {
        true => format!("{}, {}", family.join(" "), given.join(" ")),
        false => [family, given].concat().join(" "),
    }
}
