//! The exact search for candidates: posting lists in the order in which they pay, until no record
//! in none of them can matter.
//!
//! Every distinct token of the entry, its birth dates and its documents are *features*. A feature
//! has posting lists, each with the most bits that a record in it can gain from that feature. A
//! record in no list read so far gains at most what the next unread list of each feature offers;
//! the sum of those is the bound. When it falls below the threshold, or below the last of a full
//! top list, whatever was not met cannot matter.
//!
//! Source of the principle: H. Turtle and J. Flood, "Query evaluation: strategies and
//! optimizations" (1995), known as MaxScore; here over sums of maxima, one for each feature.

use super::policy::Terms;
use super::query::{Incoming, Known};
use crate::evidence::{Bits, Entry, Level, agreeing, entry_alone, token_most};
use crate::watchlist::{Posting, Watchlist, Workspace};
use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

/// What a search found: records with their bits, best first, and what its certificate says.
pub(super) struct Found {
    pub(super) best: Vec<(Bits, u32)>,
    pub(super) scored: usize,
    pub(super) excluded: usize,
    /// Records with the bits of the last of `best` that the limit left out.
    pub(super) tied_left_out: usize,
    /// An upper bound on the records that were not met; `None` where there are none.
    pub(super) rest_at_most: Option<Bits>,
}

/// Finds every record that the terms ask for. `known` answers for the entry's tokens in order.
pub(super) fn search(
    watchlist: &Watchlist,
    incoming: &Incoming,
    entry: &Entry<'_>,
    known: &[&Known],
    terms: &Terms,
    workspace: &mut Workspace,
) -> Found {
    let mut scorer = Scorer::new(watchlist, entry, known, terms, workspace);
    let mut plan = Plan::new(watchlist, incoming, known);
    let records = watchlist.len() as u32;
    loop {
        let bound = plan.bound();
        if bound < scorer.enough() {
            break scorer.finish(Some(bound));
        }
        let Some(postings) = plan.next_step() else {
            // Nothing distinguishes the rest: each may reach the threshold without any agreement.
            for record in 0..records {
                if bound < scorer.enough() {
                    return scorer.finish(Some(bound));
                }
                scorer.meet(record);
            }
            break scorer.finish(None);
        };
        for posting in postings {
            for record in watchlist.postings.records(posting) {
                scorer.meet(*record);
            }
        }
    }
}

/// Scores every record: what [`search`] is held to.
pub(super) fn search_everything(
    watchlist: &Watchlist,
    entry: &Entry<'_>,
    known: &[&Known],
    terms: &Terms,
    workspace: &mut Workspace,
) -> Found {
    let mut scorer = Scorer::new(watchlist, entry, known, terms, workspace);
    for record in 0..watchlist.len() as u32 {
        scorer.meet(record);
    }
    scorer.finish(None)
}

/// Features with posting lists that were not read yet.
struct Plan<'a> {
    features: Vec<Feature>,
    /// For each name of the entry that has tokens: their features, a token as often as it stands.
    names: Vec<Vec<usize>>,
    /// Names can always stay silent: the entry has none, or some record has none.
    silent_names: bool,
    traits: Bits,
    incoming: &'a Incoming,
}

struct Feature {
    /// Best first.
    steps: Vec<Step>,
    read: usize,
    /// What a record gains at most that is in none of the lists.
    otherwise: Bits,
}

/// Posting lists with the same bits, read together.
struct Step {
    bits: Bits,
    postings: Vec<Posting>,
    records: usize,
}

impl Feature {
    fn new(watchlist: &Watchlist, mut lists: Vec<(Bits, Posting)>, otherwise: Bits) -> Self {
        lists.retain(|(bits, _)| *bits > otherwise);
        lists.sort_by_key(|(bits, _)| Reverse(*bits));
        let mut steps: Vec<Step> = Vec::new();
        for (bits, posting) in lists {
            let records = watchlist.postings.records(&posting).len();
            match steps.last_mut().filter(|step| step.bits == bits) {
                Some(step) => {
                    step.postings.push(posting);
                    step.records += records;
                }
                None => steps.push(Step { bits, postings: vec![posting], records }),
            }
        }
        Feature { steps, read: 0, otherwise }
    }

    /// The most that a record gains which is in no list read so far.
    fn most(&self) -> Bits {
        self.steps.get(self.read).map_or(self.otherwise, |step| step.bits)
    }

    /// By how many hundredths of a bit the bound falls with the next step, for each record read.
    fn steepness(&self) -> Option<f64> {
        let step = self.steps.get(self.read)?;
        let after = self.steps.get(self.read + 1).map_or(self.otherwise, |step| step.bits);
        Some(f64::from((step.bits - after).hundredths()) / (step.records + 1) as f64)
    }
}

impl<'a> Plan<'a> {
    fn new(watchlist: &Watchlist, incoming: &'a Incoming, known: &[&Known]) -> Self {
        let model = &watchlist.model;
        let subject = incoming.subject.view();
        let mut features: Vec<Feature> = (0..)
            .zip(known)
            .map(|(token, known)| {
                let stands = || subject.tokens.iter().filter(|t| t.token == token);
                let lists = known.similar.iter().filter_map(|similar| {
                    let most = stands()
                        .map(|t| token_most(model, t, known.rarity, similar.closeness))
                        .max()?;
                    Some((most, Posting::Token(similar.token)))
                });
                let alone = stands().map(|t| entry_alone(model, t)).max().unwrap_or_default();
                Feature::new(watchlist, lists.collect(), alone)
            })
            .collect();
        let dates = subject.birth_dates.iter().flat_map(|date| agreeing(*date));
        let dates = dates.map(|(level, keys)| (model.birth_date(level), Posting::BirthDate(keys)));
        features.push(Feature::new(watchlist, dates.collect(), Bits::ZERO));
        let documents = subject.documents.iter().flat_map(|document| {
            let most = |level| model.document(level, document.characters, document.holders);
            // Which of the two a slip is, its record tells.
            let slip = most(Level::OneDigitOff).max(most(Level::CheckedSlip));
            let slips = watchlist.keys.one_digit_off(document);
            let slips = slips.map(move |number| (slip, Posting::Document(number)));
            slips.chain([(most(Level::Same), Posting::Document(document.number))])
        });
        features.push(Feature::new(watchlist, documents.collect(), Bits::ZERO));
        let names: Vec<Vec<usize>> = subject
            .names
            .iter()
            .filter(|name| name.tokens > 0)
            .map(|name| {
                let start = name.start as usize;
                let tokens = &subject.tokens[start..start + usize::from(name.tokens)];
                tokens.iter().map(|token| token.token as usize).collect()
            })
            .collect();
        let gain = |stated: bool, bits: Bits| if stated { bits } else { Bits::ZERO };
        Plan {
            features,
            silent_names: names.is_empty() || watchlist.store.any_nameless,
            names,
            traits: gain(subject.sex.is_some(), model.sex(true))
                + gain(!subject.countries.is_empty(), model.nationality(true))
                + gain(!subject.places.is_empty(), model.birth_place(true)),
            incoming,
        }
    }

    /// The most bits that a record has which is in none of the lists read so far.
    fn bound(&self) -> Bits {
        let tokens = self.incoming.tokens.len();
        let of_name =
            |name: &Vec<usize>| name.iter().map(|token| self.features[*token].most()).sum();
        let silent = self.silent_names.then_some(Bits::ZERO);
        let names = self.names.iter().map(of_name).chain(silent).max().unwrap_or_default();
        names + self.features[tokens..].iter().map(Feature::most).sum() + self.traits
    }

    /// The unread lists that lower the bound the most for each record in them; `None` where all
    /// are read.
    fn next_step(&mut self) -> Option<&[Posting]> {
        let (next, _) = (0..self.features.len())
            .filter_map(|n| Some((n, self.features[n].steepness()?)))
            .max_by(|(_, one), (_, other)| one.total_cmp(other))?;
        let feature = &mut self.features[next];
        feature.read += 1;
        Some(&feature.steps[feature.read - 1].postings)
    }
}

/// Scores records as they are met, each once, and keeps the best.
struct Scorer<'a> {
    watchlist: &'a Watchlist,
    terms: &'a Terms,
    entry: &'a Entry<'a>,
    workspace: &'a mut Workspace,
    /// The worst on top: fewest bits, and among equals the last identifier.
    best: BinaryHeap<Reverse<(Bits, Reverse<u32>)>>,
    scored: usize,
    excluded: usize,
    /// The most bits that the limit left out, and of how many records.
    left_out: (Bits, usize),
}

impl<'a> Scorer<'a> {
    fn new(
        watchlist: &'a Watchlist,
        entry: &'a Entry<'a>,
        known: &[&Known],
        terms: &'a Terms,
        workspace: &'a mut Workspace,
    ) -> Self {
        workspace.begin(known.iter().map(|known| &known.similar[..]));
        Scorer {
            watchlist,
            terms,
            entry,
            workspace,
            best: BinaryHeap::new(),
            scored: 0,
            excluded: 0,
            left_out: (Bits::from_hundredths(i32::MIN), 0),
        }
    }

    /// The fewest bits that can still matter.
    fn enough(&self) -> Bits {
        match self.best.peek() {
            _ if self.terms.limit == 0 => Bits::from_hundredths(i32::MAX),
            Some(Reverse((bits, _))) if self.best.len() >= self.terms.limit => *bits,
            _ => self.terms.min_bits,
        }
    }

    fn meet(&mut self, record: u32) {
        if !self.workspace.is_new(record) {
            return;
        }
        if !self.terms.ask_about(self.watchlist.store.traits(record)) {
            self.excluded += 1;
            return;
        }
        self.scored += 1;
        let bits = self.workspace.weigh(self.watchlist, self.entry, record, None);
        if bits < self.terms.min_bits {
            return;
        }
        self.best.push(Reverse((bits, Reverse(record))));
        if self.best.len() > self.terms.limit
            && let Some(Reverse((bits, _))) = self.best.pop()
        {
            match bits.cmp(&self.left_out.0) {
                Ordering::Less => {}
                Ordering::Equal => self.left_out.1 += 1,
                Ordering::Greater => self.left_out = (bits, 1),
            }
        }
    }

    fn finish(self, rest_at_most: Option<Bits>) -> Found {
        let Scorer { watchlist, best, scored, excluded, left_out, .. } = self;
        let last = best.peek().map(|Reverse((bits, _))| *bits);
        let rest = watchlist.len() - scored - excluded;
        let sorted = best.into_sorted_vec();
        Found {
            best: sorted
                .into_iter()
                .map(|Reverse((bits, Reverse(record)))| (bits, record))
                .collect(),
            scored,
            excluded,
            tied_left_out: if last == Some(left_out.0) { left_out.1 } else { 0 },
            rest_at_most: rest_at_most.filter(|_| rest > 0),
        }
    }
}
