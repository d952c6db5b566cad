//! What a snapshot holds: sections to be written to a file, or those of a file that was read.
//!
//! A type says once, with [`stored!`](stored), which of its fields are stored under which section; saving and
//! opening both follow from that. Opening only takes the sections, in place. A file may have been forged, so
//! every stored type has a `check` that is called before anything of it is used.

use super::section::{Section, SectionPath};
use super::{FlatArray, Plain};
use crate::error::{Error, ErrorKind};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

/// A value that a snapshot holds in one or more sections.
pub(crate) trait Stored: Sized {
    /// Adds its sections at a path.
    fn save<'a>(&'a self, at: &SectionPath, to: &mut SnapshotWriter<'a>);

    /// Takes its sections, without checking what is in them.
    fn open(at: &SectionPath, from: &SnapshotReader) -> Result<Self, Error>;
}

/// Implements [`Stored`] for a struct: each field with the section that holds it. After `=>` comes how to
/// make the value of the opened fields, a `Result`, where it has others too.
macro_rules! stored {
    ($type:ident $(<$item:ident: $bound:ident>)? { $($field:ident: $section:ident),* $(,)? }) => {
        $crate::storage::stored! {
            $type $(<$item: $bound>)? { $($field: $section),* } => Ok($type { $($field),* })
        }
    };
    (
        $type:ident $(<$item:ident: $bound:ident>)? { $($field:ident: $section:ident),* $(,)? }
            => $made:expr
    ) => {
        impl $(<$item: $bound>)? $crate::storage::Stored for $type $(<$item>)? {
            fn save<'a>(
                &'a self,
                at: &$crate::storage::SectionPath,
                to: &mut $crate::storage::SnapshotWriter<'a>,
            ) {
                use $crate::storage::{Section, Stored};
                $(Stored::save(&self.$field, &at.to(Section::$section), to);)*
            }

            fn open(
                at: &$crate::storage::SectionPath,
                from: &$crate::storage::SnapshotReader,
            ) -> Result<Self, $crate::error::Error> {
                use $crate::storage::{Section, Stored};
                $(let $field = Stored::open(&at.to(Section::$section), from)?;)*
                $made
            }
        }
    };
}
pub(crate) use stored;

impl<T: Plain> Stored for FlatArray<T> {
    fn save<'a>(&'a self, at: &SectionPath, to: &mut SnapshotWriter<'a>) {
        to.put(at, self);
    }

    fn open(at: &SectionPath, from: &SnapshotReader) -> Result<Self, Error> {
        from.take(at)
    }
}

/// Numbers are sections of one item.
macro_rules! stored_number {
    ($($number:ty),*) => {
        $(impl Stored for $number {
            fn save<'a>(&'a self, at: &SectionPath, to: &mut SnapshotWriter<'a>) {
                to.put(at, std::slice::from_ref(self));
            }

            fn open(at: &SectionPath, from: &SnapshotReader) -> Result<Self, Error> {
                match from.take(at)?.as_ref() {
                    [number] => Ok(*number),
                    _ => Err(damaged(at.as_str(), "a section with more or less than one number")),
                }
            }
        })*
    };
}
stored_number!(u32, u64);

impl Stored for bool {
    fn save<'a>(&'a self, at: &SectionPath, to: &mut SnapshotWriter<'a>) {
        to.put_bytes(at, vec![u8::from(*self)]);
    }

    fn open(at: &SectionPath, from: &SnapshotReader) -> Result<Self, Error> {
        match from.take::<u8>(at)?.as_ref() {
            [0] => Ok(false),
            [1] => Ok(true),
            _ => Err(damaged(at.as_str(), "a section that is neither 0 nor 1")),
        }
    }
}

/// Sections to be written, in their order.
#[derive(Default)]
pub(crate) struct SnapshotWriter<'a>(pub(super) Vec<(String, Cow<'a, [u8]>)>);

impl<'a> SnapshotWriter<'a> {
    /// Adds a section.
    pub(crate) fn put<T: Plain>(&mut self, at: &SectionPath, items: &'a [T]) {
        self.add(at, Cow::Borrowed(bytemuck::cast_slice(items)));
    }

    /// Adds a section of bytes that are made for it.
    pub(crate) fn put_bytes(&mut self, at: &SectionPath, bytes: Vec<u8>) {
        self.add(at, Cow::Owned(bytes));
    }

    fn add(&mut self, at: &SectionPath, bytes: Cow<'a, [u8]>) {
        let name = at.as_str();
        debug_assert!(self.0.iter().all(|(other, _)| other != name), "{name} is saved twice");
        self.0.push((name.to_owned(), bytes));
    }

    /// A checksum of all sections: equal sections have equal checksums.
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
    /// Whether the snapshot has a section.
    pub(crate) fn has(&self, at: &SectionPath) -> bool {
        self.ranges.contains_key(at.as_str())
    }

    /// The items of a section, in place.
    pub(crate) fn take<T: Plain>(&self, at: &SectionPath) -> Result<FlatArray<T>, Error> {
        let range = self.ranges.get(at.as_str()).cloned();
        let items = range.and_then(|range| FlatArray::of_bytes(&self.bytes, range));
        items.ok_or_else(|| damaged(at.as_str(), "a section that is missing or of the wrong size"))
    }
}

/// An error unless a condition on a section holds.
pub(crate) fn ensure(section: Section, holds: bool) -> Result<(), Error> {
    match holds {
        true => Ok(()),
        false => Err(damaged(section.name(), "a section whose numbers contradict each other")),
    }
}

/// Whether all items are valid. It has no branch per item, so it compiles to vector instructions.
pub(crate) fn all<T>(items: &[T], is_valid: impl Fn(&T) -> bool) -> bool {
    items.iter().fold(true, |valid, item| valid & is_valid(item))
}

/// Whether no item is less than the one before it, without a branch per item.
pub(crate) fn is_ascending<T: PartialOrd>(items: &[T]) -> bool {
    items.windows(2).fold(true, |ascends, pair| ascends & (pair[0] <= pair[1]))
}

/// An error for a damaged section.
pub(super) fn damaged(section: &str, what: &str) -> Error {
    Error::new(ErrorKind::Damaged, what)
        .in_field(format!("section {section}"))
        .expecting("the bytes that were saved; save the list again or restore a copy")
}
