//! Changes, and the versions of records that they add and end.

use super::part::ListPart;
use super::versions::{OPEN, Version};
use crate::error::Error;
use crate::evidence::Model;
use crate::index::ContentHash;
use crate::record::Record;
use crate::screening::EpochList;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// A change to a list.
///
/// In JSON: `{"put": {…}}` with a [`Record`], or `{"withdraw": "id"}`.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
#[expect(clippy::large_enum_variant, reason = "most changes put a record")]
pub enum Change {
    /// Adds a record. It replaces the record with the same identifier, if there is one.
    Put(Record),
    /// Withdraws the record with that identifier.
    Withdraw(String),
}

impl From<Record> for Change {
    fn from(record: Record) -> Self {
        Change::Put(record)
    }
}

/// What a batch of changes did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Applied {
    /// The number of the list's last change: this batch, unless it changed nothing.
    pub change: u64,
    /// Records whose identifier was new.
    pub added: usize,
    /// Records that replaced one with the same identifier.
    pub replaced: usize,
    /// Records that were withdrawn.
    pub withdrawn: usize,
    /// Withdrawals of unknown identifiers, which change nothing.
    pub absent: usize,
}

/// The versions that a batch adds and ends, before they are published.
pub(super) struct ChangeBatch<'a> {
    parts: &'a [Arc<ListPart>],
    new: Vec<Version>,
    /// For each identifier in the batch, the position in `new` of its last version, if it is there.
    last: FxHashMap<Box<str>, Option<usize>>,
    ends: Vec<VersionEnd>,
    pub(super) applied: Applied,
    /// Checksums of the records that were added and of those that were ended. A record that the same batch
    /// added and ended is in both.
    pub(super) more: ContentHash,
    pub(super) less: ContentHash,
}

/// A version that ends: its part, its rank there, and the change that ends it.
#[derive(Clone, Copy, Debug)]
struct VersionEnd {
    part: usize,
    rank: u32,
    to: u64,
}

/// The parts of a list after a batch, and the versions to end when they are published.
pub(super) struct BuiltBatch {
    pub(super) parts: Vec<Arc<ListPart>>,
    ends: Vec<(Arc<ListPart>, u32, u64)>,
}

impl BuiltBatch {
    /// Marks the versions that the batch ended. Searches of earlier states do not see the difference.
    pub(super) fn end(&self) {
        self.ends.iter().for_each(|(part, rank, to)| part.end(*rank, *to));
    }
}

impl<'a> ChangeBatch<'a> {
    pub(super) fn new(parts: &'a [Arc<ListPart>]) -> Self {
        ChangeBatch {
            parts,
            new: Vec::new(),
            last: FxHashMap::default(),
            ends: Vec::new(),
            applied: Applied::default(),
            more: ContentHash::default(),
            less: ContentHash::default(),
        }
    }

    /// Applies a change with that number. Returns whether it changed anything.
    pub(super) fn apply(&mut self, number: u64, change: Change) -> bool {
        match change {
            Change::Put(record) => {
                match self.end(record.id(), number) {
                    true => self.applied.replaced += 1,
                    false => self.applied.added += 1,
                }
                self.put(record, number);
                true
            }
            Change::Withdraw(id) => {
                let is_there = self.end(&id, number);
                match is_there {
                    true => self.applied.withdrawn += 1,
                    false => self.applied.absent += 1,
                }
                is_there
            }
        }
    }

    /// Ends the current version of a record. Returns whether there was one.
    fn end(&mut self, id: &str, number: u64) -> bool {
        match self.last.get(id) {
            Some(last) => {
                let version = last.map(|at| &mut self.new[at]).filter(|last| last.to == OPEN);
                let Some(version) = version else { return false };
                version.to = number;
                self.less = self.less.with(ContentHash::of(&version.record));
                true
            }
            None => {
                // Versions in later parts are later.
                let last = |(n, part): (usize, &Arc<ListPart>)| Some((n, part.last_version(id)?));
                let found = self.parts.iter().enumerate().rev().find_map(last);
                let Some((part, place)) = found.filter(|(_, place)| place.to == OPEN) else {
                    return false;
                };
                self.ends.push(VersionEnd { part, rank: place.rank, to: number });
                self.less = self.less.with(self.parts[part].content_at(place.rank));
                self.last.insert(id.into(), None);
                true
            }
        }
    }

    fn put(&mut self, record: Record, number: u64) {
        self.more = self.more.with(ContentHash::of(&record));
        let version = Version { record, from: number, to: OPEN };
        match self.last.get(version.record.id()).copied().flatten() {
            // The batch is one change, so a version that it replaces itself was never known.
            Some(at) if self.new[at].from == number => self.new[at] = version,
            _ => {
                self.last.insert(version.record.id().into(), Some(self.new.len()));
                self.new.push(version);
            }
        }
    }

    /// Builds the parts after the batch. The new versions are merged into the last part if the two together
    /// have at most `last_part_most` versions; otherwise they become a part of their own.
    pub(super) fn build(
        self,
        last_part_most: usize,
        model: &Model,
        epoch: &Arc<EpochList>,
    ) -> Result<BuiltBatch, Error> {
        let ChangeBatch { new: mut versions, mut ends, .. } = self;
        let mut parts = self.parts.to_vec();
        let head = parts.len() - 1;
        if !versions.is_empty() && parts[head].len() + versions.len() <= last_part_most {
            let mut of_head: Vec<Version> = parts[head].versions().collect();
            ends.retain(|end| {
                if end.part == head {
                    of_head[end.rank as usize].to = end.to;
                }
                end.part != head
            });
            versions.extend(of_head);
            parts.pop();
        }
        if !versions.is_empty() {
            versions.sort_by(|one, other| one.order().cmp(&other.order()));
            let part = ListPart::from_versions(versions, model.clone(), epoch.clone())?;
            parts.push(Arc::new(part));
        }
        let of_part = |end: VersionEnd| (self.parts[end.part].clone(), end.rank, end.to);
        Ok(BuiltBatch { parts, ends: ends.into_iter().map(of_part).collect() })
    }
}
