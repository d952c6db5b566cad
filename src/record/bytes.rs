//! The compact encoding of a record in a list: the identifier, then every field in order.
//!
//! * A number is LEB128: seven bits per byte, lowest first.
//! * A string is its length and its UTF-8 bytes. An optional string is 0, or its length plus 1 and its
//!   bytes.
//! * A date is its key; an optional date is 0 where it is missing.
//! * A sequence is its length and its items.

use super::{Alias, AliasStrength, Date, Document, Listing, PartialDate, PersonName, Record, Sex};

/// Appends a record.
pub(crate) fn encode(record: &Record, to: &mut Vec<u8>) {
    let Record {
        id,
        name,
        aliases,
        birth_dates,
        sex,
        nationalities,
        birth_places,
        documents,
        listing,
    } = record;
    text(id, to);
    encode_name(name, to);
    number(aliases.len() as u64, to);
    for alias in aliases {
        encode_name(alias.name(), to);
        to.push(u8::from(alias.strength() == AliasStrength::Weak));
    }
    number(birth_dates.len() as u64, to);
    birth_dates.iter().for_each(|date| number(date.key().into(), to));
    to.push(match sex {
        None => 0,
        Some(Sex::Female) => 1,
        Some(Sex::Male) => 2,
        Some(Sex::Unspecified) => 3,
    });
    for texts in [nationalities, birth_places] {
        number(texts.len() as u64, to);
        texts.iter().for_each(|place| text(place, to));
    }
    number(documents.len() as u64, to);
    for document in documents {
        optional_text(document.kind(), to);
        optional_text(document.country(), to);
        text(document.number(), to);
    }
    to.push(u8::from(!listing.is_empty()));
    if !listing.is_empty() {
        optional_text(listing.source(), to);
        optional_text(listing.category(), to);
        for date in dates(listing) {
            number(date.map_or(0, |date| PartialDate::from(date).key().into()), to);
        }
    }
}

fn dates(listing: &Listing) -> [Option<Date>; 4] {
    [listing.occurred_at(), listing.submitted_at(), listing.valid_from(), listing.valid_to()]
}

/// 0 and the full name, or 1 and the three parts.
fn encode_name(name: &PersonName, to: &mut Vec<u8>) {
    let parts = [name.given(), name.patronymic(), name.family()];
    let in_parts = parts.iter().any(Option::is_some);
    to.push(in_parts.into());
    match in_parts {
        true => parts.into_iter().for_each(|part| text(part.unwrap_or_default(), to)),
        false => text(name.as_full().unwrap_or_default(), to),
    }
}

fn number(mut number: u64, to: &mut Vec<u8>) {
    while number > 0x7f {
        to.push(number as u8 | 0x80);
        number >>= 7;
    }
    to.push(number as u8);
}

fn text(text: &str, to: &mut Vec<u8>) {
    number(text.len() as u64, to);
    to.extend_from_slice(text.as_bytes());
}

fn optional_text(text: Option<&str>, to: &mut Vec<u8>) {
    number(text.map_or(0, |text| text.len() as u64 + 1), to);
    to.extend_from_slice(text.unwrap_or_default().as_bytes());
}

/// Decodes a record; `None` where the bytes are not the encoding of one.
pub(crate) fn decode(bytes: &[u8]) -> Option<Record> {
    let mut from = RecordDecoder(bytes);
    let record = Record {
        id: from.text()?,
        name: from.name()?,
        aliases: from.many(|from| {
            let name = from.name()?;
            let strength = [AliasStrength::Strong, AliasStrength::Weak];
            Some(Alias::new(name, *strength.get(usize::from(from.byte()?))?))
        })?,
        birth_dates: from.many(|from| partial_date(from.number()?))?,
        sex: match from.byte()? {
            0 => None,
            1 => Some(Sex::Female),
            2 => Some(Sex::Male),
            3 => Some(Sex::Unspecified),
            _ => return None,
        },
        nationalities: from.many(RecordDecoder::text)?,
        birth_places: from.many(RecordDecoder::text)?,
        documents: from.many(|from| {
            let (kind, country) = (from.optional_text()?, from.optional_text()?);
            let document = Document::new(from.text()?).ok()?;
            let document = kind.into_iter().fold(document, Document::with_kind);
            Some(country.into_iter().fold(document, Document::with_country))
        })?,
        listing: match from.byte()? {
            0 => Listing::default(),
            1 => from.listing()?,
            _ => return None,
        },
    };
    from.0.is_empty().then_some(record)
}

/// The identifier of an encoded record, as bytes.
pub(crate) fn id(bytes: &[u8]) -> Option<&[u8]> {
    let mut from = RecordDecoder(bytes);
    let length = from.number()?;
    from.take(length)
}

/// The birth dates of an encoded record. Fields before them are skipped, fields after them not read.
pub(crate) fn birth_dates(bytes: &[u8]) -> Option<Vec<PartialDate>> {
    let mut from = RecordDecoder(bytes);
    from.skip_text()?;
    from.skip_name()?;
    for _ in 0..from.number()? {
        from.skip_name()?;
        from.byte()?;
    }
    from.many(|from| partial_date(from.number()?))
}

/// The bytes that are not yet decoded.
struct RecordDecoder<'a>(&'a [u8]);

impl<'a> RecordDecoder<'a> {
    fn take(&mut self, length: u64) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(usize::try_from(length).ok()?)?;
        self.0 = rest;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        let (byte, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*byte)
    }

    fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    fn text_of(&mut self, length: u64) -> Option<String> {
        Some(std::str::from_utf8(self.take(length)?).ok()?.to_owned())
    }

    fn text(&mut self) -> Option<String> {
        let length = self.number()?;
        self.text_of(length)
    }

    fn optional_text(&mut self) -> Option<Option<String>> {
        match self.number()?.checked_sub(1) {
            Some(length) => self.text_of(length).map(Some),
            None => Some(None),
        }
    }

    fn skip_text(&mut self) -> Option<()> {
        let length = self.number()?;
        self.take(length).map(|_| ())
    }

    fn skip_name(&mut self) -> Option<()> {
        let texts = if self.byte()? == 0 { 1 } else { 3 };
        (0..texts).try_for_each(|_| self.skip_text())
    }

    fn name(&mut self) -> Option<PersonName> {
        match self.byte()? {
            0 => Some(PersonName::full(self.text()?)),
            1 => Some(PersonName::parts(self.text()?, self.text()?, self.text()?)),
            _ => None,
        }
    }

    /// Memory is allocated item by item, so that a corrupt length cannot exhaust it.
    fn many<T>(&mut self, mut one: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let count = self.number()?;
        (0..count).map(|_| one(self)).collect()
    }

    fn listing(&mut self) -> Option<Listing> {
        let (source, category) = (self.optional_text()?, self.optional_text()?);
        let mut date = || match self.number()? {
            0 => Some(None),
            key => {
                let date = partial_date(key)?;
                Date::new(date.year(), date.month()?, date.day()?).ok().map(Some)
            }
        };
        let (occurred_at, submitted_at, from, to) = (date()?, date()?, date()?, date()?);
        let mut listing = Listing::new().with_validity(from, to);
        listing = source.into_iter().fold(listing, Listing::with_source);
        listing = category.into_iter().fold(listing, Listing::with_category);
        listing = occurred_at.into_iter().fold(listing, Listing::with_occurred_at);
        Some(submitted_at.into_iter().fold(listing, Listing::with_submitted_at))
    }
}

fn partial_date(key: u64) -> Option<PartialDate> {
    let date = PartialDate::from_key(u32::try_from(key).ok()?);
    PartialDate::new(date.year(), date.month(), date.day()).ok().filter(|same| *same == date)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn name() -> impl Strategy<Value = PersonName> {
        prop_oneof![
            ".{0,9}".prop_map(PersonName::full),
            (".{0,3}", ".{0,3}", ".{0,200}").prop_map(|(a, b, c)| PersonName::parts(a, b, c)),
        ]
    }

    fn date() -> impl Strategy<Value = Date> {
        (1_u16..=9999, 1_u8..=12, 1_u8..=28).prop_map(|(y, m, d)| Date::new(y, m, d).unwrap())
    }

    fn record() -> impl Strategy<Value = Record> {
        let partial = (1_u16..=9999, 0_u8..=12).prop_map(|(year, month)| {
            PartialDate::new(year, (month > 0).then_some(month), None).unwrap()
        });
        let partial = prop_oneof![partial, date().prop_map(PartialDate::from)];
        let alias = (name(), any::<bool>()).prop_map(|(name, weak)| {
            Alias::new(name, if weak { AliasStrength::Weak } else { AliasStrength::Strong })
        });
        let some = |text| prop::option::of(prop::string::string_regex(text).unwrap());
        let document = (some("[a-z]{0,3}"), some(".{0,3}"), ".{0,5}7").prop_map(
            |(kind, country, number): (Option<String>, Option<String>, String)| {
                let document = Document::new(number).unwrap();
                let document = kind.into_iter().fold(document, Document::with_kind);
                country.into_iter().fold(document, Document::with_country)
            },
        );
        let day = || prop::option::of(date());
        let listing = (some(".{0,4}"), some(".{0,4}"), day(), day(), day(), day()).prop_map(
            |(source, category, occurred, submitted, from, to)| {
                let mut listing = Listing::new().with_validity(from, to);
                listing = source.into_iter().fold(listing, Listing::with_source);
                listing = category.into_iter().fold(listing, Listing::with_category);
                listing = occurred.into_iter().fold(listing, Listing::with_occurred_at);
                submitted.into_iter().fold(listing, Listing::with_submitted_at)
            },
        );
        let texts = || prop::collection::vec(".{0,4}", 0..3);
        let many = (
            prop::collection::vec(alias, 0..3),
            prop::collection::vec(partial, 0..3),
            texts(),
            texts(),
            prop::collection::vec(document, 0..3),
        );
        let sex = prop_oneof![
            Just(None),
            Just(Some(Sex::Female)),
            Just(Some(Sex::Male)),
            Just(Some(Sex::Unspecified)),
        ];
        (".{0,9}", name(), many, sex, listing).prop_map(|(id, name, many, sex, listing)| {
            let (aliases, birth_dates, nationalities, birth_places, documents) = many;
            Record {
                id,
                name,
                aliases,
                birth_dates,
                sex,
                nationalities,
                birth_places,
                documents,
                listing,
            }
        })
    }

    proptest! {
        #[test]
        fn a_record_decodes_and_no_prefix_of_it_does(record in record()) {
            let mut bytes = Vec::new();
            encode(&record, &mut bytes);
            prop_assert_eq!(id(&bytes), Some(record.id().as_bytes()));
            prop_assert_eq!(&birth_dates(&bytes).unwrap(), record.birth_dates());
            for cut in 0..bytes.len() {
                prop_assert_eq!(decode(&bytes[..cut]), None);
            }
            prop_assert_eq!(decode(&bytes), Some(record));
            bytes.push(0);
            prop_assert_eq!(decode(&bytes), None);
        }

        #[test]
        fn any_bytes_decode_to_an_encodable_record_or_to_none(
            bytes in prop::collection::vec(prop_oneof![0_u8..4, any::<u8>()], 0..60),
        ) {
            if let Some(record) = decode(&bytes) {
                let mut again = Vec::new();
                encode(&record, &mut again);
                prop_assert_eq!(decode(&again), Some(record));
            }
        }
    }
}
