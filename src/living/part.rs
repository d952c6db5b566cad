//! A part of a list that changes: a list of versions that is searched by itself.
//!
//! A part never changes, except that its versions end. All parts weigh by the statistics of one epoch.

use super::versions::{Version, VersionSpans};
use crate::error::Error;
use crate::evidence::Model;
use crate::index::{ContentHash, Index, RecordArchive};
use crate::record::Record;
use crate::screening::{EpochList, ResolvedPolicy, Screening, SearchMode, Searcher, WeightedIndex};
use std::sync::Arc;

/// A list of versions, in the order of identifiers and then of time.
#[derive(Debug)]
pub(super) struct ListPart {
    searcher: Searcher,
    versions: VersionSpans,
}

/// The last version of a record in a part.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct LastVersion {
    pub(super) rank: u32,
    /// The change that ended it, [`OPEN`](super::versions::OPEN) for none.
    pub(super) to: u64,
}

impl ListPart {
    pub(super) fn new(list: WeightedIndex, versions: VersionSpans, epoch: Arc<EpochList>) -> Self {
        ListPart { searcher: Searcher::new(list.with_epoch(epoch)), versions }
    }

    /// Indexes versions, which are sorted.
    pub(super) fn from_versions(
        versions: Vec<Version>,
        model: Model,
        epoch: Arc<EpochList>,
    ) -> Result<Self, Error> {
        debug_assert!(versions.is_sorted_by(|one, other| one.order() < other.order()));
        let spans = VersionSpans::new(versions.iter().map(|version| (version.from, version.to)));
        let records: Vec<Record> = versions.into_iter().map(|version| version.record).collect();
        let archive = RecordArchive::new(&records);
        drop(records);
        Ok(ListPart::new(WeightedIndex::new(model, Index::new(archive)?), spans, epoch))
    }

    /// How many versions the part has.
    pub(super) fn len(&self) -> usize {
        self.index().len()
    }

    pub(super) fn list(&self) -> &WeightedIndex {
        self.searcher.list()
    }

    pub(super) fn index(&self) -> &Index {
        &self.searcher.list().index
    }

    pub(super) fn spans(&self) -> &VersionSpans {
        &self.versions
    }

    /// The record at a rank.
    pub(super) fn at(&self, rank: u32) -> Record {
        self.index().archive.get(rank)
    }

    /// The checksum of the record at a rank.
    pub(super) fn content_at(&self, rank: u32) -> ContentHash {
        self.index().archive.content_at(rank)
    }

    /// All versions, in order.
    pub(super) fn versions(&self) -> impl Iterator<Item = Version> {
        (0..self.len() as u32).map(|rank| {
            let (from, to) = self.versions.of(rank);
            Version { record: self.at(rank), from, to }
        })
    }

    /// The last version of a record.
    pub(super) fn last_version(&self, id: &str) -> Option<LastVersion> {
        let rank = self.index().archive.find(id)?;
        Some(LastVersion { rank, to: self.versions.of(rank).1 })
    }

    /// The versions of a record, the last first: the rank of each, and the changes that added and ended it.
    pub(super) fn versions_of(&self, id: &str) -> impl Iterator<Item = (u32, (u64, u64))> {
        let archive = &self.index().archive;
        let ranks = archive.find(id).into_iter().flat_map(|last| (0..=last).rev());
        let of_record = ranks.take_while(move |rank| archive.id(*rank) == id.as_bytes());
        of_record.map(|rank| (rank, self.versions.of(rank)))
    }

    /// The numbers of the versions that are known after exactly one of two changes.
    pub(super) fn known_after_one(&self, one: u64, other: u64) -> impl Iterator<Item = u32> {
        let is_known =
            |number: u32, change| self.versions.is_known(self.index().columns.rank(number), change);
        let numbers = 0..self.len() as u32;
        numbers.filter(move |number| is_known(*number, one) != is_known(*number, other))
    }

    /// Ends the version at a rank.
    pub(super) fn end(&self, rank: u32, to: u64) {
        self.versions.end(rank, to);
    }

    /// Screens a record against the versions that are known after a change.
    pub(super) fn screen(
        &self,
        record: &Record,
        policy: &ResolvedPolicy,
        mode: SearchMode,
        change: u64,
    ) -> Screening {
        let is_known = |rank: u32| self.versions.is_known(rank, change);
        self.searcher.screen(record, policy, mode, Some(&is_known))
    }
}

/// The versions of several parts, sorted, as they are encoded there.
pub(super) struct MergedVersions<'a> {
    parts: &'a [Arc<ListPart>],
    /// For each version its part and its rank there.
    origins: Vec<(u32, u32)>,
}

impl<'a> MergedVersions<'a> {
    /// Cost: 8 bytes a version, and 16 more while they are archived.
    pub(super) fn new(parts: &'a [Arc<ListPart>]) -> Self {
        let of_part =
            |(n, part): (u32, &Arc<ListPart>)| (0..part.len() as u32).map(move |rank| (n, rank));
        let mut origins: Vec<(u32, u32)> = (0..).zip(parts).flat_map(of_part).collect();
        let order = |(part, rank): (u32, u32)| {
            let part = &parts[part as usize];
            (part.index().archive.id(rank), part.versions.of(rank).0)
        };
        origins.sort_by(|one, other| order(*one).cmp(&order(*other)));
        MergedVersions { parts, origins }
    }

    fn origins(&self) -> impl Iterator<Item = (&'a ListPart, u32)> {
        let parts = self.parts;
        self.origins.iter().map(move |(part, rank)| (&*parts[*part as usize], *rank))
    }

    fn index(&self, is_wanted: impl Fn((u64, u64)) -> bool) -> Result<Index, Error> {
        let wanted = self.origins().filter(|(part, rank)| is_wanted(part.versions.of(*rank)));
        let wanted: Vec<(&ListPart, u32)> = wanted.collect();
        let encoded = |(part, rank): &(&'a ListPart, u32)| part.index().archive.encoded(*rank);
        Index::new(RecordArchive::from_encoded(&wanted, encoded))
    }

    /// One part of all versions, with their spans as they are now.
    ///
    /// Memory: that of the part, and of a few decoded records at a time.
    pub(super) fn to_part(&self, model: Model, epoch: Arc<EpochList>) -> Result<ListPart, Error> {
        let versions = VersionSpans::new(self.origins().map(|(part, rank)| part.versions.of(rank)));
        let list = WeightedIndex::new(model, self.index(|_| true)?);
        Ok(ListPart::new(list, versions, epoch))
    }

    /// A list of the records that are known after a change.
    pub(super) fn known_after(&self, change: u64, model: Model) -> Result<WeightedIndex, Error> {
        let is_known = |(from, to)| from <= change && change < to;
        Ok(WeightedIndex::new(model, self.index(is_known)?))
    }

    /// Ends in a part of these versions what has ended since in the parts that they come from.
    pub(super) fn copy_ends(&self, to: &ListPart) {
        for (rank, (part, origin)) in (0..).zip(self.origins()) {
            let (_, end) = part.versions.of(origin);
            to.end(rank, end);
        }
    }
}
