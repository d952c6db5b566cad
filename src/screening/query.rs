//! An incoming record made ready: its subject, and what the list knows of each of its tokens.

use crate::evidence::{
    Bits, EncodedRecord, NameToken, QueryView, TokenJoins, are_joinable, max_token_agreement,
    unmatched_query_token,
};
use crate::record::Record;
use crate::vocabulary::{Closeness, GatheredReadings, TokenId};
use crate::watchlist::{Known, Lists, Watchlist};
use rustc_hash::FxHashMap;
use std::cell::{Cell, RefCell};
use std::sync::Arc;

/// An incoming record with its distinct tokens, which its subject numbers from 0.
pub(super) struct Incoming<'a> {
    watchlist: &'a Watchlist,
    subject: EncodedRecord,
    known: Vec<Arc<Known>>,
    rarity: Vec<Bits>,
    joins: TokenJoins,
    /// How many steps beyond the first were made for each token.
    steps: Vec<Cell<usize>>,
    /// How close tokens of the list are that no step found, as far as that was asked.
    further: RefCell<FxHashMap<(u32, TokenId), Option<Closeness>>>,
}

impl<'a> Incoming<'a> {
    /// `known` looks a token up.
    pub(super) fn new(
        watchlist: &'a Watchlist,
        entry: &Record,
        known: impl Fn(&str) -> Arc<Known>,
    ) -> Self {
        // A name has few tokens, so they are compared one by one.
        let mut tokens: Vec<Box<str>> = Vec::new();
        let mut subject = EncodedRecord::new(entry, &watchlist.keys, |token| {
            let at = tokens.iter().position(|known| **known == *token).unwrap_or(tokens.len());
            if at == tokens.len() {
                tokens.push(token.into());
            }
            at as u32
        });
        // The keys of the list have counted its own.
        if !std::ptr::eq(watchlist.epoch(), watchlist) {
            subject.set_holders_from(entry, &watchlist.epoch().keys);
        }
        let known: Vec<Arc<Known>> = tokens.iter().map(|token| known(token)).collect();
        let rarity = known.iter().map(|known| known.rarity).collect();
        let mut joins = TokenJoins::default();
        for (token, known) in (0..).zip(&known) {
            known.parts().iter().for_each(|parts| joins.add_apart(token, *parts));
        }
        for pair in subject.neighbours() {
            let parts = pair.map(|token| &*tokens[token as usize]);
            if are_joinable(parts)
                && let Some(whole) = watchlist.vocabulary.find(&parts.concat())
            {
                joins.add_together(pair, whole);
            }
        }
        let steps = vec![Cell::new(0); known.len()];
        let further = RefCell::default();
        Incoming { watchlist, subject, known, rarity, joins, steps, further }
    }

    pub(super) fn side(&self) -> QueryView<'_> {
        QueryView { record: self.subject.view(), rarity: &self.rarity, joins: &self.joins }
    }

    /// What the list knows of each token, in the order of their numbers.
    pub(super) fn known(&self) -> &[Arc<Known>] {
        &self.known
    }

    /// Makes the next step for a token, and returns the posting lists of what it finds.
    pub(super) fn look_further(&self, one: u32) -> &Lists {
        let (known, steps) = (&self.known[one as usize], &self.steps[one as usize]);
        steps.set(steps.get() + 1);
        known.lists(self.watchlist, steps.get())
    }

    /// How many steps beyond the first were made for all tokens.
    pub(super) fn steps(&self) -> usize {
        self.steps.iter().map(Cell::get).sum()
    }

    /// How close a token of the entry is to one of the list.
    pub(super) fn close(&self, one: u32, token: TokenId) -> Option<Closeness> {
        let known = &self.known[one as usize];
        if known.beyond(0).is_none() {
            return known.closeness(self.watchlist, token);
        }
        let mut further = self.further.borrow_mut();
        *further.entry((one, token)).or_insert_with(|| known.closeness(self.watchlist, token))
    }

    /// How close each token of the entry is to each of these, one row after the other, whatever that
    /// weighs.
    pub(super) fn close_to_all(
        &self,
        tokens: &[TokenId],
        gathered: &mut GatheredReadings,
        closest: &mut Vec<Option<Closeness>>,
    ) {
        self.watchlist.vocabulary.gather(tokens, gathered);
        closest.clear();
        closest.resize(self.known.len() * tokens.len(), None);
        let rows = closest.chunks_exact_mut(tokens.len().max(1));
        for (known, row) in self.known.iter().zip(rows) {
            known.closeness_of_all(self.watchlist, tokens, gathered, row);
        }
    }

    /// All tokens that the steps found for one of the entry's which weigh more than standing alone, and what
    /// they weigh at most; perhaps more than once.
    pub(super) fn agreements(&self, one: u32) -> impl Iterator<Item = (TokenId, Bits)> {
        let known = &self.known[one as usize];
        let as_father = known.as_father(&self.watchlist.model);
        let fathers = known.fathers().iter().map(move |token| (*token, as_father));
        let steps = 0..=self.steps[one as usize].get();
        let others = steps.flat_map(|step| known.lists(self.watchlist, step).agreements());
        fathers.chain(others)
    }

    /// The most that a token of the entry weighs against one that no step found.
    pub(super) fn beyond(&self, one: &NameToken) -> Bits {
        let (model, token) = (&self.watchlist.model, one.token() as usize);
        let known = &self.known[token];
        let beyond = known.beyond(self.steps[token].get());
        let beyond =
            beyond.map(|closeness| max_token_agreement(model, one, known.rarity, closeness));
        unmatched_query_token(model, one).max(beyond.unwrap_or(Bits::from_hundredths(i32::MIN)))
    }

    /// The most that a token of the entry weighs against one of the list that no step found, by its signature.
    pub(super) fn most_by_signature(&self, one: &NameToken, token: TokenId) -> Option<Bits> {
        let known = &self.known[one.token() as usize];
        let steps = self.steps[one.token() as usize].get();
        let closeness = known.beyond_by_signature(self.watchlist, steps, token)?;
        Some(max_token_agreement(&self.watchlist.model, one, known.rarity, closeness))
    }

    /// The same for any token.
    pub(super) fn most(&self, one: &NameToken, token: TokenId) -> Option<Bits> {
        let known = &self.known[one.token() as usize];
        let steps = self.steps[one.token() as usize].get();
        let at_best = known.at_best(self.watchlist, steps, token).into_iter().flatten();
        let most =
            |closeness| max_token_agreement(&self.watchlist.model, one, known.rarity, closeness);
        at_best.map(most).max()
    }
}
