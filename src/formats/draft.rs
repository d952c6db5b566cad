//! Builds a record from the values that a source states.
//!
//! A bad value is left out with a note, and the person is kept. Words for a missing value, such as `н/д`
//! and `-0-`, count as blank.

use super::columns::masked;
use super::dates::{DateOrder, ParsedBirthDate, parse_birth_date, parse_day};
use super::distinct::Distinct;
use super::document_text;
pub(super) use super::unknowns::is_blank;
use super::unknowns::{is_blank_name, is_blank_part};
use crate::error::{Error, ErrorKind};
use crate::record::{
    Alias, AliasStrength, Date, Document, Listing, PartialDate, PersonName, Record, RecordField,
    Sex, too_long, too_many,
};

/// A record, its line, and notes on its gaps: values that were left out or kept in part.
pub(super) struct ParsedRecord {
    pub(super) line: u64,
    pub(super) record: Record,
    pub(super) notes: Vec<Error>,
    /// The first of them about what could not be read, and not only in part.
    pub(super) fault: Option<Error>,
}

#[derive(Default)]
pub(super) struct RecordDraft {
    id: String,
    names: Distinct<PersonName>,
    /// The strength of each name.
    strengths: Vec<AliasStrength>,
    primary: Option<PersonName>,
    births: Distinct<PartialDate>,
    sex: Option<Sex>,
    nationalities: Distinct<String>,
    places: Distinct<String>,
    documents: Distinct<Document>,
    sources: Distinct<String>,
    categories: Distinct<String>,
    listing: Listing,
    notes: Vec<Error>,
    /// The messages of the notes.
    said: Distinct<String>,
    fault: Option<Error>,
    /// The fields of which more values were stated than a record may have, and how many in all.
    crowded: Vec<(String, usize)>,
}

impl RecordDraft {
    pub(super) fn new(id: &str) -> Self {
        let mut draft = RecordDraft::default();
        if !is_blank(id) && draft.is_short(id.trim(), RecordField::Id.as_str()) {
            draft.id = id.trim().to_owned();
        }
        draft
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
            self.add_full_name(name, strength, field);
        }
    }

    /// Sets which name is the primary one. The first call counts.
    pub(super) fn set_primary(&mut self, name: PersonName) {
        self.primary.get_or_insert(name);
    }

    /// Adds a name that is the primary one, unless an earlier one is.
    #[cfg(feature = "lists")]
    pub(super) fn add_primary(&mut self, text: &str, strength: AliasStrength, field: &str) {
        let name = collapse_blanks(text);
        self.set_primary(PersonName::full(split_scripts(&name).0));
        self.add_name(text, strength, field);
    }

    /// Adds a name as it is written.
    pub(super) fn add_full_name(&mut self, text: &str, strength: AliasStrength, field: &str) {
        if !is_blank_name(text) {
            self.add_person_name(PersonName::full(text.trim()), strength, field);
        }
    }

    /// Adds the parts of a name; returns whether any of them was stated.
    pub(super) fn add_name_parts(
        &mut self,
        parts: [&str; 3],
        strength: AliasStrength,
        field: &str,
    ) -> bool {
        let stated = parts.map(|part| if is_blank_part(part) { "" } else { part.trim() });
        let is_stated = stated.iter().any(|part| !part.is_empty());
        if is_stated {
            let [given, patronymic, family] = stated;
            self.add_person_name(PersonName::parts(given, patronymic, family), strength, field);
        }
        is_stated
    }

    pub(super) fn add_person_name(
        &mut self,
        name: PersonName,
        strength: AliasStrength,
        field: &str,
    ) {
        if name.is_over_limit() {
            let most = "a name beyond its limit was cut off";
            self.add_note(Error::new(ErrorKind::OverLimit, most), field);
            return self.add_person_name(name.cut(), strength, field);
        }
        // One of them becomes the primary name, and the others aliases.
        if !self.has_room(self.names.as_slice().len().saturating_sub(1), field) {
            return;
        }
        if !name.has_letters() {
            let error = Error::new(ErrorKind::NoLetters, "a name without letters was left out");
            return self.add_note(error, field);
        }
        match self.names.add(name) {
            (_, true) => self.strengths.push(strength),
            (place, false) => self.strengths[place] = self.strengths[place].min(strength),
        }
    }

    /// Adds the birth dates of a text.
    pub(super) fn add_birth_date(&mut self, text: &str, order: DateOrder, field: &str) {
        if !is_blank(text) {
            match parse_birth_date(text, order) {
                Ok(ParsedBirthDate { dates, caveat, is_whole }) => {
                    for date in dates {
                        if self.has_room(self.births.as_slice().len(), field) {
                            self.births.add(date);
                        }
                    }
                    match caveat {
                        Some(caveat) if is_whole => self.tell(masked(caveat), field),
                        Some(fault) => self.add_note(fault, field),
                        None => {}
                    }
                }
                Err(error) => self.add_note(error, field),
            }
        }
    }

    pub(super) fn set_sex(&mut self, text: &str, field: &str) {
        if !is_blank(text) {
            match text.parse() {
                Ok(sex) if sex == *self.sex.get_or_insert(sex) => {}
                Ok(_) => {
                    let what = "another sex than before; the first is kept";
                    self.tell(
                        masked(Error::new(ErrorKind::InvalidValue, what).with_value(text)),
                        field,
                    );
                }
                Err(error) => self.add_note(error, field),
            }
        }
    }

    pub(super) fn add_nationality(&mut self, text: &str) {
        let field = RecordField::Nationality.as_str();
        if !is_blank(text)
            && self.is_short(text, field)
            && self.has_room(self.nationalities.as_slice().len(), field)
        {
            self.nationalities.add(collapse_blanks(text));
        }
    }

    /// Adds a birth place, given as parts from the locality to the country.
    pub(super) fn add_birth_place<'t>(&mut self, parts: impl IntoIterator<Item = &'t str>) {
        let parts: Vec<String> =
            parts.into_iter().filter(|part| !is_blank(part)).map(collapse_blanks).collect();
        let (place, field) = (parts.join(", "), RecordField::BirthPlace.as_str());
        if !place.is_empty()
            && self.is_short(&place, field)
            && self.has_room(self.places.as_slice().len(), field)
        {
            self.places.add(place);
        }
    }

    /// Adds the documents of a text: `number`, `kind:number`, `kind:country:number`, or with words.
    pub(super) fn add_document_text(&mut self, text: &str, field: &str) {
        if is_blank(text) || !self.is_short(text, field) {
            return;
        }
        let stated: Document = match text.parse() {
            Ok(document) => document,
            Err(error) => return self.add_note(error, field),
        };
        for found in document_text::read(stated.number()) {
            match Document::new(found.number) {
                Ok(document) if !is_blank(document.number()) => {
                    let kind = stated.kind().or(found.kind);
                    let country = stated.country().or(found.country);
                    let document = kind.into_iter().fold(document, Document::with_kind);
                    let document = country.into_iter().fold(document, Document::with_country);
                    self.push_document(document, field);
                }
                Ok(_) => {}
                Err(error) => self.add_note(error, field),
            }
        }
    }

    pub(super) fn add_document(&mut self, kind: &str, country: &str, number: &str, field: &str) {
        if is_blank(number)
            || ![kind, country, number].into_iter().all(|text| self.is_short(text, field))
        {
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
        self.push_document(document, field);
    }

    fn push_document(&mut self, document: Document, field: &str) {
        if self.has_room(self.documents.as_slice().len(), field) {
            self.documents.add(document);
        }
    }

    /// Whether a field that has so many values takes one more. If not, the value counts as left out.
    fn has_room(&mut self, count: usize, field: &str) -> bool {
        if count < Record::MOST_VALUES {
            return true;
        }
        match self.crowded.iter_mut().find(|(crowded, _)| crowded == field) {
            Some((_, stated)) => *stated += 1,
            None => self.crowded.push((field.to_owned(), count + 1)),
        }
        false
    }

    /// Whether a text is as short as one has to be. If not, that it is left out is noted.
    fn is_short(&mut self, text: &str, field: &str) -> bool {
        let is_short = text.len() <= Record::MOST_TEXT_BYTES;
        if !is_short {
            self.add_note(too_long(text.len()), field);
        }
        is_short
    }

    pub(super) fn update_listing(&mut self, update: impl FnOnce(Listing) -> Listing) {
        self.listing = update(std::mem::take(&mut self.listing));
    }

    /// Adds who lists the person; several are joined by `; `.
    pub(super) fn add_sources<'t>(&mut self, sources: impl IntoIterator<Item = &'t str>) {
        add_stated(&mut self.sources, sources);
    }

    /// Adds why the person is listed; several reasons are joined by `; `.
    pub(super) fn add_categories<'t>(&mut self, categories: impl IntoIterator<Item = &'t str>) {
        add_stated(&mut self.categories, categories);
    }

    /// Adds a first day of validity, of which the earliest counts.
    pub(super) fn add_valid_from(&mut self, text: &str, order: DateOrder, field: &str) {
        if let Some(day) = self.day(text, order, field) {
            let first = self.listing.valid_from().map_or(day, |first| first.min(day));
            self.update_listing(|listing| {
                let last = listing.valid_to();
                listing.with_validity(Some(first), last)
            });
        }
    }

    /// Adds a last day of validity, of which the latest counts.
    pub(super) fn add_valid_to(&mut self, text: &str, order: DateOrder, field: &str) {
        if let Some(day) = self.day(text, order, field) {
            let last = self.listing.valid_to().map_or(day, |last| last.max(day));
            self.update_listing(|listing| {
                let first = listing.valid_from();
                listing.with_validity(first, Some(last))
            });
        }
    }

    /// Sets the day of the event behind the listing. The first counts.
    pub(super) fn set_occurred_at(&mut self, text: &str, field: &str) {
        let known = self.listing.occurred_at();
        self.set_day(text, field, known, Listing::with_occurred_at);
    }

    /// Sets the day of submission. The first counts.
    pub(super) fn set_submitted_at(&mut self, text: &str, field: &str) {
        let known = self.listing.submitted_at();
        self.set_day(text, field, known, Listing::with_submitted_at);
    }

    fn set_day(
        &mut self,
        text: &str,
        field: &str,
        known: Option<Date>,
        set: impl FnOnce(Listing, Date) -> Listing,
    ) {
        match (self.day(text, DateOrder::Unknown, field), known) {
            (Some(day), None) => self.update_listing(|listing| set(listing, day)),
            (Some(day), Some(known)) if day != known => {
                let error = Error::new(
                    ErrorKind::InvalidDate,
                    "another day than before; the first is kept",
                );
                self.tell(error.with_value(text), field);
            }
            _ => {}
        }
    }

    /// The day of a text that is not blank; a note where it is none.
    pub(super) fn day(&mut self, text: &str, order: DateOrder, field: &str) -> Option<Date> {
        if is_blank(text) {
            return None;
        }
        parse_day(text, order).map_err(|error| self.add_note(error, field)).ok()
    }

    /// Notes that the entity is perhaps no person. Everything could be read.
    pub(super) fn note_perhaps_company(&mut self, why: &str, field: &str) {
        let what = format!("{why}, perhaps a company; kept as a person");
        self.tell(Error::new(ErrorKind::InvalidValue, what), field);
    }

    /// Notes what was read, and is kept in part or doubtful, unless that was noted before.
    pub(super) fn tell(&mut self, error: Error, field: &str) {
        let note = error.in_field(field);
        if self.said.add(note.to_string()).1 {
            self.notes.push(note);
        }
    }

    /// Notes a value that could not be read, by its shape.
    pub(super) fn add_note(&mut self, error: Error, field: &str) {
        let note = masked(error).in_field(field);
        self.fault.get_or_insert_with(|| note.clone());
        self.tell(note, field);
    }

    /// Notes what is wrong with a row as a whole, if anything is.
    pub(super) fn note_row(&mut self, line: u64, error: Option<Error>) {
        if let Some(error) = error.map(|error| error.at_line(line)) {
            self.fault = Some(error.clone());
            self.notes.insert(0, error);
        }
    }

    /// Whether there is any name so far.
    pub(super) fn is_named(&self) -> bool {
        !self.names.as_slice().is_empty()
    }

    /// Builds the record. Its primary name is the one set as such, or else the first strong one, or else
    /// the first.
    pub(super) fn finish(mut self, line: u64) -> ParsedRecord {
        for (field, stated) in std::mem::take(&mut self.crowded) {
            self.add_note(too_many(stated), &field);
        }
        let [source, category] =
            [(&self.sources, RecordField::Source), (&self.categories, RecordField::Category)]
                .map(|(stated, field)| (joined(stated), field.as_str()))
                .map(|(text, field)| text.filter(|text| self.is_short(text, field)));
        let mut names = self.names.into_vec();
        let primary = names
            .iter()
            .position(|name| Some(name) == self.primary.as_ref())
            .or_else(|| self.strengths.iter().position(|s| *s == AliasStrength::Strong))
            .or((!names.is_empty()).then_some(0));
        let name = match primary {
            Some(primary) => {
                self.strengths.remove(primary);
                names.remove(primary)
            }
            None => PersonName::default(),
        };
        let aliases = names.into_iter().zip(self.strengths);
        let aliases = aliases.map(|(name, strength)| Alias::new(name, strength));
        let mut listing = self.listing;
        if let Some(source) = source {
            listing = listing.with_source(source);
        }
        if let Some(category) = category {
            listing = listing.with_category(category);
        }
        let record = Record {
            id: self.id,
            name,
            aliases: aliases.collect(),
            birth_dates: self.births.into_vec(),
            sex: self.sex,
            nationalities: self.nationalities.into_vec(),
            birth_places: self.places.into_vec(),
            documents: self.documents.into_vec(),
            listing,
        };
        ParsedRecord { line, record, notes: self.notes, fault: self.fault }
    }
}

/// Replaces each run of white space by one blank.
pub(super) fn collapse_blanks(text: &str) -> String {
    let mut collapsed = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !collapsed.is_empty() {
            collapsed.push(' ');
        }
        collapsed.push_str(word);
    }
    collapsed
}

/// Adds the texts that are not blank.
fn add_stated<'t>(known: &mut Distinct<String>, texts: impl IntoIterator<Item = &'t str>) {
    for text in texts.into_iter().filter(|text| !is_blank(text)) {
        known.add(text.trim().to_owned());
    }
}

fn joined(texts: &Distinct<String>) -> Option<String> {
    let texts = texts.as_slice();
    (!texts.is_empty()).then(|| texts.join("; "))
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
