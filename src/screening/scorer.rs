//! Records as a search meets them: ruled out by a bound, excluded by the policy, or scored, each
//! once; and the best of them.

use super::answer::Certificate;
use super::gains::Gains;
use super::policy::Terms;
use super::query::Incoming;
use super::search::Found;
use super::strata::{Segment, parts};
use crate::evidence::{
    Bits, DateAndSexUpperBound, NameToken, NameUpperBound, QueryView, max_token_agreement, weigh,
};
use crate::vocabulary::TokenId;
use crate::watchlist::{Pending, Versions, Watchlist, Workspace};
use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

/// Records whose memory is asked for at once, and those that are looked at together.
const BATCH: usize = 32;

/// Scores records as they are met, and keeps the best.
pub(super) struct Scorer<'a> {
    watchlist: &'a Watchlist,
    terms: &'a Terms,
    incoming: &'a Incoming<'a>,
    entry: &'a QueryView<'a>,
    facts: DateAndSexUpperBound<'a>,
    /// After so many steps.
    gains: Gains,
    steps: usize,
    names: NameUpperBound<'a>,
    /// The most that nationality and place of birth weigh.
    origin: Bits,
    /// The same with the most that sex weighs.
    traits: Bits,
    workspace: &'a mut Workspace,
    /// The worst on top: fewest bits, and among equals the last identifier; with the record.
    best: BinaryHeap<Reverse<(Bits, Reverse<u32>, u32)>>,
    scored: usize,
    excluded: usize,
    ruled_out_by_tokens: usize,
    ruled_out_by_closeness: usize,
    /// Versions that were not yet known, or no longer.
    unknown: usize,
    /// The most bits that the limit left out, and of how many records.
    left_out: (Bits, usize),
    /// An upper bound on the records that were ruled out one by one.
    ruled_out: Option<Bits>,
}

impl<'a> Scorer<'a> {
    pub(super) fn new(
        watchlist: &'a Watchlist,
        incoming: &'a Incoming<'a>,
        entry: &'a QueryView<'a>,
        terms: &'a Terms,
        workspace: &'a mut Workspace,
    ) -> Self {
        workspace.begin();
        let room = std::mem::take(&mut workspace.by_mark);
        let model = &watchlist.model;
        let gain = |stated: bool, bits: Bits| if stated { bits } else { Bits::ZERO };
        let sex = gain(entry.record.sex.is_some(), model.sex(true));
        let origin = gain(!entry.record.countries.is_empty(), model.nationality(true))
            + gain(!entry.record.places.is_empty(), model.birth_place(true));
        Scorer {
            watchlist,
            terms,
            incoming,
            entry,
            facts: DateAndSexUpperBound::new(model, entry),
            gains: Gains::new(entry, incoming, room),
            steps: incoming.steps(),
            names: NameUpperBound::new(model, entry),
            origin,
            traits: sex + origin,
            workspace,
            best: BinaryHeap::new(),
            scored: 0,
            excluded: 0,
            ruled_out_by_tokens: 0,
            ruled_out_by_closeness: 0,
            unknown: 0,
            left_out: (Bits::from_hundredths(i32::MIN), 0),
            ruled_out: None,
        }
    }

    /// The fewest bits that can still matter.
    pub(super) fn enough(&self) -> Bits {
        match self.best.peek() {
            _ if self.terms.limit == 0 => Bits::from_hundredths(i32::MAX),
            Some(Reverse((bits, ..))) if self.best.len() >= self.terms.limit => *bits,
            _ => self.terms.min_bits,
        }
    }

    /// The most that a record weighs whose names and birth date weigh so much, and which shares no
    /// document with the entry.
    pub(super) fn most_of(&self, names: Bits, birth_date: Bits) -> Bits {
        names + birth_date + self.traits
    }

    /// Meets the records of open strata in the posting lists of these tokens; those of whose other
    /// tokens the postings tell that nothing agrees are passed over, where what is left cannot matter.
    pub(super) fn meet_listed(&mut self, tokens: &[TokenId], strata: &[Segment]) {
        if self.steps < self.incoming.steps() {
            let room = std::mem::take(&mut self.gains).into_room();
            self.gains = Gains::new(self.entry, self.incoming, room);
            self.steps = self.incoming.steps();
        }
        let enough = self.enough();
        let mut listed = std::mem::take(&mut self.workspace.listed);
        for token in tokens {
            let names = self.gains.most_with(*token);
            for (bits, part) in parts(self.watchlist.postings.of_token(*token), strata) {
                let most = self.most_of(names, bits);
                let passed_before = listed.len();
                let others = self.gains.sift(part, enough - most, &mut listed);
                if listed.len() - passed_before < part.len() {
                    self.ruled_out = self.ruled_out.max(Some(most + others));
                }
            }
        }
        self.meet(listed.drain(..), Bits::ZERO);
        self.workspace.listed = listed;
    }

    /// Meets records whose documents weigh no more than that.
    ///
    /// They lie far apart in memory, so what is read of them is asked for some records ahead.
    pub(super) fn meet(&mut self, records: impl IntoIterator<Item = u32>, document: Bits) {
        let Watchlist { store, vocabulary, .. } = self.watchlist;
        let mut records = records.into_iter();
        let mut batch = [(0, Bits::ZERO); BATCH];
        loop {
            let mut new = 0;
            for record in records.by_ref() {
                if self.workspace.is_new(record) {
                    std::hint::black_box(*store.cards.date(record));
                    batch[new].0 = record;
                    new += 1;
                    if new == BATCH {
                        break;
                    }
                }
            }
            if new == 0 {
                return;
            }
            let mut left = 0;
            for n in 0..new {
                if let Some(beside_names) = self.may_matter(batch[n].0, document) {
                    let tokens = store.cards.distinct(batch[n].0);
                    tokens.for_each(|token| vocabulary.prefetch(token));
                    batch[left] = (batch[n].0, beside_names);
                    left += 1;
                }
            }
            for (record, beside_names) in &batch[..left] {
                self.lay_by(*record, *beside_names);
            }
        }
    }

    /// What a record weighs at most beside its names; `None` where it is ruled out by what its tokens gain.
    fn may_matter(&mut self, record: u32, document: Bits) -> Option<Bits> {
        let cards = &self.watchlist.store.cards;
        let facts = self.facts.most(*cards.date(record), cards.sex(record));
        let beside_names = facts + document + self.origin;
        let most = beside_names + self.gains.most(cards.tokens(record));
        if most < self.enough() {
            self.ruled_out = self.ruled_out.max(Some(most));
            self.ruled_out_by_tokens += 1;
            return None;
        }
        Some(beside_names)
    }

    /// Lays a record by for a closer look, unless it is ruled out by what the steps found and by the
    /// signatures of its tokens.
    fn lay_by(&mut self, record: u32, beside_names: Bits) {
        let start = self.workspace.tokens.len();
        self.workspace.tokens.extend(self.watchlist.store.cards.distinct(record));
        let tokens = &self.workspace.tokens[start..];
        let most = |one: &NameToken, token| match self.gains.may_have(token) {
            true => self.incoming.most(one, token),
            false => self.incoming.most_by_signature(one, token),
        };
        let most = beside_names + self.names.most(tokens, most);
        if most < self.enough() {
            self.workspace.tokens.truncate(start);
            self.ruled_out = self.ruled_out.max(Some(most));
            self.ruled_out_by_closeness += 1;
            return;
        }
        self.workspace.pending.push(Pending { record, beside_names, tokens: start });
        if self.workspace.pending.len() == BATCH {
            self.look_closer();
        }
    }

    /// Rules out what was laid by, or scores it. How close the tokens are is found for all of them
    /// together, which takes a fraction of the time.
    fn look_closer(&mut self) {
        if self.workspace.pending.is_empty() {
            return;
        }
        let mut pending = std::mem::take(&mut self.workspace.pending);
        let mut tokens = std::mem::take(&mut self.workspace.tokens);
        let Workspace { gathered, closest, .. } = &mut *self.workspace;
        self.incoming.close_to_all(&tokens, gathered, closest);
        let (model, all) = (&self.watchlist.model, tokens.len());
        let mut end = all;
        // From the last one on, as each one's tokens end where those of the next begin.
        for Pending { record, beside_names, tokens: start } in pending.drain(..).rev() {
            let of_record = &tokens[start..end];
            let closest = &self.workspace.closest;
            let exactly = |one: &NameToken, token| {
                let place = start + of_record.iter().position(|other| *other == token)?;
                let closeness = closest[one.token() as usize * all + place]?;
                Some(max_token_agreement(
                    model,
                    one,
                    self.entry.rarity[one.token() as usize],
                    closeness,
                ))
            };
            let most = beside_names + self.names.most(of_record, exactly);
            end = start;
            if most < self.enough() {
                self.ruled_out = self.ruled_out.max(Some(most));
                self.ruled_out_by_closeness += 1;
            } else {
                self.score(record);
            }
        }
        tokens.clear();
        (self.workspace.pending, self.workspace.tokens) = (pending, tokens);
    }

    /// Scores a record, unless the policy does not ask about it.
    pub(super) fn score(&mut self, record: u32) {
        let Watchlist { model, store, versions, .. } = self.watchlist;
        let is_known = |versions: &Versions| versions.is_known(store.rank(record), self.terms.at);
        if !versions.as_ref().is_none_or(is_known) {
            self.unknown += 1;
            return;
        }
        if !self.terms.ask_about(store.traits(record)) || !self.is_submitted(record) {
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
        self.best.push(Reverse((bits, Reverse(store.rank(record)), record)));
        if self.best.len() > self.terms.limit
            && let Some(Reverse((bits, ..))) = self.best.pop()
        {
            match bits.cmp(&self.left_out.0) {
                Ordering::Less => {}
                Ordering::Equal => self.left_out.1 += 1,
                Ordering::Greater => self.left_out = (bits, 1),
            }
        }
    }

    /// Whether a record had been submitted by then.
    fn is_submitted(&self, record: u32) -> bool {
        let submitted = || self.watchlist.record(record).listing().submitted_at();
        self.terms.submitted_by.is_none_or(|by| submitted().is_none_or(|day| day <= by))
    }

    /// Ends the search; `unmet` bounds the records that were not met, where there are such.
    pub(super) fn finish(mut self, unmet: Option<Bits>) -> Found {
        self.look_closer();
        let Scorer { watchlist, best, scored, excluded, unknown, left_out, ruled_out, .. } = self;
        self.workspace.by_mark = self.gains.into_room();
        let last = best.peek().map(|Reverse((bits, ..))| *bits);
        let rest = watchlist.len() - scored - excluded - unknown;
        let sorted = best.into_sorted_vec();
        let certificate = Certificate {
            records: watchlist.len(),
            scored,
            excluded,
            ruled_out_by_tokens: self.ruled_out_by_tokens,
            ruled_out_by_closeness: self.ruled_out_by_closeness,
            rest_at_most: unmet.max(ruled_out).filter(|_| rest > 0),
        };
        Found {
            best: sorted.into_iter().map(|Reverse((bits, _, record))| (bits, record)).collect(),
            certificate,
            tied_left_out: if last == Some(left_out.0) { left_out.1 } else { 0 },
        }
    }
}
