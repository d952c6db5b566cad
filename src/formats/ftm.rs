//! FollowTheMoney entities as OpenSanctions publishes them: each entity by itself (`entities.ftm.json`),
//! or with its passports and sanctions inside (`targets.nested.json`).
//!
//! The properties are those of the schema `Person`
//! (<https://followthemoney.tech/explorer/schemata/Person/>). An entity of the schema `LegalEntity` may be
//! a company or a person, so it is kept and noted. Entities of other schemas count as not persons. The
//! datasets become the source, the topics the category, and the day first seen the day of submission.
//!
//! Where each entity is by itself, a passport, an identification or a sanction may come before or after
//! its holder. So persons are held as text until the end, or up to a limit.

use super::dates::DateOrder;
use super::decode::TextSource;
use super::draft::{ParsedRecord, RecordDraft};
use super::json_fields::{JsonFields, many};
use super::json_values::{JsonText, JsonValues, entity};
use super::memory_limit::{MemoryLimit, RAISE};
use super::unread_paths::UnreadPaths;
use crate::error::{Error, ErrorKind};
use crate::record::{AliasStrength, Date, Listing, PartialDate, PersonName};
use rustc_hash::FxHashMap;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::VecDeque;
use std::io::BufRead;

pub(super) struct FtmReader<R> {
    values: JsonValues<R>,
    unread: UnreadPaths,
    held: VecDeque<JsonText>,
    limit: MemoryLimit,
    /// The bytes of the persons and of the facts that are held.
    held_bytes: usize,
    /// What other entities state of persons, by the identifiers of the persons.
    facts: FxHashMap<String, Vec<FtmFact>>,
    /// Whether entities have their passports and sanctions inside, so that none need be held.
    is_nested: bool,
    is_finished: bool,
}

/// What a passport, an identification or a sanction states of its holder.
enum FtmFact {
    Document { kind: String, country: String, number: String, field: &'static str },
    Sanction { start: Option<Date>, end: Option<Date> },
}

impl FtmFact {
    /// The memory that it takes.
    fn bytes(&self) -> usize {
        let text = match self {
            FtmFact::Document { kind, country, number, .. } => {
                kind.len() + country.len() + number.len()
            }
            FtmFact::Sanction { .. } => 0,
        };
        size_of::<FtmFact>() + text
    }
}

/// The field that says what an entity is.
#[derive(Deserialize)]
struct FtmHead {
    #[serde(default)]
    schema: Value,
}

impl<R: BufRead> FtmReader<R> {
    pub(super) fn new(source: TextSource<R>, limit: MemoryLimit) -> Result<Self, Error> {
        Ok(FtmReader {
            values: JsonValues::new(source, limit)?,
            unread: UnreadPaths::default(),
            held: VecDeque::new(),
            limit,
            held_bytes: 0,
            facts: FxHashMap::default(),
            is_nested: false,
            is_finished: false,
        })
    }

    /// The next entity; `Ok(None)` if it is not a person.
    pub(super) fn next_record(&mut self) -> Option<Result<Option<ParsedRecord>, Error>> {
        loop {
            let is_whole = self.is_nested || self.is_finished;
            let is_full = self.held_bytes as u64 > self.limit.bytes();
            if (is_whole || is_full)
                && let Some(text) = self.held.pop_front()
            {
                self.held_bytes -= text.text.len();
                return Some(self.person(&text, is_whole).map(Some));
            }
            if is_full && !is_whole {
                // Only what is stated of persons who did not come yet.
                self.is_finished = true;
                self.held_bytes = 0;
                return Some(Err(self.limit.too_large()));
            }
            match self.values.next() {
                Some(Ok(text)) => match self.take(text) {
                    Ok(true) => {}
                    Ok(false) => return Some(Ok(None)),
                    Err(error) => return Some(Err(error)),
                },
                Some(Err(error)) => return Some(Err(error)),
                None if self.is_finished => return None,
                None => self.is_finished = true,
            }
        }
    }

    /// Holds a person, or what an entity states of its holder. Returns whether it is a person.
    fn take(&mut self, text: JsonText) -> Result<bool, Error> {
        let schema = match text.parse::<FtmHead>()?.schema {
            Value::String(schema) if !schema.is_empty() => schema,
            _ => return Err(missing("schema", &text, &text.fields()?)),
        };
        match schema.as_str() {
            "Person" | "LegalEntity" => {
                self.is_nested |= text.text.matches("\"schema\"").nth(1).is_some();
                self.held_bytes += text.text.len();
                self.held.push_back(text);
                Ok(true)
            }
            schema if is_fact(schema) => {
                let fields = text.fields()?;
                for (holder, fact) in properties(&text, &fields)?.held_facts(schema) {
                    self.held_bytes += holder.len() + fact.bytes();
                    self.facts.entry(holder).or_default().push(fact);
                }
                Ok(false)
            }
            _ => Ok(false),
        }
    }

    /// A person, who is whole once all of what belongs to persons was read.
    fn person(&mut self, text: &JsonText, is_whole: bool) -> Result<ParsedRecord, Error> {
        let fields = text.fields()?;
        let properties = properties(text, &fields)?;
        let id = match (fields.text("id"), text.number) {
            (id, Some(number)) if id.is_empty() => entity(number),
            (id, _) => id.into_owned(),
        };
        let mut draft = RecordDraft::new(&id);
        if fields.text("schema") == "LegalEntity" {
            draft.note_perhaps_company("a LegalEntity", "schema");
        }
        properties.add_names(&fields.text("caption"), &mut draft);
        properties.add_facts(&mut draft);
        let datasets: Vec<_> = fields.texts("datasets").collect();
        draft.set_source(datasets.iter().map(AsRef::as_ref));
        draft.set_category(properties.all("topics"));
        let (seen, field) = (fields.text("first_seen"), "first_seen");
        draft.set_day(&seen, DateOrder::Unknown, field, Listing::with_submitted_at);
        let mut facts = properties.nested_facts(&mut self.unread);
        for fact in self.facts.remove(&id).unwrap_or_default() {
            self.held_bytes -= id.len() + fact.bytes();
            facts.push(fact);
        }
        if !is_whole {
            let what = "documents and sanctions that come later in the file are left out";
            draft.add_note(Error::new(ErrorKind::TooLarge, what).expecting(RAISE), "id");
        }
        add_stated_facts(facts, &mut draft);
        Ok(text.complete(draft.finish(text.line)))
    }
}

/// Adds what passports and sanctions state of the person.
fn add_stated_facts(facts: Vec<FtmFact>, draft: &mut RecordDraft) {
    let mut sanctions = Vec::new();
    for fact in facts {
        match fact {
            FtmFact::Document { kind, country, number, field } => {
                draft.add_document(&kind, &country, &number, field);
            }
            FtmFact::Sanction { start, end } => sanctions.push((start, end)),
        }
    }
    let first = sanctions.iter().filter_map(|(start, _)| *start).min();
    // The listing is over when the last sanction is.
    let last = sanctions.iter().map(|(_, end)| *end).collect::<Option<Vec<Date>>>();
    let last = last.and_then(|ends| ends.into_iter().max());
    draft.update_listing(|listing| listing.with_validity(first, last));
}

fn properties<'f>(text: &JsonText, fields: &'f JsonFields) -> Result<FtmProperties<'f>, Error> {
    match fields.get("properties") {
        Value::Object(properties) => Ok(FtmProperties(properties)),
        _ => Err(missing("properties", text, fields)),
    }
}

fn missing(field: &str, text: &JsonText, fields: &JsonFields) -> Error {
    let error = text.malformed("missing, or of the wrong type").in_field(field);
    error.expecting("an entity with schema and properties").of_record(&fields.text("id"))
}

impl<R> FtmReader<R> {
    pub(super) fn unread(&self) -> &[String] {
        self.unread.paths()
    }
}

/// Whether an entity states something of its holder.
fn is_fact(schema: &str) -> bool {
    matches!(schema, "Passport" | "Identification" | "Sanction")
}

/// The properties that are read.
const READ: [&str; 21] = [
    "name",
    "alias",
    "previousName",
    "weakAlias",
    "firstName",
    "secondName",
    "middleName",
    "fatherName",
    "lastName",
    "birthDate",
    "birthPlace",
    "gender",
    "nationality",
    "citizenship",
    "country",
    "idNumber",
    "passportNumber",
    "taxNumber",
    "innCode",
    "socialSecurityNumber",
    "topics",
];

struct FtmProperties<'e>(&'e Map<String, Value>);

impl<'e> FtmProperties<'e> {
    /// What the entity states, for each of its holders.
    fn held_facts(&self, schema: &str) -> Vec<(String, FtmFact)> {
        let holder = if schema == "Sanction" { "entity" } else { "holder" };
        let holders = self.all(holder);
        let facts = |holder: &str| {
            let facts = self.stated_facts(schema).into_iter();
            facts.map(|fact| (holder.to_owned(), fact)).collect::<Vec<_>>()
        };
        holders.flat_map(facts).collect()
    }

    fn stated_facts(&self, schema: &str) -> Vec<FtmFact> {
        if schema == "Sanction" {
            let starts = ["startDate", "listingDate"].into_iter().flat_map(|field| self.all(field));
            let start = starts.filter_map(|text| full_date(text, 1, 1)).min();
            let end = self.all("endDate").filter_map(|text| full_date(text, 12, 31)).max();
            return vec![FtmFact::Sanction { start, end }];
        }
        let (kind, field) = match schema {
            "Passport" => ("passport".to_owned(), "Passport"),
            _ => (self.only("type").to_lowercase(), "Identification"),
        };
        let country = self.only("country").to_owned();
        let document = |number: &str| FtmFact::Document {
            kind: kind.clone(),
            country: country.clone(),
            number: number.to_owned(),
            field,
        };
        self.all("number").map(document).collect()
    }

    /// What entities within this one state of it.
    fn nested_facts(&self, unread: &mut UnreadPaths) -> Vec<FtmFact> {
        let mut facts = Vec::new();
        for (property, values) in self.0 {
            let mut is_read = READ.contains(&property.as_str());
            for entity in many(values).filter_map(Value::as_object) {
                let schema = entity.get("schema").and_then(Value::as_str).unwrap_or_default();
                let properties = entity.get("properties").and_then(Value::as_object);
                is_read = is_fact(schema);
                if let Some(properties) = properties.filter(|_| is_read) {
                    facts.extend(FtmProperties(properties).stated_facts(schema));
                }
            }
            if !is_read {
                unread.add(&format!("properties.{property}"));
            }
        }
        facts
    }

    fn all(&self, property: &str) -> impl Iterator<Item = &'e str> + Clone + use<'e> {
        self.0.get(property).into_iter().flat_map(many).filter_map(Value::as_str)
    }

    /// The value of a property with exactly one value.
    fn only(&self, property: &str) -> &'e str {
        let mut values = self.all(property);
        values.next().filter(|_| values.next().is_none()).unwrap_or_default()
    }

    fn add_names(&self, caption: &str, draft: &mut RecordDraft) {
        use AliasStrength::{Strong, Weak};
        if self.all("name").any(|name| name == caption) {
            draft.add_name(caption, Strong, "name");
        }
        for property in ["name", "alias", "previousName"] {
            self.all(property).for_each(|name| draft.add_name(name, Strong, property));
        }
        // Parts form a name only where there is one of each. They are used where no full name is
        // stated, or where the father's name adds something to it.
        let (family, father) = (self.only("lastName"), self.only("fatherName"));
        let given = ["firstName", "secondName", "middleName"].map(|part| self.only(part));
        let given: Vec<&str> = given.into_iter().filter(|part| !part.is_empty()).collect();
        let is_named = self.all("name").next().is_some();
        if !family.is_empty() && !father.is_empty()
            || !is_named && !family.is_empty() | !given.is_empty()
        {
            let parts = PersonName::parts(given.join(" "), father, family);
            draft.add_person_name(parts, Strong, "lastName");
        }
        self.all("weakAlias").for_each(|name| draft.add_name(name, Weak, "weakAlias"));
    }

    fn add_facts(&self, draft: &mut RecordDraft) {
        self.all("birthDate")
            .for_each(|date| draft.add_birth_date(date, DateOrder::Unknown, "birthDate"));
        for sex in self.all("gender") {
            let sex = if sex == "other" { "unspecified" } else { sex };
            draft.set_sex(sex, "gender");
        }
        self.all("birthPlace").for_each(|place| draft.add_birth_place([place]));
        let countries = self.all("nationality").chain(self.all("citizenship"));
        // A country that the person is linked to says less.
        let is_stated = countries.clone().next().is_some();
        let linked = self.all("country").filter(|_| !is_stated);
        countries.chain(linked).for_each(|country| draft.add_nationality(country));
        for (property, kind, country) in [
            ("idNumber", "", ""),
            ("passportNumber", "passport", ""),
            ("taxNumber", "tax number", ""),
            ("innCode", "inn", "RU"),
            ("socialSecurityNumber", "ssn", ""),
        ] {
            self.all(property)
                .for_each(|number| draft.add_document(kind, country, number, property));
        }
    }
}

/// The day that a date states. One without a month or a day goes to the end of the year or month if
/// `month` and `day` are the last ones.
fn full_date(text: &str, month: u8, day: u8) -> Option<Date> {
    let date: PartialDate = text.get(..10).unwrap_or(text).parse().ok()?;
    let month = date.month().unwrap_or(month);
    let last = date.day().unwrap_or(day);
    (1..=last).rev().find_map(|day| Date::new(date.year(), month, day).ok())
}
