//! Documents: an id for equality, and the packed number to find numbers that differ in one digit.

use crate::record::Document;
use crate::storage::{Interner, hash_bytes};
use bytemuck::{Pod, Zeroable};

/// An identity document. Ids come from a [`FieldInterner`](super::FieldInterner).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct EncodedDocument {
    pub(super) packed: PackedNumber,
    /// The id of the number.
    pub(crate) number: u32,
    /// The id of the kind with the country; 0 if the kind is not stated.
    pub(crate) scheme: u32,
    /// The number of records of the list that state this number; 1 if they were not counted.
    pub(crate) holders: u32,
    /// The count of letters and digits in the number. 1 if they are all the same, as in 000000, which
    /// stands for a missing number.
    pub(crate) characters: u8,
    /// 0 if the number has no check digits, 1 if they are wrong, 2 if they are right.
    check: u8,
}

/// A document of a listed record: what its number does not show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub(crate) struct ListedDocument {
    /// The id of the number.
    pub(crate) number: u32,
    /// The id of the kind with the country above the lowest two bits, which say whether the check digits are right.
    scheme_and_check: u32,
}

/// The documents of a record.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Documents<'a> {
    /// Of an incoming record, or one of a lone pair.
    Own(&'a [EncodedDocument]),
    /// Of a listed record, with the texts of all numbers.
    Listed(&'a [ListedDocument], &'a Interner),
}

impl<'a> Documents<'a> {
    pub(crate) fn iter(self) -> impl Iterator<Item = EncodedDocument> + Clone + use<'a> {
        let count = match self {
            Documents::Own(documents) => documents.len(),
            Documents::Listed(documents, _) => documents.len(),
        };
        (0..count).map(move |at| match self {
            Documents::Own(documents) => documents[at],
            Documents::Listed(documents, numbers) => documents[at].encoded(numbers),
        })
    }
}

impl ListedDocument {
    /// The id of the kind with the country; 0 if the kind is not stated.
    pub(super) fn scheme(self) -> u32 {
        self.scheme_and_check >> CHECK_BITS
    }

    /// The same document with other ids.
    pub(super) fn with_ids(self, number: u32, scheme: u32) -> Self {
        let check = self.scheme_and_check & CHECK;
        ListedDocument { number, scheme_and_check: scheme << CHECK_BITS | check }
    }

    fn encoded(self, numbers: &Interner) -> EncodedDocument {
        let plain = numbers.text(self.number);
        EncodedDocument {
            packed: PackedNumber::new(plain),
            number: self.number,
            scheme: self.scheme(),
            holders: 1,
            characters: characters(&String::from_utf8_lossy(plain)),
            check: (self.scheme_and_check & CHECK) as u8,
        }
    }
}

/// The lowest bits of [`ListedDocument::scheme_and_check`]. A list has fewer kinds of documents than fit above.
const CHECK_BITS: u32 = 2;
const CHECK: u32 = (1 << CHECK_BITS) - 1;

/// See [`EncodedDocument::characters`].
fn characters(plain: &str) -> u8 {
    match plain.chars().all(|c| plain.starts_with(c)) {
        true => 1,
        false => u8::try_from(plain.chars().count()).unwrap_or(u8::MAX),
    }
}

impl EncodedDocument {
    /// `plain` is the number reduced to its letters and digits, in capitals.
    pub(super) fn new(document: &Document, plain: &str, number: u32, scheme: u32) -> Self {
        EncodedDocument {
            number,
            scheme,
            characters: characters(plain),
            holders: 1,
            check: document.check_digits_hold().map_or(0, |hold| 1 + u8::from(hold)),
            packed: PackedNumber::new(plain.as_bytes()),
        }
    }

    /// As a list holds it.
    pub(crate) fn listed(&self) -> ListedDocument {
        let scheme_and_check = self.scheme << CHECK_BITS | u32::from(self.check);
        ListedDocument { number: self.number, scheme_and_check }
    }

    /// Whether the check digits are right; `None` if there are none.
    pub(crate) fn check_digits_hold(&self) -> Option<bool> {
        (self.check > 0).then_some(self.check > 1)
    }

    /// Whether the numbers have the same length and differ in exactly one digit.
    pub(crate) fn is_one_digit_off(&self, other: &EncodedDocument) -> bool {
        self.packed.is_one_digit_off(other.packed)
    }
}

/// A number of 6 to 21 Latin letters and digits, six bits for each, the last one lowest; 0 for any
/// other number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct PackedNumber(u128);

const CODE_BITS: u32 = 6;
const CODE: u128 = (1 << CODE_BITS) - 1;
/// 21 codes of six bits fit into 128 bits.
const MAX_LENGTH: u32 = u128::BITS / CODE_BITS;
/// Among shorter numbers, too many differ in one digit by chance.
const MIN_LENGTH: usize = 6;

/// Whether a code is that of a digit: '0' to '9' are 1 to 10, 'A' to 'Z' follow.
fn is_digit(code: u128) -> bool {
    (1..=10).contains(&code)
}

impl PackedNumber {
    pub(super) fn new(plain: &[u8]) -> Self {
        if !(MIN_LENGTH..=MAX_LENGTH as usize).contains(&plain.len()) {
            return PackedNumber::default();
        }
        let mut packed = 0_u128;
        for byte in plain {
            let code = match byte {
                b'0'..=b'9' => byte - b'0' + 1,
                b'A'..=b'Z' => byte - b'A' + 11,
                _ => return PackedNumber::default(),
            };
            packed = packed << CODE_BITS | u128::from(code);
        }
        PackedNumber(packed)
    }

    /// Whether the numbers have the same length and differ in exactly one digit.
    pub(super) fn is_one_digit_off(self, other: PackedNumber) -> bool {
        let difference = self.0 ^ other.0;
        if difference == 0 || self.0 == 0 || other.0 == 0 {
            return false;
        }
        let shift = difference.trailing_zeros() / CODE_BITS * CODE_BITS;
        let differs_in_a_digit = |packed: u128| is_digit(packed >> shift & CODE);
        difference >> shift >> CODE_BITS == 0
            && differs_in_a_digit(self.0)
            && differs_in_a_digit(other.0)
    }

    pub(super) fn hash(self) -> u32 {
        hash_bytes(&self.0.to_le_bytes())
    }

    /// All numbers that differ from this one in exactly one digit: nine for each of its digits.
    pub(super) fn one_digit_variants(self) -> impl Iterator<Item = PackedNumber> {
        let code_at = move |place: u32| self.0 >> (CODE_BITS * place) & CODE;
        let digits = (0..MAX_LENGTH).filter(move |place| is_digit(code_at(*place)));
        digits.flat_map(move |place| {
            let others = (1..=10_u128).filter(move |other| *other != code_at(place));
            let rest = self.0 & !(CODE << (CODE_BITS * place));
            others.map(move |other| PackedNumber(rest | other << (CODE_BITS * place)))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listed_document_has_all_that_was_encoded() {
        let mut numbers = crate::storage::InternerBuilder::default();
        let all = [
            "passport:RU:4510123456",
            "inn:RU:500100732259",
            "inn:RU:500100732258",
            "000000",
            "Ы1",
        ];
        let of = |text: &str| {
            let document: Document = text.parse().unwrap();
            let plain = document.number().to_owned();
            let number = numbers.add(&plain);
            EncodedDocument::new(&document, &plain, number, number + 3)
        };
        let encoded = all.map(of);
        let (listed, numbers) = (encoded.map(|document| document.listed()), numbers.build());
        assert!(Documents::Listed(&listed, &numbers).iter().eq(encoded));
        assert!(Documents::Own(&encoded).iter().eq(encoded));
        let checked = encoded.map(|document| document.check_digits_hold());
        assert!(checked.contains(&Some(true)) && checked.contains(&Some(false)));
        assert!(checked.contains(&None));
    }

    #[test]
    fn the_variants_of_a_number_are_those_that_are_one_digit_off() {
        let number = PackedNumber::new(b"AB123456");
        let variants: Vec<_> = number.one_digit_variants().collect();
        assert_eq!(variants.len(), 6 * 9);
        assert!(variants.iter().all(|variant| number.is_one_digit_off(*variant)));
        assert!(variants.contains(&PackedNumber::new(b"AB123956")));
        for other in ["AB123456", "AC123456", "AB123965", "AB12345", "1", "АБ123456"] {
            assert!(!number.is_one_digit_off(PackedNumber::new(other.as_bytes())), "{other}");
        }
    }
}
