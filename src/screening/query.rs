//! An incoming record made ready: its subject, and what the list knows of each of its tokens.

use crate::evidence::{Bits, Entry, Joins, OwnedSubject, may_be_parts};
use crate::record::Record;
use crate::vocabulary::Closeness;
use crate::watchlist::{Known, Watchlist};
use std::sync::Arc;

/// An incoming record with its distinct tokens, which its subject numbers from 0.
pub(super) struct Incoming {
    subject: OwnedSubject,
    known: Vec<Arc<Known>>,
    rarity: Vec<Bits>,
    joins: Joins,
}

impl Incoming {
    /// `known` looks a token up.
    pub(super) fn new(
        watchlist: &Watchlist,
        entry: &Record,
        known: impl Fn(&str) -> Arc<Known>,
    ) -> Self {
        // A name has few tokens, so they are compared one by one.
        let mut tokens: Vec<Box<str>> = Vec::new();
        let subject = OwnedSubject::new(entry, &watchlist.keys, |token| {
            let at = tokens.iter().position(|known| **known == *token).unwrap_or(tokens.len());
            if at == tokens.len() {
                tokens.push(token.into());
            }
            at as u32
        });
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
        Incoming { subject, known, rarity, joins }
    }

    pub(super) fn side(&self) -> Entry<'_> {
        Entry { subject: self.subject.view(), rarity: &self.rarity, joins: &self.joins }
    }

    /// What the list knows of each token, in the order of their numbers.
    pub(super) fn known(&self) -> &[Arc<Known>] {
        &self.known
    }

    /// How close a token of the entry is to one of the list.
    pub(super) fn close(&self, one: u32, token: u32) -> Option<Closeness> {
        self.known[one as usize].closeness(token)
    }
}
