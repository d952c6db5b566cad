//! A list in several parts: each is searched by itself, and the answers are put together.
//!
//! Parts weigh by the frequencies of one epoch, so a record has the same bits in whichever it lies, and
//! the best of all are among the best of each.

use super::backwards::Backwards;
use super::policy::{Policy, Terms};
use super::{Certificate, Mode, Screening};
use crate::evidence::Bits;
use crate::record::Record;
use crate::watchlist::Watchlist;
use rayon::prelude::*;
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

    /// The same question as of another change, after which there were so many records.
    pub(crate) fn as_of(&self, change: u64, records: usize) -> Self {
        let terms = |(part, terms): &(&'a Watchlist, Terms)| {
            let mut terms = terms.clone();
            terms.at = change;
            (*part, terms)
        };
        Question { parts: self.parts.iter().map(terms).collect(), records, ..*self }
    }

    /// The answers for those people of a population for whom another answer was given `before`, in the
    /// order of their identifiers. Both questions are of one list, and differ in the change alone.
    pub(crate) fn answers_unlike(&self, before: &Self, population: &Watchlist) -> Vec<Screening> {
        let changed = self.changed_since(before);
        let mut people: Vec<u32> = match self.parts.first() {
            Some((list, terms)) if changed.len() < population.len() => {
                let backwards = Backwards::new(population, list);
                let people = |record| backwards.people(record, terms.min_bits);
                changed.par_iter().flat_map_iter(people).collect()
            }
            _ if changed.is_empty() => Vec::new(),
            // Looking for so many costs more than screening everybody.
            _ => (0..population.len() as u32).collect(),
        };
        people.par_sort_unstable_by_key(|person| population.store.rank(*person));
        people.dedup();
        let unlike = |person: u32| {
            let entry = population.record(person);
            let answer = self.answer(&entry, Mode::Indexed);
            let is_other = !answer.finds_the_same(&before.answer(&entry, Mode::Indexed));
            is_other.then_some(answer)
        };
        people.into_par_iter().filter_map(unlike).collect()
    }

    /// The records that either question asks about and the other does not have, or has as others.
    fn changed_since(&self, before: &Self) -> Vec<Record> {
        let mut changed = Vec::new();
        for ((part, terms), (_, earlier)) in self.parts.iter().zip(&before.parts) {
            let numbers = part.known_once(terms.at, earlier.at);
            let asked_about = numbers.filter(|number| terms.ask_about(part.store.traits(*number)));
            changed.extend(asked_about.map(|number| part.record(number)));
        }
        changed.sort_by(|one, other| one.id().cmp(other.id()));
        // Of one identifier each knows at most one: two that are the same changed nothing.
        let of_id = changed.chunk_by(|one, other| one.id() == other.id());
        let others = of_id.filter(|versions| versions.len() < 2 || versions[0] != versions[1]);
        others.flatten().cloned().collect()
    }

    /// What one list of all records that are known then would answer.
    pub(crate) fn answer(&self, entry: &Record, mode: Mode) -> Screening {
        let mut matches = Vec::new();
        let mut tied: Vec<(Option<Bits>, usize)> = Vec::new();
        let (mut scored, mut excluded, mut rest_at_most) = (0, 0, None);
        for (part, terms) in &self.parts {
            let found = part.screen_one(entry, terms, mode);
            tied.push((found.matches.last().map(|last| last.bits), found.tied_left_out));
            matches.extend(found.matches);
            scored += found.certificate.scored;
            excluded += found.certificate.excluded;
            rest_at_most = rest_at_most.max(found.certificate.rest_at_most);
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
        let records = self.records;
        Screening {
            id: entry.id().to_owned(),
            valid_on: self.parts.first().and_then(|(_, terms)| terms.valid_on),
            matches,
            tied_left_out: of_parts + among_them,
            certificate: Certificate {
                records,
                scored,
                excluded,
                rest_at_most: rest_at_most.filter(|_| scored + excluded < records),
            },
        }
    }
}
