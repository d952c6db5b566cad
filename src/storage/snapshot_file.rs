//! The file format of snapshots: sections that are written once and memory-mapped when they are read.
//!
//! All numbers are little-endian, and all parts start at multiples of 64 bytes:
//!
//! | bytes | content |
//! |---|---|
//! | 0–8 | `\x89SVERKA\n` |
//! | 8–12 | version of the format |
//! | 12–16 | number of sections |
//! | 16–24 | fingerprint of the tables and code that the content was made by |
//! | 24–32 | length of the file |
//! | 32–40 | checksum of the table |
//! | 40–56 | zeros |
//! | 56–64 | checksum of the first 56 bytes |
//! | 64– | the table: for each section its name in 104 bytes, its offset, length and checksum |
//! | then | the sections in the order of the table, each padded with zeros to a multiple of 64 |
//!
//! The checksum is xxh3 with 64 bits. That of a section is taken of the checksums of its mebibytes, padding
//! included, so that a file is checked in parallel. It detects damage, not forgery.
//!
//! A file is opened in two steps. [`SnapshotFile::open`] checks the header and the table, which takes as long for
//! any file. [`SnapshotFile::verify`] reads all of it.

#![allow(unsafe_code)]

use super::FlatArray;
use super::atomic_file::{not_a_file, replace_file};
use super::snapshot::{SnapshotReader, SnapshotWriter, damaged};
use crate::error::{Error, ErrorKind};
use memmap2::{Mmap, MmapMut};
use rayon::prelude::*;
use std::fs::File;
use std::io::{Read, Write};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use xxhash_rust::xxh3::xxh3_64;

const MAGIC: [u8; 8] = *b"\x89SVERKA\n";
const UNIT: usize = 64;
/// The bytes of a row of the table, and those of the name in it.
const ROW: usize = 2 * UNIT;
const NAME: usize = ROW - 3 * size_of::<u64>();
const CHUNK: usize = 1 << 20;
const ZEROS: [u8; UNIT] = [0; UNIT];

/// The fields of the file header that callers choose or inspect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SnapshotHeader {
    pub(crate) version: u32,
    pub(crate) fingerprint: u64,
}

fn padded(length: usize) -> usize {
    length.next_multiple_of(UNIT)
}

/// The checksum of a padded section.
fn checksum(section: &[u8]) -> u64 {
    let sums: Vec<u64> = section.par_chunks(CHUNK).map(xxh3_64).collect();
    xxh3_64(&sums.into_iter().flat_map(u64::to_le_bytes).collect::<Vec<u8>>())
}

/// Writes a snapshot, which replaces the file at the path.
pub(crate) fn write(
    path: &Path,
    header: SnapshotHeader,
    sections: &SnapshotWriter<'_>,
) -> Result<(), Error> {
    little_endian()?;
    replace_file(path, |file| {
        file.write_all(&head(header, sections))?;
        for (_, bytes) in &sections.0 {
            file.write_all(bytes)?;
            file.write_all(&ZEROS[..padded(bytes.len()) - bytes.len()])?;
        }
        Ok(())
    })
}

/// The header and the table.
fn head(header: SnapshotHeader, sections: &SnapshotWriter<'_>) -> Vec<u8> {
    let mut table = Vec::with_capacity(ROW * sections.0.len());
    let mut start = UNIT + ROW * sections.0.len();
    for (name, bytes) in &sections.0 {
        debug_assert!(name.len() <= NAME, "{name}");
        let mut cell = [0; NAME];
        cell[..name.len()].copy_from_slice(name.as_bytes());
        table.extend(cell);
        // Only the last chunk is padded.
        let whole = bytes.len() / CHUNK * CHUNK;
        let mut last = bytes[whole..].to_vec();
        last.resize(padded(last.len()), 0);
        let mut sums: Vec<u64> = bytes[..whole].par_chunks(CHUNK).map(xxh3_64).collect();
        sums.extend((!last.is_empty()).then(|| xxh3_64(&last)));
        let sum = xxh3_64(&sums.into_iter().flat_map(u64::to_le_bytes).collect::<Vec<u8>>());
        for number in [start as u64, bytes.len() as u64, sum] {
            table.extend(number.to_le_bytes());
        }
        start += padded(bytes.len());
    }
    let mut head = Vec::with_capacity(UNIT + table.len());
    head.extend(MAGIC);
    head.extend(header.version.to_le_bytes());
    head.extend((sections.0.len() as u32).to_le_bytes());
    head.extend(header.fingerprint.to_le_bytes());
    head.extend((start as u64).to_le_bytes());
    head.extend(xxh3_64(&table).to_le_bytes());
    head.extend([0; 16]);
    head.extend(xxh3_64(&head).to_le_bytes());
    head.extend(table);
    head
}

/// An open snapshot, of which the header and the table were checked.
pub(crate) struct SnapshotFile {
    pub(crate) header: SnapshotHeader,
    sections: Vec<SectionRow>,
    map: Arc<Mmap>,
}

/// A row of the table.
struct SectionRow {
    name: String,
    range: Range<usize>,
    checksum: u64,
}

impl SnapshotFile {
    /// Opens a snapshot of that version, which is mapped, and checks the header and the table.
    pub(crate) fn open(path: &Path, version: u32) -> Result<SnapshotFile, Error> {
        SnapshotFile::of(path, map(path)?, version)
    }

    /// The same of a copy in memory, which nobody who writes to the file can change.
    pub(crate) fn load(path: &Path, version: u32) -> Result<SnapshotFile, Error> {
        SnapshotFile::of(path, copy(path)?, version)
    }

    fn of(path: &Path, map: Mmap, version: u32) -> Result<SnapshotFile, Error> {
        little_endian()?;
        let (header, sections) = head_of(&map, version).map_err(|error| error.at_path(path))?;
        Ok(SnapshotFile { header, sections, map: Arc::new(map) })
    }

    /// The sections, which may be damaged.
    pub(crate) fn reader(&self) -> SnapshotReader {
        let ranges = self.sections.iter().map(|row| (row.name.clone(), row.range.clone()));
        let bytes = FlatArray::of(self.map.clone(), |map| map);
        SnapshotReader { bytes, ranges: ranges.collect() }
    }

    /// Verifies every section, in parallel on the current rayon thread pool.
    pub(crate) fn verify(&self) -> Result<(), Error> {
        // Loading all pages of a chunk at once is faster than a page fault for each.
        #[cfg(target_os = "linux")]
        (0..self.map.len()).into_par_iter().step_by(CHUNK).for_each(|start| {
            let length = CHUNK.min(self.map.len() - start);
            let _ = self.map.advise_range(memmap2::Advice::PopulateRead, start, length);
        });
        self.sections.par_iter().try_for_each(|SectionRow { name, range, checksum: expected }| {
            match checksum(&self.map[range.start..padded(range.end)]) == *expected {
                true => Ok(()),
                false => Err(damaged(name, "a section with the wrong checksum")),
            }
        })
    }
}

/// A file that is not empty, and its length.
fn open(path: &Path) -> Result<(File, u64), Error> {
    let opened = File::open(path).and_then(|file| Ok((file.metadata()?, file)));
    let (metadata, file) = opened.map_err(|error| Error::io_at(path, error))?;
    if !metadata.is_file() {
        return Err(not_a_file(path, "not a file"));
    }
    if metadata.len() == 0 {
        return Err(no_saved_list().at_path(path));
    }
    Ok((file, metadata.len()))
}

fn map(path: &Path) -> Result<Mmap, Error> {
    let (file, _) = open(path)?;
    // SAFETY: The map is read-only. `Watchlist::open` states that the file must not be modified while it is
    // open, and this crate never modifies one: `write` renames another file over it.
    unsafe { Mmap::map(&file) }.map_err(|error| Error::io_at(path, error))
}

/// The bytes of a file in memory of this process, at the beginning of a page as those of a mapped file are.
fn copy(path: &Path) -> Result<Mmap, Error> {
    let (mut file, length) = open(path)?;
    let mut read = || {
        let length = usize::try_from(length).map_err(std::io::Error::other)?;
        let mut memory = MmapMut::map_anon(length)?;
        file.read_exact(&mut memory)?;
        memory.make_read_only()
    };
    read().map_err(|error| Error::io_at(path, error))
}

/// Checks the header and the table.
fn head_of(bytes: &[u8], version: u32) -> Result<(SnapshotHeader, Vec<SectionRow>), Error> {
    if !bytes.starts_with(&MAGIC) {
        return Err(no_saved_list());
    }
    let Some((head, _)) = bytes.split_at_checked(UNIT) else { return Err(truncated()) };
    let u32_at = |at: usize| decode_number(&head[at..at + 4]) as u32;
    let u64_at = |at: usize| decode_number(&head[at..at + 8]);
    let header = SnapshotHeader { version: u32_at(8), fingerprint: u64_at(16) };
    if header.version != version {
        return Err(Error::new(
            ErrorKind::UnsupportedVersion,
            "a version of the format that this crate does not read",
        )
        .with_value(&header.version.to_string())
        .in_field("version")
        .expecting("1: save the list again with this version of the crate"));
    }
    if u64_at(56) != xxh3_64(&head[..56]) {
        return Err(damaged("header", "a header with the wrong checksum"));
    }
    if u64_at(24) != bytes.len() as u64 {
        return Err(truncated());
    }
    let count = u32_at(12) as usize;
    let end = ROW.checked_mul(count).and_then(|length| length.checked_add(UNIT));
    let end = end.filter(|end| *end <= bytes.len());
    let table = end.map(|end| &bytes[UNIT..end]).ok_or_else(|| damaged("table", "too long"))?;
    if u64_at(32) != xxh3_64(table) {
        return Err(damaged("table", "a table with the wrong checksum"));
    }
    let mut sections = Vec::with_capacity(count);
    let mut start = UNIT + ROW * count;
    for row in table.chunks_exact(ROW) {
        let name = String::from_utf8_lossy(&row[..NAME]).trim_end_matches('\0').to_owned();
        let [begin, length, checksum] =
            [0, 8, 16].map(|at| decode_number(&row[NAME + at..NAME + at + 8]));
        let end = usize::try_from(length).ok().and_then(|length| start.checked_add(length));
        let end = end.filter(|end| begin == start as u64 && *end <= bytes.len());
        let end = end.ok_or_else(|| damaged(&name, "a section at the wrong offset"))?;
        sections.push(SectionRow { name, range: start..end, checksum });
        start = padded(end);
    }
    if start != bytes.len() {
        return Err(damaged("table", "sections of the wrong length"));
    }
    Ok((header, sections))
}

/// The number in little-endian bytes, at most eight.
pub(crate) fn decode_number(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

fn no_saved_list() -> Error {
    Error::new(ErrorKind::Malformed, "not a saved list")
        .expecting("a file that a list was saved to")
}

fn truncated() -> Error {
    Error::new(ErrorKind::Damaged, "truncated, or longer than it was")
        .expecting("the whole file; save the list again or restore a copy")
}

fn little_endian() -> Result<(), Error> {
    match cfg!(target_endian = "little") {
        true => Ok(()),
        false => Err(Error::new(
            ErrorKind::UnsupportedVersion,
            "a byte order that the format does not support",
        )
        .expecting("a little-endian machine")),
    }
}
