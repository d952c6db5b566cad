//! Working space for one search of a list at a time, kept with the list from search to search.

use super::Watchlist;
use crate::evidence::{Bits, Entry, Findings, Scratch, weigh};
use crate::vocabulary::{Closeness, Similar};
use std::sync::{Mutex, PoisonError};

/// Which records were met, and how close each token of the list is to those of the entry.
#[derive(Debug, Default)]
pub(crate) struct Workspace {
    /// For each record the round in which it was last met.
    met: Vec<u32>,
    round: u32,
    /// For each token of the list, the row of `closeness` that belongs to it; 0 is none.
    rows: Vec<u32>,
    /// A row for each similar token, a column for each token of the entry. Row 0 is empty.
    closeness: Vec<Option<Closeness>>,
    columns: usize,
    /// Tokens whose row is set.
    set: Vec<u32>,
    scratch: Scratch,
}

impl Workspace {
    fn new(watchlist: &Watchlist) -> Self {
        Workspace {
            met: vec![0; watchlist.len()],
            rows: vec![0; watchlist.vocabulary.len()],
            ..Workspace::default()
        }
    }

    /// Forgets the last search, and takes up the next: for each token of the entry, the tokens of
    /// the list that are similar.
    pub(crate) fn begin<'a>(&mut self, similar: impl ExactSizeIterator<Item = &'a [Similar]>) {
        for token in self.set.drain(..) {
            self.rows[token as usize] = 0;
        }
        self.round = self.round.wrapping_add(1);
        if self.round == 0 {
            self.met.fill(0);
            self.round = 1;
        }
        self.columns = similar.len();
        self.closeness.clear();
        self.closeness.resize(self.columns, None);
        for (column, similar) in similar.enumerate() {
            for similar in similar {
                let row = &mut self.rows[similar.token as usize];
                if *row == 0 {
                    self.set.push(similar.token);
                    *row = self.set.len() as u32;
                    self.closeness.resize(self.closeness.len() + self.columns, None);
                }
                self.closeness[*row as usize * self.columns + column] = Some(similar.closeness);
            }
        }
    }

    /// Whether a record is met for the first time in this search.
    pub(crate) fn is_new(&mut self, record: u32) -> bool {
        let met = &mut self.met[record as usize];
        std::mem::replace(met, self.round) != self.round
    }

    /// Weighs a record of the list; with `findings`, item by item.
    pub(crate) fn weigh(
        &mut self,
        watchlist: &Watchlist,
        entry: &Entry<'_>,
        record: u32,
        findings: Option<&mut Findings>,
    ) -> Bits {
        let Workspace { rows, closeness, columns, scratch, .. } = self;
        let close = |one: u32, token: u32| {
            closeness[rows[token as usize] as usize * *columns + one as usize]
        };
        weigh(&watchlist.model, entry, &watchlist.store.subject(record), &close, scratch, findings)
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
