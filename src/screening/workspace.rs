//! Buffers of one search at a time, reused from search to search.

use super::date_strata::DateStrata;
use super::query::QueryBuffers;
use super::tag_bounds::TagGains;
use crate::evidence::{Bits, ComparisonScratch, RawEvidence};
use crate::vocabulary::{Closeness, GatheredReadings, TokenId};
use std::sync::{Mutex, PoisonError};

/// The records that a search has visited, and its buffers.
#[derive(Debug, Default)]
pub(super) struct Workspace {
    /// One bit for each record, set once it is visited: small enough to stay in the cache.
    visited: Vec<u64>,
    /// The words of `visited` that are not zero.
    dirty: Vec<u32>,
    /// Records that need not be visited again: they were scored, excluded or hidden.
    settled: Vec<u32>,
    /// Records of posting lists that are to be visited.
    pub(super) listed: Vec<u32>,
    /// Records that wait for the bound by closeness.
    pub(super) pending: Vec<PendingRecord>,
    /// The distinct tokens of each of these, their readings, and how close each is to each token of the query.
    pub(super) tokens: Vec<TokenId>,
    pub(super) gathered: GatheredReadings,
    pub(super) closest: Vec<Option<Closeness>>,
    pub(super) tag_gains: TagGains,
    pub(super) scratch: ComparisonScratch,
    pub(super) strata: DateStrata,
    pub(super) query: QueryBuffers,
    /// The items of the comparison of one record.
    pub(super) findings: RawEvidence,
    /// An entry that has matches, encoded.
    pub(super) encoded: Vec<u8>,
}

/// A record that waits for the bound by closeness.
#[derive(Debug)]
pub(super) struct PendingRecord {
    pub(super) record: u32,
    /// An upper bound on its bits without its names.
    pub(super) beside_names: Bits,
    /// Where its tokens begin in [`Workspace::tokens`].
    pub(super) tokens: usize,
}

impl Workspace {
    /// A workspace for lists of `records` records.
    pub(super) fn new(records: usize) -> Self {
        Workspace { visited: vec![0; records.div_ceil(64)], ..Workspace::default() }
    }

    /// Starts a search.
    pub(super) fn clear(&mut self) {
        self.settled.clear();
        self.begin_again();
    }

    /// Forgets which records were visited, except for those that are settled.
    pub(super) fn begin_again(&mut self) {
        for word in self.dirty.drain(..) {
            self.visited[word as usize] = 0;
        }
        for n in 0..self.settled.len() {
            self.visit(self.settled[n]);
        }
    }

    /// Keeps a visited record from being visited again in this search.
    pub(super) fn settle(&mut self, record: u32) {
        self.settled.push(record);
    }

    /// Marks a record as visited. Returns whether it was not.
    pub(super) fn visit(&mut self, record: u32) -> bool {
        let (word, bit) = (&mut self.visited[record as usize / 64], 1 << (record % 64));
        if *word == 0 {
            self.dirty.push(record / 64);
        }
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }
}

#[cfg(test)]
impl Workspace {
    /// How many records the last search visited.
    pub(super) fn visited(&self) -> u32 {
        self.visited.iter().map(|word| word.count_ones()).sum()
    }
}

/// Workspaces that are not in use, all for lists of one length.
#[derive(Debug)]
pub(super) struct WorkspacePool {
    idle: Mutex<Vec<Workspace>>,
    records: usize,
}

impl WorkspacePool {
    pub(super) fn new(records: usize) -> Self {
        WorkspacePool { idle: Mutex::default(), records }
    }

    /// Runs `work` with a workspace that nothing else uses meanwhile.
    pub(super) fn with<T>(&self, work: impl FnOnce(&mut Workspace) -> T) -> T {
        // A workspace returns only after its search ended, so a panic leaves none half used.
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = idle().pop();
        let mut workspace = taken.unwrap_or_else(|| Workspace::new(self.records));
        let answer = work(&mut workspace);
        idle().push(workspace);
        answer
    }
}
