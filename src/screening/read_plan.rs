//! The order in which a search reads posting lists, and what a record can still weigh that is in none of those
//! read.
//!
//! Each token of the query has posting lists in groups, each with the most bits that a record in it can gain
//! from that token. A record in none of the lists read so far gains at most what the next group of each
//! token offers, so the sum over tokens is an upper bound. Some tokens agree only under a condition on
//! the names they are in; what those gain is added to the bound until their lists are read. A token's reach is
//! extended only when nothing else lowers the bound as cheaply.

use super::expansion::{Expansion, PostingGroup, PostingGroups};
use super::query::{Query, QueryPart};
use super::reaches::REACHES;
use super::weighted_index::WeightedIndex;
use crate::encoding::{NameToken, NameView};
use crate::evidence::{
    Bits, Model, QueryView, Rarity, least_gains, most_agreeing, unmatched_query_token,
};
use crate::name::Role;
use crate::vocabulary::{Closeness, TokenId};
use smallvec::SmallVec;
use std::borrow::Cow;
use std::sync::Arc;

/// What finding a posting list costs, in visited records.
const LIST_COST: f32 = 2.0;
/// No limit to what a token weighs.
const UNLIMITED: Bits = Bits::from_hundredths(i32::MAX);

/// Tokens of the list that agree with the query's only under a condition on their names: what is one word here
/// and two words there, and fathers' names for patronymics.
pub(super) struct ConditionalTerms<'a>(SmallVec<[ConditionalTerm<'a>; 2]>);

struct ConditionalTerm<'a> {
    /// The tokens of the query that agree together.
    agreeing: SmallVec<[u32; 2]>,
    /// How often a name of the query has them.
    times: usize,
    /// What they weigh together.
    group: PostingGroup,
    tokens: Cow<'a, [TokenId]>,
}

impl<'a> ConditionalTerms<'a> {
    /// Those of one part of a query; `view` is the query with the names of the part.
    pub(super) fn new(
        list: &WeightedIndex,
        query: &QueryView<'_>,
        part: &QueryPart,
        expansions: &'a [Arc<Expansion>],
    ) -> Self {
        let WeightedIndex { model, index, .. } = list;
        let records = |token: TokenId| index.postings.of_token(token).len() as u32;
        let term = |agreeing: &[u32], bits: Bits, tokens: Cow<'a, [TokenId]>| ConditionalTerm {
            agreeing: agreeing.into(),
            times: times_in_a_name(query, agreeing),
            group: PostingGroup {
                bits,
                lists: 0..tokens.len() as u32,
                records: tokens.iter().map(|token| records(*token)).sum(),
            },
            tokens,
        };
        let joined = |tokens: &[u32], closest: Option<Closeness>| {
            let rarity = tokens.iter().map(|token| query.rarity[*token as usize].spelling);
            let rarity = Rarity::of_spelling(rarity.sum());
            let most = closest.map(|closest| model.token_agreement(rarity, closest));
            most.unwrap_or_default() - model.joined()
        };
        let is_of_part = |token: u32| part.numbers.contains(&token);
        let apart = query.joins.each_one_for_two().filter(|ways| is_of_part(ways[0].0));
        let apart = apart.map(|ways| {
            let rarer = |[a, b]: [TokenId; 2]| if records(b) < records(a) { b } else { a };
            let tokens = ways.iter().map(|(_, parts, _)| rarer(*parts)).collect();
            let closest = ways.iter().map(|(.., closeness)| *closeness).min();
            term(&[ways[0].0], joined(&[ways[0].0], closest), tokens)
        });
        let together = query.joins.each_two_for_one().filter(|ways| is_of_part(ways[0].0[0]));
        let together = together.map(|ways| {
            let tokens = ways.iter().map(|(_, whole, _)| *whole).collect();
            let closest = ways.iter().map(|(.., closeness)| *closeness).min();
            term(&ways[0].0, joined(&ways[0].0, closest), tokens)
        });
        let of_part = part.numbers.clone().zip(&expansions[part.positions()]);
        let fathers = of_part.filter(|(token, expansion)| {
            let is_patronymic = |one: &NameToken| one.token() == *token && one.is_patronymic();
            !expansion.fathers().is_empty() && query.record.tokens.iter().any(is_patronymic)
        });
        let fathers = fathers.map(|(token, expansion)| {
            term(&[token], expansion.father_bits(model), expansion.fathers().into())
        });
        let weighs = |term: &ConditionalTerm<'_>| {
            let alone = term.agreeing.iter().map(|token| most_alone(model, query, *token));
            term.group.bits > alone.sum()
        };
        ConditionalTerms(apart.chain(together).chain(fathers).filter(weighs).collect())
    }
}

/// Cursors over the posting lists of the tokens of a part.
pub(super) struct ReadPlan<'a> {
    list: &'a WeightedIndex,
    query: &'a Query<'a>,
    view: &'a QueryView<'a>,
    conditional: &'a [ConditionalTerm<'a>],
    /// In the order of the tokens' numbers, and after them the conditional terms.
    cursors: SmallVec<[TermCursor<'a>; 8]>,
    /// The number of the first token, and how many tokens there are.
    first: u32,
    tokens: usize,
    /// How many tokens of a name can agree with a record.
    most_agree: usize,
    /// Whether names may say nothing at all: the query has none, or some record has none.
    names_may_be_silent: bool,
}

/// The posting lists of one token of the query, or of one conditional term, that were not read yet.
#[derive(Clone, Copy)]
struct TermCursor<'a> {
    /// By reach, as far as they were searched.
    unread: [UnreadPostings<'a>; REACHES.len()],
    /// The most that a token weighs which no reach searched so far finds.
    missed: Option<Bits>,
    /// How many reaches after the first were searched, and what the next one costs.
    reaches: usize,
    reach_cost: f32,
    /// How many names have the token itself, or one as close.
    names: u32,
    /// The most that any agreement weighs.
    most: Bits,
    /// The most that a record gains which is in none of the lists.
    otherwise: Bits,
    /// What no partner gains at most.
    alone: Bits,
}

/// Posting lists that were not read yet.
#[derive(Clone, Copy, Default)]
struct UnreadPostings<'a> {
    /// The tokens that the ranges of the groups refer to.
    tokens: &'a [TokenId],
    /// Best first.
    groups: &'a [PostingGroup],
}

impl<'a> UnreadPostings<'a> {
    /// The lists that weigh more than `otherwise`.
    fn new(postings: &'a PostingGroups, otherwise: Bits) -> Self {
        let count = postings.groups.partition_point(|group| group.bits > otherwise);
        UnreadPostings { tokens: &postings.tokens, groups: &postings.groups[..count] }
    }

    fn bits(&self) -> Option<Bits> {
        self.groups.first().map(|group| group.bits)
    }

    fn read(&mut self) -> Option<&'a [TokenId]> {
        let (group, rest) = self.groups.split_first()?;
        self.groups = rest;
        Some(&self.tokens[group.lists.start as usize..group.lists.end as usize])
    }
}

impl<'a> TermCursor<'a> {
    /// The cursor of a token of the query for which so many reaches after the first were searched.
    fn new(
        list: &'a WeightedIndex,
        query: &QueryView<'_>,
        token: u32,
        expansion: &'a Expansion,
        reaches: usize,
    ) -> Self {
        let model = &list.model;
        let mut occurrences = query.record.tokens.iter().filter(|one| one.token() == token);
        let is_particle = occurrences.all(|one| one.role() == Role::Particle);
        let alone = most_alone(model, query, token);
        let otherwise = expansion.initial_bits(model).map_or(alone, |bits| bits.max(alone));
        let mut unread = [UnreadPostings::default(); REACHES.len()];
        for (reach, unread) in unread.iter_mut().enumerate().take(reaches + 1) {
            *unread = UnreadPostings::new(expansion.postings(list, reach), otherwise);
        }
        TermCursor {
            unread,
            missed: most_missed(model, expansion, reaches, otherwise),
            reaches,
            reach_cost: expansion.cost_of_next(reaches),
            names: unread[0].groups.first().map_or(0, |group| group.records),
            most: if is_particle { model.particle_agreement() } else { UNLIMITED },
            otherwise,
            alone,
        }
    }

    fn of_conditional(term: &'a ConditionalTerm<'a>) -> Self {
        let mut unread = [UnreadPostings::default(); REACHES.len()];
        let groups = std::slice::from_ref(&term.group);
        unread[0] = UnreadPostings { tokens: &term.tokens, groups };
        TermCursor {
            unread,
            missed: None,
            reaches: 0,
            reach_cost: 0.0,
            names: term.group.records,
            most: UNLIMITED,
            otherwise: Bits::ZERO,
            alone: Bits::ZERO,
        }
    }

    /// The most that an unread list weighs.
    fn most_unread(&self) -> Option<Bits> {
        self.unread.iter().filter_map(UnreadPostings::bits).max()
    }

    /// The most that a record gains which is in none of the lists read so far.
    fn bits(&self) -> Bits {
        self.most_unread().max(self.missed).map_or(self.otherwise, |bits| bits.min(self.most))
    }

    /// Whether the bound can fall no further before the reach is extended.
    fn needs_next_reach(&self) -> bool {
        self.missed.is_some() && self.most_unread() <= self.missed
    }

    /// The unread lists that weigh the most.
    fn next(&mut self) -> &mut UnreadPostings<'a> {
        let bits = |reach: &usize| self.unread[*reach].bits();
        let next = (0..REACHES.len()).rev().max_by_key(bits).unwrap_or_default();
        &mut self.unread[next]
    }

    /// The cursor after the next read, and what that costs when `share` of the postings are to be read; `None`
    /// if all was read.
    fn after_next(&self, share: f32) -> Option<(Self, f32)> {
        let mut after = *self;
        let cost = match after.needs_next_reach() {
            true => {
                after.missed = None;
                // What is found is kept, so entries with the same token share the cost. The names of the list with that
                // token are taken for their number, which took 4 % off the time.
                self.reach_cost / (1.0 + self.names as f32)
            }
            false => {
                let next = after.next();
                let group = next.groups.first()?;
                let cost = group.records as f32 * share + group.lists.len() as f32 * LIST_COST;
                next.read();
                cost
            }
        };
        Some((after, cost))
    }
}

/// The most that a token weighs which neither the first reach nor the `reaches` next ones find, if that is
/// more than what no partner weighs.
fn most_missed(
    model: &Model,
    expansion: &Expansion,
    reaches: usize,
    otherwise: Bits,
) -> Option<Bits> {
    let missed = expansion.missed(reaches);
    let bits = missed.map(|missed| model.token_agreement(expansion.rarity, missed));
    bits.filter(|bits| *bits > otherwise)
}

impl<'a> ReadPlan<'a> {
    pub(super) fn new(
        list: &'a WeightedIndex,
        query: &'a Query<'a>,
        part: &QueryPart,
        view: &'a QueryView<'a>,
        conditional: &'a ConditionalTerms<'_>,
    ) -> Self {
        let expansions = &query.expansions()[part.positions()];
        let cursor = |(token, expansion)| {
            TermCursor::new(list, view, token, expansion, query.reaches_of(token))
        };
        let of_tokens = part.numbers.clone().zip(expansions.iter().map(AsRef::as_ref)).map(cursor);
        let of_conditional = conditional.0.iter().map(TermCursor::of_conditional);
        ReadPlan {
            list,
            query,
            view,
            conditional: &conditional.0,
            cursors: of_tokens.chain(of_conditional).collect(),
            first: part.numbers.start,
            tokens: expansions.len(),
            most_agree: most_agreeing(view, list.index.columns.longest_name as usize),
            names_may_be_silent: list.index.columns.any_nameless || view.record.tokens.is_empty(),
        }
    }

    /// The most that the names of a record weigh which is in none of the lists read so far.
    pub(super) fn most_unread(&self) -> Bits {
        let record = &self.view.record;
        let of_name = record.nonempty_names().map(|name| self.most_of_name(name));
        let silent = self.names_may_be_silent.then_some(Bits::ZERO);
        let conditional = 0..self.conditional.len();
        let conditional: Bits = conditional.map(|term| self.conditional_bits(term, None)).sum();
        conditional + of_name.chain(silent).max().unwrap_or_default()
    }

    /// The most that one name of the query weighs.
    fn most_of_name(&self, name: NameView<'_>) -> Bits {
        let cursors = name.tokens.iter().map(|token| &self.cursors[self.position(token.token())]);
        let bits: Bits = cursors.clone().map(TermCursor::bits).sum();
        let Some(unmatched) = name.tokens.len().checked_sub(self.most_agree) else { return bits };
        bits - least_gains(unmatched, cursors.map(|cursor| cursor.bits() - cursor.alone))
    }

    /// The position of the cursor of a token, given by its number.
    fn position(&self, token: u32) -> usize {
        (token - self.first) as usize
    }

    /// The most that a conditional term adds to the tokens that agree in it, which may also agree one by one. With
    /// `after` the cursor at that place is another one.
    fn conditional_bits(&self, term: usize, after: Option<(usize, &TermCursor<'_>)>) -> Bits {
        let cursor = |at: usize| match after {
            Some((changed, after)) if changed == at => after,
            _ => &self.cursors[at],
        };
        let ConditionalTerm { agreeing, times, .. } = &self.conditional[term];
        let Some(together) = cursor(self.tokens + term).most_unread() else { return Bits::ZERO };
        let apart = agreeing.iter().map(|token| cursor(self.position(*token)).bits()).sum();
        std::iter::repeat_n(Bits::ZERO.max(together - apart), *times).sum()
    }

    /// By how many hundredths of a bit the bound falls with the next read of a cursor, divided by what that costs
    /// when `share` of the postings are to be read.
    fn gain_per_cost(&self, n: usize, share: f32) -> Option<f32> {
        let (after, cost) = self.cursors[n].after_next(share)?;
        let of_token = match n < self.tokens {
            true => self.cursors[n].bits() - after.bits(),
            false => Bits::ZERO,
        };
        let terms = (0..self.conditional.len()).filter(|term| {
            let agreeing = &self.conditional[*term].agreeing;
            n == self.tokens + term || agreeing.iter().any(|token| self.position(*token) == n)
        });
        let of_terms = terms.map(|term| {
            self.conditional_bits(term, None) - self.conditional_bits(term, Some((n, &after)))
        });
        Some((of_token + of_terms.sum()).hundredths() as f32 / cost)
    }

    /// Takes the step that lowers the bound the most for what it costs when `share` of the postings are to be read.
    /// Returns the tokens of the list whose posting lists are to be read, none where a reach was extended: the bound
    /// may have fallen by that alone. `None` if no step is left.
    pub(super) fn next(&mut self, share: f32) -> Option<&'a [TokenId]> {
        let (next, _) = (0..self.cursors.len())
            .filter_map(|n| Some((n, self.gain_per_cost(n, share)?)))
            .max_by(|(_, one), (_, other)| one.total_cmp(other))?;
        let cursor = &mut self.cursors[next];
        if !cursor.needs_next_reach() {
            return cursor.next().read();
        }
        let token = self.first + next as u32;
        let postings = self.query.extend_reach(token);
        cursor.reaches += 1;
        cursor.unread[cursor.reaches] = UnreadPostings::new(postings, cursor.otherwise);
        let expansion = &self.query.expansions()[token as usize];
        let (model, reaches) = (&self.list.model, cursor.reaches);
        cursor.missed = most_missed(model, expansion, reaches, cursor.otherwise);
        cursor.reach_cost = expansion.cost_of_next(reaches);
        Some(&[])
    }
}

/// How often a name of the query has all of these tokens, at most.
fn times_in_a_name(query: &QueryView<'_>, tokens: &[u32]) -> usize {
    let times_in = |name: NameView<'_>| {
        let times = |token| name.tokens.iter().filter(|one| one.token() == token).count();
        tokens.iter().map(|token| times(*token)).min()
    };
    query.record.names().filter_map(times_in).max().unwrap_or_default()
}

/// The most that a token of the query weighs without a partner, over all its occurrences.
fn most_alone(model: &Model, query: &QueryView<'_>, token: u32) -> Bits {
    let occurrences = query.record.tokens.iter().filter(|one| one.token() == token);
    occurrences.map(|one| unmatched_query_token(model, one)).max().unwrap_or_default()
}
