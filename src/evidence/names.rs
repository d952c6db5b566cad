//! The comparison of two names. Every token is in exactly one item: agreed, contradicted or unmatched.
//!
//! 1. Tokens that agree are matched one to one, and a word is matched with two adjacent words that make
//!    it (`joins.rs`). Both together have the maximum total gain.
//! 2. What is left on both sides contradicts: names contradict names, patronymics contradict
//!    patronymics. Particles agree with particles and contradict nothing.
//! 3. What is left on one side was omitted by the other.
//!
//! Of several names of a record, the pair with the maximum weight counts. The weight of two names depends
//! on the two names and on what is known of their tokens, so a search and a lone comparison agree.

use super::bits::Bits;
use super::item::Level;
use super::matching::{Join, TokenMatching};
use super::model::Model;
use super::positions::{PositionSet, TokenGroups};
use super::query::QueryView;
use super::rarity::Rarity;
use super::raw::{RawEvidence, WholeNameItem};
use super::relatives::{Differences, ExcludedRelatives};
use super::token_pairs::TokenPairs;
use super::tokens::{
    agreement_level, contradiction, max_token_agreement, unmatched_query_token,
    unmatched_record_token,
};
use crate::encoding::{NameToken, NameView, RecordView};
use crate::name::{NameRelation, Role};
use crate::record::AliasStrength;
use crate::vocabulary::ClosenessKind;

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
pub(super) struct NameComparison<'a, P> {
    pub(super) model: &'a Model,
    pub(super) query: &'a QueryView<'a>,
    pub(super) record: &'a RecordView<'a>,
    /// What is known of their tokens.
    pub(super) pairs: &'a P,
    /// Which relatives another field rules out.
    pub(super) excluded: ExcludedRelatives,
}

impl<P: TokenPairs> NameComparison<'_, P> {
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
                let bits = self.pair(&query, &record).weigh(scratch).total()
                    + [&query, &record].map(|name| whole_name(self.model, name)).into_iter().sum();
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
                let bits = self.model.alias(strength);
                raw.whole_names.push(WholeNameItem { level, bits, in_query });
            }
            for (name, in_query) in [(query, true), (record, false)] {
                if name.is_guessed {
                    let (level, bits) = (Level::Repaired, self.model.names.repaired);
                    raw.whole_names.push(WholeNameItem { level, bits, in_query });
                }
            }
        }
        bits
    }

    fn pair<'a>(&'a self, query: &NameView<'a>, record: &NameView<'a>) -> NamePair<'a, P> {
        NamePair { names: self, query: query.tokens, record: record.tokens }
    }
}

/// One name of the query and one of the record.
struct NamePair<'a, P> {
    names: &'a NameComparison<'a, P>,
    query: &'a [NameToken],
    record: &'a [NameToken],
}

/// Two tokens that agree.
struct TokenAgreement {
    level: Level,
    bits: Bits,
    /// Whether they are alike, and two names all the same.
    is_other_name: bool,
}

/// What counts of a name as a whole: that it is an alias, and that it was repaired.
pub(super) fn whole_name(model: &Model, name: &NameView<'_>) -> Bits {
    let alias = name.alias.map_or(Bits::ZERO, |strength| model.alias(strength));
    if name.is_guessed { alias + model.names.repaired } else { alias }
}

/// The position of the first token that is declared a given name and is no initial.
pub(super) fn first_given_name(name: &[NameToken]) -> Option<usize> {
    name.iter().position(|token| token.role() == Role::Given && !token.is_initial())
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

impl<P: TokenPairs> NamePair<'_, P> {
    fn model(&self) -> &Model {
        self.names.model
    }

    /// Aligns the tokens and returns their weight. The alignments are left in `scratch`.
    fn weigh(&self, scratch: &mut ComparisonScratch) -> NamePairBits {
        let ComparisonScratch { matching, alignments } = scratch;
        let [query_groups, record_groups] = [self.query, self.record].map(TokenGroups::of);
        self.collect_agreements(
            matching,
            !query_groups.patronymics.is_empty() && !record_groups.patronymics.is_empty(),
        );
        alignments.clear();
        alignments.resize(self.query.len(), TokenAlignment::Unmatched);
        let [mut query_rest, mut record_rest] = [self.query, self.record].map(PositionSet::all);
        self.collect_joins(matching);
        matching.solve();
        let mut bits = Bits::ZERO;
        let mut differences = Differences::default();
        // Full names that agree with an initial: which of several it stands for is a matter of their order.
        let mut abbreviated = [PositionSet::default(); 2];
        for [one, other] in matching.agreements().iter().copied() {
            alignments[one] = TokenAlignment::Agreed(other);
            query_rest.remove(one);
            record_rest.remove(other);
            if self.is_initial_in_either(one, other) {
                abbreviated[0].insert(one);
                abbreviated[1].insert(other);
            }
            if let Some(it) = self.agreement(&self.query[one], &self.record[other]) {
                differences.other_name |= it.is_other_name;
                differences.other_given_name |=
                    it.is_other_name && !self.query[one].is_patronymic();
                bits += it.bits;
            }
        }
        for join in matching.joins() {
            match join {
                Join::OneWordForTwo { one, other } => {
                    alignments[one] = TokenAlignment::OneWordForTwo(other);
                }
                Join::TwoWordsForOne { one, other } => {
                    alignments[one] = TokenAlignment::TwoWordsForOne(other);
                    alignments[one + 1] = TokenAlignment::SecondWord;
                }
            }
            let [ones, others] = join.positions();
            ones.iter().for_each(|one| query_rest.remove(one));
            others.iter().for_each(|other| record_rest.remove(other));
            bits += self.join_bits(join).unwrap_or_default();
        }
        // Full names come before initials, so that an initial rather than a name stays unmatched.
        for (query_group, record_group) in [
            (query_groups.full_patronymics, record_groups.full_patronymics),
            (query_groups.patronymics, record_groups.patronymics),
            (query_groups.names, record_groups.names),
            (query_groups.names, record_groups.initials),
            (query_groups.initials, record_groups.names),
            (query_groups.initials, record_groups.initials),
        ] {
            let (ones, others) = (query_rest.and(query_group), record_rest.and(record_group));
            // Which of several contradict each other is a matter of their order, and no other name may be.
            if !ones.is_empty() && !others.is_empty() {
                let others = others.or(abbreviated[1].and(record_group));
                let is_another = |one| others.iter().any(|other| self.are_two_names(one, other));
                differences.other_given_name = differences.other_given_name
                    || ones.or(abbreviated[0].and(query_group)).iter().any(is_another);
            }
            for (one, other) in ones.iter().zip(others.iter()) {
                alignments[one] = TokenAlignment::Contradicted(other);
                query_rest.remove(one);
                record_rest.remove(other);
                bits += self.contradiction(one, other);
                differences.contradicted = true;
            }
        }
        let first_given = [self.query, self.record].map(first_given_name);
        if let [Some(one), Some(other)] = first_given {
            let agree = alignments[one] == TokenAlignment::Agreed(other);
            let agreement = || self.agreement(&self.query[one], &self.record[other]);
            differences.same_given_name = agree && agreement().is_some_and(|it| !it.is_other_name);
        }
        let [later_query, later_record] = self.later_given_names(first_given, alignments);
        let is_omitted =
            |rest: PositionSet, given: Option<usize>| given.is_some_and(|at| rest.contains(at));
        differences.other_name |= is_omitted(query_rest, first_given[0]) && later_query
            || is_omitted(record_rest, first_given[1]) && later_record;
        let unmatched = query_rest.iter().map(|at| self.unmatched_in_query(at));
        bits += unmatched.sum();
        let unmatched = record_rest.iter().map(|at| self.unmatched_in_record(at));
        bits += unmatched.sum();
        let share = differences.relative_share(self.model(), self.names.excluded);
        let relative = share.map_or(Bits::ZERO, |share| self.model().relative(bits, share));
        NamePairBits { tokens: bits, relative }
    }

    /// Whether a given name after the first agrees, in the query and in the record.
    fn later_given_names(
        &self,
        first: [Option<usize>; 2],
        alignments: &[TokenAlignment],
    ) -> [bool; 2] {
        let is_later = |name: &[NameToken], first: Option<usize>, at: usize| {
            first.is_some_and(|first| first < at) && name[at].role() == Role::Given
        };
        let mut agrees = [false; 2];
        for (one, alignment) in alignments.iter().enumerate() {
            if let TokenAlignment::Agreed(other) = *alignment {
                agrees[0] |= is_later(self.query, first[0], one);
                agrees[1] |= is_later(self.record, first[1], other);
            }
        }
        agrees
    }

    /// Offers all pairs of tokens that agree to the matching. If both names have a patronymic, a
    /// patronymic agrees only with a patronymic: Artur Viktorovich is not Viktor Arturovich.
    fn collect_agreements(&self, matching: &mut TokenMatching, patronymics_apart: bool) {
        matching.start(self.query.len(), self.record.len());
        let first = [self.query, self.record].map(first_given_name);
        for (one, query) in self.query.iter().enumerate() {
            for (other, record) in self.record.iter().enumerate() {
                let same_kind = query.is_patronymic() == record.is_patronymic();
                if patronymics_apart && !same_kind {
                    continue;
                }
                if let Some(agreement) = self.agreement(query, record) {
                    let contradiction = self.model().token_contradiction(query.is_patronymic());
                    // A grandson may have his grandfather's name: Ali Hassan Ali is no Hassan Ali.
                    let same_place = (first[0] == Some(one)) == (first[1] == Some(other));
                    let same_length = query.is_initial() == record.is_initial();
                    let preference =
                        4 * u8::from(same_kind) + 2 * u8::from(same_length) + u8::from(same_place);
                    matching.add(one, other, agreement.bits - contradiction, preference);
                }
            }
        }
    }

    /// Offers all words that are two words on the other side, in the order of their positions. A join gains
    /// what it weighs over a contradiction and an omission.
    fn collect_joins(&self, matching: &mut TokenMatching) {
        let joins = self.names.query.joins;
        if joins.is_empty() {
            return;
        }
        let model = self.model();
        for (one, query) in self.query.iter().enumerate() {
            let contradiction = model.token_contradiction(query.is_patronymic());
            for other in 1..self.record.len() {
                let join = Join::OneWordForTwo { one, other: other - 1 };
                if let Some(bits) = self.join_bits(join) {
                    let otherwise = contradiction + self.unmatched_in_record(other);
                    matching.add_join(join, bits - otherwise);
                }
            }
            if one + 1 == self.query.len() {
                continue;
            }
            for other in 0..self.record.len() {
                let join = Join::TwoWordsForOne { one, other };
                if let Some(bits) = self.join_bits(join) {
                    let otherwise = contradiction + self.unmatched_in_query(one + 1);
                    matching.add_join(join, bits - otherwise);
                }
            }
        }
    }

    /// The weight of a token that the other side has as two words, or of two that it has as one; `None` where
    /// the two do not make the one.
    fn join_bits(&self, join: Join) -> Option<Bits> {
        let (joins, pairs) = (self.names.query.joins, self.names.pairs);
        // Only a whole name may have been run together in the other order.
        let orders = |name: &[NameToken], at: usize, other: &[NameToken]| {
            let [one, two] = [name[at].token(), name[at + 1].token()];
            let reversed = (name.len() == 2 && other.len() == 1).then_some([two, one]);
            [Some([one, two]), reversed].into_iter().flatten()
        };
        let (closeness, rarity, record_rarity) = match join {
            Join::OneWordForTwo { one, other } => {
                let word = self.query[one].token();
                let orders = orders(self.record, other, self.query);
                let closeness = orders.filter_map(|parts| joins.one_for_two(word, parts)).min()?;
                let parts = [other, other + 1].map(|at| self.record[at].token());
                let parts = parts.map(|part| pairs.record_rarity(part).spelling);
                (closeness, self.rarity(one), parts.into_iter().sum::<Bits>())
            }
            Join::TwoWordsForOne { one, other } => {
                let word = self.record[other].token();
                let orders = orders(self.query, one, self.record);
                let closeness = orders.filter_map(|parts| joins.two_for_one(parts, word)).min()?;
                let rarity = self.rarity(one) + self.rarity(one + 1);
                (closeness, rarity, pairs.record_rarity(word).spelling)
            }
        };
        let model = self.model();
        let bits = model.token_agreement(Rarity::of_spelling(rarity), closeness);
        Some(bits.min(record_rarity) - model.joined())
    }

    fn are_two_names(&self, one: usize, other: usize) -> bool {
        let [query, record] = [self.query[one], self.record[other]];
        !query.is_patronymic() && self.names.pairs.are_other_names(query.token(), record.token())
    }

    fn rarity(&self, at: usize) -> Bits {
        self.names.query.rarity[self.query[at].token() as usize].spelling
    }

    fn is_initial_in_either(&self, one: usize, other: usize) -> bool {
        self.query[one].is_initial() || self.record[other].is_initial()
    }

    /// The weight of two tokens that contradict each other.
    fn contradiction(&self, one: usize, other: usize) -> Bits {
        contradiction(self.model(), &self.query[one], self.is_initial_in_either(one, other))
    }

    fn unmatched_in_query(&self, at: usize) -> Bits {
        unmatched_query_token(self.model(), &self.query[at])
    }

    fn unmatched_in_record(&self, at: usize) -> Bits {
        unmatched_record_token(self.model(), &self.record[at])
    }

    /// The agreement of two tokens; `None` if they do not agree.
    fn agreement(&self, query: &NameToken, record: &NameToken) -> Option<TokenAgreement> {
        if query.is_particle() != record.is_particle() {
            return None;
        }
        let pairs = self.names.pairs;
        let closeness = pairs.closeness(query.token(), record.token())?;
        // A father's name stands for a patronymic only beside a word for son or daughter.
        if closeness.kind == ClosenessKind::Father
            && !(query.is_patronymic() && record.is_patronymic())
        {
            return None;
        }
        let rarity = self.names.query.rarity[query.token() as usize];
        let mut bits = max_token_agreement(self.model(), query, rarity, closeness);
        // A misspelled common name is rare, but agreement with it says no more than with the name itself.
        if closeness.kind != ClosenessKind::Identical {
            bits = bits.min(pairs.record_rarity(record.token()).spelling);
        }
        if closeness.kind == ClosenessKind::SameReading
            && !pairs.share_usual_reading(query.token(), record.token())
        {
            bits = bits - self.model().names.less_usual_reading;
        }
        let is_other_name = self.is_other_name(query, record, closeness.kind);
        if is_other_name {
            bits = bits - self.model().names.other_name;
        }
        let is_known = |role| !matches!(role, Role::Unknown | Role::Other);
        if is_known(query.role()) && is_known(record.role()) && query.role() != record.role() {
            bits = bits - self.model().names.other_role;
        }
        let level = match is_other_name {
            true => Level::OtherName,
            false => agreement_level(self.model(), closeness),
        };
        Some(TokenAgreement { level, bits, is_other_name })
    }

    /// Whether two tokens that sound alike are two names all the same.
    fn is_other_name(&self, query: &NameToken, record: &NameToken, kind: ClosenessKind) -> bool {
        let is_attested = |rarity: Rarity| rarity.is_attested;
        let NameComparison { pairs, query: entry, .. } = self.names;
        let are_attested = || {
            is_attested(entry.rarity[query.token() as usize])
                && is_attested(pairs.record_rarity(record.token()))
        };
        if kind == ClosenessKind::Misread {
            return are_attested();
        }
        // Валентин and Валентина end like the two forms of a surname.
        if !matches!(kind, ClosenessKind::Near | ClosenessKind::Gendered) {
            return false;
        }
        match pairs.relation(query.token(), record.token()) {
            NameRelation::OtherNames => true,
            NameRelation::Variants => false,
            // Of surnames that sound alike, both may be in use for one family.
            NameRelation::Unknown if [query, record].iter().any(|it| it.role() != Role::Given) => {
                false
            }
            NameRelation::Unknown => are_attested() || self.are_syllabic(),
        }
    }

    /// Whether both have a family name of one syllable. Given names beside it are made of few syllables, and
    /// another syllable makes another name.
    fn are_syllabic(&self) -> bool {
        let pairs = self.names.pairs;
        self.query.iter().any(|token| pairs.is_syllabic_in_query(token.token()))
            && self.record.iter().any(|token| pairs.is_syllabic_in_record(token.token()))
    }

    /// Adds the items of this pair of names.
    fn add_items(&self, scratch: &mut ComparisonScratch, raw: &mut RawEvidence) {
        let NamePairBits { relative, .. } = self.weigh(scratch);
        let mut record_rest = PositionSet::all(self.record);
        for (one, alignment) in scratch.alignments.iter().enumerate() {
            let (level, bits, other) = match *alignment {
                TokenAlignment::OneWordForTwo(other) => {
                    let join = Join::OneWordForTwo { one, other };
                    let (level, bits) = (Level::Joined, self.join_bits(join).unwrap_or_default());
                    raw.add_tokens(level, bits, Some(one), Some(other));
                    raw.add_tokens(level, Bits::ZERO, None, Some(other + 1));
                    record_rest.remove(other);
                    record_rest.remove(other + 1);
                    continue;
                }
                TokenAlignment::TwoWordsForOne(other) => {
                    let join = Join::TwoWordsForOne { one, other };
                    (Level::Joined, self.join_bits(join).unwrap_or_default(), Some(other))
                }
                TokenAlignment::SecondWord => (Level::Joined, Bits::ZERO, None),
                TokenAlignment::Agreed(other) => {
                    let agreement = self.agreement(&self.query[one], &self.record[other]);
                    let Some(TokenAgreement { level, bits, .. }) = agreement else { continue };
                    (level, bits, Some(other))
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
