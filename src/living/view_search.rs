//! A search of all parts of a list that changes, in its state after one change.

use super::HistoryEntry;
use super::part::ListPart;
use crate::index::ContentHash;
use crate::record::Record;
use crate::screening::{
    EpochList, Policy, ResolvedPolicy, ReverseSearch, Screening, SearchMode, merge,
};
use crate::watchlist::{Obstacle, Watchlist, WhyNot};
use rayon::prelude::*;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A policy, resolved for each part of a list in one state.
pub(super) struct ViewSearch<'a> {
    parts: &'a [Arc<ListPart>],
    epoch: &'a EpochList,
    policy: Policy,
    /// The policy as resolved for the whole list.
    resolved: ResolvedPolicy,
    resolved_for_parts: Vec<ResolvedPolicy>,
    state: KnownState,
    /// Counts the searches of parts other than the first.
    further_searches: &'a AtomicU64,
}

/// A state of a list: after which change, how many records it then has, and their checksum.
#[derive(Clone, Copy, Debug)]
pub(super) struct KnownState {
    pub(super) change: u64,
    pub(super) records: usize,
    pub(super) content: ContentHash,
}

impl From<HistoryEntry> for KnownState {
    fn from(entry: HistoryEntry) -> Self {
        KnownState {
            change: entry.change,
            records: entry.records as usize,
            content: ContentHash::from_halves(entry.content),
        }
    }
}

impl<'a> ViewSearch<'a> {
    pub(super) fn new(
        parts: &'a [Arc<ListPart>],
        epoch: &'a EpochList,
        policy: &Policy,
        state: KnownState,
        further_searches: &'a AtomicU64,
    ) -> Self {
        let policy = policy.clone().dated();
        let resolved = policy.resolve(epoch.list(), Some(state.content));
        let resolve = |part: &Arc<ListPart>| policy.resolve(part.list(), Some(state.content));
        let resolved_for_parts = parts.iter().map(resolve).collect();
        ViewSearch { parts, epoch, policy, resolved, resolved_for_parts, state, further_searches }
    }

    /// The same search in another state.
    pub(super) fn in_state(&self, state: KnownState) -> Self {
        ViewSearch::new(self.parts, self.epoch, &self.policy, state, self.further_searches)
    }

    fn parts(&self) -> impl Iterator<Item = (&'a ListPart, &ResolvedPolicy)> {
        self.parts.iter().map(|part| &**part).zip(&self.resolved_for_parts)
    }

    /// What one list of all records that are known in the state would answer.
    pub(super) fn screen(&self, record: &Record, mode: SearchMode) -> Screening {
        let KnownState { change, records, .. } = self.state;
        self.further_searches.fetch_add(self.parts.len() as u64 - 1, Ordering::Relaxed);
        let screen = |(part, policy): (&ListPart, _)| part.screen(record, policy, mode, change);
        merge(record.id(), self.parts().map(screen), records, &self.resolved)
    }

    /// Why a record is no match in the state. Its version is the one that is known in the state, or else the last one
    /// before, or else the first one after.
    pub(super) fn why_not(&self, entry: &Record, id: &str) -> Option<WhyNot> {
        let change = self.state.change;
        let parts = self.parts().map(|(part, _)| part);
        let versions = parts.flat_map(|part| part.versions_of(id).map(move |found| (part, found)));
        let nearness = |(from, to): (u64, u64)| match from <= change {
            true if change < to => (2, from),
            true => (1, to),
            false => (0, u64::MAX - from),
        };
        let (part, (rank, span)) = versions.max_by_key(|(_, (_, span))| nearness(*span))?;
        let unknown = match nearness(span) {
            (2, _) => None,
            (1, _) => Some(Obstacle::Withdrawn),
            _ => Some(Obstacle::AddedLater),
        };
        let screen = || self.screen(entry, SearchMode::Indexed);
        let asked = (&self.policy, &self.resolved);
        Some(WhyNot::new(part.list(), (entry, part.at(rank)), asked, unknown, screen))
    }

    /// The answers for the people of a population whose answers are not those of `before`, in the order of
    /// their identifiers. Both searches are of one list, and differ only in the state.
    pub(super) fn changed_answers(&self, before: &Self, population: &Watchlist) -> Vec<Screening> {
        let changed = self.changed_records(before);
        let index = &population.searcher().list().index;
        let mut people: Vec<u32> = if changed.len() < population.len() {
            let reverse = ReverseSearch::new(population.searcher(), self.epoch);
            let people = |record| reverse.people(record, self.resolved.min_bits);
            changed.par_iter().flat_map_iter(people).collect()
        } else {
            // Searching for so many records costs more than screening everybody.
            (0..population.len() as u32).collect()
        };
        people.par_sort_unstable_by_key(|person| index.columns.rank(*person));
        people.dedup();
        let changed_answer = |person: u32| {
            let record = index.record(person);
            let answer = self.screen(&record, SearchMode::Indexed);
            let is_same = answer.has_same_matches(&before.screen(&record, SearchMode::Indexed));
            (!is_same).then_some(answer)
        };
        people.into_par_iter().filter_map(changed_answer).collect()
    }

    /// The records included by the policy that one of the two states lacks, or has in another version.
    fn changed_records(&self, before: &Self) -> Vec<Record> {
        let mut changed = Vec::new();
        for (part, policy) in self.parts() {
            let index = part.index();
            let numbers = part.known_after_one(self.state.change, before.state.change);
            let included = numbers.filter(|number| policy.includes(index.columns.listing(*number)));
            changed.extend(included.map(|number| index.record(number)));
        }
        changed.sort_by(|one, other| one.id().cmp(other.id()));
        // Each state has at most one version of an identifier, and two equal ones are no change.
        let of_id = changed.chunk_by(|one, other| one.id() == other.id());
        let different = of_id.filter(|versions| versions.len() < 2 || versions[0] != versions[1]);
        different.flatten().cloned().collect()
    }
}
