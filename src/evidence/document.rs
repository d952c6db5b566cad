//! Documents: their numbers packed, so that those one digit off are found.

use crate::record::Document;
use crate::storage::hash_bytes;
use bytemuck::{Pod, Zeroable};

/// A document: its number and its kind with its country, each as given out by [`FieldInterner`](super::keys::Keys).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub(crate) struct EncodedDocument {
    pub(super) packed: PackedNumber,
    pub(crate) number: u32,
    /// 0 where the kind is not stated.
    pub(crate) scheme: u32,
    /// Records that have the number, where they were counted.
    pub(crate) holders: u32,
    /// Letters and digits in the number; 1 where all are the same, as in what is filled in for
    /// want of a number.
    pub(crate) characters: u8,
    /// 0 where there are no check digits, 1 where they do not hold, 2 where they do.
    check: u8,
    unused: [u8; 2],
}

impl EncodedDocument {
    /// `plain` is what is compared of its number: letters and digits, in capitals.
    pub(super) fn new(document: &Document, plain: &str, number: u32, scheme: u32) -> Self {
        EncodedDocument {
            number,
            scheme,
            characters: match plain.chars().all(|c| plain.starts_with(c)) {
                true => 1,
                false => u8::try_from(plain.chars().count()).unwrap_or(u8::MAX),
            },
            holders: 1,
            check: document.check_digits_hold().map_or(0, |hold| 1 + u8::from(hold)),
            packed: PackedNumber::new(plain.as_bytes()),
            unused: [0; 2],
        }
    }

    /// Whether the check digits hold, where there are any.
    pub(super) fn check(&self) -> Option<bool> {
        (self.check > 0).then_some(self.check > 1)
    }

    /// Whether exactly one digit of two numbers of one length differs.
    pub(super) fn is_one_digit_off(&self, other: &EncodedDocument) -> bool {
        self.packed.is_one_digit_off(other.packed)
    }
}

/// A number of at most 21 Latin letters and digits, six bits to each, the last one lowest; 0 for
/// any other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(transparent)]
pub(super) struct PackedNumber(u128);

/// Shorter numbers are one digit off each other too easily.
const SHORTEST: usize = 6;

impl PackedNumber {
    pub(super) fn new(plain: &[u8]) -> Self {
        let mut packed = 0_u128;
        if !(SHORTEST..=21).contains(&plain.len()) {
            return PackedNumber::default();
        }
        for byte in plain {
            let code = match byte {
                b'0'..=b'9' => byte - b'0' + 1,
                b'A'..=b'Z' => byte - b'A' + 11,
                _ => return PackedNumber::default(),
            };
            packed = packed << 6 | u128::from(code);
        }
        PackedNumber(packed)
    }

    /// Whether exactly one digit of two numbers of one length differs.
    pub(super) fn is_one_digit_off(self, other: PackedNumber) -> bool {
        let differ = self.0 ^ other.0;
        if differ == 0 || self.0 == 0 || other.0 == 0 {
            return false;
        }
        let at = differ.trailing_zeros() / 6 * 6;
        let digit = |packed: u128| (1..=10).contains(&(packed >> at & 63));
        differ >> at >> 6 == 0 && digit(self.0) && digit(other.0)
    }

    pub(super) fn hash(self) -> u32 {
        hash_bytes(&self.0.to_le_bytes())
    }

    /// Every number that is one digit off.
    pub(super) fn neighbours(self) -> impl Iterator<Item = PackedNumber> {
        let digit = move |place: u32| self.0 >> (6 * place) & 63;
        let places = (0..21).filter(move |place| (1..=10).contains(&digit(*place)));
        places.flat_map(move |place| {
            let others = (1..=10_u128).filter(move |other| *other != digit(place));
            let rest = self.0 & !(63 << (6 * place));
            others.map(move |other| PackedNumber(rest | other << (6 * place)))
        })
    }
}
