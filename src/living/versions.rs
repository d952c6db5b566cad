//! Versions of records: from which change to which each is known.
//!
//! A version is known from the change that added it until the one that replaced or withdrew it. Changes are
//! numbered from 1. A search asks for the state after a change, so changes that come later do not alter what
//! it finds: the versions that they end are known up to a later change.

use crate::error::Error;
use crate::record::Record;
use crate::storage::{FlatArray, Section, SnapshotReader, SnapshotWriter, ensure};
use std::sync::atomic::{AtomicU64, Ordering};

/// In place of the change that ended a version which is not ended; above all changes.
pub(super) const OPEN: u64 = u64::MAX;

/// A record with the changes that added and ended it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Version {
    pub(super) record: Record,
    pub(super) from: u64,
    /// [`OPEN`] where it is not ended.
    pub(super) to: u64,
}

impl Version {
    /// Versions are sorted by identifier, and then by time.
    pub(super) fn order(&self) -> (&str, u64) {
        (self.record.id(), self.from)
    }
}

/// For each version of a part, by rank, the changes that added and ended it.
#[derive(Debug)]
pub(super) struct VersionSpans {
    from: Box<[u64]>,
    to: Box<[AtomicU64]>,
}

impl VersionSpans {
    pub(super) fn new(spans: impl Iterator<Item = (u64, u64)>) -> Self {
        let (from, to): (Vec<u64>, Vec<AtomicU64>) =
            spans.map(|(from, to)| (from, to.into())).unzip();
        VersionSpans { from: from.into(), to: to.into() }
    }

    /// Whether the version at a rank is known after a change.
    pub(super) fn is_known(&self, rank: u32, change: u64) -> bool {
        let (from, to) = self.of(rank);
        from <= change && change < to
    }

    /// The changes that added and ended the version at a rank.
    pub(super) fn of(&self, rank: u32) -> (u64, u64) {
        // Relaxed is enough: the state after a change is published after the versions that it ends are
        // marked.
        (self.from[rank as usize], self.to[rank as usize].load(Ordering::Relaxed))
    }

    /// Ends the version at a rank.
    pub(super) fn end(&self, rank: u32, to: u64) {
        self.to[rank as usize].store(to, Ordering::Relaxed);
    }

    /// Adds the spans to a snapshot as they were after a change.
    pub(super) fn save<'a>(&'a self, change: u64, sections: &mut SnapshotWriter<'a>) {
        sections.put(&Section::VersionsFrom.into(), &self.from);
        let ends = self.to.iter().map(|to| to.load(Ordering::Relaxed));
        let ends = ends.map(|end| if end <= change { end } else { OPEN });
        let ends = ends.flat_map(u64::to_le_bytes).collect();
        sections.put_bytes(&Section::VersionsTo.into(), ends);
    }

    /// Opens the spans of `records` versions.
    pub(super) fn open(sections: &SnapshotReader, records: usize) -> Result<Self, Error> {
        let from: FlatArray<u64> = sections.take(&Section::VersionsFrom.into())?;
        let to: FlatArray<u64> = sections.take(&Section::VersionsTo.into())?;
        ensure(Section::VersionsFrom, from.len() == records)?;
        ensure(Section::VersionsTo, to.len() == records)?;
        Ok(VersionSpans::new(from.iter().copied().zip(to.iter().copied())))
    }
}
