//! All figures as JSON, and how the page and the terminal write some of them.

use super::Report;
use super::corpus::Kind;
use super::results::Results;
use serde_json::{Value, json};
use sverka::evaluation::{Calibration, CurvePoint, Share};

/// A model, its best F1 with the interval, the bits from which that is, and the precision and the recall.
pub(super) fn best_in_words(results: &Results) -> [String; 6] {
    let ([low, high], best) = (results.interval, results.best);
    [
        results.scores.name.clone(),
        format!("{:.3}", best.f1()),
        format!("{low:.3}–{high:.3}"),
        format!("{:.2}", best.score()),
        format!("{:.3}", best.precision()),
        format!("{:.3}", best.recall()),
    ]
}

/// What errors are counted at, in words.
pub(super) fn threshold_in_words(report: &Report<'_>) -> String {
    match report.choices.min_bits {
        Some(bits) => format!("from {bits} bits on, as --min-bits says"),
        None => "from the threshold with the best F1 of each model on, which was chosen on these data: new ones will \
                 have a few more"
            .to_owned(),
    }
}

/// What the prior means, and what the probabilities do.
pub(super) fn prior_in_words(report: &Report<'_>) -> String {
    let shares: Vec<String> =
        report.results.iter().map(|results| results.scores.listed_share.to_string()).collect();
    let mut distinct = shares.clone();
    distinct.dedup();
    let (population, share) = (report.policy.population(), distinct.join(" or "));
    match report.corpus.kind {
        Kind::Pairs => format!(
            "The stated probability of a pair takes the prior of the model: its second record is one of a list of one \
             record, a share of {share} of the entries is about somebody listed, and entries are drawn from {population} \
             people. So the odds are 1 to {population} before anything is compared, as if any two of these people had \
             met by chance. That is the prior of a list. Pairs that somebody chose to label are far more alike than \
             people who meet by chance, and {:.1} % of them are of one person: with that share as the prior, even odds \
             take {:.2} bits. Neither prior is that of a list of yours. No list is involved, so every name counts as \
             unseen, and common names weigh too much.",
            100.0 * report.corpus.matches() as f64 / report.corpus.cases.len().max(1) as f64,
            report.corpus.even_bits(),
        ),
        Kind::Lists { records } => format!(
            "The stated probability of a match takes the prior of the policy: a share of {share} of the entries is \
             about somebody on the list, of {records} records, and entries are drawn from {population} people. The share \
             in these data is {:.3}. Pairs that are likely to 0.01 or more are calibrated: nearly all others of a list \
             are far less likely.",
            report.corpus.matches() as f64 / report.corpus.units.len().max(1) as f64
        ),
    }
}

/// All figures. Curves have a point for each distinct number of bits.
pub(super) fn json(report: &Report<'_>) -> Value {
    let corpus = report.corpus;
    let models: Vec<Value> = report.results.iter().map(|results| model(report, results)).collect();
    let comparisons = report.comparisons.iter().map(|compared| {
        json!({
            "models": compared.models,
            "first_alone_right": compared.test.first_alone(),
            "second_alone_right": compared.test.second_alone(),
            "p_value": compared.test.p_value(),
            "exact": compared.test.is_exact(),
        })
    });
    json!({
        "title": corpus.title,
        "cases": corpus.cases.len(),
        "matches": corpus.matches(),
        "units": corpus.units.len(),
        "rejected": corpus.rejected,
        "even_bits_by_share": corpus.even_bits(),
        "population": report.policy.population(),
        "bootstrap_samples": report.choices.samples,
        "seed": report.choices.seed,
        "models": models,
        "mcnemar": comparisons.collect::<Vec<_>>(),
    })
}

fn model(report: &Report<'_>, results: &Results) -> Value {
    let groups = results.groups.iter().map(|errors| {
        json!({
            "column": errors.column, "group": errors.group,
            "missed": share(errors.missed), "false_alerts": share(errors.alerted),
        })
    });
    let worst = |places: &[usize]| {
        let case = |place: &usize| {
            let [entry, record] = &report.corpus.cases[*place].sides;
            json!({"entry": entry, "record": record, "bits": found_bits(results.scores.bits[*place])})
        };
        places.iter().map(case).collect::<Vec<_>>()
    };
    json!({
        "name": results.scores.name,
        "listed_share": results.scores.listed_share,
        "best_f1": point(&results.best),
        "best_f1_interval": results.interval,
        "errors_from_bits": results.threshold,
        "at_threshold": point(&results.at_threshold()),
        "calibration_stated": results.stated.as_ref().map(calibration),
        "calibration_by_share": results.by_share.as_ref().map(calibration),
        "groups": groups.collect::<Vec<_>>(),
        "worst_misses": worst(&results.misses),
        "worst_false_alerts": worst(&results.false_alerts),
        "precision_recall": results.curve.points().iter().map(point).collect::<Vec<_>>(),
        "det": results.det.points().iter().map(det_point).collect::<Vec<_>>(),
    })
}

/// `None` for a pair that was not found.
pub(super) fn found_bits(bits: f64) -> Option<f64> {
    bits.is_finite().then_some(bits)
}

fn point(point: &CurvePoint) -> Value {
    json!({
        "bits": point.score(), "true_matches": point.true_matches(),
        "false_matches": point.false_matches(), "precision": point.precision(),
        "recall": point.recall(), "f1": point.f1(),
    })
}

fn det_point(point: &CurvePoint) -> Value {
    json!({
        "bits": point.score(), "miss_rate": point.miss_rate(),
        "false_alert_rate": point.false_alert_rate(),
    })
}

fn share(share: Share) -> Value {
    let interval = share.interval();
    json!({
        "count": share.count(), "of": share.of(), "share": share.value(),
        "interval": [interval.start(), interval.end()],
    })
}

fn calibration(calibration: &Calibration) -> Value {
    let bins = calibration.bins().iter().map(|bin| {
        let stated = bin.stated();
        json!({
            "from": stated.start(), "to": stated.end(), "mean": bin.mean(),
            "came_true": share(bin.came_true()),
        })
    });
    json!({
        "pairs": calibration.pairs(), "brier": calibration.brier(), "ece": calibration.error(),
        "bins": bins.collect::<Vec<_>>(),
    })
}
