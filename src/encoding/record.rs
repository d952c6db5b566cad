//! A whole record, encoded: borrowed from a list, or owned.

use super::country::{EncodedCountry, countries};
use super::date::DateKey;
use super::document::{Documents, EncodedDocument};
use super::interner::{FieldIds, documents, places};
use super::list_counts::{HolderCount, ListCounts};
use super::token::{NameSpan, NameToken, NameView, split_names};
use crate::name::{Name, normalized};
use crate::record::{AliasStrength, Record, Sex};
use std::ops::Range;

/// A borrowed encoded record.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RecordView<'a> {
    /// Divides `tokens` into names.
    pub(crate) spans: &'a [NameSpan],
    /// The tokens of all names, one after the other.
    pub(crate) tokens: &'a [NameToken],
    pub(crate) birth_dates: &'a [DateKey],
    /// How many records of the list state each of them; empty in a record of the list.
    pub(crate) date_holders: &'a [HolderCount],
    pub(crate) sex: Option<Sex>,
    pub(crate) countries: &'a [EncodedCountry],
    pub(crate) documents: Documents<'a>,
    /// Ids of the sounds of the places of birth, ascending and distinct.
    pub(crate) places: &'a [u32],
}

impl<'a> RecordView<'a> {
    /// How many records of the list state the birth date at this position.
    pub(crate) fn date_holders(&self, at: usize) -> HolderCount {
        self.date_holders.get(at).copied().unwrap_or_default()
    }

    /// All names, the primary one first; some may have no tokens.
    pub(crate) fn names(&self) -> impl Iterator<Item = NameView<'a>> + Clone + use<'a> {
        split_names(self.spans, self.tokens)
    }

    /// Pairs of adjacent tokens in any name, by their ids, and the reverse of each that is a whole name.
    pub(crate) fn adjacent_tokens(&self) -> impl Iterator<Item = [u32; 2]> + use<'a> {
        split_names(self.spans, self.tokens).flat_map(|name| {
            let whole = <&[NameToken; 2]>::try_from(name.tokens).ok();
            let reverse = whole.map(|[one, two]| [two.token(), one.token()]);
            let pairs = name.tokens.windows(2).map(|pair| [pair[0].token(), pair[1].token()]);
            pairs.chain(reverse)
        })
    }

    /// The names that have tokens.
    pub(crate) fn nonempty_names(&self) -> impl Iterator<Item = NameView<'a>> + Clone {
        self.names().filter(|name| !name.tokens.is_empty())
    }
}

/// An encoded record that owns its parts: an incoming record, or one of a lone pair.
#[derive(Clone, Debug, Default)]
pub(crate) struct EncodedRecord {
    spans: Vec<NameSpan>,
    tokens: Vec<NameToken>,
    birth_dates: Vec<DateKey>,
    date_holders: Vec<HolderCount>,
    sex: Option<Sex>,
    countries: Vec<EncodedCountry>,
    documents: Vec<EncodedDocument>,
    places: Vec<u32>,
    /// The text of a document as it is compared.
    text: String,
}

impl EncodedRecord {
    /// Encodes a record. `token_id` returns the id of a folded token.
    pub(crate) fn new(
        record: &Record,
        ids: &impl FieldIds,
        token_id: impl FnMut(&str) -> u32,
    ) -> Self {
        let mut encoded = EncodedRecord::default();
        encoded.set(record, ids, token_id);
        encoded
    }

    /// Encodes another record in the same memory.
    pub(crate) fn set(
        &mut self,
        record: &Record,
        ids: &impl FieldIds,
        mut token_id: impl FnMut(&str) -> u32,
    ) {
        self.set_without_names(record, ids);
        let EncodedRecord { spans, tokens, .. } = self;
        for (alias, name) in record.all_names() {
            normalized(name, |name| encode_name(spans, tokens, alias, name, &mut token_id));
        }
    }

    /// Encodes all fields but the names.
    pub(crate) fn without_names(record: &Record, ids: &impl FieldIds) -> Self {
        let mut encoded = EncodedRecord::default();
        encoded.set_without_names(record, ids);
        encoded
    }

    fn set_without_names(&mut self, record: &Record, ids: &impl FieldIds) {
        self.spans.clear();
        self.tokens.clear();
        self.date_holders.clear();
        self.birth_dates.clear();
        self.birth_dates.extend(record.known_birth_dates().map(DateKey::from));
        self.sex = record.sex();
        self.countries.clear();
        self.countries.extend(countries(record));
        self.documents.clear();
        self.documents.extend(documents(record, &mut self.text, |text| ids.document(text)));
        for document in &mut self.documents {
            document.holders = ids.holders(document.number);
        }
        self.places = places(record, |sounds| ids.place(sounds));
    }

    /// Gives some tokens, by their positions, other ids.
    pub(crate) fn renumber_tokens(
        &mut self,
        tokens: Range<usize>,
        mut token_id: impl FnMut(u32) -> u32,
    ) {
        for token in &mut self.tokens[tokens] {
            *token = token.with_token(token_id(token.token()));
        }
    }

    /// Sets how many records state each birth date to the counts of a list.
    pub(crate) fn set_date_holders_from(&mut self, list: &dyn ListCounts) {
        self.date_holders.clear();
        self.date_holders.extend(self.birth_dates.iter().map(|date| list.with_date(*date)));
    }

    /// Sets how many records state each birth date and document to the counts of a list other than the one that gave
    /// the ids. `record` must be the record that was encoded.
    pub(crate) fn set_holders_from(&mut self, record: &Record, list: &dyn ListCounts) {
        self.set_date_holders_from(list);
        let keys = list.keys();
        let counted = documents(record, &mut self.text, |text| keys.document(text));
        for (document, counted) in self.documents.iter_mut().zip(counted) {
            document.holders = keys.holders(counted.number);
        }
    }

    pub(crate) fn view(&self) -> RecordView<'_> {
        RecordView {
            spans: &self.spans,
            tokens: &self.tokens,
            birth_dates: &self.birth_dates,
            date_holders: &self.date_holders,
            sex: self.sex,
            countries: &self.countries,
            documents: Documents::Own(&self.documents),
            places: &self.places,
        }
    }
}

/// Appends a name. An empty name gets a span too, so that spans and names correspond by position.
/// `token_id` returns ids below [`NameToken::MAX_IDS`].
pub(crate) fn encode_name(
    spans: &mut Vec<NameSpan>,
    tokens: &mut Vec<NameToken>,
    alias: Option<AliasStrength>,
    name: &Name,
    mut token_id: impl FnMut(&str) -> u32,
) {
    let is_guessed = name.repairs().iter().any(|repair| repair.is_guess());
    spans.push(NameSpan::new(name.tokens().len(), alias, is_guessed));
    tokens.extend(
        name.tokens()
            .map(|token| NameToken::new(token_id(token.text()), token.role(), token.is_initial())),
    );
}
