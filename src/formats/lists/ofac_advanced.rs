//! OFAC's lists as SDN_ADVANCED.XML and CONS_ADVANCED.XML, by the Advanced Sanctions Data Model
//! (<https://home.treasury.gov/system/files/126/sdn_advanced_notes.pdf>).
//!
//! Nearly every value is a number that reference tables at the beginning explain. Places and documents
//! come before the persons, programmes and days of listing after them.

use super::super::draft::RecordDraft;
use super::super::unread_paths::UnreadPaths;
use super::ofac;
use super::xml_element::{JoinedList, JoinedPerson, XmlElement, XmlSchema};
use crate::error::{Error, ErrorKind};
use crate::record::{AliasStrength, Date, PartialDate};
use rustc_hash::FxHashMap;

pub(super) static SCHEMA: XmlSchema = XmlSchema {
    entities: &["DistinctParty"],
    parts: &["DateOfIssue", "ReferenceValueSets", "Location", "IDRegDocument", "SanctionsEntry"],
    id: |party| party.attribute("FixedRef"),
    about: |part, about| {
        if part.name() == "DateOfIssue" {
            about.date = day_of(part).ok();
        }
    },
    joined: Some(|| Box::new(AdvancedList::default())),
    ..XmlSchema::NONE
};

#[derive(Default)]
struct AdvancedList {
    /// The words of a reference table by the name of its values and a number.
    words: FxHashMap<(String, String), String>,
    /// The type of a party by the number of its subtype.
    party_types: FxHashMap<String, String>,
    places: FxHashMap<String, String>,
    /// Kind, number and country of the documents of an identity.
    documents: FxHashMap<String, Vec<[String; 3]>>,
    /// The listings of a profile.
    entries: FxHashMap<String, Vec<SanctionsEntry>>,
}

#[derive(Default)]
struct SanctionsEntry {
    list: String,
    programs: Vec<String>,
    day: Option<Date>,
    /// A day that could not be read.
    fault: Option<Error>,
}

/// What refers to the listings of a person, and to documents.
const PROFILE: &str = "ProfileID";
const IDENTITY: &str = "IdentityID";

impl JoinedList for AdvancedList {
    fn add_part(&mut self, part: &XmlElement) {
        match part.name() {
            "ReferenceValueSets" => self.add_references(part),
            "Location" => {
                let place = self.place(part);
                self.places.insert(part.attribute("ID").to_owned(), place);
            }
            "IDRegDocument" => {
                let document = [
                    self.word("IDRegDocType", part.attribute("IDRegDocTypeID")),
                    part.text_of("IDRegistrationNo"),
                    self.word("Country", part.attribute("IssuedBy-CountryID")),
                ];
                let document = document.map(str::to_owned);
                let identity = part.attribute("IdentityID").to_owned();
                self.documents.entry(identity).or_default().push(document);
            }
            "SanctionsEntry" => self.add_entry(part),
            _ => {}
        }
    }

    fn person(&mut self, party: &XmlElement, unread: &mut UnreadPaths) -> Option<JoinedPerson> {
        let profile = party.child("Profile")?;
        let kind = profile.attribute("PartySubTypeID");
        let mut draft = RecordDraft::new(party.attribute("FixedRef"));
        match self.party_types.get(kind).map_or("", String::as_str) {
            "Individual" => {}
            "" => draft.note_perhaps_company("a party of unknown type", "PartySubTypeID"),
            _ => return None,
        }
        let mut references = vec![(PROFILE, profile.attribute("ID").to_owned())];
        for identity in profile.all("Identity") {
            self.add_names(identity, &mut draft);
            references.push((IDENTITY, identity.attribute("ID").to_owned()));
        }
        for feature in profile.all("Feature") {
            let kind = self.word("FeatureType", feature.attribute("FeatureTypeID"));
            for version in feature.all("FeatureVersion") {
                match self.feature(version) {
                    Ok(value) => ofac::add_feature(kind, &value, &mut draft, unread),
                    Err(error) => draft.add_note(error.at_line(version.line()), kind),
                }
            }
        }
        if party.child("Comment").is_some_and(XmlElement::has_text) {
            unread.add("Comment");
        }
        Some(JoinedPerson { draft, references })
    }

    fn complete(&self, person: JoinedPerson, unread: &mut UnreadPaths) -> RecordDraft {
        let mut draft = person.draft;
        let mut entries: Vec<&SanctionsEntry> = Vec::new();
        for (kind, id) in &person.references {
            if *kind == PROFILE {
                entries.extend(self.entries.get(id).into_iter().flatten());
                continue;
            }
            for [kind, number, country] in self.documents.get(id).into_iter().flatten() {
                ofac::add_identification(kind, number, country, &mut draft, unread);
            }
        }
        let source = ofac::source_of_lists(entries.iter().map(|entry| entry.list.as_str()));
        draft.add_sources([source]);
        let programs = entries.iter().flat_map(|entry| &entry.programs).map(String::as_str);
        draft.add_categories(programs);
        let first = entries.iter().filter_map(|entry| entry.day).min();
        draft.update_listing(|listing| listing.with_validity(first, None));
        let faults = entries.iter().filter_map(|entry| entry.fault.clone());
        faults.for_each(|fault| draft.add_note(fault, "EntryEvent"));
        draft
    }
}

impl AdvancedList {
    fn add_references(&mut self, sets: &XmlElement) {
        for value in sets.elements().flat_map(XmlElement::elements) {
            let key = (value.name().to_owned(), value.attribute("ID").to_owned());
            self.words.insert(key, value.text().to_owned());
        }
        for subtype in sets.all_in("PartySubTypeValues", "PartySubType") {
            // `Unknown` subtypes are the whole of a type.
            let kind = match subtype.text() {
                "Unknown" | "" => self.word("PartyType", subtype.attribute("PartyTypeID")),
                kind => kind,
            };
            self.party_types.insert(subtype.attribute("ID").to_owned(), kind.to_owned());
        }
    }

    fn word(&self, set: &str, number: &str) -> &str {
        let key = (set.to_owned(), number.to_owned());
        self.words.get(&key).map_or("", String::as_str)
    }

    /// The parts of a place and its country, separated by commas.
    fn place(&self, location: &XmlElement) -> String {
        let parts = location.all("LocationPart").flat_map(|part| part.all("LocationPartValue"));
        let parts = parts.map(|value| value.text_of("Value"));
        let countries = location.all("LocationCountry");
        let countries =
            countries.map(|country| self.word("Country", country.attribute("CountryID")));
        parts.chain(countries).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    }

    fn add_entry(&mut self, entry: &XmlElement) {
        let is_program = |measure: &&XmlElement| {
            self.word("SanctionsType", measure.attribute("SanctionsTypeID")) == "Program"
        };
        let programs = entry.all("SanctionsMeasure").filter(is_program);
        let programs = programs.map(|measure| measure.text_of("Comment").to_owned());
        let days = entry.all("EntryEvent").flat_map(|event| event.all("Date"));
        let (days, faults): (Vec<_>, Vec<_>) = days.map(day_of).partition(Result::is_ok);
        let entry_of_list = SanctionsEntry {
            list: self.word("List", entry.attribute("ListID")).to_owned(),
            programs: programs.collect(),
            day: days.into_iter().flatten().min(),
            fault: faults.into_iter().find_map(Result::err),
        };
        let profile = entry.attribute("ProfileID").to_owned();
        self.entries.entry(profile).or_default().push(entry_of_list);
    }

    /// Adds the names of an identity, each in all its scripts.
    fn add_names(&self, identity: &XmlElement, draft: &mut RecordDraft) {
        let groups = identity.all("NamePartGroups").flat_map(|g| g.all("MasterNamePartGroup"));
        let types: FxHashMap<&str, &str> = groups
            .flat_map(|group| group.all("NamePartGroup"))
            .map(|group| {
                let kind = self.word("NamePartType", group.attribute("NamePartTypeID"));
                (group.attribute("ID"), kind)
            })
            .collect();
        for alias in identity.all("Alias") {
            let strength = match alias.attribute("LowQuality") {
                "true" => AliasStrength::Weak,
                _ => AliasStrength::Strong,
            };
            for (n, name) in alias.all("DocumentedName").enumerate() {
                let text = name_of(name, &types);
                match alias.attribute("Primary") == "true" && n == 0 {
                    true => draft.add_primary(&text, strength, "Alias"),
                    false => draft.add_name(&text, strength, "Alias"),
                }
            }
        }
    }

    /// The text of a feature: stated, a reference, a date or a place.
    fn feature(&self, version: &XmlElement) -> Result<String, Error> {
        if let Some(detail) = version.child("VersionDetail") {
            let number = detail.attribute("DetailReferenceID");
            let reference = self.word("DetailReference", number);
            return match (detail.text(), reference) {
                ("", "") if !number.is_empty() => {
                    Err(Error::new(ErrorKind::InvalidValue, "a word that the list does not have"))
                }
                ("", word) | (word, _) => Ok(word.to_owned()),
            };
        }
        if let Some(period) = version.child("DatePeriod") {
            return period_of(period);
        }
        let Some(location) = version.child("VersionLocation") else { return Ok(String::new()) };
        self.places.get(location.attribute("LocationID")).cloned().ok_or_else(|| {
            Error::new(ErrorKind::InvalidValue, "a place that the list does not have")
        })
    }
}

/// A name as `LAST, First`, by the types of its parts.
fn name_of(name: &XmlElement, types: &FxHashMap<&str, &str>) -> String {
    let (mut family, mut given) = (Vec::new(), Vec::new());
    for value in name.all_in("DocumentedNamePart", "NamePartValue") {
        match types.get(value.attribute("NamePartGroupID")) {
            Some(&("First Name" | "Middle Name" | "Nickname")) => given.push(value.text()),
            _ => family.push(value.text()),
        }
    }
    match (family.is_empty(), given.is_empty()) {
        (false, false) => format!("{}, {}", family.join(" "), given.join(" ")),
        _ => [family, given].concat().join(" "),
    }
}

/// A day, a month or a year; or a range of days, written as OFAC's other forms write it.
fn period_of(period: &XmlElement) -> Result<String, Error> {
    let no_date = || Error::new(ErrorKind::InvalidDate, "a period without a beginning");
    let (start, end) = (period.child("Start").ok_or_else(no_date)?, period.child("End"));
    let first = day_of(start.child("From").ok_or_else(no_date)?)?;
    let last = end.and_then(|end| end.child("To").or_else(|| end.child("From")));
    let last = last.map_or(Ok(first), day_of)?;
    let [from, to] = [first, last].map(PartialDate::from);
    let ends_year = (to.month(), to.day()) == (Some(12), Some(31));
    let is_month_end = to.day() >= Some(28)
        && PartialDate::new(to.year(), to.month(), to.day().map(|d| d + 1)).is_err();
    let whole_year = (from.month(), from.day()) == (Some(1), Some(1)) && ends_year;
    let whole_month = from.day() == Some(1) && is_month_end && from.month() == to.month();
    let text = match from.year() == to.year() {
        _ if first == last => first.to_string(),
        true if whole_year => from.year().to_string(),
        true if whole_month => first.to_string()[..7].to_owned(),
        _ => format!("{} to {}", from.year(), to.year()),
    };
    let circa = if start.attribute("Approximate") == "true" { "circa " } else { "" };
    Ok(format!("{circa}{text}"))
}

/// The day of the elements `Year`, `Month` and `Day`.
fn day_of(element: &XmlElement) -> Result<Date, Error> {
    let parts = ["Year", "Month", "Day"].map(|name| element.text_of(name));
    let number = |text: &str| text.parse::<u16>().ok();
    let [year, month, day] = parts.map(number);
    let small = |number: Option<u16>| u8::try_from(number?).ok();
    let date = year.zip(small(month)).zip(small(day));
    let date = date.and_then(|((year, month), day)| Date::new(year, month, day).ok());
    date.ok_or_else(|| {
        let error = Error::new(ErrorKind::InvalidDate, "this day does not exist");
        error.with_value(&parts.join("-")).at_line(element.line())
    })
}
