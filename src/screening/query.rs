//! An incoming record made ready: its subject, and what the list knows of each of its tokens.

use crate::evidence::{
    Bits, Entry, Joins, OwnedSubject, TokenRef, entry_alone, may_be_parts, token_most,
};
use crate::record::Record;
use crate::vocabulary::{Closeness, TokenId};
use crate::watchlist::{Filter, Known, Watchlist};
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::sync::Arc;

/// An incoming record with its distinct tokens, which its subject numbers from 0.
pub(super) struct Incoming<'a> {
    watchlist: &'a Watchlist,
    subject: OwnedSubject,
    known: Vec<Arc<Known>>,
    rarity: Vec<Bits>,
    joins: Joins,
    /// The tokens that are near any of the entry's.
    near: Filter,
    /// How close tokens of the list are that are not near, as far as that was asked.
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
        let mut subject = OwnedSubject::new(entry, &watchlist.keys, |token| {
            let at = tokens.iter().position(|known| **known == *token).unwrap_or(tokens.len());
            if at == tokens.len() {
                tokens.push(token.into());
            }
            at as u32
        });
        subject.count_holders(entry, &watchlist.epoch().keys);
        let known: Vec<Arc<Known>> = tokens.iter().map(|token| known(token)).collect();
        let rarity = known.iter().map(|known| known.rarity).collect();
        let mut joins = Joins::default();
        for (token, known) in (0..).zip(&known) {
            known.parts().iter().for_each(|parts| joins.add_apart(token, *parts));
        }
        for pair in subject.neighbours() {
            let parts = pair.map(|token| &*tokens[token as usize]);
            if may_be_parts(parts)
                && let Some(whole) = watchlist.vocabulary.find(&parts.concat())
            {
                joins.add_together(pair, whole);
            }
        }
        let mut near = Filter::default();
        known.iter().for_each(|known| near.add_all(known.filter()));
        Incoming { watchlist, subject, known, rarity, joins, near, further: RefCell::default() }
    }

    pub(super) fn side(&self) -> Entry<'_> {
        Entry { subject: self.subject.view(), rarity: &self.rarity, joins: &self.joins }
    }

    /// What the list knows of each token, in the order of their numbers.
    pub(super) fn known(&self) -> &[Arc<Known>] {
        &self.known
    }

    /// How close a token of the entry is to one of the list.
    pub(super) fn close(&self, one: u32, token: TokenId) -> Option<Closeness> {
        let known = &self.known[one as usize];
        let near = known.near(token);
        if near.is_some() && near <= known.beyond() || known.beyond().is_none() {
            return known.closeness(self.watchlist, token);
        }
        let mut further = self.further.borrow_mut();
        *further.entry((one, token)).or_insert_with(|| known.closeness(self.watchlist, token))
    }

    /// Whether a token may be near one of the entry's.
    pub(super) fn is_near_any(&self, token: TokenId) -> bool {
        self.near.may_have(token)
    }

    /// The most that a token of the entry weighs against one that is not near.
    pub(super) fn beyond(&self, one: &TokenRef) -> Bits {
        let (model, known) = (&self.watchlist.model, &self.known[one.token as usize]);
        let beyond = known.beyond();
        let beyond = beyond.map(|closeness| token_most(model, one, known.rarity, closeness));
        entry_alone(model, one).max(beyond.unwrap_or(Bits::from_hundredths(i32::MIN)))
    }

    /// The most that a token of the entry weighs against one of the list, by what needs no look at
    /// its sounds.
    pub(super) fn most(&self, one: &TokenRef, token: TokenId) -> Option<Bits> {
        let known = &self.known[one.token as usize];
        let most = |closeness| token_most(&self.watchlist.model, one, known.rarity, closeness);
        let near = known.near(token);
        let beyond = known.beyond().filter(|beyond| near.is_none_or(|near| near > *beyond));
        near.map(most).max(beyond.map(most))
    }
}
