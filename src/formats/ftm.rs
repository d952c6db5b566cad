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

use super::dates::{DateOrder, parse_partial};
use super::decode::TextSource;
use super::draft::{ParsedRecord, RecordDraft, is_blank};
use super::json_fields::{JsonFields, MORE_THAN_ONE, bad_form, many, scalar};
use super::json_values::{JsonText, JsonValues, entity};
use super::memory_limit::{MemoryLimit, RAISE};
use super::unread_paths::UnreadPaths;
use crate::error::{Error, ErrorKind};
use crate::record::{AliasStrength, Date};
use rustc_hash::FxHashMap;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::collections::VecDeque;
use std::io::BufRead;
use std::sync::Arc;

/// The most holders of one passport, identification or sanction.
const MOST_HOLDERS: usize = 64;

pub(super) struct FtmReader<R> {
    values: JsonValues<R>,
    unread: UnreadPaths,
    held: VecDeque<JsonText>,
    limit: MemoryLimit,
    /// The bytes of the persons and of the facts that are held.
    held_bytes: usize,
    /// What other entities state of persons, by the identifiers of the persons.
    facts: FxHashMap<String, Vec<Arc<Vec<FtmFact>>>>,
    /// Whether entities have their passports and sanctions inside, so that none need be held.
    is_nested: bool,
    is_finished: bool,
}

/// What a passport, an identification or a sanction states of its holder.
enum FtmFact {
    Document {
        kind: String,
        country: String,
        number: String,
        field: &'static str,
    },
    Sanction {
        start: Option<Date>,
        end: Option<Date>,
    },
    /// A value that could not be read, or is kept in part.
    Fault {
        error: Error,
        field: &'static str,
    },
}

impl FtmFact {
    /// The memory that it takes.
    fn bytes(&self) -> usize {
        let text = match self {
            FtmFact::Document { kind, country, number, .. } => {
                kind.len() + country.len() + number.len()
            }
            FtmFact::Sanction { .. } => 0,
            // About as much as an error and its value take.
            FtmFact::Fault { error, .. } => 200 + error.value().map_or(0, str::len),
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
                let properties = properties(&text, &fields)?;
                let holder = if schema == "Sanction" { "entity" } else { "holder" };
                if properties.all(holder).nth(MOST_HOLDERS).is_some() {
                    let what = format!("more than {MOST_HOLDERS} holders");
                    let error = text.malformed(what).in_field(holder);
                    return Err(error.of_record(&fields.text("id")));
                }
                let facts = Arc::new(properties.stated_facts(schema, text.line));
                self.held_bytes += facts.iter().map(FtmFact::bytes).sum::<usize>();
                for holder in properties.all(holder) {
                    self.held_bytes += holder.len();
                    self.facts.entry(holder.into_owned()).or_default().push(Arc::clone(&facts));
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
        fields.texts("datasets").for_each(|dataset| draft.add_sources([&*dataset]));
        properties.all("topics").for_each(|topic| draft.add_categories([&*topic]));
        let (seen, field) = (fields.text("first_seen"), "first_seen");
        draft.set_submitted_at(&seen, field);
        fields.note_forms(&["id", "caption", "first_seen"], &["datasets"], &mut draft);
        let mut sanctions = Vec::new();
        for fact in properties.nested_facts(text.line, &mut draft, &mut self.unread) {
            fact.add_to(&mut draft, &mut sanctions);
        }
        for facts in self.facts.remove(&id).unwrap_or_default() {
            facts.iter().for_each(|fact| fact.add_to(&mut draft, &mut sanctions));
            self.held_bytes -= id.len();
            if let Some(facts) = Arc::into_inner(facts) {
                self.held_bytes -= facts.iter().map(FtmFact::bytes).sum::<usize>();
            }
        }
        if !is_whole {
            let what = "documents and sanctions that come later in the file are left out";
            draft.add_note(Error::new(ErrorKind::TooLarge, what).expecting(RAISE), "id");
        }
        add_validity(&sanctions, &mut draft);
        Ok(text.complete(draft.finish(text.line)))
    }
}

impl FtmFact {
    /// Adds what is stated of a person; sanctions are collected.
    fn add_to(&self, draft: &mut RecordDraft, sanctions: &mut Vec<(Option<Date>, Option<Date>)>) {
        match self {
            FtmFact::Document { kind, country, number, field } => {
                draft.add_document(kind, country, number, field);
            }
            FtmFact::Sanction { start, end } => sanctions.push((*start, *end)),
            FtmFact::Fault { error, field } => draft.add_note(error.clone(), field),
        }
    }
}

/// The listing begins with the first sanction, and is over when the last one is.
fn add_validity(sanctions: &[(Option<Date>, Option<Date>)], draft: &mut RecordDraft) {
    let first = sanctions.iter().filter_map(|(start, _)| *start).min();
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
    /// What an entity of this schema states of its holders.
    fn stated_facts(&self, schema: &str, line: u64) -> Vec<FtmFact> {
        let mut facts = Vec::new();
        let mut fault = |error: Error, field| {
            facts.push(FtmFact::Fault { error: error.at_line(line), field });
        };
        if schema == "Sanction" {
            let mut days = |field, month, day| {
                let stated = self.all(field).filter(|text| !is_blank(text));
                let days = stated.filter_map(|text| {
                    full_date(&text, month, day).map_err(|error| fault(error, field)).ok()
                });
                days.collect::<Vec<Date>>()
            };
            let starts = [days("startDate", 1, 1), days("listingDate", 1, 1)].concat();
            let end = days("endDate", 12, 31).into_iter().max();
            facts.push(FtmFact::Sanction { start: starts.into_iter().min(), end });
            return facts;
        }
        let (kind, field) = match schema {
            "Passport" => (Cow::Borrowed("passport"), "Passport"),
            _ => (self.first("type"), "Identification"),
        };
        for property in ["type", "country"] {
            if self.has_more_than_one(property) {
                fault(Error::new(ErrorKind::InvalidValue, MORE_THAN_ONE), field);
            }
        }
        let (kind, country) = (kind.to_lowercase(), self.first("country"));
        let document = |number: Cow<str>| FtmFact::Document {
            kind: kind.clone(),
            country: country.clone().into_owned(),
            number: number.into_owned(),
            field,
        };
        facts.extend(self.all("number").map(document));
        facts
    }

    /// What entities within this one state of it. Notes what is no text where text is read.
    fn nested_facts(
        &self,
        line: u64,
        draft: &mut RecordDraft,
        unread: &mut UnreadPaths,
    ) -> Vec<FtmFact> {
        let mut facts = Vec::new();
        for (property, values) in self.0 {
            if READ.contains(&property.as_str()) {
                let others = many(values).filter(|value| scalar(value).is_none());
                others.for_each(|value| draft.add_note(bad_form(value), property));
                continue;
            }
            let mut is_read = many(values).next().is_none();
            for entity in many(values).filter_map(Value::as_object) {
                let schema = entity.get("schema").and_then(Value::as_str).unwrap_or_default();
                let properties = entity.get("properties").and_then(Value::as_object);
                is_read = is_fact(schema);
                if let Some(properties) = properties.filter(|_| is_read) {
                    facts.extend(FtmProperties(properties).stated_facts(schema, line));
                }
            }
            if !is_read {
                unread.add(&format!("properties.{property}"));
            }
        }
        facts
    }

    fn all(&self, property: &str) -> impl Iterator<Item = Cow<'e, str>> + Clone + use<'e> {
        self.0.get(property).into_iter().flat_map(many).filter_map(scalar)
    }

    fn first(&self, property: &str) -> Cow<'e, str> {
        self.all(property).next().unwrap_or_default()
    }

    fn has_more_than_one(&self, property: &str) -> bool {
        self.all(property).nth(1).is_some()
    }

    fn add_names(&self, caption: &str, draft: &mut RecordDraft) {
        use AliasStrength::{Strong, Weak};
        if self.all("name").any(|name| name == caption) {
            draft.add_name(caption, Strong, "name");
        }
        for property in ["name", "alias", "previousName"] {
            self.all(property).for_each(|name| draft.add_name(&name, Strong, property));
        }
        // Parts form a name where no full one is stated, or where the father's name adds something to it and
        // there is one of each.
        const PARTS: [&str; 5] =
            ["firstName", "secondName", "middleName", "fatherName", "lastName"];
        let is_named = self.all("name").next().is_some();
        let is_clear = !PARTS.iter().any(|part| self.has_more_than_one(part));
        let [first, second, middle, father, family] = PARTS.map(|part| self.first(part));
        if !is_named || is_clear && !family.is_empty() && !father.is_empty() {
            let given = [first, second, middle];
            let given: Vec<&str> = given.iter().map(|g| &**g).filter(|g| !g.is_empty()).collect();
            draft.add_name_parts([&given.join(" "), &father, &family], Strong, "lastName");
        }
        if !is_named && !is_clear {
            draft.tell(Error::new(ErrorKind::InvalidValue, MORE_THAN_ONE), "lastName");
        }
        self.all("weakAlias").for_each(|name| draft.add_name(&name, Weak, "weakAlias"));
    }

    fn add_facts(&self, draft: &mut RecordDraft) {
        self.all("birthDate")
            .for_each(|date| draft.add_birth_date(&date, DateOrder::Unknown, "birthDate"));
        for sex in self.all("gender") {
            let sex = if sex == "other" { "unspecified" } else { &sex };
            draft.set_sex(sex, "gender");
        }
        self.all("birthPlace").for_each(|place| draft.add_birth_place([&*place]));
        let countries = self.all("nationality").chain(self.all("citizenship"));
        // A country that the person is linked to says less.
        let is_stated = countries.clone().next().is_some();
        let linked = self.all("country").filter(|_| !is_stated);
        countries.chain(linked).for_each(|country| draft.add_nationality(&country));
        for (property, kind, country) in [
            ("idNumber", "", ""),
            ("passportNumber", "passport", ""),
            ("taxNumber", "tax number", ""),
            ("innCode", "inn", "RU"),
            ("socialSecurityNumber", "ssn", ""),
        ] {
            self.all(property)
                .for_each(|number| draft.add_document(kind, country, &number, property));
        }
    }
}

/// The day that a date states. One without a month or a day goes to the end of the year or month if
/// `month` and `day` are the last ones.
fn full_date(text: &str, month: u8, day: u8) -> Result<Date, Error> {
    let date = parse_partial(text, DateOrder::Unknown)?;
    let month = date.month().unwrap_or(month);
    let last = date.day().unwrap_or(day);
    let day = (1..=last).rev().find_map(|day| Date::new(date.year(), month, day).ok());
    day.ok_or_else(|| Error::new(ErrorKind::InvalidDate, "no day").with_value(text))
}
