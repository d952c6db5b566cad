//! An incoming record made ready: its subject, and for each of its tokens the similar ones of the
//! list and its rarity.

use crate::evidence::{Bits, OwnedSubject};
use crate::name::spelling;
use crate::record::Record;
use crate::vocabulary::Similar;
use crate::watchlist::Watchlist;
use rustc_hash::FxHashMap;

/// An incoming record with its distinct tokens, which its subject numbers from 0.
pub(super) struct Incoming {
    pub(super) subject: OwnedSubject,
    pub(super) tokens: Vec<Box<str>>,
}

impl Incoming {
    pub(super) fn new(watchlist: &Watchlist, entry: &Record) -> Self {
        let mut numbers: FxHashMap<Box<str>, u32> = FxHashMap::default();
        let mut tokens: Vec<Box<str>> = Vec::new();
        let subject = OwnedSubject::new(entry, &watchlist.keys, |token| {
            if let Some(number) = numbers.get(token) {
                return *number;
            }
            let number = tokens.len() as u32;
            numbers.insert(token.into(), number);
            tokens.push(token.into());
            number
        });
        Incoming { subject, tokens }
    }
}

/// What the list knows of a token.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) similar: Vec<Similar>,
    pub(super) rarity: Bits,
}

impl Known {
    /// Looks a token up through the vocabulary's index, or by comparing it with every token.
    pub(super) fn look_up(watchlist: &Watchlist, token: &str, exhaustively: bool) -> Self {
        let token = spelling(token);
        let costs = watchlist.model.closeness_costs();
        let similar = if exhaustively {
            watchlist.vocabulary.search_everything(costs, &token)
        } else {
            watchlist.vocabulary.search(costs, &token)
        };
        let rarity = watchlist.rarity(&token, &similar);
        Known { similar, rarity }
    }
}
