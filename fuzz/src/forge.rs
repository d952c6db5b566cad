//! Files in which somebody altered bytes and made every checksum right again.

#[path = "../../tests/common/forge.rs"]
mod layout;

use arbitrary::Arbitrary;
use layout::{NAME, ROW, UNIT, forge, sections};
use xxhash_rust::xxh3::xxh3_64;

/// A change of some bytes.
#[derive(Arbitrary, Debug)]
pub struct Edit {
    at: u32,
    change: EditKind,
}

#[derive(Arbitrary, Debug)]
enum EditKind {
    Byte(u8),
    Added(i8),
    Word(u32),
    Long(u64),
    /// What stands at another place.
    Copied {
        from: u32,
        length: u8,
    },
    /// Cut off here.
    Cut,
    /// These bytes at the end.
    Appended(Vec<u8>),
}

impl Edit {
    fn apply(&self, bytes: &mut Vec<u8>) {
        let length = bytes.len();
        let place = |at: u32| at as usize % length.max(1);
        let at = place(self.at);
        let mut write = |new: &[u8]| {
            let new = &new[..new.len().min(length - at.min(length))];
            bytes[at.min(length)..][..new.len()].copy_from_slice(new);
        };
        match &self.change {
            EditKind::Byte(byte) => write(&[*byte]),
            EditKind::Word(word) => write(&word.to_le_bytes()),
            EditKind::Long(long) => write(&long.to_le_bytes()),
            EditKind::Added(more) => {
                let byte = bytes.get_mut(at);
                byte.into_iter().for_each(|byte| *byte = byte.wrapping_add_signed(*more));
            }
            EditKind::Copied { from, length: most } => {
                let from = place(*from);
                let most = usize::from(*most).min(length - from.max(at).min(length));
                bytes.copy_within(from..from + most, at);
            }
            EditKind::Cut => bytes.truncate(at),
            EditKind::Appended(more) => bytes.extend_from_slice(more),
        }
    }
}

/// A change of a saved list.
#[derive(Arbitrary, Debug)]
pub enum SnapshotEdit {
    Section(u8, Edit),
    /// The content of one section in another too.
    Copied {
        from: u8,
        to: u8,
    },
    Exchanged(u8, u8),
    Dropped(u8),
}

/// The saved list after some changes, with the right places and checksums.
pub fn forged_snapshot(original: &[u8], edits: &[SnapshotEdit]) -> Vec<u8> {
    let content =
        |(name, range): (String, std::ops::Range<usize>)| (name, original[range].to_vec());
    let mut sections: Vec<(String, Vec<u8>)> =
        sections(original).into_iter().map(content).collect();
    for edit in edits {
        let number = |n: &u8| usize::from(*n) % sections.len().max(1);
        match edit {
            SnapshotEdit::Section(n, edit) => {
                let at = number(n);
                sections.iter_mut().skip(at).take(1).for_each(|(_, bytes)| edit.apply(bytes));
            }
            SnapshotEdit::Copied { from, to } => {
                let (from, to) = (number(from), number(to));
                if let Some((_, bytes)) = sections.get(from).cloned() {
                    sections[to].1 = bytes;
                }
            }
            SnapshotEdit::Exchanged(one, other) => {
                let (one, other) = (number(one), number(other));
                if one != other {
                    let [one, other] = sections.get_disjoint_mut([one, other]).unwrap();
                    std::mem::swap(&mut one.1, &mut other.1);
                }
            }
            SnapshotEdit::Dropped(n) => {
                let at = number(n);
                sections.drain(at..(at + 1).min(sections.len()));
            }
        }
    }
    let mut bytes = original[..UNIT].to_vec();
    bytes[12..16].copy_from_slice(&(sections.len() as u32).to_le_bytes());
    let mut start = UNIT + ROW * sections.len();
    for (name, content) in &sections {
        let mut row = name.clone().into_bytes();
        row.resize(NAME, 0);
        // `forge` writes the checksum.
        for number in [start, content.len(), 0] {
            row.extend((number as u64).to_le_bytes());
        }
        bytes.extend(row);
        start = (start + content.len()).next_multiple_of(UNIT);
    }
    for (_, content) in &sections {
        bytes.extend(content);
        bytes.resize(bytes.len().next_multiple_of(UNIT), 0);
    }
    let length = bytes.len() as u64;
    bytes[24..32].copy_from_slice(&length.to_le_bytes());
    forge(&mut bytes);
    bytes
}

/// A change of a log.
#[derive(Arbitrary, Debug)]
pub enum LogEdit {
    /// Of the body of a batch, from its number on.
    Batch(u8, Edit),
    Repeated(u8),
    Exchanged(u8, u8),
    Dropped(u8),
    /// Of the change after which the log starts.
    After(u64),
    /// Of all bytes, whose checksums stay as they were.
    Damage(Edit),
}

/// The bytes of a log before its first frame, and those of a frame before its body.
const LOG_HEADER: usize = 48;
const FRAME: usize = 24;

/// The log after some changes, with right checksums unless one is damage.
pub fn forged_log(original: &[u8], edits: &[LogEdit]) -> Vec<u8> {
    let (header, mut rest) = original.split_at(LOG_HEADER);
    let mut header = header.to_vec();
    let mut batches: Vec<Vec<u8>> = Vec::new();
    while let Some((head, after)) = rest.split_at_checked(FRAME) {
        let length = u64::from_le_bytes(head[..8].try_into().unwrap()) as usize;
        batches.push(after[..length].to_vec());
        rest = &after[length..];
    }
    for edit in edits {
        let number = |n: &u8| usize::from(*n) % batches.len().max(1);
        match edit {
            LogEdit::Batch(n, edit) => {
                let at = number(n);
                batches.iter_mut().skip(at).take(1).for_each(|body| edit.apply(body));
            }
            LogEdit::Repeated(n) => batches.extend(batches.get(number(n)).cloned()),
            LogEdit::Exchanged(one, other) => {
                let (one, other) = (number(one), number(other));
                if !batches.is_empty() {
                    batches.swap(one, other);
                }
            }
            LogEdit::Dropped(n) => {
                let at = number(n);
                batches.drain(at..(at + 1).min(batches.len()));
            }
            LogEdit::After(change) => header[32..40].copy_from_slice(&change.to_le_bytes()),
            LogEdit::Damage(_) => {}
        }
    }
    let sum = xxh3_64(&header[..40]);
    header[40..48].copy_from_slice(&sum.to_le_bytes());
    let mut log = header;
    for body in &batches {
        let mut head = (body.len() as u64).to_le_bytes().to_vec();
        head.extend(xxh3_64(body).to_le_bytes());
        head.extend(xxh3_64(&head).to_le_bytes());
        log.extend(head);
        log.extend(body);
    }
    for edit in edits {
        if let LogEdit::Damage(edit) = edit {
            edit.apply(&mut log);
        }
    }
    log
}
