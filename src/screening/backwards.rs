//! The search with its roles turned: which people of a population may match a record of a list.
//!
//! Screening asks which records weigh enough against a person. Where a record is new, it is the other
//! way round, and weights are not symmetric: an agreement weighs by the rarity of the person's own
//! token, in the list's epoch. So this is a bound. It finds everybody who may reach so many bits against the
//! record, and seldom others; whoever asks screens them. As for an entry, people are divided into
//! strata by birth date, and posting lists of similar tokens are read until no one in none of them can reach the
//! bits.

use super::search::documents_most;
use super::strata::{parts, strata};
use crate::evidence::{
    Bits, DateAndSexUpperBound, EncodedRecord, Model, NameToken, NameView, QueryView, TokenJoins,
    are_joinable, max_token_agreement, two_word_splits, unmatched_query_token,
};
use crate::name::spelling;
use crate::record::Record;
use crate::vocabulary::{Closeness, Reach, Similar, TokenId};
use crate::watchlist::{Watchlist, Workspace};
use rustc_hash::FxHashMap;

/// As many sounds as no token has, so that they do not bound its rarity.
const MANY_SOUNDS: usize = 1 << 10;

/// A population, and the list that its people are screened against.
#[derive(Clone, Copy)]
pub(super) struct Backwards<'a> {
    population: &'a Watchlist,
    model: &'a Model,
    /// The list that says how rare names and documents are.
    epoch: &'a Watchlist,
}

/// A token of the population that agrees with the record in some way.
#[derive(Default)]
struct Alike {
    /// The most that its rarity can be.
    rarity: Bits,
    /// How close it is to the record's tokens.
    by: Vec<Closeness>,
    /// Whether it is one word with another, and the record's are two, or the other way round.
    is_joined: bool,
}

/// Tokens of the population that agree with one token of the record, in whole bits, most first.
type Steps = Vec<(Bits, Vec<TokenId>)>;

/// A record made ready to be looked for.
struct Sought<'a> {
    of: Backwards<'a>,
    subject: EncodedRecord,
    alike: FxHashMap<TokenId, Alike>,
    /// By the number of the record's token, as its subject has it.
    steps: Vec<Steps>,
    /// Tokens of the population of which one is in every person's name that the record writes in one
    /// word where the person has two, or the other way round.
    joined: Vec<TokenId>,
}

impl<'a> Backwards<'a> {
    /// People of `population` who are screened against a list that weighs by that epoch.
    pub(super) fn new(population: &'a Watchlist, epoch: &'a Watchlist) -> Self {
        Backwards { population, model: &epoch.model, epoch }
    }

    /// Everybody who may weigh so much against a record, and perhaps others, by their numbers.
    ///
    /// Cost: about that of screening one entry against the population.
    pub(super) fn people(&self, record: &Record, least: Bits) -> Vec<u32> {
        let sought = Sought::new(*self, record);
        let search = |space: &mut Workspace| sought.search(least, space);
        self.population.workspaces.with(self.population, search)
    }

    fn text(&self, token: TokenId) -> &'a str {
        self.population.vocabulary.text(token)
    }

    /// The most that the rarity of a token of the population can be, which is so close to a token
    /// of the epoch: the counts of both are among those that make it less rare.
    fn rarity_most(&self, token: TokenId, other: Option<(TokenId, Closeness)>) -> Bits {
        let own = self.epoch.vocabulary.find(self.text(token));
        let own = own.map(|token| Similar { token, closeness: Closeness::IDENTICAL });
        let other = other.map(|(token, closeness)| Similar { token, closeness });
        let other = other.filter(|other| own.is_none_or(|own| own.token != other.token));
        let similar = own.into_iter().chain(other);
        let rarity = self.epoch.frequencies.rarity(self.model, similar, MANY_SOUNDS);
        // Logarithms need not ascend in their last place.
        rarity + Bits::from_hundredths(1)
    }

    fn rarity(&self, token: TokenId) -> Bits {
        self.epoch.known(self.text(token)).rarity
    }
}

impl<'a> Sought<'a> {
    fn new(of: Backwards<'a>, record: &Record) -> Self {
        let mut tokens: Vec<Box<str>> = Vec::new();
        let mut subject = EncodedRecord::new(record, &of.population.keys, |token| {
            let at = tokens.iter().position(|known| **known == *token).unwrap_or(tokens.len());
            if at == tokens.len() {
                tokens.push(token.into());
            }
            at as u32
        });
        subject.set_holders_from(record, &of.epoch.keys);
        let (steps, joined) = (Vec::with_capacity(tokens.len()), Vec::new());
        let mut sought = Sought { of, subject, alike: FxHashMap::default(), steps, joined };
        for token in &tokens {
            sought.add_similar(token);
        }
        sought.add_joined(&tokens);
        sought
    }

    /// Adds what is similar to a token of the record.
    fn add_similar(&mut self, token: &str) {
        let Backwards { population, model, epoch } = self.of;
        let in_epoch = epoch.vocabulary.find(token);
        let mut steps: FxHashMap<i32, Vec<TokenId>> = FxHashMap::default();
        let similar =
            population.vocabulary.search(Reach::Full, model.closeness_costs(), &spelling(token));
        for Similar { token, closeness } in similar.iter() {
            let rarity = self.of.rarity_most(token, in_epoch.map(|token| (token, closeness)));
            let alike = self.alike.entry(token).or_default();
            alike.rarity = if alike.by.is_empty() { rarity } else { alike.rarity.min(rarity) };
            alike.by.push(closeness);
            let bits = model.token_agreement(rarity, closeness);
            if bits > Bits::ZERO {
                // Upwards, so that a step never says too little.
                steps.entry((bits.hundredths() - 1) / 100 + 1).or_default().push(token);
            }
        }
        let whole = |(bits, tokens)| (Bits::from_hundredths(100 * bits), tokens);
        let mut steps: Steps = steps.into_iter().map(whole).collect();
        steps.sort_unstable_by_key(|(bits, _)| std::cmp::Reverse(*bits));
        self.steps.push(steps);
    }

    /// Adds what one side writes in one word and the other in two.
    fn add_joined(&mut self, tokens: &[Box<str>]) {
        let Backwards { population, .. } = self.of;
        let find = |text: &str| population.vocabulary.find(text);
        let mut joined = Vec::new();
        for pair in self.subject.neighbours() {
            let parts = pair.map(|token| &*tokens[token as usize]);
            let whole = are_joinable(parts).then(|| find(&parts.concat())).flatten();
            joined.extend(whole);
            self.joined.extend(whole);
        }
        for whole in tokens {
            for [one, other] in two_word_splits(whole) {
                if let (Some(one), Some(other)) = (find(one), find(other)) {
                    joined.extend([one, other]);
                    self.joined.push(one);
                }
            }
        }
        for token in joined {
            let rarity = self.of.rarity_most(token, None);
            let alike = self.alike.entry(token).or_default();
            alike.is_joined = true;
            alike.rarity = if alike.by.is_empty() { rarity } else { alike.rarity.min(rarity) };
        }
    }

    fn search(&self, least: Bits, space: &mut Workspace) -> Vec<u32> {
        let Backwards { population, model, .. } = self.of;
        let (subject, joins) = (self.subject.view(), TokenJoins::default());
        let entry = QueryView { record: subject, rarity: &[], joins: &joins };
        let facts = DateAndSexUpperBound::new(model, &entry);
        let gain = |stated: bool, bits: Bits| if stated { bits } else { Bits::ZERO };
        let origin = gain(!subject.countries.is_empty(), model.nationality(true))
            + gain(!subject.places.is_empty(), model.birth_place(true));
        let traits = origin + gain(subject.sex.is_some(), model.sex(true));
        let mut found = Vec::new();
        space.begin();
        let mut meet = |person: u32, documents: Bits| {
            if !space.is_new(person) {
                return;
            }
            let cards = &population.store.cards;
            let facts = facts.most(*cards.date(person), cards.sex(person));
            let needed = least - (facts + documents + origin);
            let reaches = |names: Bits| names >= needed;
            if reaches(self.names_most(person, |_, alike| alike.rarity))
                && reaches(self.names_most(person, |token, _| self.of.rarity(token)))
            {
                found.push(person);
            }
        };
        let documents = documents_most(model, &entry);
        for document in subject.documents {
            let slips = population.keys.one_digit_off(document);
            for number in slips.chain([document.number]) {
                let people = population.postings.of_document(number);
                people.iter().for_each(|person| meet(*person, documents));
            }
        }
        for token in &self.joined {
            let people = population.postings.of_token(*token);
            people.iter().for_each(|posting| meet(posting.record, Bits::ZERO));
        }
        let mut strata = strata(model, population, subject.birth_dates);
        let mut segments = Vec::new();
        let mut read = vec![0; self.steps.len()];
        loop {
            let names = self.unread_most(&read);
            strata.open.retain(|stratum| names + stratum.bits + traits >= least);
            strata.put_segments(&mut segments);
            let Some(next) = self.next(&read, strata.records()) else {
                strata.each().for_each(|person| meet(person, Bits::ZERO));
                return found;
            };
            let (_, tokens) = &self.steps[next][read[next]];
            for token in tokens {
                let people = population.postings.of_token(*token);
                let open = parts(people, &segments).flat_map(|(_, people)| people);
                open.for_each(|posting| meet(posting.record, Bits::ZERO));
            }
            read[next] += 1;
        }
    }

    /// The most that the names of a person weigh who has none of the tokens in the steps that were
    /// read. Of a person's tokens at most one agrees with each of the record's.
    fn unread_most(&self, read: &[usize]) -> Bits {
        let of_token = |token: &NameToken| self.unread(token.token() as usize, read);
        let of_name = |name: NameView<'_>| name.tokens.iter().map(of_token).sum();
        self.subject.view().names().map(of_name).max().unwrap_or_default()
    }

    fn unread(&self, token: usize, read: &[usize]) -> Bits {
        self.steps[token].get(read[token]).map_or(Bits::ZERO, |(bits, _)| *bits)
    }

    /// The token of the record whose next step to read lowers the bound the most for what that costs;
    /// `None` where it is as well to meet all people that are left.
    fn next(&self, read: &[usize], left: u32) -> Option<usize> {
        let share = f64::from(left) / self.of.population.len().max(1) as f64;
        let steep = |token: usize| {
            let (bits, tokens) = self.steps[token].get(read[token])?;
            let after = self.steps[token].get(read[token] + 1).map_or(Bits::ZERO, |step| step.0);
            let people = |token: &TokenId| self.of.population.postings.of_token(*token).len();
            let people: usize = tokens.iter().map(people).sum();
            let costs = people as f64 * share + tokens.len() as f64;
            (costs < f64::from(left)).then(|| (token, (*bits - after).as_f64() / costs))
        };
        let all = (0..self.steps.len()).filter_map(steep);
        all.max_by(|(_, one), (_, other)| one.total_cmp(other)).map(|(token, _)| token)
    }

    /// The most that the names of a person weigh: each token with whatever of the record's it agrees with
    /// best, as if nothing else wanted that.
    fn names_most(&self, person: u32, rarity: impl Fn(TokenId, &Alike) -> Bits) -> Bits {
        let Backwards { population, model, .. } = self.of;
        let subject = population.store.subject(person);
        let of_token = |token: &NameToken| {
            let alone = unmatched_query_token(model, token);
            let Some(alike) = self.alike.get(&token.token()) else { return alone };
            let rarity = rarity(token.token(), alike);
            let agreed = alike.by.iter().map(|by| max_token_agreement(model, token, rarity, *by));
            let joined = alike.is_joined.then_some(rarity);
            agreed.chain(joined).fold(alone, Bits::max)
        };
        let of_name = |name: NameView<'_>| name.tokens.iter().map(of_token).sum();
        let silent = self.subject.view().tokens.is_empty();
        let most: Option<Bits> = subject.nonempty_names().filter(|_| !silent).map(of_name).max();
        most.unwrap_or_default()
    }
}
