//! A record in the making, of what a published list says of a person.
//!
//! An authority's entry is kept even where a value of it cannot be read: that value is left out,
//! and a note says which. Values that say nothing (`n/a`, `-0-`) are taken for blanks.

use super::dates::{self, DateOrder, ParsedBirthDate};
use crate::error::{Error, ErrorKind};
use crate::record::{
    Alias, AliasStrength, Document, Listing, PartialDate, PersonName, Record, Sex,
};

/// A record that was read, where, and what of it could not be kept as it was written.
pub(super) struct ParsedRecord {
    pub(super) line: u64,
    pub(super) record: Record,
    pub(super) notes: Vec<Error>,
}

#[derive(Default)]
pub(super) struct RecordDraft {
    id: String,
    names: Vec<(PersonName, AliasStrength)>,
    primary: Option<PersonName>,
    births: Vec<PartialDate>,
    sex: Option<Sex>,
    nationalities: Vec<String>,
    places: Vec<String>,
    documents: Vec<Document>,
    listing: Listing,
    notes: Vec<Error>,
}

impl RecordDraft {
    pub(super) fn new(id: &str) -> Self {
        RecordDraft { id: id.trim().to_owned(), ..RecordDraft::default() }
    }

    /// Adds a name, the first of which is the primary one if it is strong. A text of several
    /// scripts, `Latin (кириллица)`, is a name in each.
    pub(super) fn name(&mut self, text: &str, strength: AliasStrength, field: &str) {
        self.divided(text, &[], strength, field);
    }

    /// Adds names of one text that semicolons part.
    #[cfg(feature = "lists")]
    pub(super) fn names(&mut self, text: &str, strength: AliasStrength, field: &str) {
        self.divided(text, &[';'], strength, field);
    }

    fn divided(&mut self, text: &str, marks: &[char], strength: AliasStrength, field: &str) {
        let text = tidy(text);
        let (one, other) = by_script(&text);
        for name in [Some(one), other].into_iter().flatten().flat_map(|text| text.split(marks)) {
            if !name.trim().is_empty() {
                self.person_name(PersonName::full(name.trim()), strength, field);
            }
        }
    }

    /// States which of the names is the primary one, once and for all.
    #[cfg(feature = "lists")]
    pub(super) fn primary(&mut self, text: &str) {
        let text = tidy(text);
        self.primary.get_or_insert_with(|| PersonName::full(by_script(&text).0));
    }

    pub(super) fn person_name(&mut self, name: PersonName, strength: AliasStrength, field: &str) {
        if !super::has_letters(&name) {
            let error = Error::new(ErrorKind::NoLetters, "a name without letters, left out");
            add_note(&mut self.notes, error.in_field(field));
        } else if let Some(known) = self.names.iter_mut().find(|(known, _)| *known == name) {
            known.1 = known.1.min(strength);
        } else {
            self.names.push((name, strength));
        }
    }

    /// Adds the dates that a text states.
    pub(super) fn birth(&mut self, text: &str, order: DateOrder, field: &str) {
        if !is_blank(text) {
            match dates::births(text, order) {
                Ok(ParsedBirthDate { dates, caveat }) => {
                    dates.into_iter().for_each(|date| add(&mut self.births, date));
                    caveat.into_iter().for_each(|caveat| self.note(caveat, field));
                }
                Err(error) => self.note(error, field),
            }
        }
    }

    pub(super) fn sex(&mut self, text: &str, field: &str) {
        if !is_blank(text) {
            match text.parse() {
                Ok(sex) => self.sex = Some(sex),
                Err(error) => self.note(error, field),
            }
        }
    }

    pub(super) fn nationality(&mut self, text: &str) {
        if !is_blank(text) {
            add(&mut self.nationalities, tidy(text));
        }
    }

    /// Adds a place of these parts, from the finest to the country.
    pub(super) fn place<'t>(&mut self, parts: impl IntoIterator<Item = &'t str>) {
        let parts: Vec<String> =
            parts.into_iter().filter(|part| !is_blank(part)).map(tidy).collect();
        if !parts.is_empty() {
            add(&mut self.places, parts.join(", "));
        }
    }

    pub(super) fn document(&mut self, kind: &str, country: &str, number: &str, field: &str) {
        if is_blank(number) {
            return;
        }
        let mut document = match Document::new(tidy(number)) {
            Ok(document) => document,
            Err(error) => return self.note(error, field),
        };
        if !is_blank(kind) {
            document = document.with_kind(tidy(kind));
        }
        if !is_blank(country) {
            document = document.with_country(tidy(country));
        }
        add(&mut self.documents, document);
    }

    pub(super) fn listing(&mut self, state: impl FnOnce(Listing) -> Listing) {
        self.listing = state(std::mem::take(&mut self.listing));
    }

    /// Reports a value that was left out, once; one that reads like a name is not quoted.
    pub(super) fn note(&mut self, error: Error, field: &str) {
        let reads_like_a_name = error.value().is_some_and(super::columns::reads_like_a_name);
        let error = if reads_like_a_name { error.without_value() } else { error };
        add_note(&mut self.notes, error.in_field(field));
    }

    /// The record; its primary name is the one that was stated to be, or the first strong one, or the first.
    pub(super) fn finish(mut self, line: u64) -> ParsedRecord {
        let place = |is_it: &dyn Fn(&(PersonName, AliasStrength)) -> bool| {
            self.names.iter().position(is_it)
        };
        let primary = place(&|(name, _)| Some(name) == self.primary.as_ref())
            .or_else(|| place(&|(_, strength)| *strength == AliasStrength::Strong))
            .or_else(|| place(&|_| true));
        let name = match primary {
            Some(primary) => self.names.remove(primary).0,
            None => PersonName::default(),
        };
        let mut record = Record::new(self.id, name).with_listing(self.listing);
        for (name, strength) in self.names {
            record = record.with_alias(Alias::new(name, strength));
        }
        record = self.births.into_iter().fold(record, Record::with_birth_date);
        record = self.sex.into_iter().fold(record, Record::with_sex);
        record = self.nationalities.into_iter().fold(record, Record::with_nationality);
        record = self.places.into_iter().fold(record, Record::with_birth_place);
        record = self.documents.into_iter().fold(record, Record::with_document);
        ParsedRecord { line, record, notes: self.notes }
    }
}

/// Adds a note unless there is one with the same message.
fn add_note(notes: &mut Vec<Error>, note: Error) {
    let message = note.to_string();
    if notes.iter().all(|other| other.to_string() != message) {
        notes.push(note);
    }
}

fn add<T: PartialEq>(values: &mut Vec<T>, value: T) {
    if !values.contains(&value) {
        values.push(value);
    }
}

/// The text with each run of blanks and line breaks made one blank.
pub(super) fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether the text is one of those that lists write for nothing.
pub(super) fn is_blank(text: &str) -> bool {
    let text = text.trim().trim_end_matches('.').to_lowercase();
    matches!(text.as_str(), "" | "-0-" | "-" | "na" | "n/a" | "none" | "unknown" | "not known")
}

/// The name of the list's own description: several are one text.
pub(super) fn joined<'t>(texts: impl IntoIterator<Item = &'t str>) -> Option<String> {
    let mut distinct: Vec<&str> = Vec::new();
    for text in texts {
        if !is_blank(text) {
            add(&mut distinct, text.trim());
        }
    }
    (!distinct.is_empty()).then(|| distinct.join("; "))
}

/// Divides `Latin (other script)`, or the other way round, into its two names.
fn by_script(text: &str) -> (&str, Option<&str>) {
    let parts = text.strip_suffix(')').and_then(|text| text.split_once('('));
    let parts = parts.map(|(before, within)| {
        (before.trim_end(), within.trim_start_matches("original script:").trim())
    });
    match parts {
        Some((one, other))
            if is_latin(one) && is_beyond_latin(other)
                || is_beyond_latin(one) && is_latin(other) =>
        {
            (one, Some(other))
        }
        _ => (text, None),
    }
}

fn letters(text: &str) -> impl Iterator<Item = bool> {
    text.chars()
        .filter(|c| c.is_alphabetic())
        .map(|c| c < '\u{250}' || ('\u{1E00}'..'\u{1F00}').contains(&c))
}

fn is_latin(text: &str) -> bool {
    letters(text).next().is_some() && letters(text).all(|is_latin| is_latin)
}

fn is_beyond_latin(text: &str) -> bool {
    letters(text).next().is_some() && !letters(text).any(|is_latin| is_latin)
}
