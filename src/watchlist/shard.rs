//! What makes a list a shard: its number, and the statistics of the whole list that it was cut from.

use super::Watchlist;
use crate::error::{Error, ErrorKind};
use crate::index::{Index, normalization_fingerprint};
use crate::screening::{EpochList, WeightedIndex};
use crate::storage::{FlatArray, Section, SectionPath, SnapshotReader, SnapshotWriter};
use std::sync::Arc;

/// Which shard of a list a [`Watchlist`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Shard {
    pub(super) number: u32,
    pub(super) count: u32,
}

impl Shard {
    /// Its number, from 1.
    pub fn number(self) -> u32 {
        self.number
    }

    /// How many shards the list was cut into.
    pub fn count(self) -> u32 {
        self.count
    }
}

impl Watchlist {
    /// Which shard of a list this one is; `None` for a whole list.
    pub fn shard(&self) -> Option<Shard> {
        self.shard
    }

    /// What the file of a shard has besides a list.
    pub(super) fn shard_sections(&self) -> SnapshotWriter<'_> {
        let epoch = self.list().epoch();
        self.shard.map_or_else(SnapshotWriter::default, |shard| sections(shard, epoch))
    }
}

/// What the file of a shard has besides a list.
pub(super) fn sections(
    Shard { number, count }: Shard,
    whole: &WeightedIndex,
) -> SnapshotWriter<'_> {
    let mut sections = SnapshotWriter::default();
    let numbers = [number, count].iter().flat_map(|number| number.to_le_bytes()).collect();
    sections.put_bytes(&Section::Shard.into(), numbers);
    whole.index.save_statistics(&Section::Epoch.into(), &mut sections);
    sections
}

/// Which shard a file has, and the statistics of the whole list; `None` for a whole list. `tables` is the fingerprint of
/// the tables that names were read by when the file was saved.
pub(super) fn open_shard(
    from: &SnapshotReader,
    tables: u64,
) -> Result<Option<(Shard, Index)>, Error> {
    let at = SectionPath::from(Section::Shard);
    if !from.has(&at) {
        return Ok(None);
    }
    if tables != normalization_fingerprint() {
        let what = "a shard of a version that reads names by other tables";
        let error = Error::new(ErrorKind::UnsupportedVersion, what);
        return Err(error.expecting("shards that this version cut from the whole list"));
    }
    let numbers: FlatArray<u32> = from.take(&at)?;
    match *numbers {
        [number, count] if 1 <= number && number <= count => {
            let statistics = Index::open_statistics(&Section::Epoch.into(), from)?;
            Ok(Some((Shard { number, count }, statistics)))
        }
        _ => Err(Error::new(ErrorKind::Damaged, "a shard without a number")),
    }
}

/// A list that was opened with what makes it a shard.
pub(super) fn with_shard(list: WeightedIndex, opened: Option<(Shard, Index)>) -> Watchlist {
    match opened {
        None => Watchlist::from_list(list),
        Some((shard, statistics)) => {
            let epoch = WeightedIndex::new(list.model.clone(), statistics);
            let list = list.with_epoch(Arc::new(EpochList::new(epoch)));
            Watchlist { shard: Some(shard), ..Watchlist::from_list(list) }
        }
    }
}
