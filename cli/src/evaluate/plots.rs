//! The plots of an evaluation.

use super::Report;
use super::results::Results;
use crate::outcome::Result;
use crate::plot::{Axis, Plot, Scale, Series};
use sverka::evaluation::Calibration;

/// One of the calibrations of a model.
type CalibrationOf = fn(&Results) -> Option<&Calibration>;

/// Each plot as SVG, with the name of its file.
pub(super) fn all(report: &Report<'_>) -> Result<Vec<(&'static str, String)>> {
    let mut plots = vec![("precision_recall", precision_recall(report)), ("det", det(report))];
    let calibrations: [(_, CalibrationOf); 2] = [
        ("reliability_by_share", |results| results.by_share.as_ref()),
        ("reliability_stated", |results| results.stated.as_ref()),
    ];
    plots.extend(calibrations.map(|(name, of)| (name, reliability(report, of))));
    plots.into_iter().map(|(name, plot)| Ok((name, plot.svg()?))).collect()
}

fn share(label: &'static str) -> Axis {
    Axis { label, scale: Scale::Linear, from: 0.0, to: 1.0 }
}

fn precision_recall(report: &Report<'_>) -> Plot {
    let series = report.results.iter().map(|results| {
        let points = results.curve.points().iter().map(|point| (point.recall(), point.precision()));
        let at = results.at_threshold();
        Series {
            name: results.scores.name.clone(),
            points: points.collect(),
            marks: vec![((at.recall(), at.precision()), true)],
            ..Series::default()
        }
    });
    Plot {
        x: share("recall: share of the pairs of one person that is found"),
        y: share("precision: share of what is found that is right"),
        series: series.collect(),
        has_diagonal: false,
        notes: vec![mark(report)],
    }
}

fn mark(report: &Report<'_>) -> String {
    let at = match report.choices.min_bits {
        Some(bits) => format!("from {bits} bits on"),
        None => "the best F1".to_owned(),
    };
    format!("● {at}")
}

fn det(report: &Report<'_>) -> Plot {
    let rates = |results: &Results| {
        let points = results.det.points().iter();
        points.map(|point| (point.false_alert_rate(), point.miss_rate())).collect::<Vec<_>>()
    };
    let all: Vec<(f64, f64)> = report.results.iter().flat_map(rates).collect();
    // A deviate of nothing or all is infinite, so an axis ends at half of the least rate, at most at 5 and at least at
    // 60 in a hundred.
    let axis = |label, rates: &dyn Fn(&(f64, f64)) -> f64| {
        let rates = || all.iter().map(rates).filter(|rate| *rate > 0.0 && *rate < 1.0);
        let from = rates().fold(0.1, f64::min) / 2.0;
        let to = rates().fold(0.6, f64::max).min(0.98);
        Axis { label, scale: Scale::Deviates, from, to }
    };
    let series = report.results.iter().map(|results| {
        let at = results.det.at(results.threshold);
        Series {
            name: results.scores.name.clone(),
            points: rates(results),
            marks: vec![((at.false_alert_rate(), at.miss_rate()), true)],
            ..Series::default()
        }
    });
    Plot {
        x: axis("false alerts (normal deviates)", &|(alerts, _)| *alerts),
        y: axis("misses (normal deviates)", &|(_, misses)| *misses),
        series: series.collect(),
        has_diagonal: true,
        notes: vec![
            mark(report),
            report.corpus.false_alert().to_owned(),
            "On the thin line both are equally frequent.".to_owned(),
        ],
    }
}

fn reliability(report: &Report<'_>, of: CalibrationOf) -> Plot {
    let series = report.results.iter().map(|results| {
        let bins = of(results).map_or(&[][..], Calibration::bins);
        let points: Vec<(f64, f64)> =
            bins.iter().map(|bin| (bin.mean(), bin.came_true().value())).collect();
        let bars = bins.iter().map(|bin| {
            let interval = bin.came_true().interval();
            (bin.mean(), (*interval.start(), *interval.end()))
        });
        Series {
            name: results.scores.name.clone(),
            marks: points.iter().map(|point| (*point, true)).collect(),
            points,
            bars: bars.collect(),
        }
    });
    Plot {
        x: share("said: mean probability of the bin"),
        y: share("came true: share of pairs of one person"),
        series: series.collect(),
        has_diagonal: true,
        notes: vec!["bins of equal mass, with 95 % intervals of Wilson".to_owned()],
    }
}
