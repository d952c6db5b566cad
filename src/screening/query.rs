//! The query: an incoming record made ready to be searched for, with the expansion of each of its tokens.

use super::expansion::{Expansion, PostingGroups};
use super::weighted_index::WeightedIndex;
use crate::encoding::{EncodedRecord, NameToken};
use crate::evidence::{
    Bits, QueryView, Rarity, TokenJoins, TokenPairs, max_token_agreement, unmatched_query_token,
};
use crate::name::{NameRelation, are_other_names, is_syllabic_surname};
use crate::record::Record;
use crate::vocabulary::{
    Closeness, GatheredReadings, InitialSounds, MOST_EDITS, QueryToken, TokenId, Vocabulary,
};
use smallvec::{SmallVec, smallvec};
use std::cell::Cell;
use std::ops::Range;
use std::sync::Arc;

/// Names are searched for together up to so many distinct tokens; a name that has more, by itself. In a list of 100,000
/// entries with 10 and with 100 aliases took 1.3 and 10 ms with 6, 1.2 and 13 ms with 12, 2.8 and 37 ms with 24; the
/// one or two names of most entries have no more than 8.
const TOKENS_OF_PART: usize = 8;

/// The expansions of tokens, by their numbers.
type Expansions = SmallVec<[Arc<Expansion>; TOKENS_OF_PART]>;

/// An incoming record. The distinct tokens of each part are numbered, from 0 in the first.
pub(super) struct Query<'a> {
    list: &'a WeightedIndex,
    buffers: QueryBuffers,
    expansions: Expansions,
    rarity: SmallVec<[Rarity; TOKENS_OF_PART]>,
    joins: TokenJoins,
    /// How many reaches after the first were searched for each token, and for all.
    reaches: SmallVec<[Cell<usize>; TOKENS_OF_PART]>,
    reaches_searched: Cell<usize>,
}

/// Some names of a query that are searched for together.
///
/// The names of two records weigh what the best pair of them does, so a record that is found by all names is found by
/// one part of them. The bounds and the posting lists of a part are those of its few tokens, and an entry with a
/// thousand aliases takes as long as a thousand entries; together, each list would be read for the sake of any name.
#[derive(Clone, Debug, Default)]
pub(super) struct QueryPart {
    /// The names, and the tokens of all of them, by their positions.
    spans: Range<usize>,
    tokens: Range<usize>,
    /// The numbers of its distinct tokens.
    pub(super) numbers: Range<u32>,
}

/// What a query keeps for the next one.
#[derive(Debug, Default)]
pub(super) struct QueryBuffers {
    encoded: EncodedRecord,
    tokens: QueryTokens,
    parts: Vec<QueryPart>,
}

impl<'a> Query<'a> {
    /// Prepares a record; `expand` gives the expansion of a token. The content of `buffers` doesn't matter;
    /// [`Query::into_buffers`] gives them back.
    pub(super) fn new(
        list: &'a WeightedIndex,
        record: &Record,
        mut buffers: QueryBuffers,
        expand: impl Fn(&str) -> Arc<Expansion>,
    ) -> Self {
        let index = &list.index;
        let QueryBuffers { encoded, tokens, parts } = &mut buffers;
        tokens.clear();
        encoded.set(record, &index.keys, |token| tokens.number(token));
        match list.has_epoch() {
            true => encoded.set_holders_from(record, &list.epoch().index),
            false => encoded.set_date_holders_from(index),
        }
        let mut expansions: Expansions = tokens.iter().map(expand).collect();
        divide_names(encoded, &mut expansions, parts);
        let rarity = expansions.iter().map(|expansion| expansion.rarity).collect();
        let joins = find_joins(list, encoded, &expansions);
        let reaches = smallvec![Cell::new(0); expansions.len()];
        Query { list, buffers, expansions, rarity, joins, reaches, reaches_searched: Cell::new(0) }
    }

    pub(super) fn into_buffers(self) -> QueryBuffers {
        self.buffers
    }

    /// The query as evidence compares it.
    pub(super) fn view(&self) -> QueryView<'_> {
        QueryView { record: self.buffers.encoded.view(), rarity: &self.rarity, joins: &self.joins }
    }

    /// The parts, which have each name once.
    pub(super) fn parts(&self) -> &[QueryPart] {
        &self.buffers.parts
    }

    /// The query with the names of one part alone.
    pub(super) fn view_of(&self, part: &QueryPart) -> QueryView<'_> {
        let mut view = self.view();
        view.record.spans = &view.record.spans[part.spans.clone()];
        view.record.tokens = &view.record.tokens[part.tokens.clone()];
        view
    }

    /// The expansions of the tokens, by their numbers.
    pub(super) fn expansions(&self) -> &[Arc<Expansion>] {
        &self.expansions
    }

    /// Searches the next reach for a token, and returns the posting lists of what it finds.
    pub(super) fn extend_reach(&self, token: u32) -> &PostingGroups {
        let (expansion, reaches) =
            (&self.expansions[token as usize], &self.reaches[token as usize]);
        reaches.set(reaches.get() + 1);
        self.reaches_searched.set(self.reaches_searched.get() + 1);
        expansion.postings(self.list, reaches.get())
    }

    /// How many reaches after the first were searched for a token.
    pub(super) fn reaches_of(&self, token: u32) -> usize {
        self.reaches[token as usize].get()
    }

    /// How many reaches after the first were searched, over all tokens.
    pub(super) fn reaches_searched(&self) -> usize {
        self.reaches_searched.get()
    }

    /// How close each token of a part is to each of several tokens of the list, whatever that weighs: one row for each
    /// number of the part.
    pub(super) fn closeness_to_all(
        &self,
        part: &QueryPart,
        listed: &[TokenId],
        gathered: &mut GatheredReadings,
        closest: &mut Vec<Option<Closeness>>,
    ) {
        self.list.index.vocabulary.gather(listed, gathered);
        closest.clear();
        let expansions = &self.expansions[part.positions()];
        closest.resize(expansions.len() * listed.len(), None);
        let rows = closest.chunks_exact_mut(listed.len().max(1));
        for (expansion, row) in expansions.iter().zip(rows) {
            expansion.closeness_to_all(self.list, listed, gathered, row);
        }
    }

    /// All tokens of the list that the reaches found for a token and that weigh more than no partner, those that weigh
    /// the same together. A token may come more than once.
    pub(super) fn upper_bounds(&self, token: u32) -> impl Iterator<Item = (&[TokenId], Bits)> {
        let expansion = &self.expansions[token as usize];
        let fathers = [(expansion.fathers(), expansion.father_bits(&self.list.model))];
        let reaches = 0..=self.reaches[token as usize].get();
        let others = reaches.flat_map(|reach| expansion.postings(self.list, reach).upper_bounds());
        fathers.into_iter().chain(others)
    }

    /// The most that a token of the query weighs against a token that no reach found.
    pub(super) fn most_missed(&self, token: &NameToken) -> Bits {
        let (model, number) = (&self.list.model, token.token() as usize);
        let expansion = &self.expansions[number];
        let missed = expansion.missed(self.reaches[number].get());
        let missed = missed.map(|closest| self.agreement(token, closest));
        let possible = missed.into_iter().chain(expansion.initial_bits(model));
        possible.fold(unmatched_query_token(model, token), Bits::max)
    }

    /// The most that a token of the query weighs against any token of the list.
    pub(super) fn most_of(&self, token: &NameToken, listed: TokenId) -> Option<Bits> {
        let expansion = &self.expansions[token.token() as usize];
        let reaches = self.reaches[token.token() as usize].get();
        let closest = expansion.closest_possible(self.list, reaches, listed);
        closest.into_iter().flatten().map(|closest| self.agreement(token, closest)).max()
    }

    /// What bounds each token of a part's names against tokens of the list that no reach found, by position.
    pub(super) fn signature_bounds(&self, part: &QueryPart) -> SignatureBounds<'_> {
        let costs = self.list.model.closeness_costs();
        let bound = |token: &NameToken| {
            let expansion = &self.expansions[token.token() as usize];
            let missed = expansion.missed(self.reaches[token.token() as usize].get());
            let agreement = |closest| self.agreement(token, closest);
            let most = |differences: usize| {
                let closest = costs.closeness_lower_bound(differences as u16)?;
                missed.map(|missed| agreement(closest.max(missed)))
            };
            SignatureBound {
                token: expansion.token(),
                by_differences: std::array::from_fn(most),
                initial: expansion
                    .token()
                    .initial()
                    .map(|sounds| (sounds, agreement(Closeness::INITIAL))),
            }
        };
        self.view_of(part).record.tokens.iter().map(bound).collect()
    }

    /// The most that a token of the query weighs at this closeness.
    fn agreement(&self, token: &NameToken, closeness: Closeness) -> Bits {
        let rarity = self.rarity[token.token() as usize];
        max_token_agreement(&self.list.model, token, rarity, closeness)
    }
}

impl QueryPart {
    /// A part without a name yet, after another one.
    fn after(part: &QueryPart) -> Self {
        let QueryPart { spans, tokens, numbers } = part;
        QueryPart {
            spans: spans.end..spans.end,
            tokens: tokens.end..tokens.end,
            numbers: numbers.end..numbers.end,
        }
    }

    /// The numbers of its distinct tokens, as positions of the query's expansions.
    pub(super) fn positions(&self) -> Range<usize> {
        self.numbers.start as usize..self.numbers.end as usize
    }
}

/// Divides names into parts. Where there are several, tokens are numbered anew: those of each part one after the
/// other, and a token of two parts twice.
fn divide_names(
    encoded: &mut EncodedRecord,
    expansions: &mut Expansions,
    parts: &mut Vec<QueryPart>,
) {
    parts.clear();
    let record = encoded.view();
    if expansions.len() <= TOKENS_OF_PART {
        let (spans, tokens) = (0..record.spans.len(), 0..record.tokens.len());
        return parts.push(QueryPart { spans, tokens, numbers: 0..expansions.len() as u32 });
    }
    // By their new numbers, the numbers that the tokens have now.
    let mut numbers: Vec<u32> = Vec::with_capacity(expansions.len());
    let mut part = QueryPart::default();
    for name in record.names() {
        let of_part = |part: &QueryPart, numbers: &[u32], token: &NameToken| {
            numbers[part.numbers.start as usize..].contains(&token.token())
        };
        // A token that the name repeats counts twice, and the part is then shorter than it could be.
        let new = name.tokens.iter().filter(|token| !of_part(&part, &numbers, token)).count();
        if !part.numbers.is_empty() && part.numbers.len() + new > TOKENS_OF_PART {
            let next = QueryPart::after(&part);
            parts.push(std::mem::replace(&mut part, next));
        }
        for token in name.tokens {
            if !of_part(&part, &numbers, token) {
                numbers.push(token.token());
            }
        }
        part.spans.end += 1;
        part.tokens.end += name.tokens.len();
        part.numbers.end = numbers.len() as u32;
    }
    parts.push(part);
    for part in parts {
        let of_part = &numbers[part.positions()];
        let position = |number| of_part.iter().position(|known| *known == number);
        encoded.renumber_tokens(part.tokens.clone(), |number| {
            part.numbers.start + position(number).unwrap_or_default() as u32
        });
    }
    *expansions = numbers.iter().map(|number| expansions[*number as usize].clone()).collect();
}

/// Those of the tokens of a part's names, by position.
pub(super) type SignatureBounds<'a> = SmallVec<[SignatureBound<'a>; TOKENS_OF_PART]>;

/// What bounds a token of a query's name against tokens of the list that no reach found, each by its signature.
pub(super) struct SignatureBound<'a> {
    token: &'a QueryToken,
    /// By the number of visible differences; `None` if the token weighs no more than a contradiction.
    by_differences: [Option<Bits>; MOST_EDITS + 1],
    /// The sounds of a single letter, and what it weighs against a token that it abbreviates.
    initial: Option<(InitialSounds, Bits)>,
}

impl SignatureBound<'_> {
    /// The most that the token weighs against one of the list; `None` if no more than a contradiction.
    pub(super) fn most(&self, vocabulary: &Vocabulary, listed: TokenId) -> Option<Bits> {
        let missed = self.by_differences[0].and_then(|_| {
            let differences = vocabulary.min_visible_differences(self.token, listed)?;
            self.by_differences[usize::from(differences)]
        });
        let initial = self
            .initial
            .filter(|(sounds, _)| sounds.abbreviates(vocabulary.initial_sounds(listed)));
        missed.max(initial.map(|(_, bits)| bits))
    }
}

/// What is one word of the query and two of the list, or the reverse.
fn find_joins(
    list: &WeightedIndex,
    query: &EncodedRecord,
    expansions: &[Arc<Expansion>],
) -> TokenJoins {
    let apart = (0..).zip(expansions).flat_map(|(token, expansion)| {
        expansion.parts().iter().map(move |(parts, closeness)| (token, *parts, *closeness))
    });
    let together = query.view().adjacent_tokens().flat_map(|parts| {
        let words = parts.map(|part| expansions[part as usize].joinable());
        let wholes = list.index.vocabulary.made_of(list.model.closeness_costs(), words);
        wholes.into_iter().map(move |(whole, closeness)| (parts, whole, closeness))
    });
    TokenJoins::new(apart.collect(), together.collect())
}

impl TokenPairs for Query<'_> {
    fn closeness(&self, query: u32, listed: TokenId) -> Option<Closeness> {
        self.expansions[query as usize].closeness(self.list, listed)
    }

    fn record_rarity(&self, listed: TokenId) -> Rarity {
        self.list.listed_rarity(listed)
    }

    fn are_other_names(&self, query: u32, listed: TokenId) -> bool {
        let concepts = self.expansions[query as usize].token().spelling().concepts();
        are_other_names(concepts.iter().copied(), self.list.index.vocabulary.concepts(listed))
    }

    fn relation(&self, query: u32, listed: TokenId) -> NameRelation {
        let token = self.expansions[query as usize].token().spelling();
        let vocabulary = &self.list.index.vocabulary;
        NameRelation::of(token, vocabulary.concepts(listed), vocabulary.readings(listed))
    }

    fn share_usual_reading(&self, query: u32, listed: TokenId) -> bool {
        let query = self.expansions[query as usize].token();
        self.list.index.vocabulary.has_usual_reading(listed, query)
    }

    fn is_syllabic_in_query(&self, query: u32) -> bool {
        is_syllabic_surname(self.expansions[query as usize].token().spelling().text())
    }

    fn is_syllabic_in_record(&self, listed: TokenId) -> bool {
        is_syllabic_surname(self.list.index.vocabulary.text(listed))
    }
}

/// The tokens of a part of a query and of one record, whose closeness is known.
pub(super) struct ClosenessOfRecord<'a> {
    pub(super) query: &'a Query<'a>,
    /// The distinct tokens of the record.
    pub(super) tokens: &'a [TokenId],
    /// For each number of a part, from this one, a row of how close the token is to tokens of several records.
    pub(super) first: u32,
    pub(super) closest: &'a [Option<Closeness>],
    /// How long a row is, and where the tokens of this record begin in it.
    pub(super) row: usize,
    pub(super) start: usize,
}

impl ClosenessOfRecord<'_> {
    /// How close two tokens are, whatever that weighs.
    pub(super) fn closest(&self, query: u32, listed: TokenId) -> Option<Closeness> {
        let at = self.tokens.iter().position(|token| *token == listed)?;
        self.closest[(query - self.first) as usize * self.row + self.start + at]
    }
}

impl TokenPairs for ClosenessOfRecord<'_> {
    fn closeness(&self, query: u32, listed: TokenId) -> Option<Closeness> {
        let expansion = &self.query.expansions[query as usize];
        let model = &self.query.list.model;
        self.closest(query, listed).filter(|closest| expansion.agrees(model, *closest))
    }

    fn record_rarity(&self, listed: TokenId) -> Rarity {
        self.query.record_rarity(listed)
    }

    fn are_other_names(&self, query: u32, listed: TokenId) -> bool {
        self.query.are_other_names(query, listed)
    }

    fn relation(&self, query: u32, listed: TokenId) -> NameRelation {
        self.query.relation(query, listed)
    }

    fn share_usual_reading(&self, query: u32, listed: TokenId) -> bool {
        self.query.share_usual_reading(query, listed)
    }

    fn is_syllabic_in_query(&self, query: u32) -> bool {
        self.query.is_syllabic_in_query(query)
    }

    fn is_syllabic_in_record(&self, listed: TokenId) -> bool {
        self.query.is_syllabic_in_record(listed)
    }
}

/// The distinct tokens of a record, numbered from 0. A name has few, so they are compared one by one.
#[derive(Debug, Default)]
pub(super) struct QueryTokens {
    /// All texts, one after the other, and where each ends.
    texts: String,
    ends: Vec<usize>,
}

impl QueryTokens {
    fn clear(&mut self) {
        self.texts.clear();
        self.ends.clear();
    }

    /// The number of a token, a new one where it has none.
    pub(super) fn number(&mut self, token: &str) -> u32 {
        let known = self.iter().position(|known| known == token);
        let number = known.unwrap_or_else(|| {
            self.texts.push_str(token);
            self.ends.push(self.texts.len());
            self.ends.len() - 1
        });
        number as u32
    }

    /// The texts of all tokens, by number.
    pub(super) fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        let start = |at: usize| at.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.ends.iter().enumerate().map(move |(at, end)| &self.texts[start(at)..*end])
    }
}
