//! Plain data in flat arrays, which lie in memory or in a file that is used in place.
//!
//! This room knows numbers and bytes: rows, strings, and numbers found by hashes, made in memory or
//! taken from the sections of a file. What they stand for is somebody else's. A hash here is part of
//! the file's format, so it is xxh3 everywhere and not whatever a hash map takes.

mod buckets;
#[cfg(feature = "snapshot")]
mod file;
mod flat;
mod numbers;
mod presence;
#[cfg(feature = "snapshot")]
mod replace;
mod rows;
#[cfg(feature = "snapshot")]
mod sections;
mod strings;

pub(crate) use buckets::{Buckets, hash, pair};
#[cfg(feature = "snapshot")]
pub(crate) use file::{Header, read, write};
pub(crate) use flat::{Flat, Plain};
pub(crate) use numbers::{Numbers, NumbersBuilder};
pub(crate) use presence::Presence;
#[cfg(feature = "snapshot")]
pub(crate) use replace::sync_folder;
#[cfg(feature = "operation")]
pub(crate) use replace::{UNFINISHED, io_error, refused, replace};
pub(crate) use rows::{Rows, RowsBuilder};
#[cfg(feature = "snapshot")]
pub(crate) use sections::{Parts, Sections, all, ensure, is_ascending};
pub(crate) use strings::{Strings, StringsBuilder};
