//! The log of changes, which is synced before a change is acknowledged.
//!
//! All numbers are little-endian, and checksums are xxh3 (64 bits).
//!
//! | bytes | content |
//! |---|---|
//! | 0–8 | `\x89SVLOG\n\0` |
//! | 8–16 | version of the format |
//! | 16–32 | identifier of the list |
//! | 32–40 | the change after which it starts: a snapshot of an earlier change lacks those in between |
//! | 40–48 | checksum of the first 40 bytes |
//! | then | frames |
//!
//! A frame holds a batch of changes: the length of its body, the checksum of its body and the checksum of
//! these 16 bytes, in 8 bytes each; then the body. A body is the number of the change and its time, in 8
//! bytes each, and for each record a byte for the kind of change, 4 bytes for a length, and that many bytes
//! of the encoded record or of its identifier. So a batch is there in full or not at all, and a write that
//! was interrupted can be distinguished from damage.

use super::changes::Change;
use crate::error::{Error, ErrorKind};
use crate::record::{decode, encode};
use crate::storage::atomic_file::replace_file;
use crate::storage::snapshot_file::decode_number;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use xxhash_rust::xxh3::xxh3_64;

const MAGIC: [u8; 8] = *b"\x89SVLOG\n\0";
const VERSION: u64 = 1;
const HEADER: usize = 48;
/// The bytes of a frame before its body.
const FRAME: usize = 24;

/// A log that is open for appending.
#[derive(Debug)]
pub(super) struct Log {
    path: PathBuf,
    list: u128,
    file: File,
    length: u64,
    /// Whether a failed write could not be undone.
    is_broken: bool,
}

/// A batch of changes in the log.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct LogEntry {
    pub(super) number: u64,
    pub(super) instant: i64,
    pub(super) changes: Vec<Change>,
}

/// The content of a log.
#[derive(Debug)]
pub(super) struct LogContents {
    /// The change after which it starts.
    pub(super) after: u64,
    pub(super) entries: Vec<LogEntry>,
    /// The length of the header and all entries, in bytes.
    length: u64,
    /// How many bytes of an incomplete batch follow.
    pub(super) more: u64,
}

/// Appends a change to the body of a frame.
pub(super) fn push(change: &Change, body: &mut Vec<u8>) {
    let start = body.len();
    body.extend([0; 5]);
    match change {
        Change::Put(record) => encode(record, body),
        Change::Withdraw(id) => {
            body[start] = 1;
            body.extend(id.as_bytes());
        }
    }
    // No record has four gigabytes; the frame of one that had would be refused when it is read.
    let length = (body.len() - start - 5) as u32;
    body[start + 1..start + 5].copy_from_slice(&length.to_le_bytes());
}

impl Log {
    /// Creates the log of a list that starts after a change, and replaces the one that exists.
    pub(super) fn create(path: &Path, list: u128, after: u64) -> Result<(), Error> {
        replace_file(path, |file| file.write_all(&header(list, after)))
    }

    /// Reads the log of a list.
    pub(super) fn read(path: &Path, list: u128) -> Result<LogContents, Error> {
        let bytes = fs::read(path).map_err(|error| Error::io_at(path, error))?;
        let in_file = |error: Error| error.at_path(path);
        let after = after(&bytes, list).map_err(in_file)?;
        let (mut entries, mut at) = (Vec::new(), HEADER);
        while let Some((entry, length)) = frame(&bytes[at..]).map_err(|what| {
            let what = format!("{what}, {at} bytes into the log");
            in_file(
                Error::new(ErrorKind::Damaged, what)
                    .expecting("the bytes that were written; restore a copy of the folder"),
            )
        })? {
            entries.push(entry);
            at += length;
        }
        Ok(LogContents { after, entries, length: at as u64, more: (bytes.len() - at) as u64 })
    }

    /// Reads the log of a list and opens it for appending. An incomplete batch at its end is cut off.
    pub(super) fn open(path: &Path, list: u128) -> Result<(Log, LogContents), Error> {
        let logged = Log::read(path, list)?;
        let opened = || {
            let file = OpenOptions::new().append(true).open(path)?;
            if logged.more > 0 {
                file.set_len(logged.length)?;
                file.sync_all()?;
            }
            Ok(file)
        };
        let file = opened().map_err(|error| Error::io_at(path, error))?;
        let length = logged.length;
        let log = Log { path: path.to_owned(), list, file, length, is_broken: false };
        Ok((log, logged))
    }

    /// The offset of the next frame.
    pub(super) fn length(&self) -> u64 {
        self.length
    }

    /// Appends a batch and syncs it. If that fails, the log stays as it was.
    pub(super) fn append(
        &mut self,
        number: u64,
        instant: i64,
        changes: &[u8],
    ) -> Result<(), Error> {
        if self.is_broken {
            let what = "an earlier write failed and could not be undone";
            return Err(Error::new(ErrorKind::Io, what)
                .at_path(&self.path)
                .expecting("the list to be opened again"));
        }
        let mut frame = Vec::with_capacity(FRAME + 16 + changes.len());
        frame.extend([0; FRAME]);
        frame.extend(number.to_le_bytes());
        frame.extend(instant.to_le_bytes());
        frame.extend(changes);
        let body = &frame[FRAME..];
        let (length, sum) = (body.len() as u64, xxh3_64(body));
        frame[..8].copy_from_slice(&length.to_le_bytes());
        frame[8..16].copy_from_slice(&sum.to_le_bytes());
        let sum = xxh3_64(&frame[..16]);
        frame[16..FRAME].copy_from_slice(&sum.to_le_bytes());
        let written = self.file.write_all(&frame).and_then(|()| self.file.sync_data());
        if let Err(error) = written {
            let undone = self.file.set_len(self.length).and_then(|()| self.file.sync_all());
            self.is_broken = undone.is_err();
            return Err(Error::io_at(&self.path, error));
        }
        self.length += frame.len() as u64;
        Ok(())
    }

    /// Drops all changes up to one. The frame of the next one is at offset `start`.
    pub(super) fn forget(&mut self, change: u64, start: u64) -> Result<(), Error> {
        let rest = || -> io::Result<Vec<u8>> {
            let mut file = File::open(&self.path)?;
            file.seek(SeekFrom::Start(start))?;
            let mut bytes = header(self.list, change);
            file.take(self.length - start).read_to_end(&mut bytes)?;
            Ok(bytes)
        };
        let bytes = rest().map_err(|error| Error::io_at(&self.path, error))?;
        replace_file(&self.path, |file| file.write_all(&bytes))?;
        // Until the new file is open, appended frames would go to the one that was replaced.
        self.is_broken = true;
        let file = OpenOptions::new().append(true).open(&self.path);
        self.file = file.map_err(|error| Error::io_at(&self.path, error))?;
        self.length = bytes.len() as u64;
        self.is_broken = false;
        Ok(())
    }
}

fn header(list: u128, after: u64) -> Vec<u8> {
    let mut header = MAGIC.to_vec();
    header.extend(VERSION.to_le_bytes());
    header.extend(list.to_le_bytes());
    header.extend(after.to_le_bytes());
    let sum = xxh3_64(&header);
    header.extend(sum.to_le_bytes());
    header
}

/// The change after which the log starts; an error unless these are the bytes of that list's log.
fn after(bytes: &[u8], list: u128) -> Result<u64, Error> {
    if !bytes.starts_with(&MAGIC) {
        return Err(Error::new(ErrorKind::Malformed, "not a log of changes"));
    }
    let Some((header, _)) = bytes.split_at_checked(HEADER) else {
        return Err(Error::new(ErrorKind::Damaged, "a truncated log"));
    };
    if decode_number(&header[40..]) != xxh3_64(&header[..40]) {
        return Err(Error::new(ErrorKind::Damaged, "a log whose header has the wrong checksum"));
    }
    if decode_number(&header[8..16]) != VERSION {
        return Err(Error::new(
            ErrorKind::UnsupportedVersion,
            "a version of the log that this crate does not read",
        )
        .with_value(&decode_number(&header[8..16]).to_string())
        .expecting("1"));
    }
    if header[16..32] != list.to_le_bytes() {
        return Err(Error::new(ErrorKind::Malformed, "the log of another list")
            .expecting("the log that was in this folder"));
    }
    Ok(decode_number(&header[32..40]))
}

/// The first batch and its length; `None` where nothing is left but a write that was interrupted.
fn frame(bytes: &[u8]) -> Result<Option<(LogEntry, usize)>, &'static str> {
    let Some((head, rest)) = bytes.split_at_checked(FRAME) else { return Ok(None) };
    if decode_number(&head[16..]) != xxh3_64(&head[..16]) {
        // A system that crashed may have extended the file without writing to it.
        let is_blank = bytes.iter().all(|byte| *byte == 0);
        return if is_blank { Ok(None) } else { Err("a frame with the wrong checksum") };
    }
    let length = usize::try_from(decode_number(&head[..8])).unwrap_or(usize::MAX);
    let Some((body, after)) = rest.split_at_checked(length) else { return Ok(None) };
    if decode_number(&head[8..16]) != xxh3_64(body) {
        return if after.is_empty() { Ok(None) } else { Err("a batch with the wrong checksum") };
    }
    let entry = entry(body).ok_or("a batch that cannot be read")?;
    Ok(Some((entry, FRAME + length)))
}

fn entry(mut body: &[u8]) -> Option<LogEntry> {
    let mut take = |length: usize| {
        let (taken, rest) = body.split_at_checked(length)?;
        body = rest;
        Some(taken)
    };
    let (at, instant) = (decode_number(take(8)?), decode_number(take(8)?) as i64);
    let mut changes = Vec::new();
    while let Some(head) = take(5) {
        let bytes = take(decode_number(&head[1..]) as usize)?;
        changes.push(match head[0] {
            0 => Change::Put(decode(bytes)?),
            1 => Change::Withdraw(std::str::from_utf8(bytes).ok()?.to_owned()),
            _ => return None,
        });
    }
    body.is_empty().then_some(LogEntry { number: at, instant, changes })
}
