//! Changes, and what they do to the versions of a list.

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
    /// Adds a record, in place of the one with its identifier where there is one.
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
    /// The number of the list's last change, which this batch is unless it changed nothing.
    pub change: u64,
    /// Records that were not there.
    pub added: usize,
    /// Records put in place of one that was there.
    pub replaced: usize,
    /// Records withdrawn.
    pub withdrawn: usize,
    /// Withdrawals of records that were not there: they change nothing.
    pub absent: usize,
}

/// Versions that are new or end, until they are published.
pub(super) struct ChangeBatch<'a> {
    parts: &'a [Arc<ListPart>],
    new: Vec<Version>,
    /// For each identifier met, its last version among the new ones, where it has one.
    last: FxHashMap<Box<str>, Option<usize>>,
    ends: Vec<VersionEnd>,
    pub(super) applied: Applied,
    /// The records that came, and those that went; one that the same changes brought and ended is in both.
    pub(super) more: ContentHash,
    pub(super) less: ContentHash,
}

/// A version of a part that ends: which part, where it lies there, and by which change.
#[derive(Clone, Copy, Debug)]
struct VersionEnd {
    part: usize,
    rank: u32,
    to: u64,
}

/// New parts of a list, and what ends when they are published.
pub(super) struct BuiltBatch {
    pub(super) parts: Vec<Arc<ListPart>>,
    ends: Vec<(Arc<ListPart>, u32, u64)>,
}

impl BuiltBatch {
    /// Ends what the changes ended: whoever asks as of an earlier change sees nothing of it.
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

    /// Makes a change of that number. Returns whether there is anything to it.
    pub(super) fn make(&mut self, number: u64, change: Change) -> bool {
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

    /// Ends the version of a record that is known. Returns whether there is one.
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
                // Later parts have later versions.
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
            // What the same batch brought was never known.
            Some(at) if self.new[at].from == number => self.new[at] = version,
            _ => {
                self.last.insert(version.record.id().into(), Some(self.new.len()));
                self.new.push(version);
            }
        }
    }

    /// The parts with the changes. The last one is built anew with the new versions where it may be, and
    /// they are few enough together; else they are a part of their own.
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
