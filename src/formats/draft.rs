//! Builds a record from the values of a published list.
//!
//! A bad value is left out with a note, and the person is kept. Placeholders such as `n/a` and `-0-`
//! count as blank.

use super::dates::{DateOrder, ParsedBirthDate, parse_birth_date};
use crate::error::{Error, ErrorKind};
use crate::record::{
    Alias, AliasStrength, Document, Listing, PartialDate, PersonName, Record, Sex,
};

/// A record, its line, and notes on values that were left out or kept in part.
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

    /// Adds a name. A text in two scripts, `Latin (кириллица)`, is a name in each.
    pub(super) fn add_name(&mut self, text: &str, strength: AliasStrength, field: &str) {
        self.add_split(text, &[], strength, field);
    }

    /// Adds the names of a text that are separated by semicolons.
    #[cfg(feature = "lists")]
    pub(super) fn add_names(&mut self, text: &str, strength: AliasStrength, field: &str) {
        self.add_split(text, &[';'], strength, field);
    }

    fn add_split(&mut self, text: &str, separators: &[char], strength: AliasStrength, field: &str) {
        let text = collapse_blanks(text);
        let (one, other) = split_scripts(&text);
        for name in [Some(one), other].into_iter().flatten().flat_map(|text| text.split(separators))
        {
            if !name.trim().is_empty() {
                self.add_person_name(PersonName::full(name.trim()), strength, field);
            }
        }
    }

    /// Sets which name is the primary one. The first call counts.
    #[cfg(feature = "lists")]
    pub(super) fn set_primary(&mut self, text: &str) {
        let text = collapse_blanks(text);
        self.primary.get_or_insert_with(|| PersonName::full(split_scripts(&text).0));
    }

    pub(super) fn add_person_name(
        &mut self,
        name: PersonName,
        strength: AliasStrength,
        field: &str,
    ) {
        if !has_letters(&name) {
            let error = Error::new(ErrorKind::NoLetters, "a name without letters was left out");
            push_note(&mut self.notes, error.in_field(field));
        } else if let Some(known) = self.names.iter_mut().find(|(known, _)| *known == name) {
            known.1 = known.1.min(strength);
        } else {
            self.names.push((name, strength));
        }
    }

    /// Adds the birth dates of a text.
    pub(super) fn add_birth_date(&mut self, text: &str, order: DateOrder, field: &str) {
        if !is_blank(text) {
            match parse_birth_date(text, order) {
                Ok(ParsedBirthDate { dates, caveat }) => {
                    dates.into_iter().for_each(|date| push_new(&mut self.births, date));
                    caveat.into_iter().for_each(|caveat| self.add_note(caveat, field));
                }
                Err(error) => self.add_note(error, field),
            }
        }
    }

    pub(super) fn set_sex(&mut self, text: &str, field: &str) {
        if !is_blank(text) {
            match text.parse() {
                Ok(sex) => self.sex = Some(sex),
                Err(error) => self.add_note(error, field),
            }
        }
    }

    pub(super) fn add_nationality(&mut self, text: &str) {
        if !is_blank(text) {
            push_new(&mut self.nationalities, collapse_blanks(text));
        }
    }

    /// Adds a birth place, given as parts from the locality to the country.
    pub(super) fn add_birth_place<'t>(&mut self, parts: impl IntoIterator<Item = &'t str>) {
        let parts: Vec<String> =
            parts.into_iter().filter(|part| !is_blank(part)).map(collapse_blanks).collect();
        if !parts.is_empty() {
            push_new(&mut self.places, parts.join(", "));
        }
    }

    pub(super) fn add_document(&mut self, kind: &str, country: &str, number: &str, field: &str) {
        if is_blank(number) {
            return;
        }
        let mut document = match Document::new(collapse_blanks(number)) {
            Ok(document) => document,
            Err(error) => return self.add_note(error, field),
        };
        if !is_blank(kind) {
            document = document.with_kind(collapse_blanks(kind));
        }
        if !is_blank(country) {
            document = document.with_country(collapse_blanks(country));
        }
        push_new(&mut self.documents, document);
    }

    pub(super) fn update_listing(&mut self, update: impl FnOnce(Listing) -> Listing) {
        self.listing = update(std::mem::take(&mut self.listing));
    }

    /// Notes a value that was left out, without the value if it looks like a name.
    pub(super) fn add_note(&mut self, error: Error, field: &str) {
        let looks_like_name = error.value().is_some_and(super::columns::looks_like_name);
        let error = if looks_like_name { error.without_value() } else { error };
        push_note(&mut self.notes, error.in_field(field));
    }

    /// Builds the record. Its primary name is the one set as such, or else the first strong one, or else
    /// the first.
    pub(super) fn finish(mut self, line: u64) -> ParsedRecord {
        let position =
            |test: &dyn Fn(&(PersonName, AliasStrength)) -> bool| self.names.iter().position(test);
        let primary = position(&|(name, _)| Some(name) == self.primary.as_ref())
            .or_else(|| position(&|(_, strength)| *strength == AliasStrength::Strong))
            .or_else(|| position(&|_| true));
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

/// Whether any part of a name has a letter.
pub(super) fn has_letters(name: &PersonName) -> bool {
    [name.as_full(), name.given(), name.patronymic(), name.family()]
        .into_iter()
        .flatten()
        .any(|part| part.chars().any(char::is_alphabetic))
}

/// Adds a note unless there is one with the same message.
fn push_note(notes: &mut Vec<Error>, note: Error) {
    let message = note.to_string();
    if notes.iter().all(|other| other.to_string() != message) {
        notes.push(note);
    }
}

fn push_new<T: PartialEq>(values: &mut Vec<T>, value: T) {
    if !values.contains(&value) {
        values.push(value);
    }
}

/// Replaces each run of white space by one blank.
pub(super) fn collapse_blanks(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether the text is blank or a placeholder for a missing value.
pub(super) fn is_blank(text: &str) -> bool {
    let text = text.trim().trim_end_matches('.').to_lowercase();
    matches!(text.as_str(), "" | "-0-" | "-" | "na" | "n/a" | "none" | "unknown" | "not known")
}

/// Joins the distinct texts that are not blank with `; `.
pub(super) fn join_distinct<'t>(texts: impl IntoIterator<Item = &'t str>) -> Option<String> {
    let mut distinct: Vec<&str> = Vec::new();
    for text in texts {
        if !is_blank(text) {
            push_new(&mut distinct, text.trim());
        }
    }
    (!distinct.is_empty()).then(|| distinct.join("; "))
}

/// Splits `Latin (other script)`, or the reverse, into its two names.
fn split_scripts(text: &str) -> (&str, Option<&str>) {
    let parts = text.strip_suffix(')').and_then(|text| text.split_once('('));
    let parts = parts.map(|(before, within)| {
        (before.trim_end(), within.trim_start_matches("original script:").trim())
    });
    match parts {
        Some((one, other))
            if is_latin(one) && is_not_latin(other) || is_not_latin(one) && is_latin(other) =>
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

fn is_not_latin(text: &str) -> bool {
    letters(text).next().is_some() && !letters(text).any(|is_latin| is_latin)
}
