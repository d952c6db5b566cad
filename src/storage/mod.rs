//! Flat arrays of plain data, in memory or in a memory-mapped file.
//!
//! This module knows numbers and bytes: jagged arrays, strings, interners and hash indexes, which are built
//! in memory or opened in place from the sections of a snapshot. What they mean is up to
//! the modules above; only the names of all sections are declared here, in `section.rs`, since they are the file
//! format.

pub(crate) mod atomic_file;
mod bloom_filter;
mod flat_array;
mod hash;
mod hash_index;
mod interner;
mod jagged_array;
mod prefetch;
mod section;
mod short_rows;
mod snapshot;
pub(crate) mod snapshot_file;
mod string_array;

pub(crate) use bloom_filter::BloomFilter;
pub(crate) use flat_array::{FlatArray, Plain};
pub(crate) use hash::{hash_bytes, hash_number, hash_pair, hash_wide, mix, spread};
pub(crate) use hash_index::{HashIndex, pair};
pub(crate) use interner::{Interner, InternerBuilder};
pub(crate) use jagged_array::{JaggedArray, JaggedArrayBuilder};
pub(crate) use prefetch::prefetch;
pub(crate) use section::{Section, SectionPath};
pub(crate) use short_rows::ShortRows;
pub(crate) use snapshot::{
    SnapshotReader, SnapshotWriter, Stored, all, ensure, is_ascending, stored,
};
pub(crate) use string_array::{StringArray, StringArrayBuilder};
