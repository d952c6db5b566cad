//! What comes of the scores of a model, and of two models on the same cases.

use super::Choices;
use super::corpus::{Corpus, Kind};
use crate::outcome::Result;
use std::collections::BTreeMap;
use sverka::evaluation::{
    Calibration, Curve, CurvePoint, Judged, McNemar, Share, best_f1_interval,
};

/// Bins of a reliability plot.
const BINS: usize = 10;
/// Of lists, pairs from this probability on are calibrated. Nearly all pairs of a list are less likely, and right.
const LEAST: f64 = 0.01;
/// Misses and false alerts that are listed, the worst.
const WORST: usize = 20;

/// What a model says of each case of a corpus.
pub(super) struct Scores {
    pub(super) name: String,
    /// The share of listed entries in the prior.
    pub(super) listed_share: f64,
    /// Negative infinity for a pair that was not found.
    pub(super) bits: Vec<f64>,
    /// The probability by the prior of the policy; 0 for a pair that was not found.
    pub(super) stated: Vec<f64>,
}

/// What came of them.
pub(super) struct Results {
    pub(super) scores: Scores,
    /// Precision and recall over pairs.
    pub(super) curve: Curve,
    /// Misses over true pairs, and [false alerts](Corpus::false_alert) over what may be one.
    pub(super) det: Curve,
    pub(super) best: CurvePoint,
    /// The 95 % interval of the best F1.
    pub(super) interval: [f64; 2],
    /// Errors are counted from these bits on.
    pub(super) threshold: f64,
    /// By the prior as stated, and by the share of matches in these data as the prior.
    pub(super) stated: Option<Calibration>,
    pub(super) by_share: Option<Calibration>,
    /// `all`, and the groups of each column, the largest first.
    pub(super) groups: Vec<GroupErrors>,
    /// The worst missed cases and false alerts, by their places.
    pub(super) misses: Vec<usize>,
    pub(super) false_alerts: Vec<usize>,
    /// Whether all cases of each unit are right.
    right: Vec<bool>,
}

/// Misses and false alerts of a group.
pub(super) struct GroupErrors {
    pub(super) column: String,
    pub(super) group: String,
    pub(super) missed: Share,
    pub(super) alerted: Share,
}

impl Results {
    pub(super) fn new(corpus: &Corpus, scores: Scores, choices: &Choices) -> Result<Results> {
        let judged = corpus.cases.iter().zip(&scores.bits);
        let judged: Vec<Judged> = judged
            .map(|(case, bits)| Ok(Judged::new(*bits, case.is_match)?.in_unit(case.unit)))
            .collect::<Result<_>>()?;
        let trials = trials(corpus, &judged, &scores)?;
        let curve = Curve::new(&judged)?;
        let best = curve.best_f1();
        let interval = best_f1_interval(&judged, choices.samples, choices.seed)?;
        let threshold = choices.min_bits.map_or(best.score(), |bits| bits.as_f64());
        let is_wrong =
            |place: usize| (scores.bits[place] >= threshold) != corpus.cases[place].is_match;
        let mut right = vec![true; corpus.units.len()];
        let (mut misses, mut false_alerts) = (Vec::new(), Vec::new());
        for place in (0..corpus.cases.len()).filter(|place| is_wrong(*place)) {
            let case = &corpus.cases[place];
            right[case.unit] = false;
            if case.is_match { &mut misses } else { &mut false_alerts }.push(place);
        }
        let by_bits =
            |one: &usize, other: &usize| scores.bits[*one].total_cmp(&scores.bits[*other]);
        misses.sort_by(by_bits);
        false_alerts.sort_by(|one, other| by_bits(other, one));
        misses.truncate(WORST);
        false_alerts.truncate(WORST);
        let even = corpus.even_bits();
        let by_share = |bits: &f64| 1.0 / (1.0 + (even - bits).exp2());
        let by_share: Vec<f64> = scores.bits.iter().map(by_share).collect();
        Ok(Results {
            det: Curve::new(&trials.iter().map(|(_, trial)| *trial).collect::<Vec<_>>())?,
            best,
            interval: [*interval.start(), *interval.end()],
            threshold,
            stated: calibration(corpus, &scores.stated)?,
            by_share: calibration(corpus, &by_share)?,
            groups: groups(corpus, &trials, threshold),
            misses,
            false_alerts,
            right,
            curve,
            scores,
        })
    }

    /// Precision and recall at the threshold of the errors.
    pub(super) fn at_threshold(&self) -> CurvePoint {
        self.curve.at(self.threshold)
    }
}

/// What may be missed or alerted, with its unit. Pairs of a table are one each. Of lists it is each true pair, and each
/// entry with the best record of another.
fn trials(corpus: &Corpus, judged: &[Judged], scores: &Scores) -> Result<Vec<(usize, Judged)>> {
    let by_case = corpus.cases.iter().map(|case| case.unit).zip(judged.iter().copied());
    if corpus.kind == Kind::Pairs {
        return Ok(by_case.collect());
    }
    let mut others = vec![f64::NEG_INFINITY; corpus.units.len()];
    for (case, bits) in corpus.cases.iter().zip(&scores.bits).filter(|(case, _)| !case.is_match) {
        others[case.unit] = bits.max(others[case.unit]);
    }
    let mut trials: Vec<(usize, Judged)> =
        by_case.filter(|(_, judged)| judged.is_match()).collect();
    for (unit, bits) in others.into_iter().enumerate() {
        trials.push((unit, Judged::new(bits, false)?));
    }
    Ok(trials)
}

/// `None` where no pair is likely enough to count.
fn calibration(corpus: &Corpus, probabilities: &[f64]) -> Result<Option<Calibration>> {
    let stated = probabilities.iter().copied().zip(corpus.cases.iter().map(|case| case.is_match));
    let counts = |(p, _): &(f64, bool)| corpus.kind == Kind::Pairs || *p >= LEAST;
    let stated: Vec<(f64, bool)> = stated.filter(counts).collect();
    if stated.is_empty() { Ok(None) } else { Ok(Some(Calibration::new(&stated, BINS)?)) }
}

fn groups(corpus: &Corpus, trials: &[(usize, Judged)], threshold: f64) -> Vec<GroupErrors> {
    let errors = |column: &str, group: &str, of: &mut dyn Iterator<Item = &Judged>| {
        let (mut missed, mut alerted) = (Share::default(), Share::default());
        for trial in of {
            let is_found = trial.score() >= threshold;
            match trial.is_match() {
                true => missed.add(!is_found),
                false => alerted.add(is_found),
            }
        }
        GroupErrors { column: column.to_owned(), group: group.to_owned(), missed, alerted }
    };
    let mut all = vec![errors("", "all", &mut trials.iter().map(|(_, trial)| trial))];
    for (n, column) in corpus.groups.iter().enumerate() {
        let mut by_group: BTreeMap<&str, Vec<&Judged>> = BTreeMap::new();
        for (unit, trial) in trials {
            by_group.entry(corpus.units[*unit][n].as_str()).or_default().push(trial);
        }
        // The largest first.
        let mut by_group: Vec<(&str, Vec<&Judged>)> = by_group.into_iter().collect();
        by_group.sort_by_key(|(_, trials)| std::cmp::Reverse(trials.len()));
        for (group, trials) in by_group {
            let group = if group.is_empty() { "(not stated)" } else { group };
            all.push(errors(column, group, &mut trials.into_iter()));
        }
    }
    all
}

/// Two models on the same cases.
pub(super) struct Comparison {
    pub(super) models: [String; 2],
    /// Over the units, of which each model has all cases right or not.
    pub(super) test: McNemar,
}

impl Comparison {
    /// Every model beside every one after it.
    pub(super) fn of_all(results: &[Results]) -> Vec<Comparison> {
        let pairs = results
            .iter()
            .enumerate()
            .flat_map(|(n, first)| results[n + 1..].iter().map(move |second| [first, second]));
        let compared = pairs.map(|[first, second]| {
            let alone = |one: &Results, other: &Results| {
                one.right.iter().zip(&other.right).filter(|(one, other)| **one && !**other).count()
            };
            Comparison {
                models: [first, second].map(|results| results.scores.name.clone()),
                test: McNemar::new(alone(first, second), alone(second, first)),
            }
        });
        compared.collect()
    }
}
