//! A list's state as its folder has it: the list that was written whole, and what was logged since.

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

/// How often a folder is read anew where the list was written whole meanwhile. Each time takes a writer
/// longer than reading does.
const ATTEMPTS: usize = 16;

impl ListState {
    /// The state that was saved, with the changes since.
    pub(super) fn of(
        folder: &ListFolder,
        saved: SavedList,
        logged: LogContents,
    ) -> Result<ListState, Error> {
        let SavedList { list, versions, stated, mut moments } = saved;
        let missing = |after: u64| {
            Error::new(ErrorKind::Damaged, "changes are missing")
                .at_path(&folder.log())
                .with_value(&(after + 1).to_string())
                .expecting("the log that belongs to the list; take a copy of the folder")
        };
        // Where the log was begun anew since the list was read, it may say nothing at all.
        if logged.after > stated.change {
            return Err(missing(stated.change));
        }
        let last = stated.epochs.last().map_or(0, |epoch| epoch.number);
        let epoch = open_epoch(&folder.epoch(last))?;
        let model = list.model.clone();
        let parts = [Arc::new(ListPart::new(list, versions, epoch.clone()))];
        let mut draft = ChangeBatch::new(&parts);
        let mut change = stated.change;
        let start = KnownState::from(moments.last().copied().unwrap_or(HistoryEntry::BEFORE_ALL));
        let KnownState { mut records, mut content, .. } = start;
        for entry in logged.entries.into_iter().filter(|entry| entry.number > stated.change) {
            if entry.number != change + 1 {
                return Err(missing(change));
            }
            change = entry.number;
            entry.changes.into_iter().for_each(|each| _ = draft.make(change, each));
            records = start.records + draft.applied.added - draft.applied.withdrawn;
            content = start.content.with(draft.more).without(draft.less);
            moments.push(HistoryEntry::new(change, entry.instant, records, content));
        }
        let drafted = draft.build(0, &model, &epoch)?;
        drafted.end();
        Ok(ListState {
            parts: drafted.parts,
            kept: 1,
            is_sealed: true,
            change,
            records,
            content,
            epoch,
            epochs: stated.epochs,
            moments: Arc::new(RwLock::new(moments)),
        })
    }
}

/// Opens the list that is an epoch.
pub(super) fn open_epoch(path: &Path) -> Result<Arc<EpochList>, Error> {
    let (list, ()) = open_with(path, |_, _| Ok(()))?;
    Ok(Arc::new(EpochList::new(list)))
}

impl LivingView {
    /// Opens the list in a folder to screen against, and changes nothing there: it takes no lock, so that another
    /// process may have the list open and change it meanwhile. The view is of the last change that was written whole
    /// when the log was read, and does not follow later ones.
    ///
    /// Cost: that of [`LivingList::open`](crate::LivingList::open).
    ///
    /// # Errors
    /// Those of [`LivingList::open`](crate::LivingList::open), but for [`ErrorKind::InUse`].
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
                // Its epoch and its log were put away when another list was put in its place.
                Err(_) if written != folder.written() && attempts.next().is_some() => {}
                Err(error) => return Err(error),
            }
        }
    }
}
