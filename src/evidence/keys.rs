//! What a record states beside its names, by numbers that are given out for texts: a list's own, or those
//! of a lone pair.

use super::document::{EncodedDocument, PackedNumber};
use super::places;
use super::subject::EncodedCountry;
use crate::record::{Document, Record};
use crate::storage::{BloomFilter, FlatArray, HashIndex, Interner, InternerBuilder, pair};

/// The numbers of documents, of their kinds, and of countries.
#[derive(Clone, Debug, Default)]
pub(crate) struct FieldInterner {
    numbers: Interner,
    schemes: Interner,
    countries: Interner,
    places: Interner,
    /// How many records have each document number, by its number less 1.
    holders: FlatArray<u32>,
    /// The document numbers less 1 by what they are packed into, where they fit.
    by_packed: HashIndex,
    /// The hashes that `by_packed` has.
    present: BloomFilter,
}

/// [`FieldInterner`] as they are given out.
#[derive(Clone, Debug, Default)]
pub(crate) struct FieldInternerBuilder {
    numbers: InternerBuilder,
    schemes: InternerBuilder,
    countries: InternerBuilder,
    places: InternerBuilder,
    holders: Vec<u32>,
}

/// What gives texts the numbers that were given out.
pub(crate) trait FieldIds {
    fn country(&self, text: &str) -> u32;
    fn place(&self, sounds: &str) -> u32;
    fn document(&self, text: DocumentPart<'_>) -> u32;
    /// How many records have the document with that number.
    fn holders(&self, number: u32) -> u32;
}

macro_rules! numbered {
    ($($keys:ty),*) => {$(
        impl FieldIds for $keys {
            fn country(&self, text: &str) -> u32 {
                self.countries.find(text)
            }

            fn place(&self, sounds: &str) -> u32 {
                self.places.find(sounds)
            }

            fn document(&self, text: DocumentPart<'_>) -> u32 {
                match text {
                    DocumentPart::Number(text) => self.numbers.find(text),
                    DocumentPart::Scheme(text) => self.schemes.find(text),
                }
            }

            fn holders(&self, number: u32) -> u32 {
                let at = (number as usize).checked_sub(1);
                at.and_then(|at| self.holders.get(at)).copied().unwrap_or(1)
            }
        }
    )*};
}
numbered!(FieldInterner, FieldInternerBuilder);

/// Which of a document's texts is asked for.
pub(crate) enum DocumentPart<'a> {
    Number(&'a str),
    Scheme(&'a str),
}

impl FieldInternerBuilder {
    /// Numbers what a record states, giving out new numbers.
    pub(crate) fn add(
        &mut self,
        record: &Record,
    ) -> (Vec<EncodedCountry>, Vec<EncodedDocument>, Vec<u32>) {
        let countries = countries(record, |text| self.countries.add(text));
        let documents = documents(record, |text| match text {
            DocumentPart::Number(text) => self.numbers.add(text),
            DocumentPart::Scheme(text) => self.schemes.add(text),
        });
        for (n, document) in documents.iter().enumerate() {
            if documents[..n].iter().any(|earlier| earlier.number == document.number) {
                continue;
            }
            let at = document.number as usize;
            self.holders.resize(self.holders.len().max(at), 0);
            self.holders[at - 1] += 1;
        }
        (countries, documents, places(record, |sounds| self.places.add(sounds)))
    }

    /// Adds what others numbered, in their order; gives the numbers here for those there.
    pub(crate) fn append(&mut self, others: &FieldInternerBuilder) -> FieldIdMap {
        let new = FieldIdMap {
            numbers: self.numbers.append(&others.numbers),
            schemes: self.schemes.append(&others.schemes),
            countries: self.countries.append(&others.countries),
            places: self.places.append(&others.places),
        };
        self.holders.resize(self.numbers.len(), 0);
        for (number, holders) in new.numbers[1..].iter().zip(&others.holders) {
            self.holders[*number as usize - 1] += holders;
        }
        new
    }

    pub(crate) fn build(self) -> FieldInterner {
        let FieldInternerBuilder { numbers, schemes, countries, places, holders } = self;
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
            countries: countries.build(),
            places: places.build(),
            holders: holders.into(),
        }
    }
}

/// Numbers by those that a [`FieldInternerBuilder`] gave out which was added to another.
pub(crate) struct FieldIdMap {
    numbers: Vec<u32>,
    schemes: Vec<u32>,
    countries: Vec<u32>,
    places: Vec<u32>,
}

impl FieldIdMap {
    pub(crate) fn country(&self, key: EncodedCountry) -> EncodedCountry {
        key.with_country(self.countries[key.country() as usize])
    }

    pub(crate) fn document(&self, mut key: EncodedDocument) -> EncodedDocument {
        key.number = self.numbers[key.number as usize];
        key.scheme = self.schemes[key.scheme as usize];
        key
    }

    pub(crate) fn place(&self, place: u32) -> u32 {
        self.places[place as usize]
    }
}

impl FieldInterner {
    /// How many document numbers there are.
    pub(crate) fn documents(&self) -> usize {
        self.numbers.len()
    }

    /// The documents that are one digit off this one, by their numbers.
    pub(crate) fn one_digit_off(&self, document: &EncodedDocument) -> impl Iterator<Item = u32> {
        let packed = document.packed;
        // There are some eighty, of which few are anybody's.
        let hashes = packed.neighbours().map(PackedNumber::hash);
        let hashes: Vec<u32> = hashes.filter(|hash| self.present.may_have(*hash)).collect();
        let numbers = self.by_packed.of(&hashes).into_iter().map(|at| at + 1);
        let is_near = move |number: &u32| {
            PackedNumber::new(self.numbers.text(*number)).is_one_digit_off(packed)
        };
        numbers.filter(is_near)
    }
}

#[cfg(feature = "snapshot")]
mod stored {
    use super::*;
    use crate::error::Error;
    use crate::storage::{SnapshotReader, SnapshotWriter, ensure};

    impl FieldInterner {
        pub(crate) fn save<'a>(&'a self, to: &mut SnapshotWriter<'a>) {
            self.numbers.save("documents", to);
            self.schemes.save("documents.schemes", to);
            self.countries.save("countries", to);
            self.places.save("places", to);
            to.put("documents.holders", &self.holders);
            self.by_packed.save("documents.by_packed", to);
            self.present.save("documents.present", to);
        }

        pub(crate) fn open(from: &SnapshotReader) -> Result<Self, Error> {
            let numbers = Interner::open("documents", from)?;
            let holders: FlatArray<u32> = from.take("documents.holders")?;
            ensure("documents.holders", holders.len() == numbers.len())?;
            Ok(FieldInterner {
                by_packed: HashIndex::open("documents.by_packed", from, numbers.len())?,
                present: BloomFilter::open("documents.present", from)?,
                schemes: Interner::open("documents.schemes", from)?,
                countries: Interner::open("countries", from)?,
                places: Interner::open("places", from)?,
                numbers,
                holders,
            })
        }
    }
}

pub(super) fn countries(
    record: &Record,
    mut number: impl FnMut(&str) -> u32,
) -> Vec<EncodedCountry> {
    let stated = record.nationalities().iter().map(|text| text.trim().to_lowercase());
    stated
        .filter(|text| !text.is_empty())
        .map(|text| {
            let form = match text.as_bytes() {
                [a, b] if [a, b].iter().all(|c| c.is_ascii_lowercase()) => 2,
                [a, b, c] if [a, b, c].iter().all(|c| c.is_ascii_lowercase()) => 3,
                _ => 0,
            };
            EncodedCountry::new(number(&text), form)
        })
        .collect()
}

pub(super) fn places(record: &Record, mut number: impl FnMut(&str) -> u32) -> Vec<u32> {
    let sounds = record.birth_places().iter().flat_map(|place| places::sounds(place));
    let mut numbers: Vec<u32> = sounds.map(|sounds| number(&sounds)).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

pub(super) fn documents(
    record: &Record,
    mut number: impl FnMut(DocumentPart<'_>) -> u32,
) -> Vec<EncodedDocument> {
    let key = |document: &Document| {
        let plain: String = document
            .number()
            .chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_uppercase)
            .collect();
        let scheme = document.kind().map_or(0, |kind| {
            let scheme = format!("{kind}:{}", document.country().unwrap_or_default());
            number(DocumentPart::Scheme(&scheme.to_lowercase()))
        });
        let number = number(DocumentPart::Number(&plain));
        EncodedDocument::new(document, &plain, number, scheme)
    };
    record.documents().iter().map(key).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Document;

    #[test]
    fn keys_given_out_elsewhere_are_taken_in_with_their_holders() {
        let record = |number: &str, country: &str| {
            let document = Document::new(number).unwrap().with_kind("passport");
            Record::new("", "Крымов").with_document(document).with_nationality(country)
        };
        let (mut keys, mut others) =
            (FieldInternerBuilder::default(), FieldInternerBuilder::default());
        keys.add(&record("45 10 123456", "ru"));
        let (countries, documents, _) = others.add(&record("45 10 123457", "kz"));
        let (_, same, _) = others.add(&record("4510123456", "ru"));
        let new = keys.append(&others);
        assert_eq!(new.country(countries[0]).country(), keys.country("kz"));
        let numbers = [documents[0], same[0]].map(|document| new.document(document).number);
        assert_eq!(numbers, [2, 1]);
        let keys = keys.build();
        assert_eq!([keys.holders(1), keys.holders(2)], [2, 1]);
        // No country that a list can have.
        let unknown = EncodedCountry::new(keys.country("by"), 2).country() as usize;
        assert!(unknown > EncodedCountry::MOST / 2, "{unknown}");
    }
}
