//! The comparison of two names. Every token is in exactly one item: agreed, contradicted or unmatched.
//!
//! 1. Tokens that agree are matched one to one, with the maximum total weight.
//! 2. Of the rest, a word is matched with two adjacent words if they have the same letters.
//! 3. What is left on both sides contradicts: names contradict names, patronymics contradict
//!    patronymics. Particles agree with particles and contradict nothing.
//! 4. What is left on one side was omitted by the other.
//!
//! Of several names of a record, the pair with the maximum weight counts.

use super::bits::Bits;
use super::item::Level;
use super::matching::TokenMatching;
use super::model::Model;
use super::positions::{PositionSet, TokenGroups};
use super::query::QueryView;
use super::raw::{AliasItem, RawEvidence};
use super::tokens::{
    agreement_level, max_token_agreement, unmatched_query_token, unmatched_record_token,
};
use crate::encoding::{NameToken, NameView, RecordView};
use crate::name::Role;
use crate::record::AliasStrength;
use crate::vocabulary::{Closeness, ClosenessKind};

/// Reusable memory for comparisons.
#[derive(Debug, Default)]
pub(crate) struct ComparisonScratch {
    matching: TokenMatching,
    /// The alignment of each token of the query.
    alignments: Vec<TokenAlignment>,
}

/// How a token of the query is aligned with the record's name. Numbers are positions there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TokenAlignment {
    /// It agrees with this token.
    Agreed(usize),
    /// It is one word for this token and the next.
    OneWordForTwo(usize),
    /// It and the next token are two words for this one.
    TwoWordsForOne(usize),
    /// It is the second of two words for one.
    SecondWord,
    /// It contradicts this token.
    Contradicted(usize),
    /// It has no counterpart.
    Unmatched,
}

/// The comparison of the names of a query with those of a record.
pub(super) struct NameComparison<'a, F> {
    pub(super) model: &'a Model,
    pub(super) query: &'a QueryView<'a>,
    pub(super) record: &'a RecordView<'a>,
    /// The closeness of a token of the query to a token of the record, by their ids.
    pub(super) closeness: &'a F,
    /// Whether another field rules out that the two are relatives.
    pub(super) excludes_relatives: bool,
}

impl<F: Fn(u32, u32) -> Option<Closeness>> NameComparison<'_, F> {
    /// The weight of the best pair of names; zero if a side has no name. With `raw`, also its items.
    pub(super) fn weigh(
        &self,
        scratch: &mut ComparisonScratch,
        raw: Option<&mut RawEvidence>,
    ) -> Bits {
        let mut best: Option<(Bits, [usize; 2], [NameView<'_>; 2])> = None;
        for (n, query) in self.query.record.names().enumerate() {
            for (m, record) in self.record.names().enumerate() {
                if query.tokens.is_empty() || record.tokens.is_empty() {
                    continue;
                }
                let aliases = [query.alias, record.alias].into_iter().flatten();
                let bits = self.pair(&query, &record).weigh(scratch).total()
                    + aliases.map(|strength| self.model.alias(strength)).sum();
                if best.is_none_or(|(max, ..)| bits > max) {
                    best = Some((bits, [n, m], [query, record]));
                }
            }
        }
        let Some((bits, [n, m], [query, record])) = best else { return Bits::ZERO };
        if let Some(raw) = raw {
            (raw.query_name, raw.record_name) = (n, m);
            self.pair(&query, &record).add_items(scratch, raw);
            for (alias, in_query) in [(query.alias, true), (record.alias, false)] {
                let Some(strength) = alias else { continue };
                let level = match strength {
                    AliasStrength::Strong => Level::Alias,
                    AliasStrength::Weak => Level::WeakAlias,
                };
                raw.aliases.push(AliasItem { level, bits: self.model.alias(strength), in_query });
            }
        }
        bits
    }

    fn pair<'a>(&'a self, query: &NameView<'a>, record: &NameView<'a>) -> NamePair<'a, F> {
        NamePair { names: self, query: query.tokens, record: record.tokens }
    }
}

/// One name of the query and one of the record.
struct NamePair<'a, F> {
    names: &'a NameComparison<'a, F>,
    query: &'a [NameToken],
    record: &'a [NameToken],
}

/// The weight of two names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct NamePairBits {
    /// The sum over the tokens.
    tokens: Bits,
    /// The correction if the names may be those of relatives; at most 0.
    relative: Bits,
}

impl NamePairBits {
    fn total(self) -> Bits {
        self.tokens + self.relative
    }
}

impl<F: Fn(u32, u32) -> Option<Closeness>> NamePair<'_, F> {
    fn model(&self) -> &Model {
        self.names.model
    }

    /// Aligns the tokens and returns their weight. The alignments are left in `scratch`.
    fn weigh(&self, scratch: &mut ComparisonScratch) -> NamePairBits {
        let ComparisonScratch { matching, alignments } = scratch;
        let (query_groups, record_groups) =
            (TokenGroups::of(self.query), TokenGroups::of(self.record));
        self.collect_agreements(
            matching,
            !query_groups.patronymics.is_empty() && !record_groups.patronymics.is_empty(),
        );
        alignments.clear();
        alignments.resize(self.query.len(), TokenAlignment::Unmatched);
        let (mut query_rest, mut record_rest) =
            (PositionSet::all(self.query), PositionSet::all(self.record));
        let mut bits = Bits::ZERO;
        matching.solve(|one, other| {
            alignments[one] = TokenAlignment::Agreed(other);
            query_rest.remove(one);
            record_rest.remove(other);
            bits += self.agreement(&self.query[one], &self.record[other]).unwrap_or_default();
        });
        if !self.names.query.joins.is_empty() {
            bits += self.join(alignments, &mut query_rest, &mut record_rest);
        }
        let mut contradicted = false;
        // Full names come before initials, so that an initial rather than a name stays unmatched.
        for (query_group, record_group) in [
            (query_groups.full_patronymics, record_groups.full_patronymics),
            (query_groups.patronymics, record_groups.patronymics),
            (query_groups.names, record_groups.names),
            (query_groups.names, record_groups.initials),
            (query_groups.initials, record_groups.names),
            (query_groups.initials, record_groups.initials),
        ] {
            let pairs =
                query_rest.and(query_group).iter().zip(record_rest.and(record_group).iter());
            for (one, other) in pairs {
                alignments[one] = TokenAlignment::Contradicted(other);
                query_rest.remove(one);
                record_rest.remove(other);
                bits += self.contradiction(one, other);
                contradicted |= !self.is_initial_in_either(one, other);
            }
        }
        let unmatched = query_rest.iter().map(|at| self.unmatched_in_query(at));
        bits += unmatched.sum();
        let unmatched = record_rest.iter().map(|at| self.unmatched_in_record(at));
        bits += unmatched.sum();
        let relative = match contradicted && !self.names.excludes_relatives {
            true => self.model().relative(bits),
            false => Bits::ZERO,
        };
        NamePairBits { tokens: bits, relative }
    }

    /// Offers all pairs of tokens that agree to the matching. If both names have a patronymic, a
    /// patronymic agrees only with a patronymic: Artur Viktorovich is not Viktor Arturovich.
    fn collect_agreements(&self, matching: &mut TokenMatching, patronymics_apart: bool) {
        matching.start(self.query.len(), self.record.len());
        for (one, query) in self.query.iter().enumerate() {
            for (other, record) in self.record.iter().enumerate() {
                let same_kind = query.is_patronymic() == record.is_patronymic();
                if patronymics_apart && !same_kind {
                    continue;
                }
                if let Some(bits) = self.agreement(query, record) {
                    let gain = bits - self.model().token_contradiction(query.is_patronymic());
                    matching.add(one, other, gain, same_kind);
                }
            }
        }
    }

    /// Aligns remaining tokens that are one word on one side and two on the other.
    fn join(
        &self,
        alignments: &mut [TokenAlignment],
        query_rest: &mut PositionSet,
        record_rest: &mut PositionSet,
    ) -> Bits {
        let joins = self.names.query.joins;
        let mut bits = Bits::ZERO;
        for (whole, parts) in joins.one_for_two() {
            let Some(one) = find_token(self.query, *query_rest, *whole) else { continue };
            let Some(two) = find_adjacent(self.record, *record_rest, *parts) else { continue };
            alignments[one] = TokenAlignment::OneWordForTwo(two);
            query_rest.remove(one);
            record_rest.remove(two);
            record_rest.remove(two + 1);
            bits += self.one_word_for_two(one);
        }
        for (parts, whole) in joins.two_for_one() {
            let Some(one) = find_token(self.record, *record_rest, *whole) else { continue };
            let Some(two) = find_adjacent(self.query, *query_rest, *parts) else { continue };
            alignments[two] = TokenAlignment::TwoWordsForOne(one);
            alignments[two + 1] = TokenAlignment::SecondWord;
            record_rest.remove(one);
            query_rest.remove(two);
            query_rest.remove(two + 1);
            bits += self.two_words_for_one(two);
        }
        bits
    }

    fn rarity(&self, at: usize) -> Bits {
        self.names.query.rarity[self.query[at].token() as usize]
    }

    /// The weight of a token of the query that the record has as two words.
    fn one_word_for_two(&self, at: usize) -> Bits {
        self.rarity(at) - self.model().joined()
    }

    /// The weight of a token of the query and the next, which the record has as one word.
    fn two_words_for_one(&self, at: usize) -> Bits {
        self.rarity(at) + self.rarity(at + 1) - self.model().joined()
    }

    fn is_initial_in_either(&self, one: usize, other: usize) -> bool {
        self.query[one].is_initial() || self.record[other].is_initial()
    }

    /// The weight of two tokens that contradict each other.
    fn contradiction(&self, one: usize, other: usize) -> Bits {
        match self.is_initial_in_either(one, other) {
            true => self.model().names.contradicted_initial,
            false => self.model().token_contradiction(self.query[one].is_patronymic()),
        }
    }

    fn unmatched_in_query(&self, at: usize) -> Bits {
        unmatched_query_token(self.model(), &self.query[at])
    }

    fn unmatched_in_record(&self, at: usize) -> Bits {
        unmatched_record_token(self.model(), &self.record[at])
    }

    /// The weight of two tokens that agree; `None` if they do not.
    fn agreement(&self, query: &NameToken, record: &NameToken) -> Option<Bits> {
        if query.is_particle() != record.is_particle() {
            return None;
        }
        let closeness = (self.names.closeness)(query.token(), record.token())?;
        // A father's name stands for a patronymic only beside a word for son or daughter.
        if closeness.kind == ClosenessKind::Father
            && !(query.is_patronymic() && record.is_patronymic())
        {
            return None;
        }
        let rarity = self.names.query.rarity[query.token() as usize];
        let bits = max_token_agreement(self.model(), query, rarity, closeness);
        let is_known = |role| !matches!(role, Role::Unknown | Role::Other);
        if is_known(query.role()) && is_known(record.role()) && query.role() != record.role() {
            return Some(bits - self.model().names.other_role);
        }
        Some(bits)
    }

    /// Adds the items of this pair of names.
    fn add_items(&self, scratch: &mut ComparisonScratch, raw: &mut RawEvidence) {
        let NamePairBits { relative, .. } = self.weigh(scratch);
        let mut record_rest = PositionSet::all(self.record);
        for (one, alignment) in scratch.alignments.iter().enumerate() {
            let (level, bits, other) = match *alignment {
                TokenAlignment::OneWordForTwo(other) => {
                    let (level, bits) = (Level::Joined, self.one_word_for_two(one));
                    raw.add_tokens(level, bits, Some(one), Some(other));
                    raw.add_tokens(level, Bits::ZERO, None, Some(other + 1));
                    record_rest.remove(other);
                    record_rest.remove(other + 1);
                    continue;
                }
                TokenAlignment::TwoWordsForOne(other) => {
                    (Level::Joined, self.two_words_for_one(one), Some(other))
                }
                TokenAlignment::SecondWord => (Level::Joined, Bits::ZERO, None),
                TokenAlignment::Agreed(other) => {
                    let (query, record) = (&self.query[one], &self.record[other]);
                    let closeness = (self.names.closeness)(query.token(), record.token());
                    let level = closeness.map(|close| agreement_level(self.model(), close));
                    let bits = self.agreement(query, record);
                    (level.unwrap_or(Level::Identical), bits.unwrap_or_default(), Some(other))
                }
                TokenAlignment::Contradicted(other) => {
                    (Level::Contradicted, self.contradiction(one, other), Some(other))
                }
                TokenAlignment::Unmatched => (Level::Extra, self.unmatched_in_query(one), None),
            };
            raw.add_tokens(level, bits, Some(one), other);
            other.into_iter().for_each(|other| record_rest.remove(other));
        }
        for other in record_rest.iter() {
            raw.add_tokens(Level::Omitted, self.unmatched_in_record(other), None, Some(other));
        }
        if relative != Bits::ZERO {
            raw.add_tokens(Level::Relative, relative, None, None);
        }
    }
}

/// The first of the remaining positions with this token.
fn find_token(name: &[NameToken], rest: PositionSet, token: u32) -> Option<usize> {
    rest.iter().find(|at| name[*at].token() == token)
}

/// The first position at which these two tokens are adjacent among those that remain.
fn find_adjacent(name: &[NameToken], rest: PositionSet, tokens: [u32; 2]) -> Option<usize> {
    let are_here = |at: &usize| {
        [name[*at].token(), name[at + 1].token()] == tokens
            && rest.contains(*at)
            && rest.contains(at + 1)
    };
    (0..name.len().saturating_sub(1)).find(are_here)
}
