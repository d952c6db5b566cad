//! What answers depend on, as numbers: the same on every machine, and for every list of the same
//! records, however it came to be.

use super::Watchlist;
#[cfg(feature = "snapshot")]
use crate::record::{Record, encode};
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

/// What readings, concepts and roles are made by, beside tables. It grows when code changes so that a
/// name gets other ones: a list saved before is then built anew where it is opened.
const NORMALIZATION: u64 = 1;

/// What the readings, roles and concepts of a list depend on.
pub(super) fn normalization() -> u64 {
    crate::knowledge::fingerprint(NORMALIZATION)
}

/// A set of records as one number: the sum of the checksums of all (xxh3, 128 bits), so that a record
/// more or less is an addition, and their order is of no matter. It tells sets apart that nobody made
/// to be mistaken for each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Content(pub(crate) u128);

impl Content {
    pub(super) fn of_encoded(record: &[u8]) -> Content {
        Content(xxh3_128(record))
    }

    /// That of one record.
    #[cfg(feature = "snapshot")]
    pub(crate) fn of(record: &Record) -> Content {
        let mut bytes = Vec::new();
        encode(record, &mut bytes);
        Content::of_encoded(&bytes)
    }

    /// The number in two, its lower half first.
    pub(crate) fn halves(self) -> [u64; 2] {
        [self.0 as u64, (self.0 >> 64) as u64]
    }

    pub(crate) fn of_halves([lower, upper]: [u64; 2]) -> Content {
        Content(u128::from(upper) << 64 | u128::from(lower))
    }

    pub(crate) fn with(self, other: Content) -> Content {
        Content(self.0.wrapping_add(other.0))
    }

    #[cfg(feature = "snapshot")]
    pub(crate) fn without(self, other: Content) -> Content {
        Content(self.0.wrapping_sub(other.0))
    }
}

impl Watchlist {
    /// All records of the list.
    pub(crate) fn content(&self) -> Content {
        self.archive.content()
    }

    /// All that bits depend on: the model, what frequencies and holders are counted of, the version of the
    /// crate and of what names are read by.
    pub(crate) fn weighed_by(&self) -> u128 {
        let epoch = self.epoch();
        *epoch.weighed_by.get_or_init(|| {
            let mut sum = Xxh3::new();
            sum.update(&epoch.model.checksum().to_le_bytes());
            sum.update(&epoch.content().0.to_le_bytes());
            sum.update(&normalization().to_le_bytes());
            sum.update(env!("CARGO_PKG_VERSION").as_bytes());
            sum.digest128()
        })
    }
}
