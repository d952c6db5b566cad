//! In which order a search reads the posting lists of the entry's tokens, and what the names of a
//! record can still weigh that is in none of those read.
//!
//! Each distinct token of the entry has posting lists in steps, each with the most bits that a
//! record in it can gain from that token. A record in no list read so far gains at most what the
//! next step of each token offers; the sum of those bounds it. Some tokens agree only as the names
//! stand that hold them; what those gain is added to the sum until their lists are read. Tokens that are
//! close by sound and no more than that are looked up only when nothing else lowers the bound as well.

use super::query::Incoming;
use crate::evidence::{Bits, Model, NameToken, QueryView, is_patronymic, unmatched_query_token};
use crate::name::Role;
use crate::vocabulary::TokenId;
use crate::watchlist::{Known, Lists, STEPS, Step, Watchlist};
use std::sync::Arc;

/// What finding a list costs, in records met.
const LIST: f32 = 2.0;
/// The same of each step that looks further: measured, some 40 and 90 microseconds in a list of 1,000,000,
/// where a record that is met takes a fifth of one. Half or four times as much changes the time by less than
/// runs of one build differ.
const LOOK_FURTHER: [f32; STEPS - 1] = [200.0, 500.0];
/// No limit to what a step weighs.
const UNLIMITED: Bits = Bits::from_hundredths(i32::MAX);

/// Tokens of the list that agree with the entry's only as names stand: written in one word or in two,
/// and fathers' names for patronymics.
pub(super) struct Conditional(Vec<Condition>);

struct Condition {
    /// What the entry's tokens gain over standing alone, which is what their own features offer then.
    step: Step,
    tokens: Vec<TokenId>,
}

impl Conditional {
    pub(super) fn new(watchlist: &Watchlist, entry: &QueryView<'_>, known: &[Arc<Known>]) -> Self {
        let model = &watchlist.model;
        let listed = |token: TokenId| watchlist.postings.of_token(token).len() as u32;
        let condition = |gaining: &[u32], bits: Bits, tokens: Vec<TokenId>| Condition {
            step: Step {
                bits: bits - gaining.iter().map(|one| alone_at_most(model, entry, *one)).sum(),
                lists: 0..tokens.len() as u32,
                records: tokens.iter().map(|token| listed(*token)).sum(),
            },
            tokens,
        };
        let joined = |tokens: &[u32]| {
            let rarity = tokens.iter().map(|token| entry.rarity[*token as usize]);
            rarity.sum::<Bits>() - model.joined()
        };
        let apart = entry.joins.apart().chunk_by(|(one, _), (other, _)| one == other);
        let apart = apart.map(|ways| {
            let rarer = |[a, b]: [TokenId; 2]| if listed(b) < listed(a) { b } else { a };
            let tokens = ways.iter().map(|(_, parts)| rarer(*parts)).collect();
            condition(&[ways[0].0], joined(&[ways[0].0]), tokens)
        });
        let together = entry.joins.together().iter();
        let together = together.map(|(parts, whole)| condition(parts, joined(parts), vec![*whole]));
        let fathers = (0..).zip(known).filter(|(token, known)| {
            let stands = |stands: &NameToken| stands.token() == *token && is_patronymic(stands);
            !known.fathers().is_empty() && entry.record.tokens.iter().any(stands)
        });
        let fathers = fathers.map(|(token, known)| {
            condition(&[token], known.as_father(model), known.fathers().to_vec())
        });
        let all = apart.chain(together).chain(fathers);
        Conditional(all.filter(|condition| condition.step.bits > Bits::ZERO).collect())
    }
}

/// Tokens of an entry with posting lists that were not read yet.
pub(super) struct Plan<'a> {
    watchlist: &'a Watchlist,
    incoming: &'a Incoming<'a>,
    entry: &'a QueryView<'a>,
    /// By the numbers of the tokens, and after them the conditional ones.
    features: Vec<Feature<'a>>,
    /// How many tokens the entry has.
    tokens: usize,
    /// Names can always stay silent: the entry has none, or some record has none.
    silent_names: bool,
}

/// What a record gains by one token of the entry, or under one condition.
#[derive(Clone, Copy)]
struct Feature<'a> {
    /// By the steps in which similar tokens are found, as far as they were made.
    lists: [Unread<'a>; STEPS],
    /// The most that a token weighs which no step found that was made.
    beyond: Option<Bits>,
    /// How many steps beyond the first were made.
    steps: usize,
    /// The most that any step weighs.
    most: Bits,
    /// What a record gains at most that is in none of the lists.
    otherwise: Bits,
}

/// Posting lists that were not read yet.
#[derive(Clone, Copy, Default)]
struct Unread<'a> {
    /// The tokens of the list that the steps divide.
    tokens: &'a [TokenId],
    /// Best first.
    steps: &'a [Step],
}

impl<'a> Unread<'a> {
    /// Those of these lists that weigh more than that.
    fn new(lists: &'a Lists, otherwise: Bits) -> Self {
        let count = lists.steps.partition_point(|step| step.bits > otherwise);
        Unread { tokens: &lists.tokens, steps: &lists.steps[..count] }
    }

    fn bits(&self) -> Option<Bits> {
        self.steps.first().map(|step| step.bits)
    }

    fn read(&mut self) -> Option<&'a [TokenId]> {
        let (step, rest) = self.steps.split_first()?;
        self.steps = rest;
        Some(&self.tokens[step.lists.start as usize..step.lists.end as usize])
    }
}

impl<'a> Feature<'a> {
    /// The feature of the entry's token with that number.
    fn new(watchlist: &'a Watchlist, entry: &QueryView<'_>, token: u32, known: &'a Known) -> Self {
        let model = &watchlist.model;
        let stands = || entry.record.tokens.iter().filter(|stands| stands.token() == token);
        let is_particle = stands().all(|stands| stands.role() == Role::Particle);
        let otherwise = alone_at_most(model, entry, token);
        let mut lists = [Unread::default(); STEPS];
        lists[0] = Unread::new(known.lists(watchlist, 0), otherwise);
        Feature {
            lists,
            beyond: beyond(model, known, 0, otherwise),
            steps: 0,
            most: if is_particle { model.particle_agreement() } else { UNLIMITED },
            otherwise,
        }
    }

    fn of_condition(condition: &'a Condition) -> Self {
        let mut lists = [Unread::default(); STEPS];
        let steps = std::slice::from_ref(&condition.step);
        lists[0] = Unread { tokens: &condition.tokens, steps };
        Feature { lists, beyond: None, steps: 0, most: UNLIMITED, otherwise: Bits::ZERO }
    }

    /// The most that a list weighs which was not read.
    fn listed(&self) -> Option<Bits> {
        self.lists.iter().filter_map(Unread::bits).max()
    }

    /// The most that a record gains which is in none of the lists read so far.
    fn bits(&self) -> Bits {
        self.listed().max(self.beyond).map_or(self.otherwise, |bits| bits.min(self.most))
    }

    /// Whether to look further is what comes next: no list that is known lowers the bound before that.
    fn looks_further(&self) -> bool {
        self.beyond.is_some() && self.listed() <= self.beyond
    }

    /// The lists that weigh the most of those that are known.
    fn next(&mut self) -> &mut Unread<'a> {
        let weighs = |n: &usize| self.lists[*n].bits();
        let next = (0..STEPS).rev().max_by_key(weighs).unwrap_or_default();
        &mut self.lists[next]
    }

    /// By how many hundredths of a bit the bound falls with what comes next, for what it costs to
    /// read the share of the lists that is asked for.
    fn steepness(&self, share: f32) -> Option<f32> {
        let mut after = *self;
        let costs = match after.looks_further() {
            true => {
                after.beyond = None;
                LOOK_FURTHER[after.steps]
            }
            false => {
                let next = after.next();
                let step = next.steps.first()?;
                let costs = step.records as f32 * share + step.lists.len() as f32 * LIST;
                next.read();
                costs
            }
        };
        Some((self.bits() - after.bits()).hundredths() as f32 / costs)
    }
}

/// The most that a token weighs which is not found in so many steps beyond the first, where that is more
/// than what standing alone weighs.
fn beyond(model: &Model, known: &Known, steps: usize, otherwise: Bits) -> Option<Bits> {
    let bits = known.beyond(steps).map(|beyond| model.token_agreement(known.rarity, beyond));
    bits.filter(|bits| *bits > otherwise)
}

impl<'a> Plan<'a> {
    pub(super) fn new(
        watchlist: &'a Watchlist,
        entry: &'a QueryView<'a>,
        incoming: &'a Incoming<'a>,
        conditional: &'a Conditional,
    ) -> Self {
        let known = incoming.known();
        let feature = |(token, known)| Feature::new(watchlist, entry, token, known);
        let of_tokens = (0..).zip(known.iter().map(AsRef::as_ref)).map(feature);
        let conditions = conditional.0.iter().map(Feature::of_condition);
        Plan {
            watchlist,
            incoming,
            entry,
            features: of_tokens.chain(conditions).collect(),
            tokens: known.len(),
            silent_names: watchlist.store.any_nameless || entry.record.tokens.is_empty(),
        }
    }

    /// The most bits that the names of a record weigh which is in none of the lists read so far.
    pub(super) fn names_most(&self) -> Bits {
        let subject = &self.entry.record;
        let of_token = |token: &NameToken| self.features[token.token() as usize].bits();
        let of_name = subject.nonempty_names().map(|name| name.tokens.iter().map(of_token).sum());
        let silent = self.silent_names.then_some(Bits::ZERO);
        let conditions = self.features[self.tokens..].iter();
        let conditional: Bits = conditions.map(Feature::bits).sum();
        conditional + of_name.chain(silent).max().unwrap_or_default()
    }

    /// The tokens of the list whose unread posting lists lower the bound the most for what it
    /// costs to read that share of them; `None` where all are read.
    pub(super) fn next(&mut self, share: f32) -> Option<&'a [TokenId]> {
        loop {
            let (next, _) = (0..self.features.len())
                .filter_map(|n| Some((n, self.features[n].steepness(share)?)))
                .max_by(|(_, one), (_, other)| one.total_cmp(other))?;
            let feature = &mut self.features[next];
            if !feature.looks_further() {
                return feature.next().read();
            }
            let lists = self.incoming.look_further(next as u32);
            feature.steps += 1;
            feature.lists[feature.steps] = Unread::new(lists, feature.otherwise);
            let known = &self.incoming.known()[next];
            feature.beyond = beyond(&self.watchlist.model, known, feature.steps, feature.otherwise);
        }
    }
}

/// What the entry's token with that number weighs at most that agrees with nothing.
fn alone_at_most(model: &Model, entry: &QueryView<'_>, token: u32) -> Bits {
    let stands = entry.record.tokens.iter().filter(|stands| stands.token() == token);
    stands.map(|stands| unmatched_query_token(model, stands)).max().unwrap_or_default()
}
