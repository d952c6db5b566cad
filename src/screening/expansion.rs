//! The expansion of a query token: the tokens of a list that are similar to it, how close they are, and the
//! order in which a search reads their posting lists.
//!
//! Similar tokens are found by *reaches*, each of which finds more than the one before, at a higher
//! cost. The first is always searched. What it misses is bounded from above, and that bound is rarely
//! high enough to matter, so the next reach is searched only when a query needs it.

use super::reaches::{REACHES, first_reach, reach_cost, reaches_after};
use super::token_cache::CacheSize;
use super::weighted_index::WeightedIndex;
use crate::evidence::{Bits, Model, Rarity, min_token_contradiction, min_unmatched_token};
use crate::index::Index;
use crate::spelling::{Spelling, spilled_bytes};
use crate::vocabulary::{
    Closeness, ClosenessKind, GatheredReadings, JoinableToken, QueryToken, Reach, Similar,
    SimilarTable, TokenId,
};
use smallvec::SmallVec;
use std::ops::Range;
use std::sync::OnceLock;

/// A query token with its rarity and the similar tokens of the list.
#[derive(Debug)]
pub(super) struct Expansion {
    pub(super) rarity: Rarity,
    token: QueryToken,
    near: SimilarTokens,
    /// The next reaches, as far as what they find can weigh more than a contradiction.
    next: SmallVec<[NextReach; 2]>,
    /// The tokens that are a father's name for this one, if it is a patronymic.
    fathers: Box<[TokenId]>,
    joinable: JoinableToken,
    /// The pairs of tokens that make this one when they are written together, and how close each is to it.
    parts: Box<[([TokenId; 2], Closeness)]>,
}

/// A reach after the first.
#[derive(Debug)]
struct NextReach {
    reach: Reach,
    /// What it costs to search it, in visited records.
    cost: f32,
    /// How close by sound a token can be at best that the reaches before miss, or find no closer than this.
    missed: Closeness,
    /// The tokens that it finds, once searched.
    found: OnceLock<SimilarTokens>,
}

/// Similar tokens, by token and by what they weigh.
#[derive(Debug)]
struct SimilarTokens {
    by_token: SimilarTable,
    postings: PostingGroups,
}

/// The posting lists of similar tokens that weigh more than a token without a partner, grouped by what they
/// weigh, most bits first.
#[derive(Debug, Default)]
pub(super) struct PostingGroups {
    pub(super) groups: Box<[PostingGroup]>,
    /// The tokens of all groups, in order.
    pub(super) tokens: Box<[TokenId]>,
}

/// Posting lists with the same bits, which are read together.
#[derive(Clone, Debug)]
pub(super) struct PostingGroup {
    /// The most that a record in them gains.
    pub(super) bits: Bits,
    /// The range of their tokens in [`PostingGroups::tokens`].
    pub(super) lists: Range<u32>,
    /// How many postings they have.
    pub(super) records: u32,
}

impl PostingGroups {
    /// The tokens of each group, and the most that a record gains by one of them.
    pub(super) fn upper_bounds(&self) -> impl Iterator<Item = (&[TokenId], Bits)> {
        let of_group = |group: &PostingGroup| {
            let PostingGroup { bits, lists, .. } = group;
            (&self.tokens[lists.start as usize..lists.end as usize], *bits)
        };
        self.groups.iter().map(of_group)
    }
}

impl Expansion {
    /// Expands a token by the first reach.
    pub(super) fn new(list: &WeightedIndex, spelling: Spelling) -> Self {
        let token = QueryToken::new(spelling);
        let WeightedIndex { model, index, .. } = list;
        let costs = model.closeness_costs();
        let first = first_reach(model);
        let (similar, rarity) = index.vocabulary.search_and_count(
            REACHES[first],
            costs,
            &token,
            |closeness| model.counts_towards_rarity(closeness),
            |similar| list.rarity(token.spelling(), similar),
        );
        let (mut before, mut next) = (REACHES[first], SmallVec::new());
        for reach in reaches_after(before, token.spelling()) {
            let Some(missed) = costs.least_missed_cost(before, token.spelling()) else { break };
            let missed = Closeness { cost: missed, kind: ClosenessKind::Near };
            if model.token_agreement(rarity, missed) <= min_token_contradiction(model) {
                break;
            }
            let cost = reach_cost(reach, token.spelling());
            next.push(NextReach { reach, cost, missed, found: OnceLock::new() });
            before = reach;
        }
        Expansion::from_similar(list, token, rarity, next, similar)
    }

    /// Expands a token by comparing it with every token of the list.
    pub(super) fn exhaustive(list: &WeightedIndex, spelling: Spelling) -> Self {
        let token = QueryToken::new(spelling);
        let costs = list.model.closeness_costs();
        let similar = list.index.vocabulary.scan(costs, &token);
        let rarity = list.rarity_of(token.spelling().clone());
        Expansion::from_similar(list, token, rarity, SmallVec::new(), similar)
    }

    fn from_similar(
        list: &WeightedIndex,
        token: QueryToken,
        rarity: Rarity,
        next: SmallVec<[NextReach; 2]>,
        similar: SimilarTable,
    ) -> Self {
        let fathers =
            similar.iter().filter(|similar| similar.closeness.kind == ClosenessKind::Father);
        let mut fathers: Vec<TokenId> = fathers.map(|similar| similar.token).collect();
        fathers.sort_unstable();
        let (index, joinable) = (&list.index, JoinableToken::new(token.spelling()));
        let costs = list.model.closeness_costs();
        Expansion {
            rarity,
            parts: index.vocabulary.pairs_making(&index.pairs, costs, &joinable).into(),
            joinable,
            token,
            near: SimilarTokens::new(list, rarity, similar, |_| true),
            next,
            fathers: fathers.into(),
        }
    }

    /// What it costs to search the reach after the first and the `reaches` next ones, in visited records; 0 if there is
    /// none.
    pub(super) fn cost_of_next(&self, reaches: usize) -> f32 {
        self.next.get(reaches).map_or(0.0, |next| next.cost)
    }

    /// The closest by sound that a token can be which neither the first reach nor the `reaches` next ones
    /// find; `None` if such tokens weigh no more than a contradiction.
    pub(super) fn missed(&self, reaches: usize) -> Option<Closeness> {
        self.next.get(reaches).map(|next| next.missed)
    }

    /// The same for one token of the list, whose signature may show that it is farther away.
    fn missed_by_signature(
        &self,
        list: &WeightedIndex,
        reaches: usize,
        token: TokenId,
    ) -> Option<Closeness> {
        let missed = self.missed(reaches)?;
        let differences = list.index.vocabulary.min_visible_differences(&self.token, token)?;
        let least = list.model.closeness_costs().closeness_lower_bound(differences)?;
        Some(least.max(missed))
    }

    /// How close a token of the list is by the first reach and the `reaches` next ones, and the closest that
    /// it can be where they miss it. Either may weigh more: an initial weighs the same for every token.
    pub(super) fn closest_possible(
        &self,
        list: &WeightedIndex,
        reaches: usize,
        token: TokenId,
    ) -> [Option<Closeness>; 2] {
        let mut found = self.found_first(list, token);
        for (reach, next) in self.next.iter().enumerate() {
            if found.is_some_and(|found| found <= next.missed) {
                break;
            }
            if reach == reaches {
                return [found, self.missed_by_signature(list, reaches, token)];
            }
            let more = self.similar(list, reach + 1).by_token.get(token);
            found = found.into_iter().chain(more).min();
        }
        [found, None]
    }

    /// How close a token of the list is; `None` if it is not similar, or weighs no more than a contradiction.
    pub(super) fn closeness(&self, list: &WeightedIndex, token: TokenId) -> Option<Closeness> {
        let WeightedIndex { model, index, .. } = list;
        let mut closest = self.found_first(list, token);
        for next in &self.next {
            if closest.is_some_and(|closest| closest <= next.missed) {
                break;
            }
            let found = next.found.get();
            let more = match found {
                Some(found) => found.by_token.get(token),
                None => {
                    index.vocabulary.sound_closeness(model.closeness_costs(), &self.token, token)
                }
            };
            closest = closest.into_iter().chain(more).min();
            if found.is_none() {
                break;
            }
        }
        closest.filter(|closest| self.agrees(model, *closest))
    }

    /// Whether a token that is so close weighs more than a contradiction.
    pub(super) fn agrees(&self, model: &Model, closest: Closeness) -> bool {
        closest.kind == ClosenessKind::Father
            || model.token_agreement(self.rarity, closest) > min_token_contradiction(model)
    }

    /// How close each of several tokens is, whatever that weighs, written to the same positions of `closest`.
    pub(super) fn closeness_to_all(
        &self,
        list: &WeightedIndex,
        tokens: &[TokenId],
        gathered: &mut GatheredReadings,
        closest: &mut [Option<Closeness>],
    ) {
        for (closest, token) in closest.iter_mut().zip(tokens) {
            *closest = self.found_first(list, *token);
        }
        if !self.next.is_empty() {
            let visit = |position: usize, closeness| {
                let closest = &mut closest[position];
                *closest = (*closest).into_iter().chain([closeness]).min();
            };
            let costs = list.model.closeness_costs();
            list.index.vocabulary.sound_closeness_of_gathered(costs, &self.token, gathered, visit);
        }
    }

    /// The token itself.
    pub(super) fn token(&self) -> &QueryToken {
        &self.token
    }

    /// The tokens of the list that are a father's name for this one, and agree with it as a patronymic.
    pub(super) fn fathers(&self) -> &[TokenId] {
        &self.fathers
    }

    /// What agreement with a father's name weighs.
    pub(super) fn father_bits(&self, model: &Model) -> Bits {
        let closeness = self.fathers.first().and_then(|father| self.near.by_token.get(*father));
        closeness.map_or(Bits::ZERO, |closeness| model.token_agreement(self.rarity, closeness))
    }

    /// The token as it may be written together with another.
    pub(super) fn joinable(&self) -> &JoinableToken {
        &self.joinable
    }

    /// The pairs of the list's tokens that make this one when they are written together, and how close each
    /// is to it.
    pub(super) fn parts(&self) -> &[([TokenId; 2], Closeness)] {
        &self.parts
    }

    /// The posting lists of the tokens that a reach finds.
    pub(super) fn postings(&self, list: &WeightedIndex, reach: usize) -> &PostingGroups {
        &self.similar(list, reach).postings
    }

    /// The tokens that a reach finds, searched on first use; those of the first reach if there is no such
    /// reach.
    fn similar(&self, list: &WeightedIndex, reach: usize) -> &SimilarTokens {
        let Some(next) = reach.checked_sub(1).and_then(|reach| self.next.get(reach)) else {
            return &self.near;
        };
        next.found.get_or_init(|| {
            let costs = list.model.closeness_costs();
            let vocabulary = &list.index.vocabulary;
            let similar = vocabulary.search_by_sound(next.reach, costs, &self.token);
            let is_new = |similar: Similar| {
                let found = self.found_by(list, reach - 1, similar.token);
                found.is_none_or(|found| found > similar.closeness)
            };
            SimilarTokens::new(list, self.rarity, similar, is_new)
        })
    }

    /// How close a token is by the first reach and the `reaches` next ones.
    fn found_by(&self, list: &WeightedIndex, reaches: usize, token: TokenId) -> Option<Closeness> {
        (0..=reaches).filter_map(|reach| self.similar(list, reach).by_token.get(token)).min()
    }

    /// How close a token is by the first reach, or as one that this token abbreviates: those have no list.
    fn found_first(&self, list: &WeightedIndex, token: TokenId) -> Option<Closeness> {
        self.near.by_token.get(token).or_else(|| self.as_initial_of(list, token))
    }

    /// How close a token of the list is that begins with this one, if this is a single letter.
    fn as_initial_of(&self, list: &WeightedIndex, token: TokenId) -> Option<Closeness> {
        let sounds = || list.index.vocabulary.initial_sounds(token);
        let abbreviates = self.token.initial().filter(|initial| initial.abbreviates(sounds()));
        abbreviates.map(|_| Closeness::INITIAL)
    }

    /// The most that it weighs against tokens that begin with it, if it is a single letter. They are in no
    /// posting list of its own.
    pub(super) fn initial_bits(&self, model: &Model) -> Option<Bits> {
        let initial = self.token.initial();
        initial.map(|_| model.token_agreement(self.rarity, Closeness::INITIAL))
    }
}

impl SimilarTokens {
    /// Only tokens that pass `is_new` have their posting lists read.
    fn new(
        list: &WeightedIndex,
        rarity: Rarity,
        similar: SimilarTable,
        is_new: impl Fn(Similar) -> bool,
    ) -> Self {
        let WeightedIndex { model, index, .. } = list;
        let alone = min_unmatched_token(model);
        // Most bits first, then by token; packed into one integer each, which sorts faster.
        let mut by_bits: SmallVec<[u64; 64]> = SmallVec::new();
        for similar in similar.iter() {
            let bits = model.token_agreement(rarity, similar.closeness);
            if bits > alone && similar.closeness.kind != ClosenessKind::Father && is_new(similar) {
                let bits = i32::MAX.abs_diff(bits.hundredths());
                by_bits.push(u64::from(bits) << 32 | u64::from(similar.token));
            }
        }
        by_bits.sort_unstable();
        SimilarTokens { by_token: similar, postings: PostingGroups::new(index, &by_bits) }
    }

    fn bytes(&self) -> usize {
        let PostingGroups { groups, tokens } = &self.postings;
        self.by_token.bytes() + size_of_val(&**groups) + size_of_val(&**tokens)
    }
}

impl PostingGroups {
    /// Groups tokens that are sorted by their bits: the token in the lower half, and in the upper half how far
    /// its bits are below the largest number.
    fn new(index: &Index, by_bits: &[u64]) -> Self {
        let mut groups: SmallVec<[PostingGroup; 16]> = SmallVec::new();
        for (at, packed) in (0..).zip(by_bits) {
            let records = index.postings.of_token(*packed as u32).len() as u32;
            let below = (*packed >> 32) as u32;
            let bits = Bits::from_hundredths(i32::MAX.wrapping_sub_unsigned(below));
            match groups.last_mut().filter(|group| group.bits == bits) {
                Some(group) => {
                    group.lists.end += 1;
                    group.records += records;
                }
                None => groups.push(PostingGroup { bits, lists: at..at + 1, records }),
            }
        }
        let tokens = by_bits.iter().map(|packed| *packed as u32).collect();
        PostingGroups { groups: groups.into_boxed_slice(), tokens }
    }
}

impl CacheSize for Expansion {
    /// With what the next reaches found so far.
    fn bytes(&self) -> usize {
        let found = self.next.iter().filter_map(|next| next.found.get());
        size_of::<Expansion>()
            + self.token.bytes()
            + self.near.bytes()
            + spilled_bytes(&self.next)
            + found.map(SimilarTokens::bytes).sum::<usize>()
            + self.joinable.bytes()
            + size_of_val(&*self.parts)
            + size_of_val(&*self.fathers)
    }
}
