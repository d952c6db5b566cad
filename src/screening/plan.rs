//! In which order a search reads posting lists, and what a record can still weigh that is in none
//! of those read.
//!
//! Every distinct token of the entry, its birth dates and its documents are *features*. A feature
//! has posting lists in steps, each with the most bits that a record in it can gain from that
//! feature. A record in no list read so far gains at most what the next step of each feature
//! offers; the sum of those bounds it.

use crate::evidence::{Bits, Entry, Model, TokenRef, agreeing, entry_alone, is_father};
use crate::name::Role;
use crate::vocabulary::TokenId;
use crate::watchlist::{Known, Step, Watchlist};
use std::cmp::Reverse;
use std::sync::Arc;

/// What stands in for the time that a record costs which is in a list: most of those that hold a
/// token are ruled out by what stands beside them there, and of the others their tokens are read.
const OF_TOKEN: f32 = 1.0;
const OTHER: f32 = 8.0;
/// The same for finding a list at all.
const LIST: f32 = 4.0;

/// No limit to what a step weighs.
const MOST: Bits = Bits::from_hundredths(i32::MAX);

/// Steps over lists of records, as a birth date or a document has them.
pub(super) struct Lists<'a> {
    steps: Vec<Step>,
    lists: Vec<&'a [u32]>,
}

impl<'a> Lists<'a> {
    fn new(mut lists: Vec<(Bits, &'a [u32])>) -> Self {
        lists.retain(|(bits, list)| *bits > Bits::ZERO && !list.is_empty());
        lists.sort_by_key(|(bits, _)| Reverse(*bits));
        let step = |(at, (bits, list)): (u32, &(Bits, &[u32]))| Step {
            bits: *bits,
            lists: at..at + 1,
            records: list.len() as u32,
        };
        Lists {
            steps: (0..).zip(&lists).map(step).collect(),
            lists: lists.into_iter().map(|(_, list)| list).collect(),
        }
    }

    /// The records that agree with the entry's birth dates in some way.
    pub(super) fn of_birth_dates(watchlist: &'a Watchlist, entry: &Entry<'_>) -> Self {
        let ranges = entry.subject.birth_dates.iter().flat_map(|date| agreeing(*date));
        let list = |(level, keys)| {
            (watchlist.model.birth_date(level), watchlist.postings.of_birth_date(&keys))
        };
        Lists::new(ranges.map(list).collect())
    }

    /// The records that share a document number with the entry.
    pub(super) fn of_documents(watchlist: &'a Watchlist, entry: &Entry<'_>) -> Self {
        let list = entry.subject.documents.iter().map(|document| {
            let bits = watchlist.model.same_document(document.characters);
            (bits, watchlist.postings.of_document(document.number))
        });
        Lists::new(list.collect())
    }
}

/// Lists of tokens that agree with the entry's only as names stand: written in one word or in two,
/// and fathers' names for patronymics. Each with what its records gain over what the entry's tokens
/// weigh alone, which their own features offer.
pub(super) struct Conditional(Vec<(Step, Vec<TokenId>)>);

impl Conditional {
    pub(super) fn new(watchlist: &Watchlist, entry: &Entry<'_>, known: &[Arc<Known>]) -> Self {
        let model = &watchlist.model;
        let listed = |token: TokenId| watchlist.postings.of_token(token).len() as u32;
        let gain = |tokens: &[u32]| {
            let one =
                |token: &u32| entry.rarity[*token as usize] - alone_at_most(model, entry, *token);
            tokens.iter().map(one).sum::<Bits>() - model.joined()
        };
        let step = |bits: Bits, tokens: &[TokenId]| Step {
            bits,
            lists: 0..tokens.len() as u32,
            records: tokens.iter().map(|token| listed(*token)).sum(),
        };
        let apart = entry.joins.apart().chunk_by(|(one, _), (other, _)| one == other);
        let apart = apart.map(|ways| {
            let rarer = |[a, b]: [TokenId; 2]| if listed(b) < listed(a) { b } else { a };
            let tokens: Vec<TokenId> = ways.iter().map(|(_, parts)| rarer(*parts)).collect();
            (step(gain(&[ways[0].0]), &tokens), tokens)
        });
        let together = entry.joins.together().iter();
        let together = together.map(|(parts, whole)| (step(gain(parts), &[*whole]), vec![*whole]));
        let fathers = (0..).zip(known).filter(|(token, known)| {
            let stands = |stands: &TokenRef| stands.token == *token && is_father(stands);
            !known.fathers().is_empty() && entry.subject.tokens.iter().any(stands)
        });
        let fathers = fathers.map(|(token, known)| {
            let bits = known.as_father(model) - alone_at_most(model, entry, token);
            (step(bits, known.fathers()), known.fathers().to_vec())
        });
        let all = apart.chain(together).chain(fathers);
        Conditional(all.filter(|(step, _)| step.bits > Bits::ZERO).collect())
    }
}

/// Features with posting lists that were not read yet.
pub(super) struct Plan<'a> {
    entry: &'a Entry<'a>,
    /// The entry's tokens by their numbers, its birth dates, its documents, and what agrees as names stand.
    features: Vec<Feature<'a>>,
    known: &'a [Arc<Known>],
    /// Names can always stay silent: the entry has none, or some record has none.
    silent_names: bool,
    sex: Bits,
    nationality: Bits,
}

struct Feature<'a> {
    /// Best first; all of them weigh more than `otherwise`.
    steps: &'a [Step],
    lists: Source<'a>,
    /// The most that any step weighs.
    most: Bits,
    /// What a record gains at most that is in none of the lists.
    otherwise: Bits,
    read: usize,
}

#[derive(Clone, Copy)]
enum Source<'a> {
    Tokens(&'a Known),
    Records(&'a Lists<'a>),
    Conditional(&'a [TokenId]),
}

/// Lists to read next.
pub(super) enum Next<'a> {
    /// Of these tokens.
    Tokens(&'a [u32]),
    /// Of these records.
    Records(&'a [&'a [u32]]),
}

/// What records weigh at most that are in no list read so far, by parts.
#[derive(Clone, Copy)]
pub(super) struct Most {
    pub(super) names: Bits,
    birth_date: Bits,
    pub(super) document: Bits,
    sex: Bits,
    pub(super) nationality: Bits,
}

impl Feature<'_> {
    fn bits(&self, step: usize) -> Bits {
        self.steps.get(step).map_or(self.otherwise, |step| step.bits.min(self.most))
    }

    /// By how many hundredths of a bit the bound falls with the next step, for what it costs.
    fn steepness(&self) -> Option<f32> {
        let step = self.steps.get(self.read)?;
        let falls = (self.bits(self.read) - self.bits(self.read + 1)).hundredths() as f32;
        let record = if matches!(self.lists, Source::Records(_)) { OTHER } else { OF_TOKEN };
        let cost = step.records as f32 * record + step.lists.len() as f32 * LIST;
        Some(falls / cost)
    }
}

impl<'a> Plan<'a> {
    pub(super) fn new(
        watchlist: &Watchlist,
        entry: &'a Entry<'a>,
        known: &'a [Arc<Known>],
        birth_dates: &'a Lists<'a>,
        documents: &'a Lists<'a>,
        conditional: &'a Conditional,
    ) -> Self {
        let model = &watchlist.model;
        let subject = &entry.subject;
        let tokens = (0..).zip(known).map(|(n, known)| token_feature(model, entry, n, known));
        let others = [birth_dates, documents].map(|lists| Feature {
            steps: &lists.steps,
            lists: Source::Records(lists),
            most: MOST,
            otherwise: Bits::ZERO,
            read: 0,
        });
        let conditional = conditional.0.iter().map(|(step, tokens)| Feature {
            steps: std::slice::from_ref(step),
            lists: Source::Conditional(tokens),
            most: MOST,
            otherwise: Bits::ZERO,
            read: 0,
        });
        let gain = |stated: bool, bits: Bits| if stated { bits } else { Bits::ZERO };
        Plan {
            entry,
            features: tokens.chain(others).chain(conditional).collect(),
            known,
            silent_names: watchlist.store.any_nameless
                || subject.names.iter().all(|name| name.tokens == 0),
            sex: gain(subject.sex.is_some(), model.sex(true)),
            nationality: gain(!subject.countries.is_empty(), model.nationality(true)),
        }
    }

    /// The most bits that a record has which is in none of the lists read so far.
    pub(super) fn most(&self) -> Most {
        let feature = |n: usize| self.features[n].bits(self.features[n].read);
        let subject = &self.entry.subject;
        let named = subject.names.iter().filter(|name| name.tokens > 0);
        let of_name = named.map(|name| {
            let tokens = subject.tokens_of(name).iter();
            tokens.map(|token| feature(token.token as usize)).sum()
        });
        let silent = self.silent_names.then_some(Bits::ZERO);
        let tokens = self.known.len();
        let conditional: Bits = (tokens + 2..self.features.len()).map(feature).sum();
        Most {
            names: conditional + of_name.chain(silent).max().unwrap_or_default(),
            birth_date: feature(tokens),
            document: feature(tokens + 1),
            sex: self.sex,
            nationality: self.nationality,
        }
    }

    /// The unread lists that lower the bound the most for what they cost; `None` where all are
    /// read.
    pub(super) fn next(&mut self) -> Option<Next<'a>> {
        let (next, _) = (0..self.features.len())
            .filter_map(|n| Some((n, self.features[n].steepness()?)))
            .max_by(|(_, one), (_, other)| one.total_cmp(other))?;
        let feature = &mut self.features[next];
        let lists = feature.steps[feature.read].lists.clone();
        feature.read += 1;
        Some(match feature.lists {
            Source::Tokens(known) => Next::Tokens(known.tokens(lists)),
            Source::Conditional(tokens) => Next::Tokens(tokens),
            Source::Records(records) => {
                Next::Records(&records.lists[lists.start as usize..lists.end as usize])
            }
        })
    }
}

/// The feature of the entry's token with that number.
fn token_feature<'a>(
    model: &Model,
    entry: &Entry<'_>,
    token: u32,
    known: &'a Known,
) -> Feature<'a> {
    let stands = || entry.subject.tokens.iter().filter(|stands| stands.token == token);
    let is_particle = stands().all(|stands| stands.role == Role::Particle);
    let otherwise = alone_at_most(model, entry, token);
    let steps = known.steps();
    Feature {
        steps: &steps[..steps.partition_point(|step| step.bits > otherwise)],
        lists: Source::Tokens(known),
        most: if is_particle { model.particle_agreement() } else { MOST },
        otherwise,
        read: 0,
    }
}

/// What the entry's token with that number weighs at most that agrees with nothing.
fn alone_at_most(model: &Model, entry: &Entry<'_>, token: u32) -> Bits {
    let stands = entry.subject.tokens.iter().filter(|stands| stands.token == token);
    stands.map(|stands| entry_alone(model, stands)).max().unwrap_or_default()
}

impl Most {
    pub(super) fn all(self) -> Bits {
        self.names + self.birth_date + self.document + self.sex + self.nationality
    }
}
