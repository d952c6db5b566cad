//! An evaluation as one HTML page that needs nothing else. The template escapes every text by itself.

use super::Report;
use super::figures::{best_in_words, found_bits, prior_in_words, threshold_in_words};
use super::results::Results;
use super::summary::p_value;
use crate::outcome::Result;
use crate::page::{self, Language};
use serde::Serialize;
use sverka::evaluation::{Calibration, Share};

const TEMPLATES: [(&str, &str); 2] =
    [("page.html", include_str!("page.html")), ("evaluation.css", include_str!("evaluation.css"))];

/// What the template shows.
#[derive(Serialize)]
struct Page {
    title: String,
    corpus: String,
    /// By each model: its name, best F1, interval, bits, precision, recall.
    best: Vec<[String; 6]>,
    rejected: u64,
    prior: String,
    threshold: String,
    false_alert: &'static str,
    samples: usize,
    seed: u64,
    models: Vec<Model>,
    comparisons: Vec<[String; 5]>,
    /// The plots with their captions.
    plots: Vec<(String, &'static str)>,
}

#[derive(Serialize)]
struct Model {
    name: String,
    /// By each prior: its name, pairs, Brier score, calibration error.
    calibrations: Vec<[String; 4]>,
    /// Reliability by each prior: its name, and the bins.
    bins: Vec<(&'static str, Vec<[String; 4]>)>,
    groups: Vec<[String; 6]>,
    /// Bits, and both sides.
    misses: Vec<[String; 3]>,
    false_alerts: Vec<[String; 3]>,
}

pub(super) fn page(report: &Report<'_>, plots: Vec<(&'static str, String)>) -> Result<String> {
    let comparisons = report.comparisons.iter().map(|compared| {
        let [first, second] = compared.models.clone();
        let alone = [compared.test.first_alone(), compared.test.second_alone()];
        let [one, other] = alone.map(|count| count.to_string());
        let how = if compared.test.is_exact() { "exact" } else { "chi-squared" };
        [first, second, one, other, format!("{} ({how})", p_value(compared.test.p_value()))]
    });
    let page = Page {
        title: format!("Evaluation: {}", report.corpus.title),
        corpus: report.corpus.title.clone(),
        best: report.results.iter().map(best_in_words).collect(),
        rejected: report.corpus.rejected,
        prior: prior_in_words(report),
        threshold: threshold_in_words(report),
        false_alert: report.corpus.false_alert(),
        samples: report.choices.samples,
        seed: report.choices.seed,
        models: report.results.iter().map(|results| model(report, results)).collect(),
        comparisons: comparisons.collect(),
        plots: plots.into_iter().map(|(name, svg)| (svg, caption(name))).collect(),
    };
    let templates = page::environment(&TEMPLATES, Language::English)?;
    Ok(templates.get_template("page.html")?.render(page)?)
}

fn caption(plot: &str) -> &'static str {
    match plot {
        "precision_recall" => "Precision against recall at each threshold.",
        "det" => {
            "Detection error trade-off: misses against false alerts at each threshold, on scales on which normally \
             distributed scores make a straight line (Martin et al. 1997). Nearer to the lower left is better."
        }
        "reliability_by_share" => {
            "Reliability with the share of matches in these data as the prior. On the line, probabilities come true."
        }
        _ => "Reliability with the prior as stated.",
    }
}

fn model(report: &Report<'_>, results: &Results) -> Model {
    let both = [("as stated", &results.stated), ("share in these data", &results.by_share)];
    let worst = |places: &[usize]| {
        let case = |place: &usize| {
            let bits = found_bits(results.scores.bits[*place]);
            let bits = bits.map_or("not found".to_owned(), |bits| format!("{bits:+.2}"));
            let [entry, record] = report.corpus.cases[*place].sides.clone();
            [bits, entry, record]
        };
        places.iter().map(case).collect()
    };
    let groups = results.groups.iter().map(|errors| {
        let of = |share: Share| format!("{} of {}", share.count(), share.of());
        [
            errors.column.clone(),
            errors.group.clone(),
            of(errors.missed),
            errors.missed.percent(),
            of(errors.alerted),
            errors.alerted.percent(),
        ]
    });
    Model {
        name: results.scores.name.clone(),
        calibrations: both.iter().map(|(prior, of)| calibration(prior, of.as_ref())).collect(),
        bins: both.into_iter().map(|(prior, of)| (prior, bins(of.as_ref()))).collect(),
        groups: groups.collect(),
        misses: worst(&results.misses),
        false_alerts: worst(&results.false_alerts),
    }
}

fn calibration(prior: &str, calibration: Option<&Calibration>) -> [String; 4] {
    let figure = |of: &dyn Fn(&Calibration) -> String| calibration.map_or("–".to_owned(), of);
    [
        prior.to_owned(),
        figure(&|of| of.pairs().to_string()),
        figure(&|of| format!("{:.4}", of.brier())),
        figure(&|of| format!("{:.4}", of.error())),
    ]
}

fn bins(calibration: Option<&Calibration>) -> Vec<[String; 4]> {
    let bins = calibration.map_or(&[][..], Calibration::bins);
    let row = |bin: &sverka::evaluation::ReliabilityBin| {
        let (stated, came_true) = (bin.stated(), bin.came_true());
        [
            format!("{:.3} to {:.3}", stated.start(), stated.end()),
            format!("{:.3}", bin.mean()),
            format!("{} of {}", came_true.count(), came_true.of()),
            came_true.percent(),
        ]
    };
    bins.iter().map(row).collect()
}
