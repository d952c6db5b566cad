//! One side of a comparison, reduced to small numbers: what the weighing needs of a record and
//! nothing more.
//!
//! Tokens, documents and countries are numbers that whoever builds the subject gives out: a
//! watchlist its vocabulary's, a lone pair its own.

use super::document::EncodedDocument;
use super::keys::{FieldIds, FieldInterner, countries, documents, places};
use super::token::{NameSpan, NameToken, NameView, names as names_of};
use crate::name::{Name, normalized};
use crate::record::{AliasStrength, PartialDate, PersonName, Record, Sex};
use bytemuck::{Pod, Zeroable};

/// A birth date, by its key, or what stands in place of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Pod, Zeroable)]
#[repr(transparent)]
pub(crate) struct DateKey(u32);

impl DateKey {
    /// No date is stated. This and the next lie below all dates.
    pub(crate) const NONE: DateKey = DateKey(0);
    /// Several dates are stated.
    pub(crate) const SEVERAL: DateKey = DateKey(1);

    /// The only one of a record's dates, or what stands for none and for several.
    pub(crate) fn of(birth_dates: &[PartialDate]) -> Self {
        match birth_dates {
            [] => DateKey::NONE,
            [date] => (*date).into(),
            _ => DateKey::SEVERAL,
        }
    }

    pub(crate) fn key(self) -> u32 {
        self.0
    }

    pub(crate) fn date(self) -> PartialDate {
        PartialDate::from_key(self.0)
    }
}

impl From<PartialDate> for DateKey {
    fn from(date: PartialDate) -> Self {
        DateKey(date.key())
    }
}

/// A nationality as given out by [`FieldInterner`], and how it was stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(transparent)]
pub(crate) struct EncodedCountry(u32);

impl EncodedCountry {
    /// How many countries can be told apart. A list has at most half as many, so the number of a text that
    /// has none, of which the upper bits are cut, is still no country's of a list.
    pub(crate) const MOST: usize = 1 << 30;

    /// `form` is 2 or 3 for a code of so many letters, 0 for a name.
    pub(super) fn new(country: u32, form: u32) -> Self {
        EncodedCountry(country << 2 | form)
    }

    /// The same form of another country.
    pub(super) fn with_country(self, country: u32) -> Self {
        EncodedCountry::new(country, self.0 & 3)
    }

    pub(super) fn country(self) -> u32 {
        self.0 >> 2
    }

    /// Whether both are stated in the same form: only these can contradict.
    pub(super) fn is_comparable(self, other: EncodedCountry) -> bool {
        self.0 & 3 == other.0 & 3
    }
}

/// A borrowed subject.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RecordView<'a> {
    /// What divides `tokens` into names.
    pub(crate) spans: &'a [NameSpan],
    /// The tokens of all names, one after the other.
    pub(crate) tokens: &'a [NameToken],
    pub(crate) birth_dates: &'a [DateKey],
    pub(crate) sex: Option<Sex>,
    pub(crate) countries: &'a [EncodedCountry],
    pub(crate) documents: &'a [EncodedDocument],
    /// The sounds of the places of birth, as given out by [`FieldInterner`], in order.
    pub(crate) places: &'a [u32],
}

impl<'a> RecordView<'a> {
    /// All names, the primary one first; some may have no tokens.
    pub(crate) fn names(&self) -> impl Iterator<Item = NameView<'a>> + Clone {
        names_of(self.spans, self.tokens)
    }

    /// The names that have tokens.
    pub(crate) fn nonempty_names(&self) -> impl Iterator<Item = NameView<'a>> + Clone {
        self.names().filter(|name| !name.tokens.is_empty())
    }
}

/// A subject that owns its parts: an incoming entry, or one side of a lone pair.
#[derive(Clone, Debug, Default)]
pub(crate) struct EncodedRecord {
    spans: Vec<NameSpan>,
    tokens: Vec<NameToken>,
    birth_dates: Vec<DateKey>,
    sex: Option<Sex>,
    countries: Vec<EncodedCountry>,
    documents: Vec<EncodedDocument>,
    places: Vec<u32>,
}

impl EncodedRecord {
    /// Reduces a record; `number` gives each token its number.
    pub(crate) fn new(
        record: &Record,
        keys: &impl FieldIds,
        mut number: impl FnMut(&str) -> u32,
    ) -> Self {
        let mut subject = EncodedRecord::facts(record, keys);
        for (alias, name) in names(record) {
            let EncodedRecord { spans, tokens, .. } = &mut subject;
            normalized(name, |name| encode_name(spans, tokens, alias, name, &mut number));
        }
        subject
    }

    /// The tokens that stand side by side in a name, by their numbers.
    pub(crate) fn neighbours(&self) -> impl Iterator<Item = [u32; 2]> {
        let names = names_of(&self.spans, &self.tokens);
        let pairs = names.flat_map(|name| name.tokens.windows(2));
        pairs.map(|pair| [pair[0].token(), pair[1].token()])
    }

    /// What a record states beside its names.
    pub(super) fn facts(record: &Record, keys: &impl FieldIds) -> Self {
        EncodedRecord {
            birth_dates: record.birth_dates().iter().map(|date| (*date).into()).collect(),
            sex: record.sex(),
            countries: countries(record, |text| keys.country(text)),
            documents: documents(record, |text| keys.document(text))
                .into_iter()
                .map(|mut document| {
                    document.holders = keys.holders(document.number);
                    document
                })
                .collect(),
            places: places(record, |sounds| keys.place(sounds)),
            ..EncodedRecord::default()
        }
    }

    /// Takes from a list how many records have each document of this record.
    pub(crate) fn set_holders_from(&mut self, record: &Record, list: &FieldInterner) {
        let counted = EncodedRecord::facts(record, list).documents;
        for (document, counted) in self.documents.iter_mut().zip(counted) {
            document.holders = counted.holders;
        }
    }

    pub(crate) fn view(&self) -> RecordView<'_> {
        RecordView {
            spans: &self.spans,
            tokens: &self.tokens,
            birth_dates: &self.birth_dates,
            sex: self.sex,
            countries: &self.countries,
            documents: &self.documents,
            places: &self.places,
        }
    }
}

/// All names of a record, the primary one first.
pub(crate) fn names(record: &Record) -> impl Iterator<Item = (Option<AliasStrength>, &PersonName)> {
    let aliases = record.aliases().iter().map(|alias| (Some(alias.strength()), alias.name()));
    std::iter::once((None, record.name())).chain(aliases)
}

/// Appends a name: a span even where it has no tokens, so that spans and names stay in step. `number` gives
/// numbers below [`NameToken::MOST`].
pub(crate) fn encode_name(
    spans: &mut Vec<NameSpan>,
    tokens: &mut Vec<NameToken>,
    alias: Option<AliasStrength>,
    name: &Name,
    mut number: impl FnMut(&str) -> u32,
) {
    spans.push(NameSpan::new(name.tokens().len(), alias));
    tokens.extend(
        name.tokens()
            .map(|token| NameToken::new(number(token.text()), token.role(), token.is_initial())),
    );
}
