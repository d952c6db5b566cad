//! Loads the state of a list from its folder: the snapshot, and the changes logged since.

use super::changes::ChangeBatch;
use super::folder::{ListFolder, SavedList};
use super::log::{Log, LogContents};
use super::part::ListPart;
use super::view_search::KnownState;
use super::{HistoryEntry, ListState, LivingView};
use crate::error::{Error, ErrorKind};
use crate::screening::EpochList;
use crate::watchlist::open_with;
use std::path::Path;
use std::sync::{Arc, RwLock};

/// How often a view reads a folder again because a new snapshot was written while it read. Writing one takes
/// longer than reading one, so the second attempt nearly always succeeds.
const ATTEMPTS: usize = 16;

impl ListState {
    /// The state of a snapshot, with the changes since.
    pub(super) fn of(
        folder: &ListFolder,
        saved: SavedList,
        logged: LogContents,
    ) -> Result<ListState, Error> {
        let SavedList { list, versions, stated, mut history } = saved;
        let missing = |after: u64| {
            Error::new(ErrorKind::Damaged, "changes are missing")
                .at_path(&folder.log())
                .with_value(&(after + 1).to_string())
                .expecting("the log that belongs to the list; restore a copy of the folder")
        };
        // The log was started again after a newer snapshot than this one.
        if logged.after > stated.change {
            return Err(missing(stated.change));
        }
        let last = stated.epochs.last().map_or(0, |epoch| epoch.number);
        let epoch = open_epoch(&folder.epoch(last))?;
        let model = list.model.clone();
        let parts = [Arc::new(ListPart::new(list, versions, epoch.clone()))];
        let mut batch = ChangeBatch::new(&parts);
        let mut change = stated.change;
        let start = KnownState::from(history.last().copied().unwrap_or(HistoryEntry::BEFORE_ALL));
        let KnownState { mut records, mut content, .. } = start;
        for entry in logged.entries.into_iter().filter(|entry| entry.number > stated.change) {
            if entry.number != change + 1 {
                return Err(missing(change));
            }
            change = entry.number;
            entry.changes.into_iter().for_each(|each| _ = batch.apply(change, each));
            records = start.records + batch.applied.added - batch.applied.withdrawn;
            content = start.content.with(batch.more).without(batch.less);
            history.push(HistoryEntry::new(change, entry.instant, records, content));
        }
        let built = batch.build(0, &model, &epoch)?;
        built.end();
        Ok(ListState {
            parts: built.parts,
            kept: 1,
            is_sealed: true,
            change,
            records,
            content,
            epoch,
            epochs: stated.epochs,
            takes_epochs: stated.takes_epochs,
            further_searches: Arc::default(),
            history: Arc::new(RwLock::new(history)),
        })
    }
}

/// Opens the list of an epoch.
pub(super) fn open_epoch(path: &Path) -> Result<Arc<EpochList>, Error> {
    let (list, ()) = open_with(path, |_, _| Ok(()))?;
    Ok(Arc::new(EpochList::new(list)))
}

impl LivingView {
    /// Opens a view of the list in a folder without writing there. It takes no lock, so another process may
    /// have the list open and change it. The view shows the last change that the log held in full when it
    /// was read, and does not follow later ones.
    ///
    /// Cost: that of [`LivingList::open`](crate::LivingList::open).
    ///
    /// # Errors
    /// Those of [`LivingList::open`](crate::LivingList::open), except [`ErrorKind::InUse`].
    pub fn open(folder: impl AsRef<Path>) -> Result<Self, Error> {
        let folder = ListFolder::to_read(folder.as_ref());
        let read = || {
            let saved = folder.open()?;
            let logged = Log::read(&folder.log(), saved.stated.id()?)?;
            ListState::of(&folder, saved, logged)
        };
        let mut attempts = 1..ATTEMPTS;
        loop {
            let written = folder.written();
            match read() {
                Ok(state) => return Ok(LivingView::new(Arc::new(state))),
                // A new snapshot was written meanwhile, with another epoch or a shorter log.
                Err(_) if written != folder.written() && attempts.next().is_some() => {}
                Err(error) => return Err(error),
            }
        }
    }
}
