//! Plain data in flat arrays, which lie in memory or in a file that is used in place.
//!
//! This room knows numbers and bytes: rows, strings, and numbers found by hashes, made in memory or
//! taken from the sections of a file. What they stand for is somebody else's. A hash here is part of
//! the file's format, so it is xxh3 everywhere and not whatever a hash map takes.

mod bloom_filter;
mod flat_array;
mod hash_index;
mod interner;
mod jagged_array;
#[cfg(feature = "snapshot")]
mod replace;
#[cfg(feature = "snapshot")]
mod sections;
#[cfg(feature = "snapshot")]
mod snapshot_file;
mod string_array;

pub(crate) use bloom_filter::BloomFilter;
pub(crate) use flat_array::{FlatArray, Plain};
pub(crate) use hash_index::{HashIndex, hash, pair};
pub(crate) use interner::{Interner, InternerBuilder};
pub(crate) use jagged_array::{JaggedArray, JaggedArrayBuilder};
#[cfg(feature = "snapshot")]
pub(crate) use replace::sync_folder;
#[cfg(feature = "operation")]
pub(crate) use replace::{UNFINISHED, io_error, refused, replace};
#[cfg(feature = "snapshot")]
pub(crate) use sections::{SnapshotReader, SnapshotWriter, all, ensure, is_ascending};
#[cfg(feature = "snapshot")]
pub(crate) use snapshot_file::{SnapshotHeader, read, write};
pub(crate) use string_array::{StringArray, StringArrayBuilder};
