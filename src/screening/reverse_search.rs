//! The search with its roles exchanged: which people of a population may match a record of a list.
//!
//! Screening finds the records that weigh enough against a person. For a new record the question is reversed,
//! and weights are not symmetric: an agreement weighs by the rarity of the person's own token in the epoch of
//! the list. So this finds a superset: everybody who can reach the threshold against the record, and a few
//! others. The caller then screens them. As in a search, people are divided into strata by birth date, and
//! posting lists of similar tokens are read until nobody outside them can reach the threshold.

use super::date_strata::{DateStrata, postings_in_strata};
use super::query::QueryTokens;
use super::searcher::Searcher;
use super::trait_bounds::{TraitUpperBounds, most_by_documents};
use super::weighted_index::{EpochList, WeightedIndex};
use super::workspace::Workspace;
use crate::encoding::{EncodedRecord, NameToken, NameView};
use crate::evidence::{
    Bits, DateAndSexUpperBound, Model, QueryView, Rarity, TokenJoins, max_token_agreement,
    unmatched_query_token,
};
use crate::index::Index;
use crate::name::spelling;
use crate::record::Record;
use crate::vocabulary::{
    Closeness, InitialSounds, JoinableToken, QueryToken, Reach, Similar, TokenId,
};
use rustc_hash::FxHashMap;

/// A population, and the epoch of the list that its people are screened against.
#[derive(Clone, Copy)]
pub(crate) struct ReverseSearch<'a> {
    population: &'a Searcher,
    epoch: &'a EpochList,
}

/// A token of the population that agrees with the record in some way.
#[derive(Default)]
struct PopulationToken {
    /// The most that its rarity can be.
    rarity: Rarity,
    /// How close it is to tokens of the record.
    closeness: Vec<Closeness>,
    /// Whether it is one word where the record has two, or the reverse.
    is_joined: bool,
}

/// Tokens of the population that agree with one token of the record, by their bits rounded up to whole ones,
/// most first.
type BitGroups = Vec<(Bits, Vec<TokenId>)>;

/// A record of the list made ready to be searched for in the population.
struct ReverseQuery<'a> {
    search: ReverseSearch<'a>,
    encoded: EncodedRecord,
    tokens: FxHashMap<TokenId, PopulationToken>,
    /// By the number of the record's token.
    groups: Vec<BitGroups>,
    /// The sounds of those that are single letters; `None` for the others.
    initials: Vec<Option<InitialSounds>>,
    /// Tokens of the population. A person whose name has one word where the record has two, or the reverse,
    /// has at least one of them.
    joined: Vec<TokenId>,
}

impl<'a> ReverseSearch<'a> {
    /// People of `population` who are screened against a list with this epoch.
    pub(crate) fn new(population: &'a Searcher, epoch: &'a EpochList) -> Self {
        ReverseSearch { population, epoch }
    }

    /// The numbers of all people who can weigh at least `least` bits against a record, and perhaps of others.
    ///
    /// Cost: about that of screening one record against the population.
    pub(crate) fn people(&self, record: &Record, least: Bits) -> Vec<u32> {
        let query = ReverseQuery::new(*self, record);
        self.population.with_workspace(|workspace| query.search(least, workspace))
    }

    fn model(&self) -> &'a Model {
        &self.epoch.list().model
    }

    fn index(&self) -> &'a Index {
        &self.population.list().index
    }

    /// The most that the rarity of a token of the population can be, given a token of the epoch that is close
    /// to it. Both tokens count towards its frequency.
    fn most_rarity(&self, token: TokenId, near: Option<(TokenId, Closeness)>) -> Rarity {
        let WeightedIndex { model, index, .. } = self.epoch.list();
        let own = index.vocabulary.find(self.index().vocabulary.text(token));
        let own = own.map(|token| Similar { token, closeness: Closeness::IDENTICAL });
        let near = near.map(|(token, closeness)| Similar { token, closeness });
        let near = near.filter(|near| own.is_none_or(|own| own.token != near.token));
        let similar = own.into_iter().chain(near);
        let frequencies = self.epoch.list().frequencies();
        // A logarithm need not be monotonic in its last digit.
        let most = frequencies.most_rarity(model, similar) + Bits::from_hundredths(1);
        Rarity::of_spelling(most)
    }

    fn rarity(&self, token: TokenId) -> Rarity {
        self.epoch.rarity(self.index().vocabulary.text(token))
    }
}

impl<'a> ReverseQuery<'a> {
    fn new(search: ReverseSearch<'a>, record: &Record) -> Self {
        let mut tokens = QueryTokens::default();
        let index = search.index();
        let mut encoded = EncodedRecord::new(record, &index.keys, |token| tokens.number(token));
        encoded.set_holders_from(record, &search.epoch.list().index);
        let mut query = ReverseQuery {
            search,
            encoded,
            tokens: FxHashMap::default(),
            groups: Vec::new(),
            initials: Vec::new(),
            joined: Vec::new(),
        };
        for token in tokens.iter() {
            query.add_similar(token);
        }
        query.add_joined(&tokens);
        query
    }

    /// Adds the tokens that are similar to a token of the record.
    fn add_similar(&mut self, token: &str) {
        let (model, vocabulary) = (self.search.model(), &self.search.index().vocabulary);
        let in_epoch = self.search.epoch.list().index.vocabulary.find(token);
        let mut groups: FxHashMap<i32, Vec<TokenId>> = FxHashMap::default();
        let token = QueryToken::new(spelling(token));
        self.initials.push(token.initial());
        let similar = vocabulary.search(Reach::Full, model.closeness_costs(), &token);
        for Similar { token, closeness } in similar.iter() {
            let near = in_epoch.map(|listed| (listed, closeness));
            let rarity = self.search.most_rarity(token, near);
            self.tokens.entry(token).or_default().add(rarity, Some(closeness));
            let bits = model.token_agreement(rarity, closeness);
            if bits > Bits::ZERO {
                groups.entry((bits.hundredths() - 1) / 100 + 1).or_default().push(token);
            }
        }
        let whole = |(bits, tokens)| (Bits::from_hundredths(100 * bits), tokens);
        let mut groups: BitGroups = groups.into_iter().map(whole).collect();
        groups.sort_unstable_by_key(|(bits, _)| std::cmp::Reverse(*bits));
        self.groups.push(groups);
    }

    /// Adds the tokens that are one word where the record has two, or the reverse.
    fn add_joined(&mut self, tokens: &QueryTokens) {
        let (index, costs) = (self.search.index(), self.search.model().closeness_costs());
        let vocabulary = &index.vocabulary;
        let words: Vec<JoinableToken> =
            tokens.iter().map(|token| JoinableToken::new(&spelling(token))).collect();
        let mut joined = Vec::new();
        for pair in self.encoded.view().adjacent_tokens() {
            for (whole, _) in vocabulary.made_of(costs, pair.map(|part| &words[part as usize])) {
                joined.push(whole);
                self.joined.push(whole);
            }
        }
        let records = |token: TokenId| index.postings.of_token(token).len();
        for whole in &words {
            for ([one, other], _) in vocabulary.pairs_making(&index.pairs, costs, whole) {
                joined.extend([one, other]);
                self.joined.push(if records(other) < records(one) { other } else { one });
            }
        }
        for token in joined {
            let rarity = self.search.most_rarity(token, None);
            let token = self.tokens.entry(token).or_default();
            token.add(rarity, None);
            token.is_joined = true;
        }
    }

    fn search(&self, least: Bits, workspace: &mut Workspace) -> Vec<u32> {
        let (model, index) = (self.search.model(), self.search.index());
        let (record, joins) = (self.encoded.view(), TokenJoins::default());
        let view = QueryView { record, rarity: &[], joins: &joins };
        let facts = DateAndSexUpperBound::new(model, &view);
        let traits = TraitUpperBounds::new(model, &view);
        let mut found = Vec::new();
        workspace.clear();
        let mut visit = |person: u32, documents: Bits| {
            if !workspace.visit(person) {
                return;
            }
            let compact = &index.columns.compact;
            let facts = facts.upper_bound(*compact.date(person), compact.sex(person));
            let needed = least - (facts + documents + traits.origin);
            let reaches = |names: Bits| names >= needed;
            if reaches(self.most_by_names(person, |_, token| token.rarity))
                && reaches(self.most_by_names(person, |token, _| self.search.rarity(token)))
            {
                found.push(person);
            }
        };
        let documents = most_by_documents(model, &view);
        for document in record.documents.iter() {
            let near = index.keys.one_digit_off(&document);
            for number in near.chain([document.number]) {
                let people = index.postings.of_document(number);
                people.iter().for_each(|person| visit(*person, documents));
            }
        }
        for token in &self.joined {
            let people = index.postings.of_token(*token);
            people.iter().for_each(|posting| visit(posting.record, Bits::ZERO));
        }
        let mut strata = DateStrata::default();
        strata.divide(model, &index.birth_dates, index.len(), &record);
        let mut read = vec![0; self.groups.len()];
        loop {
            let names = self.most_unread(&read);
            strata.open.retain(|stratum| names + stratum.bits + traits.all >= least);
            strata.set_segments();
            let Some(next) = self.next(&read, strata.records()) else {
                strata.each().for_each(|person| visit(person, Bits::ZERO));
                return found;
            };
            let (_, tokens) = &self.groups[next][read[next]];
            for token in tokens {
                let people = index.postings.of_token(*token);
                let open =
                    postings_in_strata(people, strata.segments()).flat_map(|(_, people)| people);
                open.for_each(|posting| visit(posting.record, Bits::ZERO));
            }
            read[next] += 1;
        }
    }

    /// The most that the names of a person weigh who has none of the tokens in the groups that were read. At
    /// most one token of a person agrees with each of the record's.
    fn most_unread(&self, read: &[usize]) -> Bits {
        let of_token = |token: &NameToken| self.next_bits(token.token() as usize, read);
        let of_name = |name: NameView<'_>| name.tokens.iter().map(of_token).sum();
        self.encoded.view().names().map(of_name).max().unwrap_or_default()
    }

    fn next_bits(&self, token: usize, read: &[usize]) -> Bits {
        let unread = self.groups[token].get(read[token]).map_or(Bits::ZERO, |(bits, _)| *bits);
        unread.max(self.initials[token].map_or(Bits::ZERO, |_| self.search.model().initial()))
    }

    /// The token of the record whose next group lowers the bound the most for what reading it costs; `None`
    /// where visiting the people that are left costs no more.
    fn next(&self, read: &[usize], left: u32) -> Option<usize> {
        let index = self.search.index();
        let share = f64::from(left) / index.len().max(1) as f64;
        let gain_per_cost = |token: usize| {
            let (bits, tokens) = self.groups[token].get(read[token])?;
            let after = self.groups[token].get(read[token] + 1).map_or(Bits::ZERO, |next| next.0);
            let people = |token: &TokenId| index.postings.of_token(*token).len();
            let people: usize = tokens.iter().map(people).sum();
            let cost = people as f64 * share + tokens.len() as f64;
            (cost < f64::from(left)).then(|| (token, (*bits - after).as_f64() / cost))
        };
        let all = (0..self.groups.len()).filter_map(gain_per_cost);
        all.max_by(|(_, one), (_, other)| one.total_cmp(other)).map(|(token, _)| token)
    }

    /// The most that a person's token weighs that a single letter of the record abbreviates.
    fn initial_bits(&self, token: &NameToken) -> Option<Bits> {
        let vocabulary = &self.search.index().vocabulary;
        let abbreviates =
            |initial: &InitialSounds| initial.abbreviates(vocabulary.initial_sounds(token.token()));
        let mut initials = self.initials.iter().flatten();
        initials.any(abbreviates).then(|| self.search.model().initial())
    }

    /// The most that the names of a person weigh, if each token could have its best partner for itself.
    fn most_by_names(
        &self,
        person: u32,
        rarity: impl Fn(TokenId, &PopulationToken) -> Rarity,
    ) -> Bits {
        let model = self.search.model();
        let record = self.search.index().columns.view(person);
        let of_token = |token: &NameToken| {
            let alone = unmatched_query_token(model, token);
            let alone = self.initial_bits(token).map_or(alone, |bits| bits.max(alone));
            let Some(known) = self.tokens.get(&token.token()) else { return alone };
            let rarity = rarity(token.token(), known);
            let close = known.closeness.iter();
            let agreed =
                close.map(|closeness| max_token_agreement(model, token, rarity, *closeness));
            let joined = known.is_joined.then_some(rarity.spelling);
            agreed.chain(joined).fold(alone, Bits::max)
        };
        let of_name = |name: NameView<'_>| name.tokens.iter().map(of_token).sum();
        let is_silent = self.encoded.view().tokens.is_empty();
        let most: Option<Bits> = record.nonempty_names().filter(|_| !is_silent).map(of_name).max();
        most.unwrap_or_default()
    }
}

impl PopulationToken {
    /// Adds a way in which the token agrees; of several bounds on its rarity the least counts.
    fn add(&mut self, rarity: Rarity, closeness: Option<Closeness>) {
        let is_first = self.closeness.is_empty();
        self.rarity =
            if is_first || rarity.spelling < self.rarity.spelling { rarity } else { self.rarity };
        self.closeness.extend(closeness);
    }
}
