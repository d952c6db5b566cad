//! Plain data in flat arrays, which lie in memory or in a file that is used in place.
//!
//! This room knows numbers and bytes: rows, strings, and numbers found by hashes, made in memory or
//! taken from the sections of a file. What they stand for is somebody else's. A hash here is part of
//! the file's format, so it is xxh3 everywhere and not whatever a hash map takes.

#[cfg(feature = "snapshot")]
mod atomic_file;
mod bloom_filter;
mod flat_array;
mod hash;
mod hash_index;
mod interner;
mod jagged_array;
mod prefetch;
#[cfg(feature = "snapshot")]
mod sections;
#[cfg(feature = "snapshot")]
mod snapshot_file;
mod string_array;

#[cfg(feature = "operation")]
pub(crate) use atomic_file::{LOCK, not_a_file, sync_parent};
#[cfg(feature = "snapshot")]
pub(crate) use atomic_file::{is_unfinished, lock_folder, replace_file};
pub(crate) use bloom_filter::BloomFilter;
pub(crate) use flat_array::{FlatArray, Plain};
pub(crate) use hash::{hash_bytes, hash_number, hash_pair, hash_wide, mix, spread};
pub(crate) use hash_index::{HashIndex, pair};
pub(crate) use interner::{Interner, InternerBuilder};
pub(crate) use jagged_array::{JaggedArray, JaggedArrayBuilder};
pub(crate) use prefetch::prefetch;
#[cfg(feature = "snapshot")]
pub(crate) use sections::{SnapshotReader, SnapshotWriter, all, ensure, is_ascending};
#[cfg(feature = "snapshot")]
pub(crate) use snapshot_file::{SnapshotHeader, decode_number, read, write};
pub(crate) use string_array::{StringArray, StringArrayBuilder};
