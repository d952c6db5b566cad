//! A list in several parts: each is searched by itself, and the answers are put together.
//!
//! Parts weigh by the frequencies of one epoch, so a record has the same bits in whichever it lies, and
//! the best of all are among the best of each.

use super::policy::{Policy, Terms};
use super::{Certificate, Mode, Screening};
use crate::evidence::Bits;
use crate::record::Record;
use crate::watchlist::Watchlist;
use std::sync::Arc;

/// A policy made definite for all parts, as of a change.
pub(crate) struct Question<'a> {
    parts: Vec<(&'a Watchlist, Terms)>,
    limit: usize,
    /// Records of the list that are known after the change.
    records: usize,
}

impl<'a> Question<'a> {
    pub(crate) fn new(
        parts: &'a [Arc<Watchlist>],
        policy: &Policy,
        change: u64,
        records: usize,
    ) -> Self {
        let policy = policy.clone().dated();
        let terms = |part: &'a Arc<Watchlist>| (&**part, policy.resolve(part, Some(change)));
        let limit = policy.limit().unwrap_or(usize::MAX);
        Question { parts: parts.iter().map(terms).collect(), limit, records }
    }

    /// What one list of all records that are known then would answer.
    pub(crate) fn answer(&self, entry: &Record, mode: Mode) -> Screening {
        let mut matches = Vec::new();
        let mut tied: Vec<(Option<Bits>, usize)> = Vec::new();
        let mut all = Certificate::of_none(self.records);
        for (part, terms) in &self.parts {
            let found = part.screen_one(entry, terms, mode);
            tied.push((found.matches.last().map(|last| last.bits), found.tied_left_out));
            matches.extend(found.matches);
            all.add(&found.certificate);
        }
        matches.sort_by(|one, other| {
            let by_id = || one.record.id().cmp(other.record.id());
            other.bits.cmp(&one.bits).then_with(by_id)
        });
        let left_out = matches.split_off(self.limit.min(matches.len()));
        let last = matches.last().map(|last| last.bits);
        // What a part left out has no more bits than the last that it returned.
        let of_parts = tied.iter().filter(|(bits, _)| last.is_some() && *bits == last);
        let of_parts: usize = of_parts.map(|(_, count)| count).sum();
        let among_them = left_out.iter().filter(|found| Some(found.bits) == last).count();
        all.rest_at_most = all.rest_at_most.filter(|_| all.scored + all.excluded < all.records);
        Screening {
            id: entry.id().to_owned(),
            valid_on: self.parts.first().and_then(|(_, terms)| terms.valid_on),
            matches,
            tied_left_out: of_parts + among_them,
            certificate: all,
        }
    }
}
