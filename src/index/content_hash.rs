//! What answers depend on, as checksums: equal on every machine, and for every list of the same records.

use crate::record::{Record, encode};
use xxhash_rust::xxh3::xxh3_128;

/// The version of the code that makes readings, concepts and roles, and that lays them out in an index. Raise it
/// with every change of code that gives any name different ones, or an index other sections: a list saved before is
/// then indexed again when it is opened.
const NORMALIZATION: u64 = 11;

/// A fingerprint of all that the readings, roles and concepts of a list depend on: code and tables.
pub(crate) fn normalization_fingerprint() -> u64 {
    crate::knowledge::fingerprint(NORMALIZATION)
}

/// A checksum of a set of records: the sum of the checksums of all (xxh3, 128 bits). Adding or removing
/// a record is an addition or subtraction, and the order of records does not matter.
///
/// It detects differences that arise by chance or by changes, not forgery.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ContentHash(pub(crate) u128);

impl ContentHash {
    /// The checksum of one encoded record.
    pub(super) fn of_encoded(record: &[u8]) -> ContentHash {
        ContentHash(xxh3_128(record))
    }

    /// The checksum of one record.
    pub(crate) fn of(record: &Record) -> ContentHash {
        let mut bytes = Vec::new();
        encode(record, &mut bytes);
        ContentHash::of_encoded(&bytes)
    }

    /// The lower and the upper half.
    pub(crate) fn halves(self) -> [u64; 2] {
        [self.0 as u64, (self.0 >> 64) as u64]
    }

    /// The inverse of [`ContentHash::halves`].
    pub(crate) fn from_halves([lower, upper]: [u64; 2]) -> ContentHash {
        ContentHash(u128::from(upper) << 64 | u128::from(lower))
    }

    /// The checksum with the records of another set added.
    pub(crate) fn with(self, other: ContentHash) -> ContentHash {
        ContentHash(self.0.wrapping_add(other.0))
    }

    /// The checksum with the records of another set removed.
    pub(crate) fn without(self, other: ContentHash) -> ContentHash {
        ContentHash(self.0.wrapping_sub(other.0))
    }
}
