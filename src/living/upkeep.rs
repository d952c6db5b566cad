//! SnapshotReader replaced by others with the same versions: small ones merged in the background, and the list
//! written whole.

use super::epochs::Epoch;
use super::load::open_epoch;
use super::part::{ListPart, MergedVersions};
use super::{ListState, SharedList, folder};
use crate::error::Error;
use crate::storage::SnapshotWriter;
use crate::watchlist::save_with;
use std::ops::Range;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

/// A part is merged with those after it unless it has so many times as many versions: a list has few
/// parts then, and a version is moved few times.
const RATIO: usize = 4;

/// The parts to merge next. The last one may be built anew at any time.
pub(super) fn to_merge(ListState { parts, kept, .. }: &ListState) -> Option<Range<usize>> {
    let end = parts.len() - 1;
    let after = |start: usize| parts[start + 1..end].iter().map(|part| part.len()).sum::<usize>();
    let mut starts = *kept..end.saturating_sub(1);
    starts.find(|n| parts[*n].len() < RATIO * after(*n)).map(|start| start..end)
}

/// The shortest log for which the list is written whole by itself.
const LOG_LEAST: u64 = 8 << 20;
/// A longer one is too long from this part of the list's file on: the file has some 400 bytes for each
/// version, and the log some 130, so that is when about a third of the versions are new.
const LOG_SHARE: u64 = 8;

impl SharedList {
    /// Writes the list whole where its log is still too long.
    pub(super) fn rewrite_if_long(&self) {
        if self.log().length() >= self.rewrite_from.load(Ordering::Relaxed) {
            let rewritten = self.rewrite(false);
            if rewritten.is_err() {
                self.rewrite_from.store(2 * self.log().length(), Ordering::Relaxed);
            }
            *self.rewritten.lock().unwrap_or_else(PoisonError::into_inner) = rewritten;
        }
        // Until here the log is long, and nobody need begin again.
        self.is_rewrite_due.store(false, Ordering::Relaxed);
    }

    /// Puts off the next time to when the log is long beside the list that was written.
    pub(super) fn rewrite_later(&self) {
        let written = self.folder.written().map_or(0, |(length, _)| length);
        self.rewrite_from.store((written / LOG_SHARE).max(LOG_LEAST), Ordering::Relaxed);
    }

    /// Merges parts for as long as there are some to merge. On one thread at a time.
    pub(super) fn merge(&self) {
        self.is_merge_due.store(false, Ordering::Relaxed);
        loop {
            let state = self.state.load_full();
            let Some(range) = to_merge(&state) else { return };
            let parts = &state.parts[range];
            let gathered = MergedVersions::new(parts);
            let model = state.epoch.list().model.clone();
            // What is too large for one part stays in several.
            let Ok(merged) = gathered.to_part(model, state.epoch.clone()) else { return };
            let _log = self.log();
            gathered.copy_ends(&merged);
            let mut next = ListState::clone(&self.state.load());
            // The list may have been written whole meanwhile, or be about to be.
            let at = next.parts.iter().position(|part| Arc::ptr_eq(part, &parts[0]));
            if let Some(at) = at.filter(|at| *at >= next.kept) {
                next.parts.splice(at..at + parts.len(), [Arc::new(merged)]);
                self.state.store(Arc::new(next));
            }
        }
    }

    /// Writes the list whole, and as the next epoch where one is to be taken.
    pub(super) fn rewrite(&self, takes_epoch: bool) -> Result<(), Error> {
        let _rewriting = self.rewriting.lock().unwrap_or_else(PoisonError::into_inner);
        // From here on these parts stay as they are, and what changes is in others.
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

    /// The same of a state whose parts stay as they are, and of which the log has what lies before `start`.
    fn rewrite_as_of(&self, state: &ListState, start: u64, takes_epoch: bool) -> Result<(), Error> {
        let gathered = MergedVersions::new(&state.parts);
        let (mut epochs, mut epoch) = (state.epochs.clone(), state.epoch.clone());
        let model = epoch.list().model.clone();
        if takes_epoch {
            let taken = gathered.known_after(state.change, model.clone())?;
            let number = epochs.last().map_or(0, |last| last.number) + 1;
            epochs.push(Epoch { number, change: state.change, records: taken.len() });
            save_with(&taken, &self.folder.epoch(number), SnapshotWriter::default())?;
            epoch = open_epoch(&self.folder.epoch(number))?;
        }
        let (list, change) = (self.list.clone(), state.change);
        let stated = folder::Manifest { list, change, epochs: epochs.clone() };
        let built = gathered.to_part(model.clone(), epoch.clone())?;
        self.save(&built, &stated, state)?;
        // It counts from now on. It is used where it lies in the file, and takes no memory of its own.
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
            parts.push(match takes_epoch {
                true => {
                    let versions = part.versions().collect();
                    Arc::new(ListPart::from_versions(versions, model.clone(), epoch.clone())?)
                }
                false => part.clone(),
            });
        }
        let is_sealed = now.is_sealed || parts.len() == 1;
        let next = ListState { parts, kept: 1, is_sealed, epoch, epochs, ..ListState::clone(&now) };
        self.state.store(Arc::new(next));
        if takes_epoch && let Some(last) = state.epochs.last() {
            // Nobody looks at it again; where it cannot be removed, it lies there.
            let _ = std::fs::remove_file(self.folder.epoch(last.number));
        }
        // Where it cannot be read, the log is not cut short.
        opened?;
        log.forget(change, start)?;
        self.rewrite_later();
        Ok(())
    }

    /// Puts the list in its place in the folder. Changes go on meanwhile.
    fn save(
        &self,
        part: &ListPart,
        stated: &folder::Manifest,
        state: &ListState,
    ) -> Result<(), Error> {
        let moments = state.moments().clone();
        let known = moments.partition_point(|moment| moment.change <= state.change);
        self.folder.save(part.list(), part.spans(), stated, &moments[..known])
    }
}
