//! From when to when each record of a list is known, where records are kept when they end.
//!
//! A version of a record is known from the change that brought it until the one that replaced or
//! withdrew it. Changes are numbered from 1. A search asks as of a change, and changes that come after
//! do not alter what it finds: they end versions later than that.

use std::sync::atomic::{AtomicU64, Ordering};

/// For each record, in the order of identifiers, the changes that brought it and ended it.
#[derive(Debug)]
pub(crate) struct Versions {
    from: Box<[u64]>,
    /// Above all changes for what has not ended.
    to: Box<[AtomicU64]>,
}

impl Versions {
    /// Whether the record at that place is known after a change.
    pub(crate) fn is_known(&self, rank: u32, at: u64) -> bool {
        // Whoever asks as of a change sees what ended by then: states are published after it.
        let rank = rank as usize;
        self.from[rank] <= at && at < self.to[rank].load(Ordering::Relaxed)
    }
}

#[cfg(feature = "snapshot")]
pub(crate) use of_living_lists::{AllVersions, OPEN, Version};

#[cfg(feature = "snapshot")]
mod of_living_lists {
    use super::*;
    use crate::error::{Error, ErrorKind};
    use crate::evidence::Model;
    use crate::record::Record;
    use crate::storage::{FlatArray, SnapshotReader, SnapshotWriter, ensure};
    use crate::watchlist::archive::Archive;
    use crate::watchlist::{Content, Watchlist};
    use std::sync::Arc;

    /// In place of the change that ended a version, above all changes.
    pub(crate) const OPEN: u64 = u64::MAX;

    /// A record, and the changes that brought it and ended it.
    #[derive(Clone, Debug, PartialEq)]
    pub(crate) struct Version {
        pub(crate) record: Record,
        pub(crate) from: u64,
        /// [`OPEN`] where it has not ended.
        pub(crate) to: u64,
    }

    /// Where the last version of a record lies in its list.
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub(crate) struct Place {
        pub(crate) rank: u32,
        pub(crate) to: u64,
    }

    impl Version {
        /// By identifier, and then by time.
        pub(crate) fn order(&self) -> (&str, u64) {
            (self.record.id(), self.from)
        }
    }

    impl Versions {
        pub(crate) fn new(spans: impl Iterator<Item = (u64, u64)>) -> Self {
            let (from, to): (Vec<u64>, Vec<AtomicU64>) =
                spans.map(|(from, to)| (from, to.into())).unzip();
            Versions { from: from.into(), to: to.into() }
        }

        /// The change that ended the version at that place.
        pub(crate) fn to(&self, rank: u32) -> u64 {
            self.to[rank as usize].load(Ordering::Relaxed)
        }

        /// Ends the version at that place.
        pub(crate) fn end(&self, rank: u32, to: u64) {
            self.to[rank as usize].store(to, Ordering::Relaxed);
        }

        /// As they stood after a change.
        pub(crate) fn save<'a>(&'a self, at: u64, to: &mut SnapshotWriter<'a>) {
            to.put("versions.from", &self.from);
            let ends = (0..self.to.len() as u32).map(|rank| self.to(rank));
            let ends = ends.map(|end| if end <= at { end } else { OPEN });
            to.put_bytes("versions.to", ends.flat_map(u64::to_le_bytes).collect());
        }

        pub(crate) fn open(from: &SnapshotReader, records: usize) -> Result<Self, Error> {
            let brought: FlatArray<u64> = from.take("versions.from")?;
            let ended: FlatArray<u64> = from.take("versions.to")?;
            ensure("versions.from", brought.len() == records)?;
            ensure("versions.to", ended.len() == records)?;
            Ok(Versions::new(brought.iter().copied().zip(ended.iter().copied())))
        }
    }

    /// The versions of several parts of a list, in their order, encoded as they lie there.
    pub(crate) struct AllVersions<'a> {
        parts: &'a [Arc<Watchlist>],
        /// Which part each is of, and its place there.
        origins: Vec<(u32, u32)>,
    }

    impl<'a> AllVersions<'a> {
        /// Cost: 8 bytes a version.
        pub(crate) fn new(parts: &'a [Arc<Watchlist>]) -> Self {
            let of_part = |(n, part): (u32, &Arc<Watchlist>)| {
                (0..part.len() as u32).map(move |rank| (n, rank))
            };
            let mut origins: Vec<(u32, u32)> = (0..).zip(parts).flat_map(of_part).collect();
            let order = |(part, rank): (u32, u32)| {
                let part = &parts[part as usize];
                (part.archive.encoded(rank).1, part.span(rank).0)
            };
            origins.sort_by(|one, other| order(*one).cmp(&order(*other)));
            AllVersions { parts, origins }
        }

        fn archive(&self, is_wanted: impl Fn((u64, u64)) -> bool) -> Archive {
            let origins =
                self.origins.iter().map(|(part, rank)| (&self.parts[*part as usize], *rank));
            let wanted = origins.filter(|(part, rank)| is_wanted(part.span(*rank)));
            Archive::of_encoded(wanted.map(|(part, rank)| part.archive.encoded(rank).0))
        }

        /// A list of all versions, as they are known now, that weighs by the frequencies of another.
        ///
        /// Memory: that of the list, and of a few records at a time.
        pub(crate) fn list(&self, model: Model, epoch: Arc<Watchlist>) -> Result<Watchlist, Error> {
            let spans =
                self.origins.iter().map(|(part, rank)| self.parts[*part as usize].span(*rank));
            let versions = Versions::new(spans);
            let list = Watchlist::of_archive(self.archive(|_| true), model)?;
            Ok(list.with_versions(versions, epoch))
        }

        /// A list of the records that are known after a change.
        pub(crate) fn known_after(&self, change: u64, model: Model) -> Result<Watchlist, Error> {
            let is_known = |(from, to)| from <= change && change < to;
            Watchlist::of_archive(self.archive(is_known), model)
        }

        /// Ends in a list of these versions what has ended meanwhile in those that it was made of.
        pub(crate) fn end_again(&self, list: &Watchlist) {
            for (rank, (part, at)) in (0..).zip(&self.origins) {
                list.end(rank, self.parts[*part as usize].ended(*at));
            }
        }
    }

    impl Watchlist {
        /// From when to when the version at a place is known.
        fn span(&self, rank: u32) -> (u64, u64) {
            match &self.versions {
                Some(versions) => (versions.from[rank as usize], versions.to(rank)),
                None => (0, OPEN),
            }
        }

        /// A list of versions, which stand in their order, that weighs by the frequencies of another.
        pub(crate) fn of_versions(
            versions: Vec<Version>,
            model: Model,
            epoch: Arc<Watchlist>,
        ) -> Result<Self, Error> {
            debug_assert!(versions.is_sorted_by(|one, other| one.order() < other.order()));
            let spans = Versions::new(versions.iter().map(|version| (version.from, version.to)));
            let records = versions.into_iter().map(|version| version.record).collect();
            let list = Watchlist::of_sorted(records, model)?;
            Ok(list.with_versions(spans, epoch))
        }

        /// States what is known when, and by which list's frequencies to weigh.
        pub(crate) fn with_versions(mut self, versions: Versions, epoch: Arc<Watchlist>) -> Self {
            let (ours, theirs) = (&self.vocabulary, &epoch.vocabulary);
            // Most parts are small.
            if ours.len() >= theirs.len() {
                let number = |token| ours.find(theirs.text(token));
                self.of_epoch = epoch.frequencies.renumbered(ours.len(), number);
            }
            (self.versions, self.epoch) = (Some(versions), Some(epoch));
            self
        }

        /// Its versions, in their order; of a list without any, records that are always known.
        pub(crate) fn versions(&self) -> impl Iterator<Item = Version> {
            (0..).zip(self.records()).map(|(rank, record)| {
                let (from, to) = self.span(rank);
                Version { record, from, to }
            })
        }

        /// The last version of a record.
        pub(crate) fn last_version(&self, id: &str) -> Option<Place> {
            let rank = self.archive.find(id)?;
            Some(Place { rank, to: self.ended(rank) })
        }

        /// The records of the versions that are known after one of two changes and not after the other,
        /// by their numbers.
        pub(crate) fn known_once(&self, one: u64, other: u64) -> impl Iterator<Item = u32> {
            let versions = self.versions.as_ref();
            let is_known = move |record: &u32, at: u64| {
                versions.is_none_or(|versions| versions.is_known(self.store.rank(*record), at))
            };
            (0..self.len() as u32).filter(move |n| is_known(n, one) != is_known(n, other))
        }

        /// The record at a place, as a number.
        pub(crate) fn content_at(&self, rank: u32) -> Content {
            self.archive.content_at(rank)
        }

        /// The change that ended the version at a place.
        pub(crate) fn ended(&self, rank: u32) -> u64 {
            self.versions.as_ref().map_or(OPEN, |versions| versions.to(rank))
        }

        /// Ends a version.
        pub(crate) fn end(&self, rank: u32, to: u64) {
            self.versions.iter().for_each(|versions| versions.end(rank, to));
        }
    }

    /// An error for what was opened as another thing than it is.
    pub(crate) fn living() -> Error {
        Error::new(ErrorKind::Malformed, "a file of a living list")
            .expecting("the folder of the list, opened as one that changes")
    }
}
#[cfg(feature = "snapshot")]
pub(super) use of_living_lists::living;
