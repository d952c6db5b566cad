//! Records as a search meets them: ruled out by a bound, excluded by the policy, or scored, each
//! once; and the best of them.

use super::plan::Most;
use super::policy::Terms;
use super::query::Incoming;
use super::search::Found;
use crate::evidence::{Bits, Entry, FactBound, names_most, weigh};
use crate::watchlist::{Listed, Watchlist, Workspace};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Scores records as they are met, and keeps the best.
pub(super) struct Scorer<'a> {
    watchlist: &'a Watchlist,
    terms: &'a Terms,
    incoming: &'a Incoming,
    entry: &'a Entry<'a>,
    facts: FactBound<'a>,
    workspace: &'a mut Workspace,
    /// The worst on top: fewest bits, and among equals the last identifier.
    best: BinaryHeap<Reverse<(Bits, Reverse<u32>)>>,
    scored: usize,
    excluded: usize,
    /// An upper bound on the records that were ruled out one by one.
    ruled_out: Option<Bits>,
}

impl<'a> Scorer<'a> {
    pub(super) fn new(
        watchlist: &'a Watchlist,
        incoming: &'a Incoming,
        entry: &'a Entry<'a>,
        terms: &'a Terms,
        workspace: &'a mut Workspace,
    ) -> Self {
        workspace.begin();
        Scorer {
            watchlist,
            terms,
            incoming,
            entry,
            facts: FactBound::new(&watchlist.model, entry),
            workspace,
            best: BinaryHeap::new(),
            scored: 0,
            excluded: 0,
            ruled_out: None,
        }
    }

    /// The fewest bits that can still matter.
    pub(super) fn enough(&self) -> Bits {
        match self.best.peek() {
            _ if self.terms.limit == 0 => Bits::from_hundredths(i32::MAX),
            Some(Reverse((bits, _))) if self.best.len() >= self.terms.limit => *bits,
            _ => self.terms.min_bits,
        }
    }

    /// Meets the records of a token's list, of which those that stand in no list read before
    /// weigh no more than `most` says.
    pub(super) fn meet_listed(&mut self, list: &[Listed], most: Most) {
        let enough = self.enough();
        let beside_facts = most.names + most.document + most.nationality;
        let mut left = std::mem::take(&mut self.workspace.left);
        for listed in list {
            let most = beside_facts + self.facts.most(listed.facts);
            if most < enough {
                self.ruled_out = self.ruled_out.max(Some(most));
            } else {
                left.push(listed.record);
            }
        }
        for record in left.drain(..) {
            self.meet(record, most);
        }
        self.workspace.left = left;
    }

    /// Meets a record, which weighs no more than `most` says if it stands in no list read before.
    pub(super) fn meet(&mut self, record: u32, most: Most) {
        if !self.workspace.is_new(record) {
            return;
        }
        let Watchlist { model, store, .. } = self.watchlist;
        let close = |one, token| self.incoming.close(one, token);
        let most = names_most(model, self.entry, store.tokens_of(record), &close)
            + self.facts.most(store.facts(record))
            + most.document
            + most.nationality;
        if most < self.enough() {
            self.ruled_out = self.ruled_out.max(Some(most));
        } else {
            self.score(record);
        }
    }

    /// Scores a record, unless the policy does not ask about it.
    pub(super) fn score(&mut self, record: u32) {
        let Watchlist { model, store, .. } = self.watchlist;
        if !self.terms.ask_about(store.traits(record)) {
            self.excluded += 1;
            return;
        }
        self.scored += 1;
        let close = |one, token| self.incoming.close(one, token);
        let subject = store.subject(record);
        let bits = weigh(model, self.entry, &subject, &close, &mut self.workspace.scratch, None);
        if bits < self.terms.min_bits {
            return;
        }
        self.best.push(Reverse((bits, Reverse(record))));
        if self.best.len() > self.terms.limit {
            self.best.pop();
        }
    }

    /// Ends the search; `unmet` bounds the records that were not met, where there are such.
    pub(super) fn finish(self, unmet: Option<Bits>) -> Found {
        let Scorer { watchlist, best, scored, excluded, ruled_out, .. } = self;
        let rest = watchlist.len() - scored - excluded;
        let sorted = best.into_sorted_vec();
        Found {
            best: sorted
                .into_iter()
                .map(|Reverse((bits, Reverse(record)))| (bits, record))
                .collect(),
            scored,
            excluded,
            rest_at_most: unmet.max(ruled_out).filter(|_| rest > 0),
        }
    }
}
