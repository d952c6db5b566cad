//! FollowTheMoney entities, one JSON object per line, as OpenSanctions publishes them.
//!
//! The properties are those of the schema `Person`
//! (<https://followthemoney.tech/explorer/schemata/Person/>). Entities of other schemas count as not
//! persons. The datasets become the source, the topics the category, and the day first seen the day of
//! submission.

use super::dates::DateOrder;
use super::draft::{ParsedRecord, RecordDraft, join_distinct};
use super::json_lines::not_an_object;
use super::line_reader::{LineReader, NumberedLine};
use super::unread_paths::UnreadPaths;
use crate::error::{Error, ErrorKind};
use crate::record::{AliasStrength, PersonName};
use serde_json::{Map, Value};
use std::io::BufRead;

pub(super) struct FtmReader<R> {
    lines: LineReader<R>,
    unread: UnreadPaths,
}

impl<R: BufRead> FtmReader<R> {
    pub(super) fn new(mut lines: LineReader<R>) -> Result<Self, Error> {
        lines.peek()?;
        Ok(FtmReader { lines, unread: UnreadPaths::default() })
    }

    /// The next entity; `Ok(None)` if it is not a person.
    pub(super) fn next_record(&mut self) -> Option<Result<Option<ParsedRecord>, Error>> {
        let line = self.lines.next_written()?;
        Some(line.and_then(|line| {
            line.check_whole()?;
            line.broken_text().map_or(Ok(()), Err)?;
            self.entity(&line).map_err(|error| error.at_line(line.number))
        }))
    }

    fn entity(&mut self, line: &NumberedLine) -> Result<Option<ParsedRecord>, Error> {
        let fields: Map<String, Value> =
            serde_json::from_str(line.text.trim_end()).map_err(not_an_object)?;
        let text = |field: &str| fields.get(field).and_then(Value::as_str).unwrap_or_default();
        let missing = |field: &'static str| {
            let error = Error::new(ErrorKind::Malformed, "missing, or of the wrong type");
            let error = error.expecting("an entity with schema and properties");
            Err(error.in_field(field).of_record(text("id")))
        };
        match text("schema") {
            "" => return missing("schema"),
            "Person" => {}
            _ => return Ok(None),
        }
        let Some(Value::Object(properties)) = fields.get("properties") else {
            return missing("properties");
        };
        let person = FtmProperties(properties);
        let mut draft = RecordDraft::new(text("id"));
        person.add_names(text("caption"), &mut draft);
        person.add_facts(&mut draft);
        for (property, values) in properties {
            let is_plain = texts(values).count() == values.as_array().map_or(1, Vec::len);
            if !READ.contains(&property.as_str()) || !is_plain {
                self.unread.add(&format!("properties.{property}"));
            }
        }
        let datasets = fields.get("datasets").into_iter().flat_map(texts);
        if let Some(source) = join_distinct(datasets) {
            draft.update_listing(|listing| listing.with_source(source));
        }
        if let Some(topics) = join_distinct(person.all("topics")) {
            draft.update_listing(|listing| listing.with_category(topics));
        }
        let first_seen = text("first_seen");
        match first_seen.get(..10).unwrap_or(first_seen).parse() {
            Ok(day) => draft.update_listing(|listing| listing.with_submitted_at(day)),
            Err(_) if first_seen.is_empty() => {}
            Err(error) => draft.add_note(error, "first_seen"),
        }
        Ok(Some(draft.finish(line.number)))
    }
}

impl<R> FtmReader<R> {
    pub(super) fn unread(&self) -> &[String] {
        self.unread.paths()
    }
}

/// The properties that are read.
const READ: [&str; 20] = [
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
    "idNumber",
    "passportNumber",
    "taxNumber",
    "innCode",
    "socialSecurityNumber",
    "topics",
];

struct FtmProperties<'e>(&'e Map<String, Value>);

impl<'e> FtmProperties<'e> {
    fn all(&self, property: &str) -> impl Iterator<Item = &'e str> + use<'e> {
        self.0.get(property).into_iter().flat_map(texts)
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
        self.all("gender").for_each(|sex| draft.set_sex(sex, "gender"));
        self.all("birthPlace").for_each(|place| draft.add_birth_place([place]));
        for property in ["nationality", "citizenship"] {
            self.all(property).for_each(|country| draft.add_nationality(country));
        }
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

/// The strings of a property: a list, or a single one.
fn texts(value: &Value) -> impl Iterator<Item = &str> {
    value
        .as_array()
        .map_or(std::slice::from_ref(value), Vec::as_slice)
        .iter()
        .filter_map(Value::as_str)
}
