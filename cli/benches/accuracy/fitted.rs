//! The estimates of EM without the truth, beside those counted with it.

use crate::Outcome;
use crate::corpus::{Corpus, name_alone};
use serde_json::{Value, json};
use sverka::{Bits, Estimate, Field, Fit, Model, Pair, Policy, Record, ValidAt, Watchlist};

/// The seeds of the random pairs of EM and of those that are counted.
const SEEDS: [u64; 2] = [1, 2];
const COUNTED: u64 = 2_000_000;
/// Half of the first so many are for names.
const COUNTED_NAMES: usize = 400_000;

pub(crate) struct Fitted {
    fit: Fit,
    /// The estimates counted with the truth, in the order of the fit.
    counted: Vec<Estimate>,
}

impl Fitted {
    /// Fits a model to a list and its entries, without the truth and with it.
    pub(crate) fn new(corpus: &Corpus) -> Outcome<Fitted> {
        let watchlist = Watchlist::builder().records(corpus.list.iter().cloned()).build()?;
        let truth: Vec<Option<&str>> =
            corpus.entries.iter().map(|entry| entry.truth.listed()).collect();
        let entries: Vec<Record> =
            corpus.entries.iter().map(|entry| entry.record.clone()).collect();
        let fit = watchlist.fit(&entries, SEEDS[0])?;
        let records: Vec<Record> = watchlist.records().collect();
        let mut pairs = Vec::new();
        for (entry, truth) in entries.iter().zip(&truth) {
            let place = |id| records.binary_search_by(|record| Record::id(record).cmp(id)).ok();
            let listed = truth.and_then(place).map(|place| &records[place]);
            let pair = listed.map(|listed| watchlist.pair(entry, listed).with_label(true));
            pairs.extend(pair.into_iter().flat_map(|pair| [pair, pair.for_names()]));
        }
        // Namesakes, from which the weights of sex and nationality given the names are counted.
        let names: Vec<Record> = entries.iter().map(name_alone).collect();
        let policy = Policy::default()
            .with_min_probability(0.004)?
            .with_valid_at(ValidAt::Ever)
            .with_limit(20);
        let screenings = watchlist.screen_all(&names, &policy);
        for ((entry, truth), screening) in entries.iter().zip(&truth).zip(&screenings) {
            let namesakes = screening.matches().iter().map(|found| found.record());
            let others = namesakes.filter(|record| Some(record.id()) != *truth);
            pairs.extend(others.map(|record| Pair::new(entry, record).with_label(false)));
        }
        let mut strangers = Vec::new();
        let mut state = SEEDS[1];
        while strangers.len() < COUNTED as usize {
            // Knuth's linear congruential generator for MMIX, whose upper bits are good enough here.
            let mut draw = |below: usize| {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                (state >> 33) as usize % below
            };
            let (at, record) = (draw(entries.len()), &records[draw(records.len())]);
            if truth[at] != Some(record.id()) {
                let pair = watchlist.pair(&entries[at], record).with_label(false);
                strangers.push(pair);
                if strangers.len() < COUNTED_NAMES {
                    strangers.push(pair.for_names());
                }
            }
        }
        let counted = watchlist.model().fit(&pairs, &strangers, Bits::ZERO)?;
        Ok(Fitted { fit, counted: counted.estimates().to_vec() })
    }

    pub(crate) fn model(&self) -> &Model {
        self.fit.model()
    }

    pub(crate) fn print(&self) {
        let Fitted { fit, counted } = self;
        let (pairs, strangers) = (fit.pairs(), fit.strangers());
        let (name_pairs, name_share) = (fit.name_pairs(), 100.0 * fit.name_matched_share());
        let how = if fit.has_converged() { "converged" } else { "NOT converged" };
        println!(
            "\nEM over {pairs} pairs with like names and {strangers} of strangers, {how} in {} steps;\n\
             {:.2} % of the pairs are of one person, and {name_share:.2} % of {name_pairs} for the names; \
             log-likelihood {:.0}",
            fit.iterations(),
            100.0 * fit.matched_share(),
            fit.log_likelihood()
        );
        println!(
            "{:<42}{:>9}{:>9}{:>11}{:>11}{:>8}{:>8}",
            "", "m by EM", "counted", "u by EM", "counted", "default", "fitted"
        );
        for (estimate, counted) in fit.estimates().iter().zip(counted) {
            // No pair states this field, so its estimate is the initial value.
            if estimate.is_kept() && estimate.m() == estimate.u() {
                continue;
            }
            let what = match estimate.field() {
                Field::Name => estimate.weight().map(str::to_owned),
                _ => None,
            };
            let what =
                what.unwrap_or_else(|| format!("{:?}: {}", estimate.field(), estimate.level()));
            println!(
                "{what:<42}{:>9.4}{:>9.4}{:>11.2e}{:>11.2e}{:>8}{:>8}",
                estimate.m(),
                counted.m(),
                estimate.u(),
                counted.u(),
                format!("{:+}", estimate.before()),
                if estimate.is_kept() { "kept".into() } else { format!("{:+}", estimate.after()) },
            );
        }
    }

    pub(crate) fn json(&self) -> Value {
        let Fitted { fit, counted } = self;
        let estimates = fit.estimates().iter().zip(counted).map(|(estimate, counted)| {
            json!({
                "field": estimate.field(), "level": estimate.level(), "weight": estimate.weight(),
                "interval": [estimate.interval().start(), estimate.interval().end()],
                "m": estimate.m(), "m_counted": counted.m(),
                "u": estimate.u(), "u_counted": counted.u(),
                "default": estimate.before(), "fitted": estimate.after(), "kept": estimate.is_kept(),
            })
        });
        json!({
            "what": "fit", "pairs": fit.pairs(), "strangers": fit.strangers(),
            "iterations": fit.iterations(), "converged": fit.has_converged(),
            "log_likelihood": fit.log_likelihood(), "matched_share": fit.matched_share(),
            "estimates": estimates.collect::<Vec<_>>(), "model": fit.model(),
        })
    }
}
