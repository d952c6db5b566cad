//! Screens a corpus far below the threshold, and reduces each answer to what the tables count.

use crate::Outcome;
use crate::corpus::{Corpus, Truth, name_alone};
use crate::tally::Scored;
use sverka::evaluation::Share;
use sverka::{Model, Policy, Record, Threshold, ValidAt, Watchlist};

/// Matches from this probability on are looked at.
const LEAST: f64 = 0.0005;
/// Matches kept for each entry.
const KEPT: usize = 100;

/// A corpus, screened.
pub(crate) struct Screened<'a> {
    pub(crate) corpus: &'a Corpus,
    /// `names alone`, `whole records` …
    pub(crate) mode: &'static str,
    /// In the order of the entries.
    pub(crate) cases: Vec<Case>,
    /// Even odds by the default policy.
    pub(crate) even_bits: f64,
}

/// The answer to one entry. Probabilities are those of the default policy.
pub(crate) struct Case {
    /// The probability of the true record; 0 if it is not listed or was not found.
    pub(crate) own: f64,
    /// The probability of the best other record; 0 if none was found.
    pub(crate) other: f64,
    pub(crate) pairs: Vec<Scored>,
}

impl<'a> Screened<'a> {
    pub(crate) fn by_names(corpus: &'a Corpus) -> Outcome<Self> {
        let records = corpus.list.iter().cloned();
        let watchlist = Watchlist::builder().records(records).build()?;
        let entries: Vec<Record> =
            corpus.entries.iter().map(|entry| name_alone(&entry.record)).collect();
        Screened::new(corpus, "names alone", &watchlist, &entries)
    }

    pub(crate) fn whole(corpus: &'a Corpus, mode: &'static str, model: Model) -> Outcome<Self> {
        let records = corpus.list.iter().cloned();
        let watchlist = Watchlist::builder().records(records).model(model).build()?;
        let entries: Vec<Record> =
            corpus.entries.iter().map(|entry| entry.record.clone()).collect();
        Screened::new(corpus, mode, &watchlist, &entries)
    }

    fn new(
        corpus: &'a Corpus,
        mode: &'static str,
        watchlist: &Watchlist,
        entries: &[Record],
    ) -> Outcome<Self> {
        let policy = Policy::default()
            .with_min_probability(LEAST)?
            .with_valid_at(ValidAt::Ever)
            .with_limit(KEPT);
        let listed = corpus.entries.iter().filter(|entry| entry.truth.listed().is_some()).count();
        if listed == 0 || listed == entries.len() {
            return Err(format!(
                "{listed} of {} entries are listed; expected some of both",
                entries.len()
            )
            .into());
        }
        // Even odds if the share of listed people is the corpus's.
        let even = (corpus.list.len() as f64 * entries.len() as f64 / listed as f64).log2();
        let mut even_bits = f64::NAN;
        let mut cases = Vec::with_capacity(entries.len());
        for (entry, screening) in corpus.entries.iter().zip(watchlist.screen_all(entries, &policy))
        {
            let mut case = Case { own: 0.0, other: 0.0, pairs: Vec::new() };
            if entry.truth.listed().is_some_and(|id| watchlist.get(id).is_none()) {
                return Err(
                    format!("{}: the true record is not in the list", entry.record.id()).into()
                );
            }
            for found in screening.matches() {
                let is_match = entry.truth.listed() == Some(found.record().id());
                let (bits, stated) = (found.bits().as_f64(), found.probability());
                let kept = if is_match { &mut case.own } else { &mut case.other };
                *kept = kept.max(stated);
                let probability = 1.0 / (1.0 + (even - bits).exp2());
                case.pairs.push(Scored { bits, probability, stated, is_match });
                if (0.001..0.999).contains(&stated) {
                    even_bits = bits - (stated / (1.0 - stated)).log2();
                }
            }
            cases.push(case);
        }
        Ok(Screened { corpus, mode, cases, even_bits })
    }

    /// The pairs of the entries of a group, or of all.
    pub(crate) fn pairs(&self, group: Option<&str>) -> Vec<Scored> {
        let entries = self.corpus.entries.iter().zip(&self.cases);
        let within = entries
            .filter(|(entry, _)| group.is_none_or(|group| entry.groups.iter().any(|g| g == group)));
        within.flat_map(|(_, case)| case.pairs.iter().copied()).collect()
    }

    /// The rates of the entries of a group, or of all, where matches are reported from a probability on.
    pub(crate) fn rates(&self, group: Option<&str>, from: f64) -> Rates {
        let mut rates = Rates::default();
        for (entry, case) in self.corpus.entries.iter().zip(&self.cases) {
            if group.is_some_and(|group| !entry.groups.iter().any(|g| g == group)) {
                continue;
            }
            let other = case.other >= from;
            rates.others.add(other);
            match entry.truth {
                Truth::Listed(_) => {
                    rates.missed.add(case.own < from);
                    rates.another_too.add(other);
                }
                Truth::Relative(_) => rates.relatives.add(other),
                Truth::Stranger => rates.strangers.add(other),
            }
        }
        rates
    }

    /// The false alerts of one kind of relative.
    pub(crate) fn relatives(&self, relation: &str, from: f64) -> Share {
        let mut share = Share::default();
        for (entry, case) in self.corpus.entries.iter().zip(&self.cases) {
            if matches!(entry.truth, Truth::Relative(of) if of == relation) {
                share.add(case.other >= from);
            }
        }
        share
    }
}

/// Misses and false alerts from one threshold on.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Rates {
    /// Listed people whose record is not reported.
    pub(crate) missed: Share,
    /// Listed people for whom the record of another is reported.
    pub(crate) another_too: Share,
    /// Relatives and strangers for whom a record is reported.
    pub(crate) relatives: Share,
    pub(crate) strangers: Share,
    /// Entries of any kind for whom the record of another is reported.
    pub(crate) others: Share,
}

/// The probabilities from which the default policy reports and shows for review.
pub(crate) fn default_thresholds() -> (f64, Option<f64>) {
    let policy = Policy::default();
    let probability = |threshold| match threshold {
        Threshold::Probability(p) => p,
        _ => f64::NAN,
    };
    (probability(policy.threshold()), policy.review().map(probability))
}
