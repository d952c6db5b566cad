//! The limits of a record: what is over one, and what is left where it is cut off.

use super::{Alias, Document, PersonName, Record, RecordField};
use crate::error::{Error, ErrorKind};
use crate::limits::{TEXT_BYTES, VALUES};
use std::borrow::Cow;

impl Record {
    /// The most values that a field of a record may have: aliases, birth dates, nationalities, birth places, documents.
    ///
    /// A list refuses a record with more. A reader of a file leaves out the rest and notes how many. Of an entry that is
    /// screened the rest is left out, and the [certificate](crate::Certificate::is_complete) says so.
    pub const MOST_VALUES: usize = VALUES;

    /// The most bytes of UTF-8 that a text of a record may have: the identifier, a name or a part of one, a birth place,
    /// and so on. Of a name no more than 1,024 characters and 20 tokens are read; the [`Name`](crate::Name) says so.
    pub const MOST_TEXT_BYTES: usize = TEXT_BYTES;

    /// # Errors
    /// [`ErrorKind::OverLimit`] with the record's identifier and the first field that is over a limit.
    pub(crate) fn check_limits(&self) -> Result<(), Error> {
        match self.first_over_limit() {
            None => Ok(()),
            Some((field, error)) => Err(error.in_field(field.as_str()).of_record(&self.id)),
        }
    }

    fn first_over_limit(&self) -> Option<(RecordField, Error)> {
        let crowded = self.counts().into_iter().find(|(_, count)| *count > VALUES);
        let long = || self.texts().find(|(_, text)| text.len() > TEXT_BYTES);
        let crowded = crowded.map(|(field, count)| (field, too_many(count)));
        crowded.or_else(|| long().map(|(field, text)| (field, too_long(text.len()))))
    }

    fn counts(&self) -> [(RecordField, usize); 5] {
        [
            (RecordField::Aliases, self.aliases.len()),
            (RecordField::BirthDate, self.birth_dates.len()),
            (RecordField::Nationality, self.nationalities.len()),
            (RecordField::BirthPlace, self.birth_places.len()),
            (RecordField::Document, self.documents.len()),
        ]
    }

    /// All texts that the record holds.
    fn texts(&self) -> impl Iterator<Item = (RecordField, &str)> {
        let of = |field| move |text| (field, text);
        let aliases = self.aliases.iter().flat_map(|alias| alias.name().texts());
        let places = self.birth_places.iter().map(String::as_str);
        let nationalities = self.nationalities.iter().map(String::as_str);
        let listing = &self.listing;
        std::iter::once((RecordField::Id, self.id.as_str()))
            .chain(self.name.texts().map(of(RecordField::Name)))
            .chain(aliases.map(of(RecordField::Aliases)))
            .chain(nationalities.map(of(RecordField::Nationality)))
            .chain(places.map(of(RecordField::BirthPlace)))
            .chain(self.documents.iter().flat_map(document_texts).map(of(RecordField::Document)))
            .chain(listing.source().map(of(RecordField::Source)))
            .chain(listing.category().map(of(RecordField::Category)))
    }

    /// The record as an entry, without what is over a limit, and whether anything was. Nothing is searched by its
    /// identifier and its listing.
    pub(crate) fn within_limits(&self) -> (Cow<'_, Record>, bool) {
        if self.first_over_limit().is_none() {
            return (Cow::Borrowed(self), false);
        }
        fn first<T: Clone>(values: &[T], fits: impl Fn(&T) -> bool) -> Vec<T> {
            values.iter().filter(|value| fits(value)).take(VALUES).cloned().collect()
        }
        let fits = |text: &String| text.len() <= TEXT_BYTES;
        let cut = |alias: &Alias| Alias::new(alias.name().cut(), alias.strength());
        let record = Record {
            id: self.id.clone(),
            name: self.name.cut(),
            aliases: self.aliases.iter().take(VALUES).map(cut).collect(),
            birth_dates: first(&self.birth_dates, |_| true),
            sex: self.sex,
            nationalities: first(&self.nationalities, fits),
            birth_places: first(&self.birth_places, fits),
            documents: first(&self.documents, |document| {
                document_texts(document).all(|text| text.len() <= TEXT_BYTES)
            }),
            listing: self.listing.clone(),
        };
        (Cow::Owned(record), true)
    }
}

impl PersonName {
    /// Whether any of its texts has more bytes than a text may have.
    pub(crate) fn is_over_limit(&self) -> bool {
        self.texts().any(|text| text.len() > TEXT_BYTES)
    }

    /// The name with its texts cut off at the limit, far beyond what is read of them.
    pub(crate) fn cut(&self) -> PersonName {
        let part = |text: Option<&str>| cut_text(text.unwrap_or_default()).to_owned();
        match self.as_full() {
            Some(full) => PersonName::full(cut_text(full)),
            None => {
                PersonName::parts(part(self.given()), part(self.patronymic()), part(self.family()))
            }
        }
    }

    fn texts(&self) -> impl Iterator<Item = &str> {
        [self.as_full(), self.given(), self.patronymic(), self.family()].into_iter().flatten()
    }
}

fn document_texts(document: &Document) -> impl Iterator<Item = &str> {
    [document.kind(), document.country(), Some(document.number())].into_iter().flatten()
}

fn cut_text(text: &str) -> &str {
    let mut end = text.len().min(TEXT_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// What is wrong with a field of so many values.
pub(crate) fn too_many(count: usize) -> Error {
    Error::new(ErrorKind::OverLimit, format!("{count} values, of which a record may have {VALUES}"))
        .expecting("one person's record; what belongs to several people, in several records")
}

/// What is wrong with a text of so many bytes.
pub(crate) fn too_long(bytes: usize) -> Error {
    let what = format!("a text of {bytes} bytes, of which it may have {TEXT_BYTES}");
    Error::new(ErrorKind::OverLimit, what).expecting("a name, a number or a place, not a document")
}
