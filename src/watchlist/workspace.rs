//! Working space for one search of a list at a time, kept with the list from search to search.

use super::Watchlist;
use crate::evidence::{Bits, ComparisonScratch};
use crate::vocabulary::{Closeness, GatheredReadings, TokenId};
use std::sync::{Mutex, PoisonError};

/// Which records were met, and room to weigh in.
#[derive(Debug, Default)]
pub(crate) struct Workspace {
    /// A bit for each record, set where it was met: few enough that they stay in the cache.
    met: Vec<u64>,
    /// The words of `met` that are not zero.
    touched: Vec<u32>,
    /// Records of posting lists that are to be met.
    pub(crate) listed: Vec<u32>,
    /// Records to be looked at closer.
    pub(crate) pending: Vec<Pending>,
    /// The distinct tokens of each of these, their readings, and how close each is to each token of the entry.
    pub(crate) tokens: Vec<TokenId>,
    pub(crate) gathered: GatheredReadings,
    pub(crate) closest: Vec<Option<Closeness>>,
    /// Room for what records gain by tokens of each mark.
    pub(crate) by_mark: Vec<u8>,
    pub(crate) scratch: ComparisonScratch,
}

/// A record that is to be looked at closer.
#[derive(Debug)]
pub(crate) struct Pending {
    pub(crate) record: u32,
    /// What it weighs at most beside its names.
    pub(crate) beside_names: Bits,
    /// Where its tokens begin in [`Workspace::tokens`].
    pub(crate) tokens: usize,
}

impl Workspace {
    fn new(watchlist: &Watchlist) -> Self {
        Workspace { met: vec![0; watchlist.len().div_ceil(64)], ..Workspace::default() }
    }

    /// Forgets the last search.
    pub(crate) fn begin(&mut self) {
        for word in self.touched.drain(..) {
            self.met[word as usize] = 0;
        }
    }

    /// Whether a record is met for the first time in this search.
    pub(crate) fn is_new(&mut self, record: u32) -> bool {
        let (word, bit) = (&mut self.met[record as usize / 64], 1 << (record % 64));
        if *word == 0 {
            self.touched.push(record / 64);
        }
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }
}

/// Workspaces that are not in use.
#[derive(Debug, Default)]
pub(crate) struct WorkspacePool(Mutex<Vec<Workspace>>);

impl WorkspacePool {
    /// Runs `work` with a workspace of its own.
    pub(crate) fn with<T>(
        &self,
        watchlist: &Watchlist,
        work: impl FnOnce(&mut Workspace) -> T,
    ) -> T {
        // A workspace is put back only when its search ended, so a panic elsewhere spoils none.
        let idle = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = idle().pop();
        let mut workspace = taken.unwrap_or_else(|| Workspace::new(watchlist));
        let answer = work(&mut workspace);
        idle().push(workspace);
        answer
    }
}
