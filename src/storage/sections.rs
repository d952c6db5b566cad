//! Named sections of plain data: what a file is written of, and what is taken from one that was read.

use super::{FlatArray, Plain};
use crate::error::{Error, ErrorKind};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

/// Sections to be written, in their order.
#[derive(Default)]
pub(crate) struct SnapshotWriter<'a>(pub(super) Vec<(String, Cow<'a, [u8]>)>);

impl<'a> SnapshotWriter<'a> {
    /// Adds a section. Names are distinct, and have at most 40 bytes.
    pub(crate) fn put<T: Plain>(&mut self, name: &str, items: &'a [T]) {
        self.0.push((name.to_owned(), Cow::Borrowed(bytemuck::cast_slice(items))));
    }

    /// Adds a section of bytes that are made for it.
    pub(crate) fn put_bytes(&mut self, name: &str, bytes: Vec<u8>) {
        self.0.push((name.to_owned(), Cow::Owned(bytes)));
    }

    /// A checksum of all of them: the same for the same sections.
    #[cfg(feature = "operation")]
    pub(crate) fn checksum(&self) -> u128 {
        let mut sum = xxhash_rust::xxh3::Xxh3::new();
        for (name, bytes) in &self.0 {
            sum.update(name.as_bytes());
            sum.update(&(bytes.len() as u64).to_le_bytes());
            sum.update(bytes);
        }
        sum.digest128()
    }
}

/// The sections of a file that was read.
pub(crate) struct SnapshotReader {
    pub(super) bytes: FlatArray<u8>,
    pub(super) ranges: BTreeMap<String, Range<usize>>,
}

impl SnapshotReader {
    /// Whether there is such a section.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.ranges.contains_key(name)
    }

    /// The items of a section, in place.
    pub(crate) fn take<T: Plain>(&self, name: &str) -> Result<FlatArray<T>, Error> {
        let range = self.ranges.get(name).cloned();
        let items = range.and_then(|range| FlatArray::of_bytes(&self.bytes, range));
        items.ok_or_else(|| damaged(name, "a section that is missing or of another size"))
    }
}

/// An error unless what is said of the section holds.
pub(crate) fn ensure(name: &str, holds: bool) -> Result<(), Error> {
    match holds {
        true => Ok(()),
        false => Err(damaged(name, "a section whose numbers do not fit together")),
    }
}

/// Whether all items are sound, found without a branch for each.
pub(crate) fn all<T>(items: &[T], is_sound: impl Fn(&T) -> bool) -> bool {
    items.iter().fold(true, |sound, item| sound & is_sound(item))
}

/// Whether no item is below the one before it, found without a branch for each.
pub(crate) fn is_ascending<T: PartialOrd>(items: &[T]) -> bool {
    items.windows(2).fold(true, |ascends, pair| ascends & (pair[0] <= pair[1]))
}

/// Damage to a section.
pub(super) fn damaged(name: &str, what: &str) -> Error {
    Error::new(ErrorKind::Damaged, what)
        .in_field(format!("section {name}"))
        .expecting("the bytes that were saved; save the list again or take a copy")
}
