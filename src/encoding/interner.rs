//! Ids for the places and documents of a list, or of a lone pair.

use super::country::{EncodedCountry, countries};
use super::document::{EncodedDocument, ListedDocument, PackedNumber};
use super::places;
use crate::error::Error;
use crate::record::{Document, Record};
use crate::storage::{
    BloomFilter, FlatArray, HashIndex, Interner, InternerBuilder, Section, ensure, pair, stored,
};

/// The interned texts of all fields but the names, the number of records that state each document,
/// and an index of document numbers that differ in one digit.
#[derive(Clone, Debug, Default)]
pub(crate) struct FieldInterner {
    /// Document numbers.
    numbers: Interner,
    /// Kinds of documents with their countries.
    schemes: Interner,
    /// Sounds of the words of places.
    places: Interner,
    /// The number of records that state each document number, by its id minus 1.
    holders: FlatArray<u32>,
    /// The ids minus 1 of document numbers, by the hashes of the packed ones.
    by_packed: HashIndex,
    /// The hashes in `by_packed`.
    present: BloomFilter,
}

/// Builds a [`FieldInterner`].
#[derive(Clone, Debug, Default)]
pub(crate) struct FieldInternerBuilder {
    numbers: InternerBuilder,
    schemes: InternerBuilder,
    places: InternerBuilder,
    holders: Vec<u32>,
}

/// Looks up the ids of texts. A text that was never interned gets an id that no text has.
pub(crate) trait FieldIds {
    fn place(&self, sounds: &str) -> u32;
    fn document(&self, text: DocumentPart<'_>) -> u32;
    /// The number of records that state the document with this id; 1 if it is unknown.
    fn holders(&self, id: u32) -> u32;
}

macro_rules! impl_field_ids {
    ($($interner:ty),*) => {$(
        impl FieldIds for $interner {
            fn place(&self, sounds: &str) -> u32 {
                self.places.find(sounds)
            }

            fn document(&self, text: DocumentPart<'_>) -> u32 {
                match text {
                    DocumentPart::Number(text) => self.numbers.find(text),
                    DocumentPart::Scheme(text) => self.schemes.find(text),
                }
            }

            fn holders(&self, id: u32) -> u32 {
                let at = (id as usize).checked_sub(1);
                at.and_then(|at| self.holders.get(at)).copied().unwrap_or(1)
            }
        }
    )*};
}
impl_field_ids!(FieldInterner, FieldInternerBuilder);

/// A text of a document that gets an id.
pub(crate) enum DocumentPart<'a> {
    Number(&'a str),
    Scheme(&'a str),
}

impl FieldInternerBuilder {
    /// Interns the fields of a record, and counts it as a holder of its documents.
    pub(crate) fn add(
        &mut self,
        record: &Record,
    ) -> (Vec<EncodedCountry>, Vec<EncodedDocument>, Vec<u32>) {
        let mut text = String::new();
        let documents = documents(record, &mut text, |text| match text {
            DocumentPart::Number(text) => self.numbers.add(text),
            DocumentPart::Scheme(text) => self.schemes.add(text),
        });
        let documents: Vec<EncodedDocument> = documents.collect();
        for (n, document) in documents.iter().enumerate() {
            if documents[..n].iter().any(|earlier| earlier.number == document.number) {
                continue;
            }
            let at = document.number as usize;
            self.holders.resize(self.holders.len().max(at), 0);
            self.holders[at - 1] += 1;
        }
        (countries(record).collect(), documents, places(record, |sounds| self.places.add(sounds)))
    }

    /// Appends another interner, in the order of its ids. Returns the new id of each of its ids.
    pub(crate) fn append(&mut self, other: &FieldInternerBuilder) -> FieldIdMap {
        let new = FieldIdMap {
            numbers: self.numbers.append(&other.numbers),
            schemes: self.schemes.append(&other.schemes),
            places: self.places.append(&other.places),
        };
        self.holders.resize(self.numbers.len(), 0);
        for (number, holders) in new.numbers[1..].iter().zip(&other.holders) {
            self.holders[*number as usize - 1] += holders;
        }
        new
    }

    pub(crate) fn build(self) -> FieldInterner {
        let FieldInternerBuilder { numbers, schemes, places, holders } = self;
        let numbers = numbers.build();
        let packed =
            (0..numbers.len() as u32).map(|at| (PackedNumber::new(numbers.text(at + 1)), at));
        let packed = packed.filter(|(packed, _)| *packed != PackedNumber::default());
        let hashes: Vec<(u32, u32)> = packed.map(|(packed, at)| (packed.hash(), at)).collect();
        let pairs = hashes.iter().map(|(hash, at)| pair(*hash, *at)).collect();
        let hashes: Vec<u32> = hashes.into_iter().map(|(hash, _)| hash).collect();
        FieldInterner {
            by_packed: HashIndex::new(pairs, numbers.len()),
            present: BloomFilter::new(&hashes),
            numbers,
            schemes: schemes.build(),
            places: places.build(),
            holders: holders.into(),
        }
    }
}

/// The ids that the texts of an appended [`FieldInternerBuilder`] have in the one it was appended to,
/// by their old ids.
pub(crate) struct FieldIdMap {
    numbers: Vec<u32>,
    schemes: Vec<u32>,
    places: Vec<u32>,
}

impl FieldIdMap {
    pub(crate) fn document(&self, document: ListedDocument) -> ListedDocument {
        let number = self.numbers[document.number as usize];
        document.with_ids(number, self.schemes[document.scheme() as usize])
    }

    pub(crate) fn place(&self, place: u32) -> u32 {
        self.places[place as usize]
    }
}

impl FieldInterner {
    /// The number of distinct document numbers.
    pub(crate) fn documents(&self) -> usize {
        self.numbers.len()
    }

    /// The texts of document numbers, by their ids.
    pub(crate) fn document_numbers(&self) -> &Interner {
        &self.numbers
    }

    /// The ids of the document numbers that differ from this one in exactly one digit.
    pub(crate) fn one_digit_off(&self, document: &EncodedDocument) -> impl Iterator<Item = u32> {
        // A number has about eighty variants, and a list has few of them. The filter is much smaller
        // than the table.
        document.packed.one_digit_variants().filter_map(|variant| {
            let hash = variant.hash();
            let is_it = |at| PackedNumber::new(self.numbers.text(at + 1)) == variant;
            let is_present = self.present.may_contain(hash);
            is_present.then(|| self.by_packed.find(hash, is_it)).flatten().map(|at| at + 1)
        })
    }
}

stored! {
    FieldInterner {
        numbers: Documents,
        schemes: DocumentKinds,
        places: Places,
        holders: Holders,
        by_packed: ByPacked,
        present: PackedFilter,
    }
}

impl FieldInterner {
    /// Checks what was opened from a file.
    pub(crate) fn check(&self) -> Result<(), Error> {
        self.numbers.check(Section::Documents)?;
        self.schemes.check(Section::DocumentKinds)?;
        self.places.check(Section::Places)?;
        ensure(Section::Holders, self.holders.len() == self.numbers.len())?;
        self.by_packed.check(Section::ByPacked, self.numbers.len())
    }
}

/// The ids of the sounds of a record's places of birth, ascending and distinct.
pub(super) fn places(record: &Record, mut id: impl FnMut(&str) -> u32) -> Vec<u32> {
    let sounds = record.birth_places().iter().flat_map(|place| places::sounds(place));
    let mut ids: Vec<u32> = sounds.map(|sounds| id(&sounds)).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// The documents of a record. They are compared by their letters and digits, ignoring case.
pub(super) fn documents(
    record: &Record,
    text: &mut String,
    mut id: impl FnMut(DocumentPart<'_>) -> u32,
) -> impl Iterator<Item = EncodedDocument> {
    let encoded = move |document: &Document| {
        let scheme = document.kind().map_or(0, |kind| {
            text.clear();
            text.extend([kind, ":", document.country().unwrap_or_default()]);
            match text.is_ascii() {
                true => text.make_ascii_lowercase(),
                false => *text = text.to_lowercase(),
            }
            id(DocumentPart::Scheme(text))
        });
        text.clear();
        let letters = document.number().chars().filter(|c| c.is_alphanumeric());
        text.extend(letters.flat_map(char::to_uppercase));
        EncodedDocument::new(document, text, id(DocumentPart::Number(text)), scheme)
    };
    record.documents().iter().map(encoded)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(number: &str) -> Record {
        let document = Document::new(number).unwrap().with_kind("passport");
        Record::new("", "Крымов").with_document(document)
    }

    #[test]
    fn an_appended_interner_gets_new_ids_and_its_holders_are_added() {
        let (mut one, mut other) =
            (FieldInternerBuilder::default(), FieldInternerBuilder::default());
        one.add(&record("45 10 123456"));
        let (_, documents, _) = other.add(&record("45 10 123457"));
        let (_, same, _) = other.add(&record("4510123456"));
        let new = one.append(&other);
        let numbers =
            [&documents[0], &same[0]].map(|document| new.document(document.listed()).number);
        assert_eq!(numbers, [2, 1]);
        let built = one.build();
        assert_eq!([built.holders(1), built.holders(2)], [2, 1]);
        assert_eq!(built.one_digit_off(&same[0]).collect::<Vec<_>>(), [2]);
    }
}
