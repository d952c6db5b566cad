//! A list in several parts: each is searched by itself, and the answers are put together.
//!
//! Parts weigh by the frequencies of one epoch, so a record has the same bits in whichever it lies, and
//! the best of all are among the best of each.

use super::backwards::Backwards;
use super::policy::{AsOf, Policy, Terms};
use super::{Certificate, Mode, Screening};
use crate::evidence::Bits;
use crate::record::Record;
use crate::watchlist::Watchlist;
use rayon::prelude::*;
use std::sync::Arc;

/// A policy made definite for all parts, as of a state of the list.
pub(crate) struct Question<'a> {
    list: &'a [Arc<Watchlist>],
    /// The list that all parts weigh by.
    epoch: &'a Watchlist,
    policy: Policy,
    /// What is the same for all parts.
    terms: Terms,
    of_parts: Vec<Terms>,
    /// Records of the list in that state.
    records: usize,
}

impl<'a> Question<'a> {
    /// What a policy asks of a list in these parts.
    pub(crate) fn new(
        list: &'a [Arc<Watchlist>],
        epoch: &'a Watchlist,
        policy: &Policy,
        as_of: AsOf,
    ) -> Self {
        let policy = policy.clone().dated();
        let terms = policy.resolve(epoch, Some(as_of));
        let of_parts = list.iter().map(|part| policy.resolve(part, Some(as_of))).collect();
        Question { list, epoch, policy, terms, of_parts, records: as_of.records }
    }

    /// The same question as of another state.
    pub(crate) fn as_of(&self, as_of: AsOf) -> Self {
        Question::new(self.list, self.epoch, &self.policy, as_of)
    }

    /// The answers for those people of a population for whom another answer was given `before`, in the
    /// order of their identifiers. Both questions are of one list, and differ in the change alone.
    pub(crate) fn answers_unlike(&self, before: &Self, population: &Watchlist) -> Vec<Screening> {
        let changed = self.changed_since(before);
        let mut people: Vec<u32> = if changed.len() < population.len() {
            let backwards = Backwards::new(population, self.epoch);
            let people = |record| backwards.people(record, self.terms.min_bits);
            changed.par_iter().flat_map_iter(people).collect()
        } else {
            // Looking for so many costs more than screening everybody.
            (0..population.len() as u32).collect()
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
        for (part, terms) in self.parts() {
            let numbers = part.known_once(self.terms.at, before.terms.at);
            let asked_about = numbers.filter(|number| terms.ask_about(part.store.traits(*number)));
            changed.extend(asked_about.map(|number| part.record(number)));
        }
        changed.sort_by(|one, other| one.id().cmp(other.id()));
        // Of one identifier each knows at most one: two that are the same changed nothing.
        let of_id = changed.chunk_by(|one, other| one.id() == other.id());
        let others = of_id.filter(|versions| versions.len() < 2 || versions[0] != versions[1]);
        others.flatten().cloned().collect()
    }

    fn parts(&self) -> impl Iterator<Item = (&'a Watchlist, &Terms)> {
        self.list.iter().map(|part| &**part).zip(&self.of_parts)
    }

    /// What one list of all records that are known then would answer.
    pub(crate) fn answer(&self, entry: &Record, mode: Mode) -> Screening {
        let mut matches = Vec::new();
        let mut tied: Vec<(Option<Bits>, usize)> = Vec::new();
        let mut all = Certificate::of_none(self.records);
        for (part, terms) in self.parts() {
            let found = part.screen_one(entry, terms, mode);
            tied.push((found.matches.last().map(|last| last.bits), found.tied_left_out));
            matches.extend(found.matches);
            all.add(&found.certificate);
        }
        matches.sort_by(|one, other| {
            let by_id = || one.record.id().cmp(other.record.id());
            other.bits.cmp(&one.bits).then_with(by_id)
        });
        let left_out = matches.split_off(self.terms.limit.min(matches.len()));
        let last = matches.last().map(|last| last.bits);
        // What a part left out has no more bits than the last that it returned.
        let of_parts = tied.iter().filter(|(bits, _)| last.is_some() && *bits == last);
        let of_parts: usize = of_parts.map(|(_, count)| count).sum();
        let among_them = left_out.iter().filter(|found| Some(found.bits) == last).count();
        all.rest_at_most = all.rest_at_most.filter(|_| all.scored + all.excluded < all.records);
        Screening {
            id: entry.id().to_owned(),
            valid_on: self.terms.valid_on,
            fingerprint: self.terms.fingerprint,
            matches,
            tied_left_out: of_parts + among_them,
            certificate: all,
        }
    }
}
