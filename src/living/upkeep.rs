//! Background work: small parts are merged into larger ones, and a snapshot replaces a long log, or several parts
//! that are searched much. Neither changes what a search finds. A list that has outgrown its epoch takes the next one,
//! which does.

use super::epochs::Epoch;
use super::load::open_epoch;
use super::log::Log;
use super::part::{ListPart, MergedVersions};
use super::{ListState, SharedList, folder};
use crate::error::Error;
use crate::storage::SnapshotWriter;
use crate::watchlist::save_with;
use std::ops::Range;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

/// A part is merged with those after it unless it has at least this many times their versions. So a list
/// has few parts, and a version is copied few times.
const RATIO: usize = 4;

/// How many versions can be indexed and saved in the time that a search of one more part takes: 12 to 16 µs a version and
/// 74 µs a search, of lists of 1,000,000 and 100,000 records after 20,000 changes (`benches/living.rs`, 2026-12-01).
const VERSIONS_A_SEARCH: usize = 6;
/// What a snapshot costs besides, in versions: an allowance of some 0.2 s, not measured, as it waits for the disk several
/// times. It keeps small lists from being written over and over.
const SNAPSHOT_COST: usize = 1 << 14;

/// The parts to merge next. The last part is never among them, since a change may rebuild it at any time.
pub(super) fn to_merge(state: &ListState) -> Option<Range<usize>> {
    let ListState { parts, kept, .. } = state;
    let end = parts.len() - 1;
    let is_due = |start: &usize| {
        let after = versions(&parts[start + 1..end]);
        parts[*start].len() < RATIO * after || state.is_paid_for(parts[*start].len() + after)
    };
    (*kept..end.saturating_sub(1)).find(is_due).map(|start| start..end)
}

fn versions(parts: &[Arc<ListPart>]) -> usize {
    parts.iter().map(|part| part.len()).sum()
}

impl ListState {
    /// Whether searches of more than one part have taken as long since the change as it takes to index so many versions
    /// anew. Who rents until that has cost as much as to buy, and then buys, never spends more than twice what was best
    /// in hindsight between two changes (Karlin, Manasse, Rudolph and Sleator 1988). Searches before the change don't count: a list that is
    /// changed all the time has more than one part again at once.
    fn is_paid_for(&self, versions: usize) -> bool {
        let searches = self.further_searches.load(Ordering::Relaxed);
        searches.saturating_mul(VERSIONS_A_SEARCH as u64) >= versions as u64
    }
}

/// The shortest log, in bytes, that a snapshot is written for.
const LOG_LEAST: u64 = 8 << 20;
/// A log is too long when it has more than this fraction of the bytes of the snapshot. A snapshot has about
/// 400 bytes a version and the log about 130, so by then a third of the versions are new.
const LOG_SHARE: u64 = 8;

impl SharedList {
    /// Writes a snapshot, and takes the epochs that are due, if the log is too long or the epoch outgrown.
    pub(super) fn rewrite_if_due(&self) {
        // Cleared first, so that what a change makes due from here on is seen to again.
        self.is_rewrite_due.store(false, Ordering::Relaxed);
        let (is_long, may_be_early) = {
            let log = self.log();
            (self.is_long(&log), self.may_be_early(&log))
        };
        let is_due_early =
            |state: &ListState| !state.due_epochs().is_empty() || self.is_paid_by_searches(state);
        if is_long || may_be_early && is_due_early(&self.state.load()) {
            let rewritten = self.rewrite(false);
            if rewritten.is_err() {
                let later = 2 * self.log().length();
                self.rewrite_from.store(later, Ordering::Relaxed);
                self.early_from.store(later, Ordering::Relaxed);
            }
            *self.rewritten.lock().unwrap_or_else(PoisonError::into_inner) = rewritten;
        }
    }

    /// Whether the log makes a snapshot due.
    pub(super) fn is_long(&self, log: &Log) -> bool {
        log.length() >= self.rewrite_from.load(Ordering::Relaxed)
    }

    /// Whether a snapshot may be written in the background before the log makes it due.
    pub(super) fn may_be_early(&self, log: &Log) -> bool {
        log.length() >= self.early_from.load(Ordering::Relaxed)
    }

    /// Whether searches make a snapshot due, after which there is one part. Never waits.
    pub(super) fn is_paid_by_searches(&self, state: &ListState) -> bool {
        state.parts.len() > 1
            && state.is_paid_for(versions(&state.parts) + SNAPSHOT_COST)
            && self.early_from.load(Ordering::Relaxed) == 0
    }

    /// Sets the length of the log that makes the next snapshot due.
    pub(super) fn rewrite_later(&self) {
        self.early_from.store(0, Ordering::Relaxed);
        let written = self.folder.written().map_or(0, |(length, _)| length);
        self.rewrite_from.store((written / LOG_SHARE).max(LOG_LEAST), Ordering::Relaxed);
    }

    /// Merges parts until none are left to merge. Runs on one thread at a time.
    pub(super) fn merge(&self) {
        self.is_merge_due.store(false, Ordering::Relaxed);
        loop {
            let state = self.state.load_full();
            let Some(range) = to_merge(&state) else { return };
            let parts = &state.parts[range];
            let gathered = MergedVersions::new(parts);
            let model = state.epoch.list().model.clone();
            // Versions that are too many for one part stay in several.
            let Ok(merged) = gathered.to_part(model, state.epoch.clone()) else { return };
            let _log = self.log();
            gathered.copy_ends(&merged);
            let mut next = ListState::clone(&self.state.load());
            // A snapshot may have replaced these parts meanwhile, or be about to.
            let at = next.parts.iter().position(|part| Arc::ptr_eq(part, &parts[0]));
            if let Some(at) = at.filter(|at| *at >= next.kept) {
                next.parts.splice(at..at + parts.len(), [Arc::new(merged)]);
                self.state.store(Arc::new(next));
            }
        }
    }

    /// Writes a snapshot, and takes the epochs that are due, and one of the current state if `takes_epoch`.
    pub(super) fn rewrite(&self, takes_epoch: bool) -> Result<(), Error> {
        let _rewriting = self.rewriting.lock().unwrap_or_else(PoisonError::into_inner);
        // From here on these parts are frozen, and new versions go to other parts.
        let (state, start) = {
            let log = self.log();
            let now = ListState::clone(&self.state.load());
            let state = Arc::new(ListState { is_sealed: true, kept: now.parts.len(), ..now });
            self.state.store(state.clone());
            (state, log.length())
        };
        let rewritten = self.rewrite_as_of(&state, start, takes_epoch);
        if rewritten.is_err() {
            let _log = self.log();
            let now = ListState::clone(&self.state.load());
            self.state.store(Arc::new(ListState { kept: 1, ..now }));
        }
        rewritten
    }

    /// Writes a snapshot of a state whose parts are frozen. The log has its changes before offset `start`.
    fn rewrite_as_of(&self, state: &ListState, start: u64, takes_epoch: bool) -> Result<(), Error> {
        let gathered = MergedVersions::new(&state.parts);
        let (mut epochs, mut epoch) = (state.epochs.clone(), state.epoch.clone());
        let model = epoch.list().model.clone();
        epochs.extend(state.due_epochs());
        let (list, change, records) = (self.list.clone(), state.change, state.records);
        if takes_epoch {
            let number = epochs.last().map_or(0, |last| last.number) + 1;
            epochs.push(Epoch { number, change, records, is_automatic: false });
        }
        // Of several only the last counts. It may be of an earlier state than this one.
        let next = epochs.last().copied().filter(|_| epochs.len() > state.epochs.len());
        if let Some(next) = next {
            let taken = gathered.known_after(next.change, model.clone())?;
            save_with(&taken, &self.folder.epoch(next.number), SnapshotWriter::default())?;
            epoch = open_epoch(&self.folder.epoch(next.number))?;
        }
        let takes_epochs = state.takes_epochs;
        let stated = folder::Manifest { list, change, epochs: epochs.clone(), takes_epochs };
        let built = gathered.to_part(model.clone(), epoch.clone())?;
        self.save(&built, &stated, state)?;
        // The snapshot counts from now on. Using it from the file frees the memory of what was built.
        let (whole, opened) = match self.folder.open() {
            Ok(folder::SavedList { list, versions, .. }) => {
                (ListPart::new(list, versions, epoch.clone()), Ok(()))
            }
            Err(error) => (built, Err(error)),
        };
        let mut log = self.log();
        gathered.copy_ends(&whole);
        let now = self.state.load_full();
        let mut parts = vec![Arc::new(whole)];
        for part in &now.parts[state.parts.len()..] {
            parts.push(match next {
                Some(_) => {
                    let versions = part.versions().collect();
                    Arc::new(ListPart::from_versions(versions, model.clone(), epoch.clone())?)
                }
                None => part.clone(),
            });
        }
        let is_sealed = now.is_sealed || parts.len() == 1;
        let now = ListState::clone(&now);
        self.state.store(Arc::new(ListState { parts, kept: 1, is_sealed, epoch, epochs, ..now }));
        if next.is_some()
            && let Some(last) = state.epochs.last()
        {
            // Nothing refers to it any more, so a failure to remove it does no harm.
            let _ = std::fs::remove_file(self.folder.epoch(last.number));
        }
        // If the snapshot cannot be read back, the log keeps its changes.
        opened?;
        log.forget(change, start)?;
        self.rewrite_later();
        Ok(())
    }

    /// Saves the snapshot while changes continue.
    fn save(
        &self,
        part: &ListPart,
        stated: &folder::Manifest,
        state: &ListState,
    ) -> Result<(), Error> {
        let history = state.history().clone();
        let known = history.partition_point(|entry| entry.change <= state.change);
        self.folder.save(part.list(), part.spans(), stated, &history[..known])
    }
}
